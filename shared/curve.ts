import type { Curve, CurvePoint } from './records/evidence.ts';

/** How far back a curve goes from its last point, ms. */
export const CURVE_MS = 3000;
const MOST_POINTS = 64;

/**
 * The curve with one reading more. A run of equal readings keeps its first and last, which draw the same line; what is older than three
 * seconds goes, but for the one point the line comes from. A clock that stepped back starts the curve anew.
 */
export function withPoint(curve: Curve, point: CurvePoint): Curve {
  const [before, last] = [curve.at(-2), curve.at(-1)];
  if (last !== undefined && point.at < last.at) return [point];
  const runs = (one: CurvePoint | undefined): boolean => one?.grossG === point.grossG && one.stable === point.stable;
  const all = [...(runs(before) && runs(last) ? curve.slice(0, -1) : curve), point];
  const firstInside = all.findIndex((one) => point.at - one.at <= CURVE_MS);
  return all.slice(Math.max(0, firstInside - 1)).slice(-MOST_POINTS);
}
