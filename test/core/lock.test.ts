import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, greens, price, until, type Stall } from './stall.ts';
import { listed } from '../bench/ui/goods.ts';
import type { Policy, Product } from '../../shared/records/market.ts';

let market: TestMarket;
let stall: Stall;
const goods = listed(300);
const cap = (priceFen: number): Policy => ({
  id: `cap-${greens}`,
  kind: 'cap',
  productId: greens,
  weightPrice: price(priceFen),
  piecePrice: null,
  validFrom: null,
  validUntil: null,
  market: null,
});
const seen = async () => (await stall.see('goods')).products.find(({ id }) => id === greens);
const frontLines = async () => {
  const { carts, frontId } = await stall.see('carts');
  return carts.find(({ id }) => id === frontId)?.lines ?? [];
};

beforeEach(async () => {
  market = await startTestMarket();
  for (const product of goods) market.tell('products', product);
  stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE' });
  await stall.open();
  await until(
    () => stall.see('goods'),
    ({ products }) => products.some(({ id }) => id === 'more-0'),
  );
  await stall.must('goods.price', { productId: greens, price: price(400), scope: 'from_now', sure: true });
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

describe('a capped price (平价) from the market', () => {
  it('arrives mid-sale: what is in the cart comes down to the cap and is marked, and so is what is taken next', async () => {
    stall.put(0);
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    market.tell('policy', cap(350));
    await until(seen, (product) => product?.capped === true);
    await until(frontLines, (lines) => lines?.[0]?.capped === true);
    expect(await frontLines()).toMatchObject([{ amountFen: 350, capped: true }]);
    stall.put(0);
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    expect(await frontLines()).toMatchObject([
      { amountFen: 350, capped: true },
      { amountFen: 350, capped: true },
    ]);
  });

  it('may go down and never up, for one line or from now on', async () => {
    market.tell('policy', cap(350));
    await until(seen, (product) => product?.capped === true);
    const above = { productId: greens, price: price(360), sure: true } as const;
    for (const scope of ['once', 'from_now'] as const)
      expect(await stall.call('goods.price', { ...above, scope })).toEqual({
        ok: false,
        refusal: { code: 'price_above_cap', capFen: 350 },
      });
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    expect(await seen()).toMatchObject({ weightPrice: price(300), capped: false });
  });
});

it('a product withdrawn while in a cart stays in it and is paid; its tile is gone', async () => {
  stall.put(0);
  stall.put(505);
  await stall.must('goods.tap', { productId: greens });
  const product = goods.find(({ id }) => id === greens);
  market.tell('products', { ...(product satisfies Product | undefined), withdrawn: true, id: greens });
  await until(seen, (one) => one === undefined);
  expect(await stall.call('goods.tap', { productId: greens })).toEqual({
    ok: false,
    refusal: { code: 'no_such_product' },
  });
  const { carts, frontId } = await stall.see('carts');
  const payableFen = carts.find(({ id }) => id === frontId)?.payableFen ?? 0;
  const tenders = [{ kind: 'cash' as const, amountFen: payableFen, tenderedFen: null }];
  expect(payableFen).toBe(400);
  await stall.must('sale.complete', { cartId: frontId, payableFen, tenders, concedeFen: 0, paper: 'none' });
});
