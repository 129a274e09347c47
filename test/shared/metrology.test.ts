import { describe, expect, it } from 'vitest';
import { daysBetween } from '../../shared/day.ts';
import { fitsGoods, strictBand, verification } from '../../shared/metrology.ts';

const due = (dueOn: string | null) => ({ certificate: 'SH-2026-1', verifiedOn: null, dueOn });

describe('the verification of a scale', () => {
  it('is said from 60 days before its end, in red from 15, and is good to the last day', () => {
    expect(verification(due('2027-01-26'), '2026-11-26')).toEqual({ state: 'good', daysLeft: 61 });
    expect(verification(due('2027-01-25'), '2026-11-26')).toEqual({ state: 'soon', daysLeft: 60 });
    expect(verification(due('2026-12-12'), '2026-11-26')).toEqual({ state: 'soon', daysLeft: 16 });
    expect(verification(due('2026-12-11'), '2026-11-26')).toEqual({ state: 'urgent', daysLeft: 15 });
    expect(verification(due('2026-11-26'), '2026-11-26')).toEqual({ state: 'urgent', daysLeft: 0 });
    expect(verification(due('2026-11-25'), '2026-11-26')).toEqual({ state: 'over', daysLeft: -1 });
  });
  it('is unknown until somebody writes it down', () => {
    expect(verification(null, '2026-11-26').state).toBe('unknown');
    expect(verification(due(null), '2026-11-26').state).toBe('unknown');
  });
  it('counts days over leap years and turns of the year', () => {
    expect(daysBetween('2027-12-31', '2028-03-01')).toBe(61);
    expect(daysBetween('2000-01-01', '1970-01-01')).toBe(-10_957);
  });
});

describe('a price and the e of the scale', () => {
  it('e = 5 g is too coarse for goods of 30 yuan a kilogram and more, e = 2 g is not', () => {
    expect(fitsGoods({ eG: 5, maxG: 15_000 }, 'low')).toBe(true);
    expect(fitsGoods({ eG: 5, maxG: 15_000 }, 'mid')).toBe(true);
    expect(fitsGoods({ eG: 5, maxG: 15_000 }, 'high')).toBe(false);
    expect(fitsGoods({ eG: 5, maxG: 15_000 }, 'premium')).toBe(false);
    expect(fitsGoods({ eG: 2, maxG: 6000 }, 'high')).toBe(true);
    expect(fitsGoods({ eG: 2, maxG: 6000 }, 'premium')).toBe(true);
    expect(fitsGoods({ eG: 10, maxG: 30_000 }, 'mid')).toBe(true);
    expect(fitsGoods({ eG: 20, maxG: 60_000 }, 'mid')).toBe(false);
  });
  it('an ordinary scale (IIII) is coarser at the same e, a fine one (II) is finer', () => {
    expect(fitsGoods({ eG: 5, maxG: 5000 }, 'mid', 'IIII')).toBe(false);
    expect(fitsGoods({ eG: 5, maxG: 15_000 }, 'mid', 'II')).toBe(true);
    expect(fitsGoods({ eG: 2, maxG: 6000 }, 'premium', 'II')).toBe(true);
  });
  it('the stricter of kind and price counts: cheap meat is meat, dear seafood is dear', () => {
    expect(strictBand('low', 500)).toBe('low');
    expect(strictBand('mid', 500)).toBe('mid');
    expect(strictBand('mid', 8400)).toBe('high');
    expect(strictBand('low', 10_001)).toBe('premium');
  });
});
