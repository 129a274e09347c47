import { describe, expect, it } from 'vitest';
import { happenedBetween, type Still } from '../../shared/scale-watch.ts';
import type { ScaleReading } from '../../shared/scale.ts';

const plate = { maxG: 15_000, eG: 5 };
const frame = (at: number, weightG: number | null, more: Partial<ScaleReading> = {}): ScaleReading => ({
  at,
  weightG,
  tareG: null,
  stable: true,
  zero: null,
  overload: false,
  underload: false,
  raw: '',
  ...more,
});
/** What happened at each of these frames. */
function watched(...frames: readonly ScaleReading[]) {
  let still: Still = null;
  return frames.flatMap((one) => {
    const step = happenedBetween(still, one, plate);
    still = step.still;
    return step.happened === null ? [] : [step.happened];
  });
}

describe('what happens to a scale beside the weighings', () => {
  it('is nothing while goods come and go', () => {
    expect(watched(frame(0, 0), frame(50, 400, { stable: false }), frame(400, 505), frame(450, 505))).toEqual([]);
    expect(watched(frame(0, 505), frame(50, null, { stable: false }), frame(400, 0))).toEqual([]);
  });

  it('is a jump when the weight leaps with no motion between', () => {
    expect(watched(frame(0, 500), frame(50, 800))).toEqual([{ event: 'jump', fromG: 500, toG: 800 }]);
  });

  it('is the zero key when a little weight leaps to zero, and nothing when zero tracking creeps', () => {
    expect(watched(frame(0, 40), frame(50, 0))).toEqual([{ event: 'zero', fromG: 40, toG: 0 }]);
    expect(watched(frame(0, 5), frame(50, 0))).toEqual([]);
    expect(watched(frame(0, 505), frame(50, 0))).toEqual([{ event: 'jump', fromG: 505, toG: 0 }]);
  });

  it('is the tare key where the scale tells its tare, on and off', () => {
    expect(watched(frame(0, 200, { tareG: 0 }), frame(50, 0, { tareG: 200 }), frame(100, 200, { tareG: 0 }))).toEqual([
      { event: 'tare', fromG: 0, toG: 200 },
      { event: 'clear_tare', fromG: 200, toG: 0 },
    ]);
  });

  it('is not judged over a gap, a clock that stepped back, or frames without a stable bit', () => {
    expect(watched(frame(0, 500), frame(900, 800))).toEqual([]);
    expect(watched(frame(900, 500), frame(0, 800))).toEqual([]);
    expect(watched(frame(0, 500, { stable: null }), frame(50, 800, { stable: null }))).toEqual([]);
  });
});
