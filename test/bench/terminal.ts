import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Cable } from '../../hardware/virtual/cable.ts';

/** A scale that answers every poll at once with what it shows; the first answer with a new weight is timed. */
export function answerPolls(cable: Cable) {
  let grams = 0;
  const written = new Map<number, bigint>();
  cable.onData((bytes) => {
    for (const byte of bytes) {
      if (byte === 0x05) cable.send(Uint8Array.of(0x06));
      if (byte !== 0x11) continue;
      if (grams > 0 && !written.has(grams)) written.set(grams, process.hrtime.bigint());
      cable.send(os2Frame(grams));
    }
  });
  return { written, show: (next: number) => (grams = next) };
}

/** `01 02 S sp W6 kg BCC 03 04`, written out here on its own: a bench must not trust the product's encoder. */
function os2Frame(grams: number): Uint8Array {
  const body = Buffer.from(`S ${(grams / 1000).toFixed(3).padStart(6, '0')}kg`, 'latin1');
  return Uint8Array.of(
    1,
    2,
    ...body,
    body.reduce((sum, byte) => sum ^ byte, 0),
    3,
    4,
  );
}

/** The till as a process of its own, with such a scale; `more` are further flags, `host` the program (the sources). Resolves with the vendor's link once it can be opened. */
export async function startTerminal(
  dir: string,
  path: string,
  more: readonly string[] = [],
  host = fileURLToPath(new URL('../../electron/headless.ts', import.meta.url)),
): Promise<{ link: string; kill(): void }> {
  const args = [
    host,
    '--dir',
    dir,
    '--trade',
    'vegetables',
    '--scale-protocol',
    'os2',
    '--scale-path',
    path,
    '--scale-plate',
    '15000/5/BENCH',
    ...more,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const link = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /^vendor (http:\S+)$/m.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the terminal ended with ${code}`)));
  });
  return { link, kill: () => child.kill('SIGKILL') };
}
