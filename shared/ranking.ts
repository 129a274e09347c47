/**
 * Which goods the load on the pan is likely to be, learned from what this stall has sold: counts that fade, by hour, by weight and by
 * amount. Pure: the same sales in the same order make the same habits on every machine that follows IEEE 754.
 */

/** Two hours each. */
const HOURS = 12;
/** Half octaves from 50 g, and from 1 yuan. */
const BANDS = 16;
const HOUR_MS = 3_600_000;
/** What was sold three weeks ago counts half. */
const SLOW_MS = 21 * 24 * HOUR_MS;
/** What is on the stall now, and what has run out, shows in the last hours. */
const FAST_MS = 2 * HOUR_MS;
/** Shares of the three answers to "how often is it asked for": at this hour, today, at all. Found on simulated stalls of other seeds. */
const BY_HOUR = 0.5;
const BY_TODAY = 0.35;
const BY_ALL = 0.15;
/** A shopper seldom takes the same goods twice. */
const IN_CART = 0.05;
/** A strip of more than four would be a page to read (S9). */
export const MOST_LIKELY = 4;

/** How one product sells. All counts fade with `at`; `fast` fades within hours, the rest within weeks. */
export interface Habit {
  /** Epoch ms to which the counts are faded. */
  readonly at: number;
  readonly all: number;
  readonly fast: number;
  readonly hours: readonly number[];
  readonly weights: readonly number[];
  readonly amounts: readonly number[];
}
export type Habits = ReadonlyMap<string, Habit>;

/** A weighed line as it was sold. */
export interface Sold {
  readonly at: number;
  readonly productId: string;
  readonly netG: number;
  readonly amountFen: number;
  /** The vendor put another product on the line first and then this one: it counts twice, so that a mistake is not suggested again. */
  readonly corrected: boolean;
}

/** The load that asks: a stable net weight, when, and what can be sold with what it would come to. */
export interface Asked {
  readonly at: number;
  readonly netG: number;
  readonly goods: readonly { readonly id: string; readonly amountFen: number | null }[];
  readonly inCart: ReadonlySet<string>;
  /** What a scale with a camera says, percent 0…100; empty without one. */
  readonly seen: readonly { readonly id: string; readonly percent: number }[];
}

const bandOf = (value: number, from: number): number =>
  Math.min(BANDS - 1, Math.max(0, Math.floor(2 * Math.log2(Math.max(value, 1) / from))));
const weightBand = (netG: number): number => bandOf(netG, 50);
const amountBand = (fen: number): number => bandOf(fen, 100);
/** Shanghai is UTC+8 all year. */
const hourBand = (at: number): number => Math.floor(((at + 8 * HOUR_MS) % (24 * HOUR_MS)) / (2 * HOUR_MS));
const faded = (ms: number, half: number): number => 2 ** (-Math.max(0, ms) / half);
const raised = (counts: readonly number[], keep: number, at: number, by: number): readonly number[] =>
  counts.map((count, i) => count * keep + (i === at ? by : 0));
const none = (length: number): readonly number[] => Array.from({ length }, () => 0);

const fresh = (at: number): Habit => ({
  at,
  all: 0,
  fast: 0,
  hours: none(HOURS),
  weights: none(BANDS),
  amounts: none(BANDS),
});

/** The habit after one more sale. A clock that stepped back fades nothing. */
export function learn(habit: Habit | undefined, sold: Sold): Habit {
  const { at, all, fast, hours, weights, amounts } = habit ?? fresh(sold.at);
  const by = sold.corrected ? 2 : 1;
  const keep = faded(sold.at - at, SLOW_MS);
  return {
    at: Math.max(at, sold.at),
    all: all * keep + by,
    fast: fast * faded(sold.at - at, FAST_MS) + by,
    hours: raised(hours, keep, hourBand(sold.at), by),
    weights: raised(weights, keep, weightBand(sold.netG), by),
    amounts: raised(amounts, keep, amountBand(sold.amountFen), by),
  };
}

/** The share of `band`, with a little of its neighbours', of counts that sum to `all`; never 0, and even where nothing is known. */
function share(counts: readonly number[], all: number, band: number): number {
  const near = (counts[band - 1] ?? 0) + (counts[band + 1] ?? 0);
  return (0.6 * (counts[band] ?? 0) + 0.2 * near + 0.5 / BANDS) / (all + 0.5);
}

/**
 * Goods by how likely the load is one of them, the likeliest first, at most four. Only what was sold before or what the camera says is
 * named: a guess without a ground would be noise on the screen.
 */
export function likely(habits: Habits, { at, netG, goods, inCart, seen }: Asked): readonly string[] {
  const hour = hourBand(at);
  const known = goods.flatMap(({ id, amountFen }) => {
    const habit = habits.get(id);
    const percent = seen.find((one) => one.id === id)?.percent ?? null;
    if (habit === undefined && percent === null) return [];
    return [{ id, amountFen, percent, ...now(habit ?? fresh(at), at, hour) }];
  });
  const sum = (of: (one: (typeof known)[number]) => number): number =>
    Math.max(
      known.reduce((total, one) => total + of(one), 0),
      1e-9,
    );
  const all = sum((one) => one.all);
  const fast = sum((one) => one.fast);
  const byHour = sum((one) => one.byHour);
  const scored = known.map((one) => {
    const asked =
      (BY_HOUR * one.byHour) / byHour + (BY_TODAY * one.fast) / fast + (BY_ALL * one.all) / all + 0.1 / known.length;
    const weight = one.weights(weightBand(netG));
    const amount = one.amountFen === null ? weight : one.amounts(amountBand(one.amountFen));
    const seenAs = seen.length === 0 ? 1 : 0.02 + (one.percent ?? 0) / 100;
    return { id: one.id, score: asked * Math.sqrt(weight * amount) * (inCart.has(one.id) ? IN_CART : 1) * seenAs };
  });
  return scored
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_LIKELY)
    .map(({ id }) => id);
}

/** A habit faded to `at`. */
function now(habit: Habit, at: number, hour: number) {
  const keep = faded(at - habit.at, SLOW_MS);
  const near = (habit.hours[hour - 1] ?? 0) + (habit.hours[hour + 1] ?? 0);
  return {
    all: habit.all * keep,
    fast: habit.fast * faded(at - habit.at, FAST_MS),
    byHour: (0.7 * (habit.hours[hour] ?? 0) + 0.15 * near) * keep,
    weights: (band: number) => share(habit.weights, habit.all, band),
    amounts: (band: number) => share(habit.amounts, habit.all, band),
  };
}
