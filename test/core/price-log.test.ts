import { afterEach, beforeEach, expect, it } from 'vitest';
import { averageFen, yesterdaysPrice } from '../../shared/price-board.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { greens, openJoinedStall, price, until, type Stall } from './stall.ts';

let market: TestMarket;
let stall: Stall;
beforeEach(async () => {
  market = await startTestMarket();
  stall = await openJoinedStall(market);
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

const set = (fen: number) =>
  stall.must('goods.price', { productId: greens, price: price(fen), scope: 'from_now', sure: true });

it('S10: today’s price changes say who, when, from what to what; yesterday’s price is what the first of them replaced', async () => {
  await set(300);
  stall.pass(24 * 3_600_000);
  expect((await stall.must('prices.today', {})).changes).toEqual([]);
  expect(yesterdaysPrice(greens, price(300), false, [])).toEqual(price(300));
  await set(350);
  await set(320);
  const { changes } = await stall.must('prices.today', {});
  expect(changes).toMatchObject([
    { productId: greens, price: price(320), previous: price(350) },
    { productId: greens, price: price(350), previous: price(300) },
  ]);
  expect(yesterdaysPrice(greens, price(320), false, changes)).toEqual(price(300));
});

it('S10: the market’s averages stand beside them, in the stall’s basis, and set no price', async () => {
  expect((await stall.must('prices.today', {})).averages).toBeNull();
  const averages = { day: '2026-11-22', goods: [{ productId: greens, perKgFen: 835, perPieceFen: null }] };
  market.tell('policy', {
    id: 'averages',
    kind: 'average',
    productId: null,
    weightPrice: null,
    piecePrice: null,
    validFrom: null,
    validUntil: null,
    market: null,
    averages,
  });
  await until(
    async () => (await stall.must('prices.today', {})).averages,
    (told) => told !== null,
  );
  expect(averageFen(averages, greens, false, 1000)).toBe(835);
  expect(averageFen(averages, greens, false, 500)).toBe(418);
  expect(averageFen(averages, greens, true, 500)).toBeNull();
  expect((await stall.see('goods')).products.find(({ id }) => id === greens)?.weightPrice).toBeNull();
});
