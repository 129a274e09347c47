import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../market/database/connection.ts';
import type { Desk } from '../../../market/payments/desk.ts';
import { findAttempt, findOrder } from '../../../market/payments/rows.ts';
import { openAttempt } from '../../../market/payments/store.ts';
import { end, invite, noteUndone, payByCode } from '../../../market/payments/upstream.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { ScriptedChannel } from './scripted.ts';
import { Till } from './till.ts';
import type { TillOrder } from './till.ts';

const wechat = new ScriptedChannel('wechat');
const acquirer = new ScriptedChannel('acquirer');
const CODE = '134567890123456789';
const SECOND = 1_000;
let market: TestMarket;
let till: Till;

beforeAll(async () => {
  market = await testMarket({ channels: [wechat, acquirer] });
  wechat.now = () => market.now();
  await market.setMerchant({ stall: '12', channel: 'wechat', subMerchant: '190', appAuthToken: '', codepayV3: false });
  till = await Till.join(market, '12');
});
afterAll(() => market.stop());
beforeEach(() => {
  wechat.code = 'paid';
  wechat.next.length = 0;
  wechat.asked.length = 0;
});

const numbers = async (order: TillOrder): Promise<readonly string[]> =>
  (
    await market.database.query<{ no: string }>(
      'select out_trade_no as no from payment_attempts where order_hash = $1 order by attempt',
      [order.hash],
    )
  ).map(({ no }) => no);
