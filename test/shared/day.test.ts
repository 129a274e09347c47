import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDay, clockText, shanghaiTime } from '../../shared/day.ts';
import { MAX_TIME } from '../../shared/limits.ts';
import { morning } from './samples.ts';

const at = (iso: string): number => Date.parse(`${iso}+08:00`);

describe('the business day', () => {
  it('begins at three in the morning in Shanghai', () => {
    expect(businessDay(at('2026-11-23T02:59:59.999'))).toBe('2026-11-22');
    expect(businessDay(at('2026-11-23T03:00:00.000'))).toBe('2026-11-23');
    expect(businessDay(at('2026-11-23T23:59:59.999'))).toBe('2026-11-23');
  });

  it('crosses months, years and leap days', () => {
    expect(businessDay(at('2027-01-01T01:00:00'))).toBe('2026-12-31');
    expect(businessDay(at('2028-03-01T02:00:00'))).toBe('2028-02-29');
    expect(businessDay(at('2027-03-01T02:00:00'))).toBe('2027-02-28');
  });

  it('can begin at another hour', () => {
    expect(businessDay(at('2026-11-23T00:00:00'), 0)).toBe('2026-11-23');
    expect(businessDay(at('2026-11-23T03:30:00'), 4)).toBe('2026-11-22');
  });
});

describe('clock time', () => {
  it('is Shanghai time to the second', () => {
    expect(shanghaiTime(morning)).toBe('2026-11-23 08:47:02');
    expect(clockText(morning)).toBe('08:47');
  });

  it('agrees with the calendar of the platform for every time a record can carry', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_TIME }), (time) => {
        const expected = new Date(time + 8 * 3_600_000).toISOString();
        expect(shanghaiTime(time)).toBe(`${expected.slice(0, 10)} ${expected.slice(11, 19)}`);
      }),
      { numRuns: 2000 },
    );
  });
});
