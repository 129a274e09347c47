import { parseCatalogue } from '../../../shared/catalogue.ts';
import { readCatalogue } from '../../setup/core.ts';

/** One weighed line of a simulated stall. */
export interface Weighing {
  /** Epoch ms. */
  readonly at: number;
  readonly productId: string;
  readonly netG: number;
  /** What this shopper has taken already. */
  readonly inCart: ReadonlySet<string>;
  /** Fen per 500 g of everything the stall has at that moment, the sold product too. */
  readonly pricesFen: ReadonlyMap<string, number>;
}

export interface SimulatedStall {
  readonly trade: string;
  readonly goods: number;
  /** In the order of time. */
  readonly weighings: readonly Weighing[];
}

const DAY_MS = 86_400_000;
/** 2026-06-01 00:00 in Shanghai. */
const FIRST_DAY = Date.UTC(2026, 4, 31, 16);
/** Lines a day; what a stall of a market of 50 sales a day to a busy one of 200 comes to. */
const LINES_A_DAY = [80, 300] as const;

/** mulberry32: small, good enough for a simulation, and the same everywhere. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Habit {
  readonly id: string;
  /** How much it is asked for; wanders from day to day. */
  pull: number;
  /** Hour of the day it is asked for most, and how sharply. */
  readonly peak: number;
  readonly sharp: number;
  /** What a shopper takes: half take less, g; and the spread of its logarithm. */
  readonly usualG: number;
  readonly spread: number;
  /** Some say "ten yuan's worth": a part of its shoppers buys for a round amount. */
  readonly byAmount: number;
  /** Fen per 500 g; wanders. */
  priceFen: number;
  /** How often it is not there for a whole day, and how often it runs out before noon ends. */
  readonly missing: number;
  readonly runsOut: number;
}

/**
 * Stalls with stated habits: what is asked for follows a long-tailed order that wanders, each product has its own hour, its own usual
 * weight or amount, its own days without; some days one is cheap and sells three times as much; one shopper's purchase draws the next;
 * a shopper takes one to five different things. A simulation, not a market: nothing of it was measured at a stall.
 */
export function simulateStalls(options: {
  readonly seed: number;
  readonly days: number;
  readonly stallsPerTrade: number;
}): readonly SimulatedStall[] {
  const catalogue = parseCatalogue(readCatalogue());
  const byId = new Map(catalogue.products.map((product) => [product.id, product]));
  return catalogue.trades.flatMap((trade, tradeNo) =>
    Array.from({ length: options.stallsPerTrade }, (_, no): SimulatedStall => {
      const chance = chanceOf(options.seed * 1_000 + tradeNo * 50 + no);
      const normal = (): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
      const ranks = trade.products
        .filter((id) => byId.get(id)?.sellBy !== 'piece')
        .map((id) => ({ id, by: chance() }))
        .toSorted((a, b) => a.by - b.by);
      const tail = 0.6 + 0.6 * chance();
      const goods = ranks.map(({ id }, rank): Habit => {
        const product = byId.get(id);
        const perKg = ((product?.guardMinFen ?? 600) + (product?.guardMaxFen ?? 1_200)) / 2;
        return {
          id,
          pull: 1 / (rank + 1.5) ** tail,
          peak: chance() < 0.7 ? 6.5 + 3 * chance() : 15.5 + 3 * chance(),
          sharp: 0.3 + 2.5 * chance(),
          usualG: Math.min(3_000, Math.max(60, (900_000 / (perKg + 500)) * (0.5 + chance()))),
          spread: 0.25 + 0.35 * chance(),
          byAmount: chance() < 0.3 ? 0.5 : 0.1,
          priceFen: Math.max(50, Math.round(perKg / 2)),
          missing: chance() < 0.3 ? 0.25 : 0.03,
          runsOut: chance() < 0.3 ? 0.4 : 0.05,
        };
      });
      const linesADay = LINES_A_DAY[0] + chance() * (LINES_A_DAY[1] - LINES_A_DAY[0]);
      const weighings: Weighing[] = [];
      for (let day = 0; day < options.days; day += 1)
        weighings.push(...oneDay(goods, FIRST_DAY + day * DAY_MS, linesADay, chance, normal));
      return { trade: trade.id, goods: goods.length, weighings };
    }),
  );
}

function oneDay(
  goods: readonly Habit[],
  dayStart: number,
  linesADay: number,
  chance: () => number,
  normal: () => number,
): readonly Weighing[] {
  const cheap = chance() < 0.3 ? goods[Math.floor(chance() * goods.length)]?.id : undefined;
  const gone = new Map<string, number>();
  for (const one of goods) {
    one.pull *= Math.exp(0.06 * normal());
    one.priceFen = Math.max(50, Math.round((one.priceFen * Math.exp(0.04 * normal())) / 10) * 10);
    if (chance() < one.missing) gone.set(one.id, 0);
    else if (chance() < one.runsOut) gone.set(one.id, 10 + 6 * chance());
  }
  const pricesFen = new Map(
    goods.map((one) => [one.id, one.id === cheap ? Math.round(one.priceFen * 0.7) : one.priceFen]),
  );
  // Two waves of shoppers, before work and before supper.
  const lines = Math.round(linesADay * Math.exp(0.2 * normal()));
  const hours = Array.from({ length: lines }, () =>
    Math.min(18.9, Math.max(5.5, chance() < 0.65 ? 8 + 1.3 * normal() : 16.5 + 1.2 * normal())),
  ).toSorted((a, b) => a - b);

  const weighings: Weighing[] = [];
  let basket: Set<string> = new Set();
  let wants = 1 + Math.floor(chance() * 5);
  let before: string | null = null;
  hours.forEach((hour, no) => {
    if (basket.size >= wants) {
      basket = new Set();
      wants = 1 + Math.floor(chance() * 5);
    }
    const weights = goods.map((one) => {
      if ((gone.get(one.id) ?? 24) <= hour || basket.has(one.id)) return 0;
      const apart = Math.min(Math.abs(hour - one.peak), 24 - Math.abs(hour - one.peak));
      return (
        one.pull *
        (0.15 + Math.exp(-one.sharp * (apart / 3) ** 2)) *
        (one.id === cheap ? 3 : 1) *
        (one.id === before ? 2.5 : 1)
      );
    });
    let rest = chance() * weights.reduce((sum, weight) => sum + weight, 0);
    const at = weights.findIndex((weight) => (rest -= weight) < 0);
    const one = goods[at];
    if (one === undefined) return;
    const inCart = new Set(basket);
    basket.add(one.id);
    before = one.id;
    const priceFen = pricesFen.get(one.id) ?? one.priceFen;
    const meant =
      chance() < one.byAmount
        ? (500 * 100 * (1 + Math.floor(chance() * 15))) / priceFen
        : one.usualG * Math.exp(one.spread * normal());
    const netG = Math.max(100, Math.round(Math.min(14_000, meant) / 5) * 5);
    weighings.push({ at: Math.round(dayStart + hour * 3_600_000) + no, productId: one.id, netG, inCart, pricesFen });
  });
  return weighings;
}
