import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogue, chicory, createStall, greens, price, type Stall } from './stall.ts';
import { parseCatalogue } from '../../shared/catalogue.ts';

const products = parseCatalogue(catalogue).products;
const byPiece = products.find((product) => product.sellBy === 'piece')?.id ?? '';
const bothWays = products.find((product) => product.sellBy === 'both')?.id ?? '';
const piecePrice = (priceFen: number) => ({ priceFen, basisG: null });

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
});
afterEach(() => stall.close());

const front = async () => {
  const { frontId, carts } = await stall.see('carts');
  const cart = carts.find((one) => one.id === frontId);
  if (cart === undefined) throw new Error('no cart in front');
  return cart;
};
const portion = (amountFen: number, category = '01') =>
  stall.must('goods.portion', { productId: null, category, amountFen });
const cash = (amountFen: number, tenderedFen: number | null = null) => [
  { kind: 'cash' as const, amountFen, tenderedFen },
];

describe('prices at market speed', () => {
  it('asks for the price of a tile that has none, and goes on with the sale', async () => {
    stall.put(505);
    expect(await stall.call('goods.tap', { productId: greens })).toEqual({
      ok: false,
      refusal: { code: 'no_price', productId: greens, unit: 'weight' },
    });
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: false });
    expect(await stall.must('goods.tap', { productId: greens })).toMatchObject({ did: 'taken' });
    expect((await stall.see('goods')).products.find((product) => product.id === greens)).toMatchObject({
      weightPrice: price(300),
    });
  });

  it('takes 这一单 for one line only', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: false });
    await stall.must('goods.price', { productId: greens, price: price(280), scope: 'once', sure: false });
    const tag = async () => (await stall.see('goods')).products.find(({ id }) => id === greens)?.weightPrice;
    expect(await tag(), 'what the tile shows, and what an undo of a change goes back to').toEqual(price(300));
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    stall.put(0);
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    expect((await front()).lines.map((line) => line.price.priceFen)).toEqual([300, 280]);
  });

  it('asks again outside the guard band only, and keeps prices over a restart', async () => {
    expect(
      await stall.call('goods.price', { productId: greens, price: price(9_900), scope: 'from_now', sure: false }),
    ).toMatchObject({ ok: false, refusal: { code: 'price_out_of_guard' } });
    await stall.must('goods.price', { productId: greens, price: price(9_900), scope: 'from_now', sure: true });
    await stall.restart();
    expect((await stall.see('goods')).products.find((product) => product.id === greens)).toMatchObject({
      weightPrice: price(9_900),
    });
  });

  it("refuses a basis that is not the stall's", async () => {
    expect(
      await stall.call('goods.price', {
        productId: greens,
        price: { priceFen: 600, basisG: 1000 },
        scope: 'once',
        sure: true,
      }),
    ).toMatchObject({ ok: false, refusal: { code: 'bad_args' } });
  });
});

