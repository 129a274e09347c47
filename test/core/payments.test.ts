import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { PaymentOrder } from '../../shared/records/terminal.ts';
import { openPaidStall, startPayMarket, type PayMarket } from './pay-market.ts';
import { storedIn, until, payCash, type Stall } from './stall.ts';

/** The terminal's side of payments, against a market of which the test is the shopper. */

let market: PayMarket;
let stall: Stall;
beforeEach(async () => {
  market = await startPayMarket();
  stall = await openPaidStall(market);
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

const sell = (amountFen: number) => stall.must('goods.portion', { productId: null, category: '01', amountFen });
const carts = async () => (await stall.see('carts')).carts;
const waiting = async () => (await stall.see('paying')).waiting;
/** A cart of this amount whose QR is shown. */
const show = async (amountFen: number) => {
  const { cartId } = (await sell(amountFen)) as { cartId: string };
  const { orderId } = await stall.must('pay.show', { cartId, payableFen: amountFen, amountFen: null });
  const one = (await waiting()).find((it) => it.orderId === orderId);
  return { cartId, orderId, url: one?.url ?? '' };
};
const entries = (kind: string) => storedIn<JournalEntry>(stall.dir, 'journal').filter((one) => one.kind === kind);
const orders = () => storedIn<PaymentOrder>(stall.dir, 'payment_orders');
const offline = async () => {
  market.cut();
  await until(
    () => stall.see('status'),
    (status) => status.link === 'offline',
  );
};
const paidSale = () =>
  until(
    () => entries('sale'),
    (sales) => sales.length > 0,
  );

describe('顾客扫我', () => {
  it('shows a signed order for what is due, and another cart is in front', async () => {
    const { cartId, orderId, url } = await show(2_140);
    const { bytes, hash, amountFen } = market.orderOf(url);
    expect({ hash, amountFen }).toEqual({ hash: orderId, amountFen: 2_140 });
    expect(url.startsWith('https://pay.example/1/')).toBe(true);
    const all = Buffer.from(url.split('/').at(-1) ?? '', 'base64url');
    const signer = storedIn<{ id: string; value: { publicKey: string } }>(stall.dir, 'settings').find(
      (one) => one.id === 'signer',
    );
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: signer?.value.publicKey ?? '' },
      format: 'jwk',
    });
    expect(verify(null, Buffer.concat([Buffer.from('SWM-ORDER-v1\0'), bytes]), key, all.subarray(38))).toBe(true);
    const view = await stall.see('carts');
    expect(view.frontId).not.toBe(cartId);
    expect(view.carts.find((cart) => cart.id === cartId)).toMatchObject({ state: 'waiting', payableFen: 2_140 });
    expect((await stall.see('paying', 'customer')).waiting).toMatchObject([{ sign: 'A', amountFen: 2_140, url }]);
  });

  it('works without a line, numbers orders upwards over a restart, and stands as it was', async () => {
    await offline();
    const first = await show(500);
    await stall.restart();
    expect(await waiting()).toMatchObject([{ orderId: first.orderId, cartId: first.cartId, url: first.url }]);
    expect((await carts()).find((cart) => cart.id === first.cartId)?.state).toBe('waiting');
    await show(600);
    const [a, b] = orders().toSorted((x, y) => x.counter - y.counter);
    expect(a?.id).toBe(first.orderId);
    expect(b?.counter).toBeGreaterThan(a?.counter ?? 0);
  });

  it('keeps what is due, and keeps the goods until the code is taken back', async () => {
    const { cartId, orderId } = await show(1_230);
    const cart = (await carts()).find((one) => one.id === cartId);
    // 抹零 was fixed with the total (S8).
    expect(cart?.payableFen).toBe(1_230);
    const lineId = cart?.lines[0]?.id ?? '';
    expect(await stall.call('line.remove', { cartId, lineId })).toMatchObject({ refusal: { code: 'cart_waiting' } });
    expect(await stall.call('cart.select', { cartId })).toMatchObject({ refusal: { code: 'cart_waiting' } });
    await stall.must('pay.drop', { orderId });
    expect((await stall.see('carts')).frontId).toBe(cartId);
    await stall.must('line.remove', { cartId, lineId });
    await until(
      () => market.asked.filter((one) => one.path === '/close').length,
      (count) => count === 1,
    );
  });
});

