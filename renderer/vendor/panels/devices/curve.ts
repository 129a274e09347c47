import type { Curve } from '../../../../shared/records/evidence.ts';

/** A curve as a drawing of `width` × `height`: lines between readings, broken where there was no weight; times from the first point. */
export interface Drawing {
  readonly lines: readonly string[];
  /** Where readings were stable, from and to, as x. */
  readonly stable: readonly (readonly [from: number, to: number])[];
  readonly zeroY: number;
  readonly tareY: number | null;
  readonly end: { readonly x: number; readonly y: number } | null;
  readonly seconds: number;
}

export function drawCurve(curve: Curve, tareG: number, width: number, height: number): Drawing | null {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return null;
  const span = Math.max(1, last.at - first.at);
  const weights = curve.flatMap(({ grossG }) => (grossG === null ? [] : [grossG]));
  const [low, high] = [Math.min(0, ...weights), Math.max(1, tareG, ...weights)];
  const x = (at: number): number => ((at - first.at) / span) * width;
  const y = (grams: number): number => height - ((grams - low) / (high - low)) * height;
  const lines: string[] = [];
  const stable: [number, number][] = [];
  let points: string[] = [];
  for (const [no, point] of curve.entries()) {
    if (point.grossG === null) {
      if (points.length > 0) lines.push(points.join(' '));
      points = [];
    } else points.push(`${x(point.at).toFixed(1)},${y(point.grossG).toFixed(1)}`);
    const before = curve[no - 1];
    if (!point.stable || before?.stable !== true) continue;
    const run = stable.at(-1);
    if (run !== undefined && run[1] === x(before.at)) run[1] = x(point.at);
    else stable.push([x(before.at), x(point.at)]);
  }
  if (points.length > 0) lines.push(points.join(' '));
  const weight = curve.findLast(({ grossG }) => grossG !== null);
  return {
    lines,
    stable,
    zeroY: y(0),
    tareY: tareG > 0 ? y(tareG) : null,
    end: weight === undefined || weight.grossG === null ? null : { x: x(weight.at), y: y(weight.grossG) },
    seconds: span / 1000,
  };
}
