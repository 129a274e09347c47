import { describe, expect, it } from 'vitest';
import { costBook, earningsOf, withCost, type DayFigures } from '../../shared/after/earnings.ts';
import { monthAfter, monthSpan } from '../../shared/day.ts';

const perKg = (priceFen: number) => ({ priceFen, basisG: 1000 as const });
const day = (name: string, weightFen: number, weightG: number): DayFigures => ({
  day: name,
  sales: 1,
  netFen: weightFen,
  hours: [],
  products: [
    { key: 'p1', productId: 'p1', name: '番茄', weightFen, weightG, pieceFen: 0, pieces: 0, otherFen: 0 },
    { key: ':鱼', productId: null, name: '鱼', weightFen: 0, weightG: 0, pieceFen: 0, pieces: 0, otherFen: 100 },
  ],
});

describe('a month', () => {
  it('takes each day’s goods at the purchase price of that day, and says of what part the margin is', () => {
    const costs = withCost(withCost([], 'p1', perKg(300), '2026-11-02'), 'p1', perKg(500), '2026-11-04');
    const of = { mode: 'live' as const, ...monthSpan('2026-11') };
    const made = earningsOf(of, [day('2026-11-01', 1_000, 2_000), day('2026-11-04', 900, 1_000)], costs);
    expect(made.days).toMatchObject([
      { day: '2026-11-01', netG: 2_000, knownFen: 1_000, marginFen: 400 },
      { day: '2026-11-04', netG: 1_000, knownFen: 900, marginFen: 400 },
    ]);
    expect(made).toMatchObject({ netG: 3_000, knownFen: 1_900, marginFen: 800 });
    expect(made.products).toMatchObject([
      { name: '番茄', netFen: 1_900, margin: { knownFen: 1_900, marginFen: 800 }, cost: perKg(500) },
      { name: '鱼', netFen: 200, margin: null, cost: null },
    ]);
  });

  it('knows a purchase price from its day on, the first one also before; a new one of the same day replaces it', () => {
    const costs = withCost([{ productId: 'p1', price: perKg(200) }], 'p1', perKg(300), '2026-11-02');
    const on = costBook(withCost(costs, 'p1', perKg(350), '2026-11-02'));
    expect(on('p1', '2026-11-01')).toEqual(perKg(200));
    expect(on('p1', '2026-11-02')).toEqual(perKg(350));
    expect(on(null, '2026-11-02')).toBeNull();
    expect(withCost(costs, 'p1', null, '2026-11-03')).toEqual([]);
    expect(costBook(withCost([], 'p1', perKg(300), '2026-11-02'))('p1', '2026-10-01')).toEqual(perKg(300));
  });

  it('has its first and last day', () => {
    expect(monthSpan('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(monthSpan('2026-12')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
    expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });
});
