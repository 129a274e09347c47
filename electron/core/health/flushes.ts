import { FLUSHES_KEPT, judgeFlushes, type HealthNote } from '../../../shared/health.ts';

export interface Flushes {
  /** A commit took so long, by a clock that only runs forward. */
  add(durationMs: number): void;
  note(): HealthNote | null;
}

/** How long the last commits took. */
export function createFlushes(): Flushes {
  const durations: number[] = [];
  let next = 0;
  return {
    add: (durationMs) => {
      durations[next] = durationMs;
      next = (next + 1) % FLUSHES_KEPT;
    },
    note: () => judgeFlushes(durations),
  };
}