describe('one product, two ways', () => {
  it('counts pieces of a piece product, one more with each touch, down with the minus', async () => {
    await stall.must('goods.price', { productId: byPiece, price: piecePrice(250), scope: 'from_now', sure: true });
    expect(await stall.must('goods.tap', { productId: byPiece })).toMatchObject({ did: 'piece' });
    await stall.must('goods.tap', { productId: byPiece });
    const cart = await front();
    expect(cart.lines).toMatchObject([{ kind: 'piece', qty: 2, amountFen: 500, netG: null }]);
    const [line] = cart.lines;
    await stall.must('line.quantity', { cartId: cart.id, lineId: line?.id ?? '', qty: 1 });
    expect(await front()).toMatchObject({ payableFen: 250 });
    await stall.must('line.quantity', { cartId: cart.id, lineId: line?.id ?? '', qty: 0 });
    expect((await front()).lines).toHaveLength(0);
    await stall.must('line.restore', { cartId: cart.id, lineId: line?.id ?? '' });
    expect((await front()).lines).toHaveLength(1);
  });

  it('sells one piece by the tile of a product that has only a piece price, and asks for the other with a load on', async () => {
    await stall.must('goods.price', { productId: bothWays, price: piecePrice(500), scope: 'from_now', sure: true });
    stall.put(0);
    expect(await stall.must('goods.tap', { productId: bothWays })).toMatchObject({ did: 'piece' });
    stall.put(600);
    expect(await stall.call('goods.tap', { productId: bothWays })).toMatchObject({
      ok: false,
      refusal: { code: 'no_price', unit: 'weight' },
    });
  });

  it('sells a piece with a load on the pan, and weight of the same product by its tile', async () => {
    await stall.must('goods.price', { productId: bothWays, price: piecePrice(500), scope: 'from_now', sure: true });
    await stall.must('goods.price', { productId: bothWays, price: price(400), scope: 'from_now', sure: true });
    stall.put(600);
    await stall.must('goods.piece', { productId: bothWays });
    expect(await stall.must('goods.tap', { productId: bothWays })).toMatchObject({ did: 'taken' });
    expect((await front()).lines.map((line) => line.kind)).toEqual(['weight', 'piece']);
    expect(await stall.call('goods.piece', { productId: greens })).toMatchObject({
      ok: false,
      refusal: { code: 'not_sold_by_piece' },
    });
  });
});

describe('below Min, or no scale', () => {
  it('sells a portion of a product or of a category', async () => {
    stall.scale.lose();
    await portion(200);
    await stall.must('goods.portion', { productId: greens, category: null, amountFen: 100 });
    expect((await front()).lines).toMatchObject([
      { kind: 'portion', productId: greens, amountFen: 100, netG: null },
      { kind: 'portion', name: '叶菜', amountFen: 200 },
    ]);
    expect(await stall.call('goods.portion', { productId: null, category: null, amountFen: 100 })).toMatchObject({
      ok: false,
    });
    expect(await stall.call('goods.portion', { productId: null, category: '01', amountFen: 0 })).toMatchObject({
      ok: false,
      refusal: { code: 'amount_absurd' },
    });
  });

  it('goes on with pieces and cash at a stall without a scale', async () => {
    await stall.core().stop();
    const bare = createStall({ devices: { scale: null, printer: null } });
    try {
      await bare.open();
      expect(await bare.call('scale.zero', {})).toMatchObject({ ok: false });
      const { cartId } = await bare.must('goods.portion', { productId: null, category: '01', amountFen: 500 });
      const sold = await bare.must('sale.complete', {
        cartId,
        payableFen: 500,
        tenders: cash(500),
        concedeFen: 0,
        paper: 'default',
      });
      expect(sold.no).toBe('0-0-1');
      expect(await bare.see('status')).toMatchObject({
        scale: 'absent',
        printer: 'absent',
        unprinted: 0,
        mode: 'training',
      });
    } finally {
      await bare.close();
    }
  });
});

