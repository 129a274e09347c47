import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Shift } from './mark.ts';
import { publicKeyIn } from './opening.ts';
import { checkPlants, type Plant } from '../harness/plant.ts';
import { createTraceReader, MARK_FD, straceArguments, type Operation } from './trace.ts';

/** How a trace is made. */
export interface Recording {
  readonly seed: number;
  readonly shifts: readonly Pick<Shift, 'sales' | 'ending'>[];
  readonly plants: readonly Plant[];
}

export interface Trace {
  readonly operations: readonly Operation[];
  /** DER (SPKI) of the key the till made itself. */
  readonly publicKey: Uint8Array;
}

/** Runs the till under strace, shift after shift on one new directory, and gives what it did to the disk. */
export async function record(recording: Recording): Promise<Trace> {
  checkPlants(recording.plants);
  const place = mkdtempSync(join(tmpdir(), 'stall-pos-power-'));
  try {
    const dir = join(place, 'till');
    mkdirSync(dir);
    const reader = createTraceReader(dir);
    const heard: string[] = [];
    for (const [number, shift] of recording.shifts.entries()) {
      const output = join(place, 'strace');
      await run({ ...shift, dir, number, seed: recording.seed, plants: recording.plants }, output, heard);
      await reader.read(output);
    }
    const seen = reader.operations.flatMap((operation) => (operation.kind === 'mark' ? [operation.text] : []));
    if (seen.length !== heard.length || seen.some((text, at) => text !== heard[at]))
      throw new Error('the trace does not show what was heard from the till');
    return { operations: reader.operations, publicKey: publicKeyIn(dir) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** One shift; what the till says is kept here, outside its directory, as it comes. */
async function run(shift: Shift, output: string, heard: string[]): Promise<void> {
  const till = fileURLToPath(new URL('till.ts', import.meta.url));
  const child = spawn('strace', [...straceArguments(output), process.execPath, till, JSON.stringify(shift)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const pipe = child.stdio[MARK_FD] as Readable;
  const listening = (async () => {
    for await (const line of createInterface({ input: pipe })) heard.push(line);
  })();
  const [code, signal] = await new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ended) => {
      resolve(ended);
    });
  });
  await listening;
  const killed = signal === 'SIGKILL' || code === 137;
  if (shift.ending === 'kill' ? !killed : code !== 0)
    throw new Error(`shift ${shift.number} ended with ${String(code ?? signal)}: ${complaint.slice(-2000)}`);
}
