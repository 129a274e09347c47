import { afterEach, beforeEach, expect, it } from 'vitest';
import { yesterdaysPrice } from '../../shared/price-board.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, greens, price, until, type Stall } from './stall.ts';

let market: TestMarket;
let stall: Stall;
beforeEach(async () => {
  market = await startTestMarket();
  stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE' });
  await stall.open();
  await until(
    () => stall.see('status'),
    ({ mode }) => mode === 'live',
  );
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
