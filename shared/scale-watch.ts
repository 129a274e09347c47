import type { ScaleEvent } from './records/evidence.ts';
import type { ScaleReading } from './scale.ts';

/** What somebody did to the scale, or it to itself, as two frames beside each other show it. */
export type Happened = Pick<ScaleEvent, 'event' | 'fromG' | 'toG'>;

/** The last frame, if the scale itself called it stable; null after motion, silence or a frame without a weight. */
export type Still = { readonly at: number; readonly grossG: number; readonly tareG: number | null } | null;

/** Goods are never put on between two such frames: a load takes longer to come to rest. */
const BESIDE_MS = 300;
/** Zero tracking creeps by one e; what leaps further than this has a reason. */
const JUMP_E = 5;

/**
 * Compares a frame with the one before. Only the scale's own stable bit counts here: where it has none, a leap looks like motion.
 * A weight within 2 % of Max that leaps to zero is the zero key's work, any other leap is a `jump`, as no load makes it (no motion between).
 */
export function happenedBetween(
  before: Still,
  reading: ScaleReading,
  plate: { readonly maxG: number; readonly eG: number },
): { readonly still: Still; readonly happened: Happened | null } {
  const { at, weightG, tareG, stable, overload, underload } = reading;
  if (weightG === null || stable !== true || overload || underload) return { still: null, happened: null };
  const grossG = weightG + (tareG ?? 0);
  const still = { at, grossG, tareG };
  const since = before === null ? Number.POSITIVE_INFINITY : at - before.at;
  if (before === null || since < 0 || since > BESIDE_MS) return { still, happened: null };
  if (before.tareG !== null && tareG !== null && before.tareG !== tareG)
    return { still, happened: { event: tareG > 0 ? 'tare' : 'clear_tare', fromG: before.tareG, toG: tareG } };
  const leap = Math.abs(grossG - before.grossG);
  const happened = (event: Happened['event']): Happened => ({ event, fromG: before.grossG, toG: grossG });
  if (grossG === 0 && leap > plate.eG && leap <= plate.maxG / 50) return { still, happened: happened('zero') };
  return { still, happened: leap > JUMP_E * plate.eG ? happened('jump') : null };
}
