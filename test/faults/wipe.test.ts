import { afterAll, beforeAll, expect, test } from 'vitest';
import { testMarket, type TestMarket } from '../market/market.ts';
import { bundleTill } from './harness/bundle.ts';
import { marketOf, runWipes, tryWipeMutant } from './wipe.ts';
import type { WipeMarket } from './wipe/day.ts';
import { wipeMutants } from './wipe/mutants.ts';

let server: TestMarket;
let market: WipeMarket;
beforeAll(async () => {
  server = await testMarket();
  market = marketOf(
    { url: server.url, code: () => server.code('12'), replaceCode: (terminal) => server.replaceCode(terminal) },
    (sql, values) => server.database.query(sql, [...values]),
  );
});
afterAll(async () => {
  await server.stop();
});

test('a till whose disk dies three times in a day loses nothing that was promised, from stick, market or both', async () => {
  const bundle = await bundleTill();
  try {
    const tally = await runWipes(market, bundle, { wipes: 3, seed: 1, salesPerDay: 120 });
    expect(tally.examples).toEqual([]);
    expect(tally.figures()).toMatchObject({ wipes: 3, lost: 0, doubled: 0, unreported: 0, days_verified: 1 });
  } finally {
    bundle.remove();
  }
});

test('a mirror that skips an entry is found out', async () => {
  const [skips] = wipeMutants;
  if (skips === undefined) throw new Error('no mutant');
  expect((await tryWipeMutant(market, skips, 1)).caught).toBe(true);
});
