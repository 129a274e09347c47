import { describe, expect, it } from 'vitest';
import { drawCurve } from '../../renderer/vendor/panels/devices/curve.ts';

const point = (at: number, grossG: number | null, stable: boolean) => ({ at, grossG, stable });

describe('the curve of a weighing', () => {
  it('runs from the first reading to the last, and shades where it was stable', () => {
    const drawing = drawCurve(
      [point(1000, 0, true), point(1500, 500, false), point(2000, 1000, true), point(3000, 1000, true)],
      0,
      200,
      100,
    );
    expect(drawing).toEqual({
      lines: ['0.0,100.0 50.0,50.0 100.0,0.0 200.0,0.0'],
      stable: [[100, 200]],
      zeroY: 100,
      tareY: null,
      end: { x: 200, y: 0 },
      seconds: 2,
    });
  });

  it('breaks where the scale said no weight, and goes below zero', () => {
    const drawing = drawCurve([point(0, -100, false), point(5, null, false), point(10, 100, true)], 50, 10, 200);
    expect(drawing).toMatchObject({ lines: ['0.0,200.0', '10.0,0.0'], zeroY: 100, tareY: 50 });
  });

  it('is nothing without readings', () => {
    expect(drawCurve([], 0, 10, 10)).toBeNull();
  });
});
