import { bundleTill, type Mutant } from './harness/bundle.ts';
import { createChance } from './harness/chance.ts';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import { judgePayments, noFigures, type PaymentFigures } from './payments/judge.ts';
import { livePayments } from './payments/life.ts';
import { startPayingMarket } from './payments/market.ts';

const ROUNDS = 2_000;
/** Steps of one till's life. */
const STEPS = 50;

const SHARED = 'shared/payments.ts';
type Wrong = 'salesUnpaidButReleased' | 'paidTwice' | 'stuck';
/** `shows`: the figure it must spoil; another one does not count. */
export const paymentMutants: readonly (Mutant & { readonly shows: Wrong })[] = [
  {
    name: 'a sale that was let go says that its money is there',
    shows: 'salesUnpaidButReleased',
    plants: [
      {
        file: 'electron/core/payments/settling.ts',
        find: "tenderFor(order, 'unproven', nothingKnown)",
        replace: "tenderFor(order, 'confirmed', nothingKnown)",
      },
    ],
  },
  {
    name: 'a sale that was let go is never told of its money',
    shows: 'stuck',
    plants: [
      { file: SHARED, find: "return come ? (fits ? 'confirm' : 'surplus') : 'nothing';", replace: "return 'nothing';" },
    ],
  },
  {
    name: 'the code of a cart that was paid in cash stays open',
    shows: 'paidTwice',
    plants: [
      {
        file: SHARED,
        find: "if (body.kind === 'sale') return order.state === 'waiting' && order.cartId === body.cartId && !isAmong(body.tenders);",
        replace: "if (body.kind === 'sale') return false;",
      },
    ],
  },
];

/** Lives of one till until so many steps are done; stops early once `until` says so. */
export async function runPayments(
  script: string,
  options: {
    readonly rounds: number;
    readonly seed: number;
    readonly steps?: number;
    readonly say?: (line: string) => void;
    readonly until?: (figures: PaymentFigures) => boolean;
  },
): Promise<{ readonly figures: PaymentFigures; readonly rounds: number; readonly kills: number }> {
  const figures = noFigures();
  const market = await startPayingMarket(options.seed);
  const since = new Set<string>();
  let rounds = 0;
  let kills = 0;
  try {
    for (let life = 0; rounds < options.rounds; life += 1) {
      const steps = Math.min(options.steps ?? STEPS, options.rounds - rounds);
      const seed = options.seed * 1_000 + life;
      const lived = await livePayments(market, script, { steps, seed, chance: createChance(seed) }, (dir) =>
        judgePayments(market, dir, figures, since),
      );
      rounds += steps;
      kills += lived.kills;
      options.say?.(`${rounds} of ${options.rounds} steps, ${figures.sales} sales, ${figures.examples.length} wrong`);
      if (options.until?.(figures) === true) break;
    }
    return { figures, rounds, kills };
  } finally {
    await market.stop();
  }
}

/** Shoppers, tills, the market and three channels, each of which fails at any step (docs/faults.md). */
export async function faultPayments({ rounds, seed, say }: CampaignOptions): Promise<Figures> {
  let caught = 0;
  for (const mutant of paymentMutants) {
    const spoiled = await bundleTill(mutant.plants);
    const trial = await runPayments(spoiled.script, {
      rounds: 200,
      seed,
      until: (figures) => figures[mutant.shows] > 0,
    });
    spoiled.remove();
    const isCaught = trial.figures[mutant.shows] > 0;
    caught += isCaught ? 1 : 0;
    say(
      `${isCaught ? 'caught' : 'NOT CAUGHT'}: ${mutant.name} (${trial.rounds} steps; ${trial.figures.examples[0] ?? ''})`,
    );
  }
  const bundle = await bundleTill();
  try {
    const { figures, ...run } = await runPayments(bundle.script, { rounds: rounds ?? ROUNDS, seed, say });
    for (const example of figures.examples.slice(0, 20)) say(`  ${example}`);
    return {
      sales_unpaid_but_released: figures.salesUnpaidButReleased,
      paid_twice: figures.paidTwice,
      paid_not_recorded: figures.paidNotRecorded,
      ledger_imbalance_fen: figures.ledgerImbalanceFen,
      stuck: figures.stuck,
      rounds: run.rounds,
      seed,
      sales: figures.sales,
      paid_orders: figures.paidOrders,
      kills: run.kills,
      mutants_caught: caught,
      mutants: paymentMutants.length,
    };
  } finally {
    bundle.remove();
  }
}
