import { lineAmount } from '../../shared/money.ts';
import { learn, likely, MOST_LIKELY, type Habit } from '../../shared/ranking.ts';
import type { Figures } from './main.ts';
import { round } from './percentile.ts';
import { simulateStalls, type SimulatedStall, type Weighing } from './ranking/stalls.ts';

const SEED = 20_261_126;
const STALLS_PER_TRADE = 3;
/** Two months to learn in, and the month that is held out: asked line by line before it is learned, as on a till. */
const LEARNING_DAYS = 60;
const HELD_OUT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Names up to four goods for a load, and is told afterwards what it was. */
interface Guesser {
  guess(load: Weighing): readonly string[];
  tell(load: Weighing): void;
}

/**
 * How often the sold product is among the four that are bordered and in the strip, on a held-out month of SIMULATED stalls with stated habits
 * (test/bench/ranking/stalls.ts); beside it the four most sold and the four most recent. All three leave out, or doubt, what is in the cart.
 */
export async function benchRanking(say: (line: string) => void): Promise<Figures> {
  say('a simulation: stalls with stated habits, nothing measured at a stall');
  const seed = Number(process.env['STALL_BENCH_SEED'] ?? SEED);
  const stalls = simulateStalls({ seed, days: LEARNING_DAYS + HELD_OUT_DAYS, stallsPerTrade: STALLS_PER_TRADE });
  const rows = stalls.map((stall) => {
    const row = { trade: stall.trade, goods: stall.goods, ...measure(stall) };
    say(JSON.stringify(row));
    return row;
  });
  const asked = rows.reduce((sum, row) => sum + row.asked, 0);
  const hit = (of: (row: (typeof rows)[number]) => number): number =>
    round(rows.reduce((sum, row) => sum + of(row), 0) / asked, 3);
  return {
    simulated: 'true',
    stalls: rows.length,
    weighings: asked,
    seed,
    top4: hit((row) => row.ranked),
    most_sold_top4: hit((row) => row.mostSold),
    most_recent_top4: hit((row) => row.mostRecent),
    worst_stall_top4: round(Math.min(...rows.map((row) => row.ranked / row.asked)), 3),
  };
}

function measure({ weighings }: SimulatedStall) {
  const ranker = byHabits();
  const sold = byCount();
  const recent = byRecency();
  const heldOut = (weighings[0]?.at ?? 0) + LEARNING_DAYS * DAY_MS;
  let [asked, ranked, mostSold, mostRecent] = [0, 0, 0, 0];
  for (const load of weighings) {
    if (load.at >= heldOut) {
      asked += 1;
      if (ranker.guess(load).includes(load.productId)) ranked += 1;
      if (sold.guess(load).includes(load.productId)) mostSold += 1;
      if (recent.guess(load).includes(load.productId)) mostRecent += 1;
    }
    for (const guesser of [ranker, sold, recent]) guesser.tell(load);
  }
  return { asked, ranked, mostSold, mostRecent };
}

function byHabits(): Guesser {
  const habits = new Map<string, Habit>();
  const amount = (load: Weighing, id: string): number => lineAmount(load.netG, load.pricesFen.get(id) ?? 0, 500);
  return {
    guess: (load) =>
      likely(habits, {
        at: load.at,
        netG: load.netG,
        goods: [...load.pricesFen.keys()].map((id) => ({ id, amountFen: amount(load, id) })),
        inCart: load.inCart,
        seen: [],
      }),
    tell: ({ at, productId, netG, ...load }) => {
      const sold = {
        at,
        productId,
        netG,
        amountFen: amount({ at, productId, netG, ...load }, productId),
        corrected: false,
      };
      habits.set(productId, learn(habits.get(productId), sold));
    },
  };
}

function byCount(): Guesser {
  const counts = new Map<string, number>();
  return {
    guess: ({ inCart }) =>
      [...counts]
        .filter(([id]) => !inCart.has(id))
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, MOST_LIKELY)
        .map(([id]) => id),
    tell: ({ productId }) => counts.set(productId, (counts.get(productId) ?? 0) + 1),
  };
}

function byRecency(): Guesser {
  let newest: readonly string[] = [];
  return {
    guess: ({ inCart }) => newest.filter((id) => !inCart.has(id)).slice(0, MOST_LIKELY),
    tell: ({ productId }) => {
      newest = [productId, ...newest.filter((id) => id !== productId)];
    },
  };
}