describe('the queue and the bargain', () => {
  it('parks a cart for the next shopper and brings it back, up to six', async () => {
    const first = (await portion(100)).cartId;
    for (let i = 0; i < 5; i++) {
      await stall.must('cart.next', {});
      await portion(200);
    }
    expect((await stall.see('carts')).carts.map((cart) => cart.sign)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(await stall.call('cart.next', {})).toMatchObject({ ok: false, refusal: { code: 'carts_full' } });
    await stall.must('cart.select', { cartId: first });
    expect(await front()).toMatchObject({ id: first, sign: 'A', state: 'open', payableFen: 100 });
    expect((await stall.see('carts')).carts.filter((cart) => cart.state === 'held')).toHaveLength(5);
  });

  it('does not open one empty cart after another', async () => {
    const before = await front();
    expect(await stall.must('cart.next', {})).toEqual({ cartId: before.id });
  });

  it('lowers a line or the total without a question, and never raises it', async () => {
    const { cartId, lineId } = await portion(1_000);
    await portion(500);
    await stall.must('line.agree', { cartId, lineId, amountFen: 900 });
    expect(await front()).toMatchObject({ payableFen: 1_400, concessionFen: 100 });
    await stall.must('cart.agree', { cartId, totalFen: 1_350 });
    expect(await front()).toMatchObject({ payableFen: 1_350, agreedFen: 1_350, roundingFen: 0 });
    expect(await stall.call('cart.agree', { cartId, totalFen: 1_500 })).toMatchObject({
      ok: false,
      refusal: { code: 'above_total', totalFen: 1_400 },
    });
    expect(await stall.call('line.agree', { cartId, lineId, amountFen: 1_100 })).toMatchObject({
      ok: false,
      refusal: { code: 'above_total' },
    });
  });

  it('fixes the rounding when the total is shown: a later setting is for the next cart', async () => {
    await portion(105);
    expect(await front()).toMatchObject({ payableFen: 100, roundingFen: 5 });
    await stall.must('settings.set', { rounding: 'none' });
    expect(await front()).toMatchObject({ payableFen: 100, rounding: 'jiao' });
    await stall.must('cart.next', {});
    await portion(105);
    expect(await front()).toMatchObject({ payableFen: 105, rounding: 'none' });
    expect(await stall.see('stall')).toMatchObject({ rounding: 'none', paper: 'asked' });
  });

  it('gives a removed line back for five seconds', async () => {
    const { cartId, lineId } = await portion(100);
    await portion(200);
    await stall.must('line.remove', { cartId, lineId });
    expect((await stall.see('carts')).undo).toMatchObject({ cartId, lineId, name: '叶菜' });
    await stall.must('line.restore', { cartId, lineId });
    expect((await front()).lines.map((line) => line.amountFen)).toEqual([200, 100]);
    await stall.must('line.remove', { cartId, lineId });
    stall.pass(5_001);
    expect(await stall.call('line.restore', { cartId, lineId })).toMatchObject({
      ok: false,
      refusal: { code: 'undo_over' },
    });
    expect((await stall.see('carts')).undo).toBeNull();
  });

  it('answers for carts and lines that are not there', async () => {
    expect(await stall.call('line.remove', { cartId: 'nobody', lineId: 'x' })).toMatchObject({
      ok: false,
      refusal: { code: 'no_such_cart' },
    });
    expect(await stall.call('line.remove', { cartId: (await front()).id, lineId: 'x' })).toMatchObject({
      ok: false,
      refusal: { code: 'no_such_line' },
    });
    expect(await stall.call('cart.select', { cartId: 'nobody' })).toMatchObject({
      ok: false,
      refusal: { code: 'no_such_cart' },
    });
    expect(await stall.call('goods.tap', { productId: 'nothing' })).toMatchObject({
      ok: false,
      refusal: { code: 'no_such_product' },
    });
  });
});

describe('a repeated command', () => {
  it('is carried out once, also while the first is still under way, and after a restart', async () => {
    const id = randomUUID();
    const args = { productId: null, category: '01', amountFen: 100 };
    const [one, two] = await Promise.all([
      stall.must('goods.portion', args, id),
      stall.must('goods.portion', args, id),
    ]);
    expect(two).toEqual(one);
    await stall.restart();
    expect(await stall.must('goods.portion', args, id)).toEqual(one);
    expect((await front()).lines).toHaveLength(1);
  });

  it('may be tried again with the same id after a refusal', async () => {
    const id = randomUUID();
    expect(await stall.call('goods.tap', { productId: chicory }, id)).toMatchObject({ ok: false });
    await stall.must('goods.price', { productId: chicory, price: price(300), scope: 'from_now', sure: true });
    expect(await stall.call('goods.tap', { productId: chicory }, id)).toMatchObject({ ok: true });
  });
});