describe('money that comes', () => {
  it('commits the waiting cart with its last tender, once, and takes nothing from who is served', async () => {
    const { url, orderId, cartId } = await show(2_140);
    await sell(300);
    const before = await stall.see('carts');
    market.mark(url, 'paid');
    market.mark(url, 'paid');
    const [sale] = await paidSale();
    expect(sale?.body).toMatchObject({
      cartId,
      payableFen: 2_140,
      tenders: [
        {
          kind: 'dynamic_qr',
          state: 'confirmed',
          channel: 'wechat',
          transactionId: 'tx-1',
          paymentOrderId: orderId,
          amountFen: 2_140,
        },
      ],
    });
    const after = await stall.see('carts');
    expect(after.frontId).toBe(before.frontId);
    expect(after.carts.map((cart) => cart.sign)).toEqual(['B']);
    expect(await stall.see('paying')).toMatchObject({
      waiting: [],
      news: { what: 'paid', sign: 'A', amountFen: 2_140 },
    });
    await stall.restart();
    expect(entries('sale')).toHaveLength(1);
  });

  it('pays a part of a cart, which goes on as a tab (S14)', async () => {
    const { cartId } = (await sell(2_000)) as { cartId: string };
    await stall.must('pay.show', { cartId, payableFen: 2_000, amountFen: 500 });
    const [one] = await waiting();
    expect(one).toMatchObject({ amountFen: 500, isRest: false });
    expect(await stall.call('pay.release', { orderId: one?.orderId ?? '' })).toMatchObject({
      refusal: { code: 'no_such_order' },
    });
    market.mark(one?.url ?? '', 'paid');
    const cart = await until(
      async () => (await carts()).find((it) => it.id === cartId),
      (it) => it?.state === 'held',
    );
    expect(cart).toMatchObject({ receivedFen: 500, dueFen: 1_500 });
    const tender = { kind: 'cash', amountFen: 1_500, tenderedFen: null } as const;
    await stall.must('sale.complete', { cartId, payableFen: 2_000, tenders: [tender], concedeFen: 0, paper: 'none' });
    expect(entries('sale')[0]?.body).toMatchObject({
      tenders: [{ kind: 'dynamic_qr', state: 'confirmed', amountFen: 500 }, { kind: 'cash' }],
    });
  });

  it('of an order that has expired at the market: its cart is a tab again, and money that comes late is its payment', async () => {
    const { url, cartId } = await show(700);
    market.mark(url, 'closed');
    await until(
      async () => (await carts()).find((it) => it.id === cartId)?.state,
      (state) => state === 'held',
    );
    expect((await stall.see('paying')).news).toMatchObject({ what: 'expired' });
    // Late success: the cart still stands at that amount, so this is its payment.
    market.mark(url, 'late');
    expect((await paidSale())[0]?.body).toMatchObject({ cartId, tenders: [{ state: 'confirmed' }] });
  });

  it('does not fit, and is told instead of taken', async () => {
    const { url, cartId } = await show(700);
    market.mark(url, 'paid', { amountFen: 70 });
    await until(
      () => stall.see('owed'),
      (owed) => owed.surplus.length === 1,
    );
    expect((await carts()).find((it) => it.id === cartId)?.state).toBe('held');
    expect(entries('sale')).toHaveLength(0);
  });
});

