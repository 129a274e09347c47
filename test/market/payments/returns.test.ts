import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { returnsOf } from '../../../market/payments/returns.ts';
import type { Tender } from '../../../shared/records/goods.ts';
import type { JournalBody } from '../../../shared/records/journal.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { ScriptedChannel } from './scripted.ts';
import { Till } from './till.ts';
import type { TillOrder } from './till.ts';

const wechat = new ScriptedChannel('wechat');
const CODE = '134567890123456789';
let market: TestMarket;
let till: Till;

beforeAll(async () => {
  market = await testMarket({ channels: [wechat] });
  wechat.now = () => market.now();
  for (const stall of ['12', '8'])
    await market.setMerchant({
      stall,
      channel: 'wechat',
      subMerchant: `1-${stall}`,
      appAuthToken: '',
      codepayV3: false,
    });
  till = await Till.join(market, '12');
});
afterAll(() => market.stop());

const tender = (paymentOrderId: string | null, amountFen: number): Tender => ({
  no: 1,
  kind: paymentOrderId === null ? 'cash' : 'payment_code',
  channel: paymentOrderId === null ? null : 'wechat',
  amountFen,
  state: paymentOrderId === null ? 'cash' : 'confirmed',
  tenderedFen: null,
  changeFen: null,
  paymentOrderId,
  transactionId: null,
});
const refund = (order: TillOrder, fen: number): JournalBody => ({
  kind: 'refund',
  saleId: randomUUID(),
  lines: [{ no: 1, qty: 1, netG: null, amountFen: fen }],
  amountFen: fen,
  tenders: [tender(order.hash, fen)],
  reason: '',
});
const push = async (by: Till, body: JournalBody) => {
  const entry = by.terminal.entry(body, market.now());
  await by.terminal.push([entry]);
  expect(await market.database.query('select text, raw from set_aside')).toEqual([]);
  await market.runPayments();
  return entry;
};
const paid = async (fen: number, by = till): Promise<TillOrder> => {
  const order = by.order(fen);
  await by.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
  return order;
};
const mark = async (order: TillOrder) =>
  (await till.marks()).find((one) => one.payment?.orderHash === order.hash)?.payment;

describe('what an entry gives back of channels', () => {
  it('is the tenders of a void, a refund and a returned part, and what a correction takes away; never cash', () => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
    const of = (body: JournalBody) => returnsOf({ body }).map(({ orderId, fen }) => [orderId[0], fen]);
    const taken = { saleId: 's', amountFen: 700, reason: '' };
    expect(of({ kind: 'void', ...taken, tenders: [tender(a, 500), tender(null, 200)] })).toEqual([['a', 500]]);
    expect(of({ kind: 'part_return', cartId: 'c', partId: 'p', tender: tender(b, 30) })).toEqual([['b', 30]]);
    expect(
      of({
        kind: 'correction',
        saleId: 's',
        before: [tender(a, 500), tender(b, 200)],
        after: [tender(null, 300), tender(b, 400)],
        reason: '',
      }),
    ).toEqual([['a', 500]]);
  });
});

describe('a refund at the till', () => {
  it('goes back by the channel it came from, in parts, each once however often its entry is sent', async () => {
    const order = await paid(1_000);
    const entry = await push(till, refund(order, 300));
    expect(await mark(order)).toMatchObject({ state: 'part_returned', returnedFen: 300 });
    await till.terminal.push([entry]);
    await market.runPayments();
    expect(await mark(order)).toMatchObject({ returnedFen: 300 });
    await push(till, refund(order, 700));
    expect(await mark(order)).toMatchObject({ state: 'returned', returnedFen: 1_000 });
    expect(wechat.refunds.size).toBe(2);
  });
  it('never gives back more than was paid', async () => {
    const order = await paid(500);
    await push(till, refund(order, 400));
    await push(till, refund(order, 400));
    expect(await mark(order)).toMatchObject({ state: 'returned', returnedFen: 500 });
  });
  it('of another stall moves nothing', async () => {
    const order = await paid(640);
    const other = await Till.join(market, '8');
    await push(other, refund(order, 640));
    expect(await mark(order)).toMatchObject({ state: 'paid', returnedFen: 0 });
  });
  it('of money that has not come yet waits for it', async () => {
    wechat.code = 'paying';
    const order = await paid(880);
    await push(till, refund(order, 80));
    const [row] = await market.database.query<{ no: string }>(
      'select out_trade_no as no from payment_attempts where order_hash = $1',
      [order.hash],
    );
    wechat.pay(row?.no ?? '');
    market.pass(5_000);
    await market.runPayments();
    wechat.code = 'paid';
    expect(await mark(order)).toMatchObject({ state: 'part_returned', returnedFen: 80 });
  });
  it('of a whole order that nobody has paid closes it', async () => {
    const order = till.order(900);
    await till.said('orders', { order: order.text });
    await push(till, refund(order, 900));
    expect(await mark(order)).toMatchObject({ state: 'closed' });
  });
  it('is remembered for an order the market has not heard of', async () => {
    const order = till.order(450);
    await push(till, refund(order, 50));
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    await market.runPayments();
    expect(await mark(order)).toMatchObject({ state: 'part_returned', returnedFen: 50 });
  });
});

describe('the ledger after all this', () => {
  it('sums to zero and says what the channel owes', async () => {
    const [sum] = await market.database.query<{ all: number; owed: number }>(
      `select sum(fen)::int as all, (sum(fen) filter (where account = 'channel'))::int as owed from ledger_lines`,
    );
    const [held] = await market.database.query<{ fen: number }>(
      `select sum(amount_fen - refunded_fen)::int as fen from payment_attempts where state in ('paid', 'paid_late', 'part_refunded', 'refunded')`,
    );
    expect(sum?.all).toBe(0);
    expect(sum?.owed).toBe(held?.fen);
  });
});