const pass = async (seconds: number): Promise<void> => {
  market.pass(seconds * SECOND);
  await market.runPayments();
};
const stateOf = async (order: TillOrder) => (await till.said('orders', { order: order.text })).state;
const callsOf = (name: string): number => wechat.asked.filter((call) => call.startsWith(`${name} `)).length;
const notify = (notice: object, headers: Record<string, string> = { 'x-signed': 'well' }) =>
  fetch(`${market.url}/pay/notify/wechat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(notice),
  });
let count = 0;
const paidNotice = (outTradeNo: string, amountFen: number, bend: object = {}) => {
  count += 1;
  return {
    ok: true,
    notice: {
      id: `n-${count}`,
      kind: 'paid',
      subMerchant: '190',
      outTradeNo,
      outRefundNo: null,
      state: 'paid',
      amountFen,
      channelNo: `w-${outTradeNo}`,
      paidAt: market.now(),
      wallet: 'wechat',
      ...bend,
    },
  };
};

describe('a payment code that waits for its password', () => {
  it('is asked for each 5 s and paid when the shopper has confirmed', async () => {
    wechat.code = 'paying';
    const order = till.order(1_250);
    expect(await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' })).toMatchObject({
      state: 'pending',
    });
    for (let at = 0; at < 40; at += 5) await pass(5);
    expect(callsOf('query')).toBe(8);
    wechat.pay((await numbers(order))[0] ?? '');
    await pass(5);
    expect(await stateOf(order)).toBe('paid');
    expect((await till.marks()).find((one) => one.payment?.orderHash === order.hash)?.payment?.state).toBe('paid');
  });
  it('is reversed after 45 s, again and again until the channel says so', async () => {
    wechat.code = 'paying';
    const order = till.order(1_300);
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    wechat.next.push({ call: 'reverse', how: 'unknown' }, { call: 'reverse', how: 'lost' });
    for (let at = 0; at < 45; at += 5) await pass(5);
    await pass(5);
    expect(await stateOf(order)).toBe('pending');
    for (let at = 0; at < 10; at += 1) await pass(2);
    expect(await stateOf(order)).toBe('failed');
    expect(callsOf('reverse')).toBe(3);
    // The order can be paid otherwise.
    wechat.code = 'paid';
    expect(await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' })).toMatchObject({
      state: 'paid',
    });
  });
  it('whose server died before it asked is reversed, since nobody has the code any more', async () => {
    const order = till.order(1_350);
    await till.said('orders', { order: order.text });
    await market.database.query(
      `insert into payment_attempts (market, out_trade_no, order_hash, attempt, channel, sub_merchant, way, state, amount_fen, started_at, next_at, is_simulated)
       values (1, 'OLOST', $1, 1, 'wechat', '190', 'payment_code', 'created', 1350, $2, $2, true)`,
      [order.hash, market.now()],
    );
    await market.restart();
    await pass(1);
    expect(await stateOf(order)).toBe('failed');
  });
  it('whose answer was lost by a crash of the server is found by the rows', async () => {
    const order = till.order(1_360);
    wechat.next.push({ call: 'payByCode', how: 'lost' });
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    await market.restart();
    await pass(5);
    expect(await stateOf(order)).toBe('paid');
  });
});

describe('an order that nobody pays', () => {
  it('paid late by an attempt of before closes the one that is open', async () => {
    wechat.naming = true;
    const order = till.order(1_250);
    for (const code of ['a', 'b'])
      await fetch(`${market.url}/1/${order.text}?code=${code}&state=back`, {
        headers: { 'user-agent': 'MicroMessenger/8.0.50' },
        redirect: 'manual',
      });
    wechat.naming = false;
    const [first = '', second = ''] = await numbers(order);
    expect(wechat.held.get(first)?.state).toBe('closed');
    expect(wechat.held.get(second)?.state).toBe('open');
    const held = wechat.held.get(first);
    if (held !== undefined) held.state = 'paid';
    await notify(paidNotice(first, 1_250, { channelNo: held?.channelNo }));
    await pass(60);
    expect(await stateOf(order)).toBe('paid');
    expect(wechat.held.get(second)?.state).toBe('closed');
    wechat.asked.length = 0;
    await pass(3_600);
    expect(wechat.asked).toEqual([]);
  });
  it('expires, and says so to its terminal', async () => {
    const order = till.order(600);
    await till.said('orders', { order: order.text });
    await pass(599);
    expect(await stateOf(order)).toBe('open');
    await pass(2);
    expect(await stateOf(order)).toBe('closed');
    expect((await till.marks()).find((one) => one.payment?.orderHash === order.hash)?.payment?.state).toBe('closed');
  });
});

describe('money that is not wanted', () => {
  it('goes back under one number, however often the channel does not answer', async () => {
    const order = till.order(2_222);
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    wechat.next.push(
      { call: 'refund', how: 'unknown' },
      { call: 'refund', how: 'lost' },
      { call: 'refund', how: 'denied' },
    );
    expect(await till.said('close', { order: order.text })).toMatchObject({ state: 'duplicate' });
    for (let at = 0; at < 12; at += 1) await pass(4);
    const mark = (await till.marks()).find((one) => one.payment?.orderHash === order.hash);
    expect(mark?.payment).toMatchObject({ state: 'returned', returnedFen: 2_222 });
    const asked = new Set(wechat.asked.filter((call) => call.startsWith('refund ')));
    expect([...asked]).toEqual([`refund D${(await numbers(order))[0]}`]);
    expect(wechat.refunds.size).toBeGreaterThan(0);
    expect(wechat.held.get((await numbers(order))[0] ?? '')?.refundedFen).toBe(2_222);
  });
  it('that comes for an order the stall has closed meanwhile is returned', async () => {
    wechat.code = 'paying';
    const order = till.order(1_777);
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    wechat.next.push({ call: 'reverse', how: 'denied' });
    wechat.pay((await numbers(order))[0] ?? '');
    expect((await till.said('close', { order: order.text })).state).toBe('duplicate');
    await pass(3);
    expect(await stateOf(order)).toBe('returned');
  });
});

describe('a notice of the channel', () => {
  const pending = async (fen: number): Promise<readonly [TillOrder, string]> => {
    wechat.code = 'paying';
    const order = till.order(fen);
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    return [order, (await numbers(order))[0] ?? ''];
  };
  it('pays the order once, also when it comes five times at once and again later', async () => {
    const [order, no] = await pending(1_250);
    const notice = paidNotice(no, 1_250);
    wechat.pay(no);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => notify(notice)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await notify(notice)).status).toBe(200);
    expect(await stateOf(order)).toBe('paid');
    const posted = await market.database.query(`select 1 from ledger_postings where id = $1`, [`payment:${no}`]);
    expect(posted).toHaveLength(1);
    const kept = await market.database.query<{ verdict: string; body: string }>(
      `select verdict, body from payment_notices where id = $1`,
      [notice.notice.id],
    );
    expect(kept).toHaveLength(1);
    expect(JSON.parse(kept[0]?.body ?? '')).toEqual(notice);
  });
  it.each([
    ['with a bad signature', (no: string) => paidNotice(no, 1_250), { 'x-signed': 'badly' }],
    ['of another amount', (no: string) => paidNotice(no, 125), undefined],
    ['of another merchant', (no: string) => paidNotice(no, 1_250, { subMerchant: '191' }), undefined],
    ['of an order nobody made', () => paidNotice(`O${'0'.repeat(28)}01`, 1_250), undefined],
  ] as const)('%s is not taken, kept with its verdict, and moves nothing', async (_what, make, headers) => {
    const [order, no] = await pending(1_250);
    const before = await market.database.query('select 1 from payment_notices');
    expect((await notify(make(no), headers)).status).toBe(400);
    expect(await stateOf(order)).toBe('pending');
    expect(await market.database.query('select 1 from payment_notices')).toHaveLength(before.length + 1);
    wechat.held.delete(no);
  });
  it.each([
    ['of another amount', { amountFen: 125 }, 2_610],
    ['of another merchant', { subMerchant: '191' }, 2_620],
  ])('%s is looked at anew when the channel sends it again put right', async (_what, bend, fen) => {
    const [order, no] = await pending(fen);
    for (let at = 0; at < 50; at += 5) await pass(5);
    expect(await stateOf(order)).toBe('failed');
    // Taken after the code was reversed: nobody asks for it any more, so the notice alone tells.
    const held = wechat.held.get(no);
    if (held !== undefined) held.state = 'paid';
    const right = paidNotice(no, fen);
    const wrong = { ...right, notice: { ...right.notice, ...bend } };
    expect((await notify(wrong)).status).toBe(400);
    expect((await notify(wrong)).status).toBe(400);
    expect((await notify(right)).status).toBe(200);
    expect((await till.marks()).find((one) => one.payment?.orderHash === order.hash)?.payment?.state).toBe('paid');
    const kept = await market.database.query<{ verdict: string }>(
      'select verdict from payment_notices where body like $1 order by received_at, verdict',
      [`%"${right.notice.id}"%`],
    );
    expect(kept.map(({ verdict }) => verdict)).toEqual(['taken', expect.stringMatching(/^wrong_/)]);
  });
  it('that is far too large is refused before it is read', async () => {
    const answer = await notify({ junk: 'x'.repeat(70_000) });
    expect(answer.status).toBe(413);
  });
  it('that says paid of a code that was reversed is not believed without a query', async () => {
    const [order, no] = await pending(1_444);
    for (let at = 0; at < 50; at += 5) await pass(5);
    expect(await stateOf(order)).toBe('failed');
    expect((await notify(paidNotice(no, 1_444))).status).toBe(400);
    expect(await stateOf(order)).toBe('failed');
  });
  it('that comes while the channel undoes the payment leaves no money in the books that is not there', async () => {
    const order = till.order(1_555);
    const open = await fetch(`${market.url}/1/${order.text}?wallet=wechat`);
    expect(open.status).toBe(200);
    const [no = ''] = await numbers(order);
    // Paid, told, and then ended by the channel all the same, as a cancelled trade is.
    wechat.closing = async () => {
      wechat.closing = () => Promise.resolve();
      expect((await notify(paidNotice(no, 1_555))).status).toBe(200);
    };
    await till.said('close', { order: order.text });
    await pass(1);
    expect(await stateOf(order)).toBe('returned');
    expect(callsOf('refund')).toBe(0);
    const [sum] = await market.database.query<{ fen: number }>(
      `select sum(fen)::int as fen from ledger_lines where account = 'channel' and posting like $1`,
      [`%${no}`],
    );
    expect(sum?.fen).toBe(0);
  });
  it('of a channel that is not set up goes nowhere', async () => {
    expect((await fetch(`${market.url}/pay/notify/alipay`, { method: 'POST', body: 'x' })).status).toBe(404);
  });
});

describe('money on the printed code of the stall', () => {
  it('comes down to all its terminals, and is taken once', async () => {
    const second = await Till.join(market, '12');
    const elsewhere = await Till.join(market, '8');
    expect((await notify(paidNotice('4200001', 880, { channelNo: '4200001' }))).status).toBe(200);
    const mark = (await till.marks()).find(({ kind }) => kind === 'arrival');
    expect(mark?.arrival).toMatchObject({ amountFen: 880, channel: 'wechat', transactionId: '4200001', takenBy: null });
    expect((await elsewhere.marks()).some(({ kind }) => kind === 'arrival')).toBe(false);
    const claims = await Promise.all([
      till.ask('arrivals/claim', { arrivalId: mark?.id, subjectId: 'cart-a' }),
      second.ask('arrivals/claim', { arrivalId: mark?.id, subjectId: 'cart-b' }),
    ]);
    expect(claims.filter(({ body }) => (body as { isYours: boolean }).isYours)).toHaveLength(1);
    const [mine, first] = claims[0]?.body === undefined ? [] : [claims[0].body as { isYours: boolean }, till];
    const again = await (first ?? till).ask('arrivals/claim', { arrivalId: mark?.id, subjectId: 'cart-a' });
    expect((again.body as { isYours: boolean }).isYours).toBe(mine?.isYours);
    expect((await second.marks()).find(({ kind }) => kind === 'arrival')?.arrival?.takenBy).not.toBeNull();
    expect((await elsewhere.ask('arrivals/claim', { arrivalId: mark?.id, subjectId: 'x' })).status).toBe(404);
  });
});

describe('a payment code of a wallet whose own channel is not set up here', () => {
  it('is charged by the acquirer, as its code on the page is', async () => {
    for (const channel of ['alipay', 'acquirer'] as const)
      await market.setMerchant({ stall: '15', channel, subMerchant: '15', appAuthToken: '', codepayV3: false });
    const other = await Till.join(market, '15');
    const order = other.order(330);
    const said = await other.said('charge', { order: order.text, authCode: CODE, channel: 'alipay' });
    expect(said).toMatchObject({ state: 'paid', channel: 'acquirer' });
  });
});

describe('an attempt that is ended while something else happens to it', () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const merchant = { stall: '12', channel: 'wechat', subMerchant: '190', appAuthToken: '', codepayV3: false } as const;
  const reach = { channel: wechat, merchant };
  let desk: Desk;
  let stop: () => Promise<void>;
  beforeAll(() => {
    const opened = openDatabase({ databaseUrl: market.database.url, log });
    ({ stop } = opened);
    const { market: no } = till.terminal;
    desk = { db: opened.db, market: no, now: () => market.now(), log, wake: () => undefined } as unknown as Desk;
  });
  afterAll(() => stop());

  it('and became paid in that moment is not undone at the channel', async () => {
    const order = till.order(640);
    wechat.code = 'paying';
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    const [no = ''] = await numbers(order);
    const stale = await findAttempt(desk.db, desk.market, no);
    wechat.pay(no);
    expect((await notify(paidNotice(no, 640))).status).toBe(200);
    const before = callsOf('reverse');
    const held = stale === null ? null : await end(desk, stale, reach);
    expect(held?.state).toBe('paid');
    expect(callsOf('reverse')).toBe(before);
    expect(await stateOf(order)).toBe('paid');
  });
  /** A payment by code of `fen` with this refund in the books, of which the channel then says that it is undone. Answers its number. */
  async function undone(
    fen: number,
    refund: { readonly no: string; readonly fen: number; readonly reason: string; readonly state: string },
    state: 'refunded' | 'closed',
  ): Promise<string> {
    const order = till.order(fen);
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    const [no = ''] = await numbers(order);
    await market.database.query(
      `insert into payment_refunds (market, out_refund_no, out_trade_no, refund_fen, reason, state, made_at) values ($1, $2, $3, $4, $5, $6, 0)`,
      [desk.market, refund.no, no, refund.fen, refund.reason, refund.state],
    );
    const held = wechat.held.get(no);
    if (held !== undefined) held.state = state;
    const attempt = await findAttempt(desk.db, desk.market, no);
    if (attempt !== null) await noteUndone(desk, attempt, reach);
    return no;
  }
  it('became paid, and of which a part went back, keeps the rest: the channel says 转入退款 of both', async () => {
    const no = await undone(680, { no: 'R-part', fen: 180, reason: 'part_return', state: 'wanted' }, 'refunded');
    expect(await findAttempt(desk.db, desk.market, no)).toMatchObject({
      state: 'paid',
      refunded_fen: 0,
      next_at: null,
    });
    const asked = await market.database.query('select 1 from payment_refunds where out_trade_no = $1', [no]);
    expect(asked).toHaveLength(1);
  });
  it.each(['payment_code', 'qr'] as const)(
    'before its channel was asked is not asked for any more (%s): the channel would take what it has just ended',
    async (way) => {
      const order = till.order(way === 'qr' ? 660 : 670);
      await till.said('orders', { order: order.text });
      const held = await findOrder(desk.db, desk.market, order.hash);
      if (held === null) throw new Error('no order');
      const attempt = await openAttempt(desk.db, { market: desk.market, now: desk.now() }, held, {
        channel: 'wechat',
        subMerchant: '190',
        way,
        wallet: 'wechat',
        scene: way === 'qr' ? { kind: 'native', wallet: 'wechat' } : null,
        isSimulated: wechat.isSimulated,
        sharing: null,
        numberOf: (no) => `OSLOW${way}${no}`,
      });
      if (attempt === null) throw new Error('no attempt');
      // This server stood still for a while, and the schedule of another one took it up.
      expect((await end(desk, attempt, reach)).state).toBe('closed');
      if (way === 'qr') await invite(desk, held, attempt, reach);
      else await payByCode(desk, held, attempt, reach, CODE);
      expect(wechat.held.get(attempt.out_trade_no)).toBeUndefined();
      expect(await findAttempt(desk.db, desk.market, attempt.out_trade_no)).toMatchObject({ state: 'closed' });
    },
  );
  it('became paid and was undone all the same is given back once, also when a refund of it was refused before', async () => {
    const no = await undone(650, { no: 'D-denied', fen: 650, reason: 'duplicate', state: 'denied' }, 'closed');
    expect(await findAttempt(desk.db, desk.market, no)).toMatchObject({ state: 'refunded', refunded_fen: 650 });
  });
});
