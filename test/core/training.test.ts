import { afterEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { greens, openJoinedStall, payCash, price, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
let market: TestMarket;
afterEach(async () => {
  await stall.close();
  await market.stop();
});

const start = async () => {
  market = await startTestMarket();
  stall = await openJoinedStall(market);
};
const portion = (amountFen: number) => stall.must('goods.portion', { productId: greens, category: null, amountFen });
const sell = async (amountFen: number) => {
  const { cartId } = await portion(amountFen);
  return payCash(stall, cartId, amountFen, 'short');
};
const entries = () => storedIn<JournalEntry>(stall.dir, 'journal');
const train = (on: boolean) => stall.call('training.set', { on });

describe('training at a till that trades', () => {
  it('sells into a chain of its own: not one number, no total, no upload of the books moves', async () => {
    await start();
    const first = await sell(700);
    await train(true);
    expect(await stall.see('status')).toMatchObject({ mode: 'training', practising: true });
    expect(await stall.see('stall', 'customer')).toMatchObject({ mode: 'training' });
    const practised = await sell(900);
    expect(practised.no.startsWith('0-')).toBe(true);
    await train(false);
    const second = await sell(300);
    const of = (id: string) => entries().find((entry) => entry.id === id);
    expect(of(practised.saleId)).toMatchObject({ mode: 'training', market: 0, terminal: 0, seq: 1, perpetualFen: 900 });
    expect(of(second.saleId)).toMatchObject({
      mode: 'live',
      seq: (of(first.saleId)?.seq ?? 0) + 1,
      prevHash: of(first.saleId)?.hash,
      perpetualFen: 1000,
    });
    await until(
      () => market.held.size,
      (size) => size === 2,
    );
    expect([...market.held.values()].map(({ id }) => id)).toEqual([first.saleId, second.saleId]);
    expect(market.bad()).toBe(0);
  });

  it('says 训练 on the paper, and offers no receipt code', async () => {
    await start();
    await train(true);
    await sell(900);
    await until(
      () => stall.printer.paper.length,
      (count) => count === 1,
    );
    const paper = (stall.printer.paper[0] ?? [])
      .map((line) => (line.kind === 'text' ? line.text : line.kind))
      .join('\n');
    expect(paper).toContain('训练');
    expect(paper).not.toContain('qr');
  });

  it('does not begin while a shopper’s goods are in a cart, and ends at once with what was practised', async () => {
    await start();
    const { cartId } = await portion(500);
    expect(await train(true)).toEqual({ ok: false, refusal: { code: 'carts_not_empty' } });
    const [line] = (await stall.see('carts')).carts[0]?.lines ?? [];
    await stall.must('line.remove', { cartId, lineId: line?.id ?? '' });
    expect(await train(true)).toMatchObject({ ok: true });
    await portion(800);
    await stall.must('cart.next', {});
    await portion(200);
    await train(false);
    const { carts } = await stall.see('carts');
    expect(carts.map((cart) => cart.lines.length)).toEqual([0]);
    expect(await stall.see('status')).toMatchObject({ mode: 'live', practising: false });
  });

  it('is over after a restart, and so is what was practised', async () => {
    await start();
    await train(true);
    await sell(900);
    await portion(800);
    await stall.restart();
    expect(await stall.see('status')).toMatchObject({ mode: 'live', practising: false });
    expect((await stall.see('carts')).carts.map((cart) => cart.lines.length)).toEqual([0]);
    expect(await stall.see('last')).toBeNull();
    expect((await sell(300)).no.startsWith('0-')).toBe(false);
  });

  it('shows the last sale of the trade again when it ends', async () => {
    await start();
    const first = await sell(700);
    await train(true);
    await sell(900);
    await train(false);
    expect(await stall.see('last')).toMatchObject({ saleId: first.saleId });
  });

  it('sets no price of the trade', async () => {
    await start();
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    await train(true);
    await stall.must('goods.price', { productId: greens, price: price(400), scope: 'from_now', sure: true });
    await train(false);
    const before = entries().filter(({ kind }) => kind === 'price_change');
    expect(before).toHaveLength(1);
    await stall.restart();
    const greensNow = (await stall.see('goods')).products.find(({ id }) => id === greens);
    expect(greensNow?.weightPrice).toEqual(price(300));
  });

  it('tells what was done to people and the drawer in the books all the same', async () => {
    await start();
    await train(true);
    await stall.must('drawer.open', {});
    await stall.must('people.add', { name: '小工' });
    const told = entries().filter(({ kind }) => kind === 'override');
    expect(told.map(({ terminal, mode }) => [terminal === 0, mode])).toEqual([
      [false, 'live'],
      [false, 'live'],
    ]);
  });
});
