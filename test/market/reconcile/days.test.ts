import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDay } from '../../../market/reconcile/book.ts';
import { reconcile } from '../../../market/reconcile/match.ts';
import { zhWords } from '../../../market/reconcile/words.ts';
import { booksOf, encodeGbk, judge, nothingJudged, statementsOf } from '../../faults/reconcile.ts';
import { generate } from '../../faults/reconcile/generate.ts';
import { judgeStored, reconcileMutants } from '../../faults/reconcile/mutants.ts';
import {
  differencesOf,
  dumpOf,
  importAll,
  liveThrough,
  openBooks,
  runDue,
  storeWorld,
} from '../../faults/reconcile/store.ts';
import { testDatabase } from '../postgres.ts';
import type { TestDatabase } from '../postgres.ts';

const ROUNDS = 4;
const seeds = Array.from({ length: ROUNDS }, (_, i) => 700_000 + i);
/** Holds a fault for each planted bug: a sale voided after it was paid, and a refund across midnight. */
const BOTH = 700_003;
const worlds = seeds.map((seed) => generate(seed, encodeGbk));

describe('generated days through the database', () => {
  let database: TestDatabase;
  let books: Awaited<ReturnType<typeof openBooks>>;
  beforeAll(async () => {
    database = await testDatabase();
    books = await openBooks(database.url);
  });
  afterAll(async () => {
    await books.stop();
    await database.drop();
  });

  it('find every single fault, accuse nothing else and say why, as the matcher does by itself; a rerun writes nothing', async () => {
    const [stored, alone] = [nothingJudged(), nothingJudged()];
    for (const [i, world] of worlds.entries()) {
      const market = i + 1;
      await storeWorld(books.db, market, world);
      expect((await liveThrough(books.db, market, world)).filter(({ ok }) => !ok)).toEqual([]);
      judge(world, await differencesOf(books.db, market), stored);
      judge(world, reconcile(booksOf(world), statementsOf(world, world.days.length - 1)), alone);
      const before = await dumpOf(books.db, market);
      expect((await importAll(books.db, market, world)).some((taken) => taken.ok && taken.isNew)).toBe(false);
      await runDue(books.db, market, world, world.days.at(-1) ?? '');
      expect(await dumpOf(books.db, market)).toBe(before);
    }
    expect(stored.examples).toEqual([]);
    expect({ ...stored, examples: [] }).toEqual({ ...alone, examples: [] });
    expect(stored.faults).toBeGreaterThan(8);
  });

  it.each(reconcileMutants)(
    'are judged worse with a planted bug: $name',
    async ({ name, plants }) => {
      const firstMarket = 1_000 + reconcileMutants.findIndex((one) => one.name === name) * 100;
      const judged = await judgeStored(database.url, { seeds: [BOTH], firstMarket, plants });
      expect(judged.found < judged.faults || judged.wrong > 0).toBe(true);
    },
    300_000,
  );

  it('are closed when nothing is open, and show what each channel should pay out', async () => {
    for (const [i, world] of worlds.entries()) {
      const days = await readDay(books.db, { market: i + 1, mode: 'live' }, world.days[0] ?? '');
      expect(days.map(({ stall }) => stall)).toEqual(['12', '27', '31']);
      for (const { state, open, differences, totals } of days) {
        expect(state).toBe(open > 0 ? 'open' : 'closed');
        expect(differences.every((one) => !/^$|undefined|null|NaN/.test(zhWords.cause(one)))).toBe(true);
        const short = new Set(
          differences.flatMap(({ type, refs }) => (type === 'SETTLE_SHORT' ? refs[0]?.split('/')[1] : [])),
        );
        for (const { channel, netFen, arrivedFen } of totals.channels)
          if (!short.has(channel)) expect(arrivedFen).toBe(Math.max(0, netFen));
      }
      // Nobody has sold at this stall.
      expect(days[2]).toMatchObject({ state: 'closed', open: 0, totals: { sales: 0, salesFen: 0 } });
    }
  });
});
