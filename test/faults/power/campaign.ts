import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createChance } from './chance.ts';
import type { Mutant } from './mutants.ts';
import { record, type Trace } from './record.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import type { Operation } from './trace.ts';
import type { Task } from './worker.ts';

/** How thoroughly a trace is tried. */
export interface Trial {
  readonly seed: number;
  /** Only every so many-th step, and those right after an answer. */
  readonly every: number;
  /** Before the first answer nothing can be lost, only be damaged. */
  readonly from: 'start' | 'first answer';
  /** Random cuts at each step that leaves more than one way. */
  readonly cuts: number;
  /** Images on which the real core is started. */
  readonly reopened: number;
  /** Folder for the first bad image; null: it is not kept. */
  readonly keep: string | null;
}

const isAnswer = (operation: Operation): boolean =>
  operation.kind === 'mark' && operation.text.startsWith('{"t":"ack"');

/** Operations after which the disk, or what must be on it, is different. */
function stepsOf({ operations }: Trace, { every, from }: Trial): readonly number[] {
  const first = from === 'start' ? 0 : operations.findIndex(isAnswer);
  return operations.flatMap((operation, at) => {
    const isStep = operation.kind === 'mark' ? isAnswer(operation) : at % every === 0;
    return isStep && at >= first ? [at + 1] : [];
  });
}

export const salesIn = ({ operations }: Trace): number =>
  operations.filter((operation) => operation.kind === 'mark' && operation.text.includes('"effect":{"kind":"sale"'))
    .length;

/** Builds the images of every step of a trace and checks each, on all processors. */
export async function tryTrace(trace: Trace, trial: Trial): Promise<Tally> {
  const steps = stepsOf(trace, trial);
  const chance = createChance(trial.seed);
  const unsettled = steps.filter((step) => trace.operations[step - 1]?.kind === 'write');
  const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stall-pos-power-'));
  const task: Task = {
    ...trace,
    steps,
    seed: trial.seed,
    cuts: trial.cuts,
    keep: trial.keep,
    reopened: Array.from(
      { length: Math.min(trial.reopened, unsettled.length) },
      () => unsettled[chance.whole(unsettled.length)] ?? 0,
    ),
    next: new SharedArrayBuffer(4),
    place,
  };
  const all = emptyTally();
  const workers = Array.from(
    { length: Math.min(4, availableParallelism()) },
    () => new Worker(new URL('worker.ts', import.meta.url), { workerData: task }),
  );
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            worker.once('error', reject);
            worker.once('exit', (code) => {
              reject(new Error(`a worker ended with ${code} and no figures`));
            });
            worker.once('message', (tally: Tally) => {
              addTally(all, tally);
              resolve();
            });
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
    rmSync(place, { recursive: true, force: true });
  }
  return all;
}

/** Tries a trace of a till with a planted bug; caught if a sale is lost in any image. */
export async function tryMutant({ plants, shifts }: Mutant, seed: number): Promise<Tally> {
  const trace = await record({ seed, plants, shifts });
  return tryTrace(trace, { seed, every: 1, from: 'first answer', cuts: 0, reopened: 0, keep: null });
}