describe('S12 cash while a QR is open', () => {
  const cash = (cartId: string, payableFen: number) => payCash(stall, cartId, payableFen);
  it('commits at once without a line; the close is told later, over a restart too', async () => {
    const { cartId, orderId } = await show(900);
    await offline();
    await cash(cartId, 900);
    await until(waiting, (all) => all.length === 0);
    expect(market.asked.some(({ path }) => path === '/close')).toBe(false);
    await stall.restart();
    expect(orders()).toMatchObject([{ id: orderId, state: 'closing' }]);
    market.mend();
    await until(
      () => orders(),
      ([order]) => order?.state === 'done',
    );
    expect(market.asked.filter(({ path }) => path === '/close').length).toBeGreaterThan(0);
  });
  it('shows what comes late all the same, until it was looked at', async () => {
    const { cartId, orderId, url } = await show(900);
    await cash(cartId, 900);
    await until(
      () => orders(),
      ([order]) => order?.state === 'done',
    );
    market.mark(url, 'duplicate');
    await until(
      () => stall.see('owed'),
      (owed) => owed.surplus.length === 1,
    );
    expect((await stall.see('paying')).news).toMatchObject({ what: 'surplus', sign: 'A', amountFen: 900 });
    market.mark(url, 'returned', { returnedFen: 900 });
    const owed = await until(
      () => stall.see('owed'),
      ({ surplus }) => surplus[0]?.returnedFen === 900,
    );
    expect(owed.surplus).toMatchObject([{ orderId, amountFen: 900 }]);
    await stall.must('pay.seen', { orderId });
    expect((await stall.see('owed')).surplus).toEqual([]);
    expect(entries('sale')).toHaveLength(1);
  });
  it('a close the market refuses for good is asked no more, one that fails is', async () => {
    market.answers.set('/close', { status: 503, error: 'down' });
    const { cartId } = await show(900);
    await cash(cartId, 900);
    await until(
      () => market.asked.filter(({ path }) => path === '/close').length,
      (count) => count > 0,
    );
    expect(orders()[0]?.state).toBe('closing');
    market.answers.set('/close', { status: 400, error: 'too_old' });
    await stall.restart();
    await until(
      () => orders()[0]?.state,
      (state) => state === 'done',
    );
  });
});

describe('S16 gone before the money shows', () => {
  it('is sold as 未到账 in one touch, and a later confirmation is an entry of its own', async () => {
    const { orderId, url, cartId } = await show(960);
    const { saleId } = await stall.must('pay.release', { orderId });
    expect(entries('sale')[0]?.body).toMatchObject({
      cartId,
      tenders: [{ state: 'unproven', paymentOrderId: orderId }],
    });
    expect(await stall.see('owed')).toMatchObject({ unpaidFen: 960, unpaid: [{ saleId, sign: 'A', amountFen: 960 }] });
    await stall.restart();
    expect(await stall.see('owed')).toMatchObject({ unpaidFen: 960 });
    market.mark(url, 'paid');
    await until(
      () => entries('confirmation'),
      (all) => all.length === 1,
    );
    expect(entries('confirmation')[0]?.body).toMatchObject({
      saleId,
      tenderNo: 1,
      state: 'confirmed',
      transactionId: 'tx-1',
      markId: `pay:${orderId.slice(0, 32)}`,
    });
    expect(await stall.see('owed')).toMatchObject({ unpaid: [], unpaidFen: 0 });
    expect((await stall.see('paying')).news).toMatchObject({ what: 'paid_later', amountFen: 960 });
    market.mark(url, 'paid');
    await stall.restart();
    expect(entries('confirmation')).toHaveLength(1);
  });
  it('is 已到账 of the day on which the money shows', async () => {
    const { orderId, url } = await show(960);
    await stall.must('pay.release', { orderId });
    stall.pass(24 * 3_600_000);
    market.mark(url, 'paid');
    await until(
      () => entries('confirmation'),
      (all) => all.length === 1,
    );
    expect((await stall.must('day.report', { day: null })).report.money).toMatchObject([
      { word: 'received', count: 1, fen: 960 },
      { word: 'unproven', count: -1, fen: -960 },
    ]);
  });
  it('is closed upstream when it was put right to cash', async () => {
    const { orderId } = await show(960);
    const { saleId } = await stall.must('pay.release', { orderId });
    await stall.must('sale.correct', { saleId, tenderNo: 1, kind: 'cash' });
    await until(
      () => orders()[0]?.state,
      (state) => state === 'done',
    );
    expect(await stall.see('owed')).toMatchObject({ unpaid: [] });
  });
});
