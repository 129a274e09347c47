import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { Cart } from '../../shared/records/terminal.ts';
import { chicory, createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  for (const productId of [greens, chicory])
    await stall.must('goods.price', { productId, price: price(300), scope: 'from_now', sure: true });
  stall.put(0);
});
afterEach(() => stall.close());

const lines = async () => (await stall.see('carts')).carts.flatMap((cart) => cart.lines);

describe('one load, one line, any order', () => {
  it('takes a load that was there before the tile was touched', async () => {
    stall.put(505);
    const answer = await stall.must('goods.tap', { productId: greens });
    expect(answer.did).toBe('taken');
    // 青菜 has a preset tare of 5 g.
    expect(await lines()).toMatchObject([
      { kind: 'weight', productId: greens, netG: 500, tareG: 5, amountFen: 300, onPan: true },
    ]);
    expect(await stall.see('weighing')).toMatchObject({ state: 'taken', product: { id: greens, armed: false } });
  });

  it('arms a tile touched on an empty pan, shows the live amount, and takes the load at its first stable moment', async () => {
    expect(await stall.must('goods.tap', { productId: greens })).toEqual({ did: 'armed' });
    expect(await stall.see('weighing')).toMatchObject({
      state: 'ready',
      product: { id: greens, armed: true, price: price(300) },
    });
    stall.scale.frame(255, false);
    expect(await stall.see('weighing')).toMatchObject({ product: { amountFen: 150, armed: true } });
    expect(await lines()).toHaveLength(0);
    stall.scale.frame(505, true);
    expect(await until(lines, (all) => all.length > 0)).toMatchObject([{ netG: 500, amountFen: 300 }]);
    expect(await stall.see('weighing', 'customer')).toMatchObject({ state: 'taken', product: { armed: false } });
  });

  it('disarms on a second touch', async () => {
    await stall.must('goods.tap', { productId: greens });
    expect(await stall.must('goods.tap', { productId: greens })).toEqual({ did: 'disarmed' });
    stall.put(505);
    expect(await lines()).toHaveLength(0);
  });

  it('arms while the load still settles, so that no second touch is needed', async () => {
    stall.scale.frame(480, false);
    expect(await stall.must('goods.tap', { productId: greens })).toEqual({ did: 'armed' });
    stall.scale.frame(505, true);
    expect(await until(lines, (all) => all.length > 0)).toMatchObject([{ netG: 500 }]);
  });

  it('puts another product on the line while its load lies there', async () => {
    stall.put(505);
    const taken = await stall.must('goods.tap', { productId: greens });
    const changed = await stall.must('goods.tap', { productId: chicory });
    expect(changed).toMatchObject({ did: 'changed', lineId: 'lineId' in taken ? taken.lineId : '' });
    expect(await lines()).toMatchObject([{ productId: chicory, netG: 500 }]);
  });

  it('gives a spring onion on top for nothing, and takes its weight only on a touch', async () => {
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    stall.put(605);
    expect(await stall.see('weighing')).toMatchObject({ changed: true });
    expect(await lines()).toMatchObject([{ netG: 500, amountFen: 300 }]);
    expect(await stall.must('goods.tap', { productId: greens })).toMatchObject({ did: 'retaken' });
    expect(await lines()).toMatchObject([{ netG: 600, amountFen: 360 }]);
    stall.put(705);
    await stall.must('line.update', {});
    expect(await lines()).toMatchObject([{ netG: 700, amountFen: 420 }]);
  });

  it('carries what a scale with a camera sees to the screen, as a suggestion that sells nothing', async () => {
    stall.scale.frame(505, true, [{ plu: null, name: '鸡毛菜', percent: 60 }]);
    expect(await stall.see('weighing')).toMatchObject({
      state: 'live',
      product: null,
      candidates: [{ id: chicory, name: '鸡毛菜', percent: 60 }],
    });
    expect(await lines()).toHaveLength(0);
    stall.scale.frame(505, true);
    expect(await stall.see('weighing')).toMatchObject({ candidates: [] });
  });

  it('never sells a load twice: not after its sale, and not into the next cart', async () => {
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    const { cartId } = await stall.must('cart.next', {});
    // Another shopper's load is none that looks as if it could be sold.
    expect(await stall.see('weighing')).toMatchObject({ state: 'taken', product: null });
    expect(await stall.call('goods.tap', { productId: chicory })).toMatchObject({
      ok: false,
      refusal: { code: 'load_already_sold' },
    });
    expect((await stall.see('carts')).carts.find((cart) => cart.id === cartId)?.lines).toHaveLength(0);
    const first = (await stall.see('carts')).carts.find((cart) => cart.id !== cartId);
    await stall.must('sale.complete', {
      cartId: first?.id ?? '',
      payableFen: 300,
      tenders: [{ kind: 'cash', amountFen: 300, tenderedFen: null }],
      concedeFen: 0,
      paper: 'none',
    });
    expect(await stall.call('goods.tap', { productId: greens })).toMatchObject({
      ok: false,
      refusal: { code: 'load_already_sold' },
    });
    stall.put(0);
    stall.put(505);
    expect(await stall.must('goods.tap', { productId: greens })).toMatchObject({ did: 'taken', cartId });
  });

  it('sells the load again when its line was taken out, and then does not bring the line back', async () => {
    stall.put(505);
    const taken = await stall.must('goods.tap', { productId: greens });
    if (!('lineId' in taken)) throw new Error('not taken');
    const { cartId, lineId } = taken;
    await stall.must('line.remove', { cartId, lineId });
    expect(await stall.must('goods.tap', { productId: chicory })).toMatchObject({ did: 'taken' });
    expect(await stall.call('line.restore', { cartId, lineId })).toMatchObject({
      ok: false,
      refusal: { code: 'load_already_sold' },
    });
    expect(await lines()).toMatchObject([{ productId: chicory }]);
  });

  it('says why a load is not sold, with the product armed for its quick amounts (S3)', async () => {
    stall.put(60);
    expect(await stall.must('goods.tap', { productId: greens })).toEqual({ did: 'armed' });
    expect(await stall.see('weighing')).toMatchObject({
      state: 'blocked',
      reason: 'below_min',
      minG: 100,
      product: { id: greens, armed: true },
    });
    expect(await lines()).toHaveLength(0);
    await stall.must('goods.portion', { productId: greens, category: null, amountFen: 100 });
    expect(await stall.see('weighing')).toMatchObject({ product: null });
    stall.scale.lose();
    expect(await stall.must('goods.tap', { productId: greens })).toEqual({ did: 'armed' });
    expect(await stall.see('weighing')).toMatchObject({ state: 'blocked', reason: 'no_scale', netG: null });
  });

  it('a product touched over a residue waits until the pan was zeroed, and then takes its load (S2)', async () => {
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    stall.put(40);
    expect(await stall.see('weighing')).toMatchObject({ state: 'blocked', reason: 'residue' });
    expect(await stall.must('goods.tap', { productId: chicory })).toEqual({ did: 'armed' });
    expect(await lines()).toHaveLength(1);
    stall.put(0);
    stall.put(300);
    expect(
      await until(
        () => lines(),
        (now) => now.length === 2,
      ),
    ).toMatchObject([{ productId: chicory }, { productId: greens }]);
  });

  it('shows no weight that is over a second old', async () => {
    stall.put(505);
    stall.pass(1_500);
    expect(
      await until(
        () => stall.see('weighing'),
        (view) => view.netG === null,
      ),
    ).toMatchObject({ state: 'blocked', reason: 'no_scale' });
  });

  it('sends at most one event for a frame, and none when nothing changed', async () => {
    stall.put(505);
    stall.put(505);
    await stall.see('weighing');
    const seen: number[] = [];
    stall.core().on('customer', (event) => {
      if (event.topic === 'weighing') seen.push(event.no);
    });
    stall.scale.frame(505, true);
    stall.scale.frame(505, true);
    await stall.see('weighing');
    expect(seen).toHaveLength(0);
    stall.scale.frame(600, false);
    await stall.see('weighing');
    expect(seen).toHaveLength(1);
  });

  it('keeps the container of a key tare out of the weight and shows it', async () => {
    stall.put(200);
    await stall.must('scale.tare', {});
    expect(await stall.see('weighing')).toMatchObject({ state: 'ready', tareG: 200, tareKind: 'key' });
    stall.put(700);
    await stall.must('goods.tap', { productId: greens });
    expect(await lines()).toMatchObject([{ netG: 500, tareG: 200 }]);
    await stall.must('scale.zero', {});
  });
});

