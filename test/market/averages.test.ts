import { afterAll, beforeAll, expect, test } from 'vitest';
import { averagesOf, publishAverages } from '../../market/averages.ts';
import { openDatabase } from '../../market/database/connection.ts';
import { silentLog } from '../setup/core.ts';
import { joinedTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

/** S10: what goods went for in the market, for whoever sets today's prices. */

let market: TestMarket;
let opened: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  market = await testMarket();
  opened = openDatabase({ databaseUrl: market.database.url, log: silentLog });
});
afterAll(async () => {
  await opened.stop();
  await market.stop();
});

const DAY_MS = 86_400_000;

test('the day before counts, over at least three stalls, by what was paid; simulated sales and practice never do', async () => {
  const now = Date.now();
  const yesterday = now - DAY_MS;
  const [first, second, third] = [
    await joinedTerminal(market, '12'),
    await joinedTerminal(market, '8'),
    await joinedTerminal(market, '15'),
  ];
  await first.push([first.sale(yesterday), first.sale(yesterday)]);
  await second.push([second.sale(yesterday)]);
  await third.push([third.sale(yesterday, { mode: 'simulated' })]);
  expect(await averagesOf(opened.db, 1, now)).toMatchObject({ goods: [] });
  await third.push([third.sale(yesterday)]);
  // Today's are for tomorrow.
  await first.push([first.sale(now)]);
  const averages = await averagesOf(opened.db, 1, now);
  // 4 × 10.40 for 4 × 1.245 kg.
  expect(averages?.goods).toEqual([{ productId: 'p0201', perKgFen: 835, perPieceFen: null }]);
  await publishAverages(opened.db, 1, now);
  const { documents } = await first.pullAll('policy');
  expect(documents.find(({ id }) => id === 'averages')).toMatchObject({ kind: 'average', averages });
});
