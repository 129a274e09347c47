import type { ScaleReading } from '../../shared/scale.ts';
import { startSteadiness, steadier } from '../../shared/steadiness.ts';
import type { DriverOptions, ScaleDriver } from './driver.ts';
import type { Answer } from './codec.ts';

/** A driver, and one way to read its frames. */
export interface Suspect {
  readonly driver: ScaleDriver;
  readonly options: DriverOptions;
}

/** A suspect that listens: what it understood so far. */
export interface Trial extends Suspect {
  hear(bytes: Uint8Array, at: number): readonly Answer[];
  /** The next question; null where the scale speaks unasked. */
  question(): Uint8Array | null;
  /** Weights, or frames without one, that were understood; what was taken for a frame and is none. */
  counts(): { readonly readings: number; readonly good: number; readonly bad: number };
  last(): ScaleReading | null;
  steady(): boolean;
}

/** Nobody knows the scale's e yet: at rest is what stays within 10 g. */
const ROUGH_E = 10;

export function createTrial({ driver, options }: Suspect): Trial {
  const reader = driver.read(options);
  let counts = { readings: 0, good: 0, bad: 0 };
  let last: ScaleReading | null = null;
  let steadiness = startSteadiness;
  return {
    driver,
    options,
    hear(bytes, at) {
      const { readings, good, bad, answers } = reader.decode(bytes, at);
      counts = { readings: counts.readings + readings.length, good: counts.good + good, bad: counts.bad + bad };
      for (const reading of readings)
        steadiness = steadier(steadiness, { at, grossG: reading.weightG, bit: reading.stable }, ROUGH_E);
      // What this way could not read is no weight of it; the one before lies under other digits.
      last = readings.at(-1) ?? (bad > 0 ? null : last);
      return answers;
    },
    question: () => reader.poll(),
    counts: () => counts,
    last: () => last,
    steady: () => last !== null && steadiness.stable,
  };
}

/** Understood for good: twice at least, and mostly. Chance makes no two frames. */
export const isUnderstood = (trial: Trial): boolean => {
  const { good, bad } = trial.counts();
  return good >= 2 && bad * 2 <= good;
};