describe('a scale that was started with something on it (S20)', () => {
  const entries = () => storedIn<JournalEntry>(stall.dir, 'journal').filter((entry) => entry.kind === 'override');

  it('says so when it is lifted off, marks the lines in carts, and writes an entry for what is sold', async () => {
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    const [cart] = (await stall.see('carts')).carts;
    if (cart === undefined) throw new Error('no cart');
    const tenders = [{ kind: 'cash' as const, amountFen: cart.payableFen, tenderedFen: null }];
    const { saleId } = await stall.must('sale.complete', {
      cartId: cart.id,
      payableFen: cart.payableFen,
      tenders,
      concedeFen: 0,
      paper: 'none',
    });
    stall.put(0);
    stall.put(1005);
    await stall.must('goods.tap', { productId: chicory });
    stall.put(-300);
    expect(await stall.see('weighing')).toMatchObject({ state: 'blocked', reason: 'loaded_start' });
    const marked = await until(entries, (all) => all.length > 0);
    expect(marked).toMatchObject([{ body: { what: 'loaded_start', subjectId: saleId } }]);
    expect(storedIn<Cart>(stall.dir, 'carts').flatMap((one) => one.lines)).toContainEqual(
      expect.objectContaining({ productId: chicory, marks: ['loaded_start'] }),
    );
    stall.put(0);
    expect(await stall.see('weighing')).toMatchObject({ state: 'ready' });
    stall.put(-300);
    expect(await stall.see('weighing')).toMatchObject({ reason: 'below_zero' });
    expect(entries()).toHaveLength(1);
  });

  it('is not suspected once the pan was zeroed by hand', async () => {
    await stall.must('scale.zero', {});
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    stall.put(-300);
    expect(await stall.see('weighing')).toMatchObject({ reason: 'below_zero' });
    expect(entries()).toHaveLength(0);
  });
});

describe('S1: a pinned tile', () => {
  it('adds one line per load until another tile is touched', async () => {
    stall.put(0);
    await stall.must('goods.pin', { productId: greens, on: true });
    for (const grams of [505, 705, 405]) {
      const before = (await lines()).length;
      stall.put(grams);
      await until(lines, (now) => now.length === before + 1);
      stall.put(0);
    }
    expect((await lines()).map(({ netG }) => netG)).toEqual([400, 700, 500]);
    expect(await stall.see('weighing')).toMatchObject({ pinnedId: greens, product: { id: greens, armed: true } });
    await stall.must('goods.tap', { productId: greens });
    expect(await stall.see('weighing')).toMatchObject({ pinnedId: null, product: null });
  });

  it('ends with the shopper: the next cart begins without it', async () => {
    stall.put(0);
    await stall.must('goods.pin', { productId: greens, on: true });
    stall.put(505);
    await until(lines, (now) => now.length === 1);
    await stall.must('cart.next', {});
    stall.put(0);
    expect(await stall.see('weighing')).toMatchObject({ pinnedId: null, product: null });
  });
});
