import { expect, it } from 'vitest';
import { learn, likely, type Asked, type Habit, type Sold } from '../../shared/ranking.ts';

const HOUR = 3_600_000;
/** 2026-11-23 08:00 in Shanghai. */
const MORNING = Date.UTC(2026, 10, 23, 0);

const sold = (productId: string, netG: number, at = MORNING, over: Partial<Sold> = {}): Sold => ({
  at,
  productId,
  netG,
  amountFen: netG,
  corrected: false,
  ...over,
});
const habitsOf = (sales: readonly Sold[]): ReadonlyMap<string, Habit> => {
  const habits = new Map<string, Habit>();
  for (const one of sales) habits.set(one.productId, learn(habits.get(one.productId), one));
  return habits;
};
const times = (count: number, one: Sold): readonly Sold[] => Array.from({ length: count }, () => one);
const asked = (netG: number, goods: readonly string[], over: Partial<Asked> = {}): Asked => ({
  at: MORNING,
  netG,
  goods: goods.map((id) => ({ id, amountFen: netG })),
  inCart: new Set(),
  seen: [],
  ...over,
});

it('knows heavy goods from light ones, though the light ones sell more', () => {
  const habits = habitsOf([...times(30, sold('ginger', 120)), ...times(10, sold('melon', 4_000))]);
  expect(likely(habits, asked(115, ['ginger', 'melon']))[0]).toBe('ginger');
  expect(likely(habits, asked(3_700, ['ginger', 'melon']))[0]).toBe('melon');
});

it('knows the goods of the morning from those of the evening', () => {
  const evening = MORNING + 9 * HOUR;
  const habits = habitsOf([...times(10, sold('soy', 500)), ...times(10, sold('duck', 500, evening))]);
  const later = MORNING + 14 * 24 * HOUR;
  expect(likely(habits, asked(500, ['soy', 'duck'], { at: later }))[0]).toBe('soy');
  expect(likely(habits, asked(500, ['soy', 'duck'], { at: later + 9 * HOUR }))[0]).toBe('duck');
});

it('forgets what has not been sold for weeks', () => {
  const months = MORNING + 90 * 24 * HOUR;
  const habits = habitsOf([...times(40, sold('peach', 500)), ...times(10, sold('orange', 500, months))]);
  expect(likely(habits, asked(500, ['peach', 'orange'], { at: months }))[0]).toBe('orange');
});

it('counts goods that were put right on the pan twice', () => {
  const habits = habitsOf([
    ...times(3, sold('greens', 500)),
    ...times(2, sold('mustard', 500, MORNING, { corrected: true })),
  ]);
  expect(likely(habits, asked(500, ['greens', 'mustard']))[0]).toBe('mustard');
});

it('takes the word of a camera into account, for goods never sold here too', () => {
  const habits = habitsOf(times(50, sold('greens', 500)));
  const goods = ['greens', 'shoots'];
  expect(likely(habits, asked(500, goods))).toEqual(['greens']);
  expect(likely(habits, asked(500, goods, { seen: [{ id: 'shoots', percent: 95 }] }))).toContain('shoots');
});

it('doubts what this shopper has taken already', () => {
  const habits = habitsOf([...times(20, sold('greens', 500)), ...times(10, sold('tofu', 500))]);
  expect(likely(habits, asked(500, ['greens', 'tofu'], { inCart: new Set(['greens']) }))[0]).toBe('tofu');
});

it('names at most four, only what can be sold, and nothing where nothing is known', () => {
  const habits = habitsOf(['a', 'b', 'c', 'd', 'e'].map((id) => sold(id, 500)));
  expect(likely(habits, asked(500, ['a', 'b', 'c', 'd', 'e']))).toHaveLength(4);
  expect(likely(habits, asked(500, ['b']))).toEqual(['b']);
  expect(likely(new Map(), asked(500, ['a', 'b']))).toEqual([]);
});

it('is the same for the same sales, also when the clock stepped back', () => {
  const sales = [sold('a', 500), sold('a', 300, MORNING - 5 * HOUR), sold('b', 200, MORNING + HOUR)];
  expect(habitsOf(sales)).toEqual(habitsOf(sales));
  const habit = habitsOf(sales).get('a');
  expect(habit?.at).toBe(MORNING);
  expect(habit?.all).toBe(2);
});
