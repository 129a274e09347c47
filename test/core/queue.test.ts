import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { checkSale } from '../../shared/sale.ts';
import { createStall, greens, price, storedIn, payCash, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
});
afterEach(() => stall.close());

const portion = (amountFen: number) => stall.must('goods.portion', { productId: null, category: '01', amountFen });
const tabs = async () => (await stall.see('carts')).carts;
const pay = (cartId: string, payableFen: number) => payCash(stall, cartId, payableFen);

describe('S6 goods that wait to be picked up', () => {
  it('keep the tab of their paid cart, with its sale, until they are picked up, over a restart too', async () => {
    const { cartId } = await portion(500);
    await stall.must('cart.pickup', { cartId, pickup: true });
    const { saleId } = await pay(cartId, 500);
    const standing = async () => (await tabs()).map((cart) => [cart.sign, cart.state, cart.saleId]);
    expect(await standing()).toEqual([
      ['A', 'paid', saleId],
      ['B', 'open', null],
    ]);
    await stall.restart();
    expect(await standing()).toEqual([
      ['A', 'paid', saleId],
      ['B', 'open', null],
    ]);
    expect(await stall.call('cart.select', { cartId })).toMatchObject({ refusal: { code: 'cart_closed' } });
    expect(await stall.call('line.remove', { cartId, lineId: 'any' })).toMatchObject({ ok: false });
    await stall.must('cart.collect', { cartId });
    expect((await tabs()).map((cart) => cart.sign)).toEqual(['B']);
    expect(await stall.call('cart.collect', { cartId })).toMatchObject({ refusal: { code: 'no_such_cart' } });
    await stall.restart();
    expect((await tabs()).filter((cart) => cart.state === 'paid')).toEqual([]);
  });

  it('leave one of the six free for the next shopper', async () => {
    for (let n = 0; n < 5; n++) {
      const { cartId } = await portion(100);
      await stall.must('cart.pickup', { cartId, pickup: true });
      await pay(cartId, 100);
    }
    const { cartId } = await portion(100);
    expect(await stall.call('cart.pickup', { cartId, pickup: true })).toMatchObject({
      refusal: { code: 'carts_full' },
    });
    await pay(cartId, 100);
    expect((await tabs()).map((cart) => cart.state)).toEqual(['paid', 'paid', 'paid', 'paid', 'paid', 'open']);
  });
});

describe('S4 a gift', () => {
  it('costs nothing and says so, weighed or by the piece, and can be sold after all', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    const { cartId, lineId: handful } = await portion(200);
    const weighed = (await tabs())[0]?.lines.find((line) => line.kind === 'weight')?.id ?? '';
    await stall.must('line.gift', { cartId, lineId: weighed, gift: true });
    await stall.must('line.gift', { cartId, lineId: handful, gift: true });
    expect((await tabs())[0]).toMatchObject({
      payableFen: 0,
      lines: [
        { kind: 'gift', amountFen: 0, netG: null },
        { kind: 'gift', amountFen: 0, netG: 500 },
      ],
    });
    await stall.must('line.gift', { cartId, lineId: handful, gift: false });
    expect((await tabs())[0]?.lines[0]).toMatchObject({ kind: 'portion', amountFen: 200 });
    // The same load put right is still the gift.
    stall.put(705);
    await stall.must('line.update', {});
    expect((await tabs())[0]?.lines[1]).toMatchObject({ kind: 'gift', amountFen: 0, netG: 700 });
    await pay(cartId, 200);
    const sale = storedIn<JournalEntry>(stall.dir, 'journal').at(-1)?.body;
    if (sale?.kind !== 'sale') throw new Error('no sale');
    expect(checkSale(sale)).toBeNull();
    expect(sale.lines.map((line) => [line.kind, line.amountFen, line.netG])).toEqual([
      ['gift', 0, 700],
      ['portion', 200, null],
    ]);
  });

  it('is sold again at the price it had', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    const [cart] = await tabs();
    const ids = { cartId: cart?.id ?? '', lineId: cart?.lines[0]?.id ?? '' };
    await stall.must('line.gift', { ...ids, gift: true });
    await stall.must('line.gift', { ...ids, gift: false });
    expect((await tabs())[0]?.lines[0]).toMatchObject({ kind: 'weight', amountFen: 300 });
  });
});
