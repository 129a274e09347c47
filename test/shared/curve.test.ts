import { describe, expect, it } from 'vitest';
import { withPoint } from '../../shared/curve.ts';
import type { Curve, CurvePoint } from '../../shared/records/evidence.ts';

const point = (at: number, grossG: number | null, stable = true): CurvePoint => ({ at, grossG, stable });
const drawn = (points: readonly CurvePoint[]): Curve => points.reduce<Curve>(withPoint, []);

describe('the curve of a weighing', () => {
  it('keeps every reading of a load that settles', () => {
    const settling = [point(0, 0), point(50, 300, false), point(100, 520, false), point(150, 505)];
    expect(drawn(settling)).toEqual(settling);
  });

  it('keeps the first and the last of equal readings, which draw the same line', () => {
    expect(drawn([point(0, 0), point(50, 505), point(100, 505), point(150, 505), point(200, 505)])).toEqual([
      point(0, 0),
      point(50, 505),
      point(200, 505),
    ]);
  });

  it('tells equal weights apart by their stable bit', () => {
    expect(drawn([point(0, 505, false), point(50, 505, true), point(100, 505, true)])).toHaveLength(3);
  });

  it('goes three seconds back, and to the point its first line comes from', () => {
    expect(drawn([point(0, 10), point(500, 20), point(3600, 30)])).toEqual([point(500, 20), point(3600, 30)]);
    expect(drawn([point(0, 505), point(50, 505), point(60_000, 505)])).toEqual([point(0, 505), point(60_000, 505)]);
  });

  it('is bounded, however fast a scale speaks', () => {
    const fast = Array.from({ length: 1000 }, (_, at) => point(at, at));
    expect(drawn(fast)).toHaveLength(64);
    expect(drawn(fast).at(-1)).toEqual(point(999, 999));
  });

  it('starts anew when the clock steps back', () => {
    expect(drawn([point(1000, 1), point(500, 2)])).toEqual([point(500, 2)]);
  });
});
