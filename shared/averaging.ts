import type { ScaleReading } from './scale.ts';

/** The last seconds of a load that moves by itself: gross weights in grams, oldest first. */
export type Averaging = readonly { readonly at: number; readonly grossG: number }[];

/** So long is averaged over, ms: several beats of a tail. */
const OVER_MS = 2000;
const MAX_GAP_MS = 500;
/** So far the means of the two halves may be apart: more is a hand on the pan, or goods that are being put on. */
const MAX_DRIFT_E = 2;

const meanOf = (frames: Averaging): number => frames.reduce((sum, one) => sum + one.grossG, 0) / frames.length;

/**
 * 活鲜 (S5): a fish never lets a scale come to rest, so what it moves around is weighed: each frame of motion is read as the mean of the last 2 s,
 * in whole e, and the rule over frames (M2) says when that mean is steady. Until there are 2 s without a gap and without a drift nothing is. A frame that the scale
 * itself calls stable stays as it is; one without a weight, an overload, an underload or a step back of the clock starts over, and so does a
 * weight that a computing scale has worked out already.
 */
export function averaged(
  old: Averaging,
  reading: ScaleReading,
  eG: number,
): { readonly averaging: Averaging; readonly reading: ScaleReading } {
  const { at, weightG, stable, overload, underload } = reading;
  const isPlain = weightG === null || stable === true || overload || underload || (reading.fenPerKg ?? null) !== null;
  if (isPlain) return { averaging: [], reading };
  const gap = at - (old.at(-1)?.at ?? at);
  const kept = gap < 0 || gap > MAX_GAP_MS ? [] : old;
  const tareG = reading.tareG ?? 0;
  let averaging: Averaging = [...kept, { at, grossG: weightG + tareG }];
  // The shortest stretch that is long enough.
  while (at - (averaging[1]?.at ?? at) >= OVER_MS) averaging = averaging.slice(1);
  const isLong = at - (averaging[0]?.at ?? at) >= OVER_MS;
  const mean = meanOf(averaging);
  const isNewer = (one: Averaging[number]): boolean => at - one.at < OVER_MS / 2;
  const drift = meanOf(averaging.filter(isNewer)) - meanOf(averaging.filter((one) => !isNewer(one)));
  return {
    averaging,
    reading:
      isLong && Math.abs(drift) <= MAX_DRIFT_E * eG
        ? { ...reading, weightG: Math.round(mean / eG) * eG - tareG, stable: null }
        : { ...reading, stable: false },
  };
}
