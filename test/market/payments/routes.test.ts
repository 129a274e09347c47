import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerMark } from '../../../shared/records/market.ts';
import { OrderAnswer, PaymentConfig } from '../../../shared/payment-wire.ts';
import { Compile } from 'typebox/compile';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { ScriptedChannel } from './scripted.ts';
import { Till } from './till.ts';

const wechat = new ScriptedChannel('wechat');
const alipay = new ScriptedChannel('alipay');
const CODE = '134567890123456789';
let market: TestMarket;
let till: Till;

beforeAll(async () => {
  market = await testMarket({ channels: [wechat, alipay], publicUrl: 'https://pay.example' });
  for (const channel of ['wechat', 'alipay'] as const)
    await market.setMerchant({
      stall: '12',
      channel,
      subMerchant: `${channel}-12`,
      appAuthToken: 'tok',
      codepayV3: false,
    });
  till = await Till.join(market, '12');
});
afterAll(() => market.stop());

describe('the terminal asks the gateway', () => {
  it('for what it has to know of payments, and keeps its own proof key', async () => {
    const config = await till.config();
    expect(Compile(PaymentConfig).Check(config)).toBe(true);
    expect(config).toMatchObject({ host: 'https://pay.example', keyId: 1, isSimulated: true });
    expect(config.channels.toSorted()).toEqual(['alipay', 'wechat']);
    const other = await Till.join(market, '12');
    expect((await other.config()).proofKey).not.toBe(config.proofKey);
    expect((await (await Till.join(market, '8')).config()).channels).toEqual([]);
    expect(config.proofSigners).toEqual([await market.serverKey()]);
  });
  it('to know an order, and gets the same when it asks again', async () => {
    const order = till.order(1_250);
    const answer = await till.said('orders', { order: order.text });
    expect(Compile(OrderAnswer).Check(answer)).toBe(true);
    expect(answer).toMatchObject({ orderHash: order.hash, state: 'open', paidFen: 0 });
    expect(await till.said('orders', { order: order.text })).toEqual(answer);
  });

  const bad: readonly [string, (till: Till) => string, number, string][] = [
    ['whose amount was changed', (one) => bend(one.order(1_250).text, 15), 400, 'bad_order'],
    ['whose signature was changed', (one) => bend(one.order(1_250).text, 60), 400, 'bad_order'],
    ['that is cut short', (one) => one.order(1_250).text.slice(0, -4), 400, 'bad_order'],
    ['of another market', (one) => one.order(1_250, { market: 9 }).text, 403, 'foreign_order'],
    ['of another terminal', (one) => one.order(1_250, { terminal: 99 }).text, 403, 'foreign_order'],
    ['above the limit', (one) => one.order(1_000_001).text, 403, 'too_much'],
    ['for nothing', (one) => one.order(0).text, 400, 'bad_order'],
    ['under a proof key nobody has', (one) => one.order(1_250, { keyId: 7 }).text, 400, 'bad_order'],
    ['from two days ago', (one) => one.order(1_250, { issuedAt: 1_795_000_000 }).text, 403, 'too_old'],
  ];
  it.each(bad)('and an order %s is refused with a sentence', async (_what, make, status, error) => {
    const answer = await till.ask('orders', { order: make(till) });
    expect(answer).toMatchObject({ status, body: { error } });
    expect((answer.body as { text: string }).text).toMatch(/[一-鿿]/);
  });
  it('with a clock that is 20 hours off, and is heard', async () => {
    const order = till.order(800, { issuedAt: Math.floor(market.now() / 1_000) + 20 * 3_600 });
    expect(await till.said('orders', { order: order.text })).toMatchObject({ state: 'open' });
    expect(market.logged.some((line) => line.includes('clock of a terminal'))).toBe(true);
  });
  it('and two orders under one number are told to people', async () => {
    await till.said('orders', { order: till.order(500, { counter: 4_000 }).text });
    await till.said('orders', { order: till.order(500, { counter: 4_000 }).text });
    expect(market.logged.some((line) => line.includes('its disk was copied'))).toBe(true);
  });
  it('not without its signature', async () => {
    const answer = await fetch(`${market.url}/api/v1/payments/config`);
    expect(answer.status).toBe(401);
  });
});

describe('a payment code', () => {
  it('pays the order; the mark comes down with it', async () => {
    const order = till.order(2_380);
    const answer = await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    expect(answer).toMatchObject({ state: 'paid', channel: 'wechat', paidFen: 2_380, isSimulated: true });
    const mark = (await till.marks()).find((one) => one.payment?.orderHash === order.hash);
    const { _deleted, ...doc } = mark as ServerMark & { _deleted: boolean };
    expect(_deleted).toBe(false);
    expect(Compile(ServerMark).Check(doc)).toBe(true);
    expect(doc).toMatchObject({ id: `pay:${order.hash.slice(0, 32)}`, payment: { state: 'paid', amountFen: 2_380 } });
    // Asked again, with another code of the same shopper: nothing is taken twice.
    const again = await till.said('charge', { order: order.text, authCode: CODE, channel: 'alipay' });
    expect(again).toEqual(answer);
    expect(alipay.asked.filter((call) => call.startsWith('payByCode'))).toEqual([]);
  });
  it('that is refused leaves the order to be paid otherwise', async () => {
    const order = till.order(900);
    wechat.code = 'failed';
    expect(await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' })).toMatchObject({
      state: 'failed',
      paidFen: 0,
    });
    wechat.code = 'paid';
    expect(await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' })).toMatchObject({
      state: 'paid',
    });
  });
  it('whose answer is lost is pending, never failed', async () => {
    const order = till.order(901);
    wechat.next.push({ call: 'payByCode', how: 'lost' });
    const answer = await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    expect(answer).toMatchObject({ state: 'pending', paidFen: 0 });
    expect(answer.text).toMatch(/等顾客/);
  });
  it('of a wallet the stall has no merchant for is refused before anything is asked', async () => {
    const other = await Till.join(market, '8');
    const answer = await other.ask('charge', { order: other.order(100).text, authCode: CODE, channel: 'wechat' });
    expect(answer).toMatchObject({ status: 409, body: { error: 'no_channel' } });
  });
  it('is written down nowhere', async () => {
    const rows = await market.database.query<{ n: number }>(
      `select count(*)::int as n from payment_events where raw like '%' || $1 || '%' or event::text like '%' || $1 || '%'`,
      [CODE],
    );
    expect(rows[0]?.n).toBe(0);
    expect(market.logged.join()).not.toContain(CODE);
  });
});

describe('an order that is not to be paid', () => {
  it('is closed, and no code is charged for it any more', async () => {
    const order = till.order(700);
    expect(await till.said('close', { order: order.text })).toMatchObject({ state: 'closed' });
    expect(await till.said('close', { order: order.text })).toMatchObject({ state: 'closed' });
    const answer = await till.ask('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    expect(answer).toMatchObject({ status: 409, body: { error: 'order_closed' } });
  });
  it('but was paid already goes back under its own number, once', async () => {
    const order = till.order(1_111);
    await till.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    expect(await till.said('close', { order: order.text })).toMatchObject({ state: 'duplicate' });
    await till.said('close', { order: order.text });
    const refunds = await market.database.query(
      `select refund_fen::int as fen, reason from payment_refunds r join payment_attempts a using (market, out_trade_no) where a.order_hash = $1`,
      [order.hash],
    );
    expect(refunds).toEqual([{ fen: 1_111, reason: 'not_wanted' }]);
  });
});

/** Another byte at this place of the order. */
function bend(text: string, at: number): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

describe('another proof key', () => {
  it('goes to terminals; orders under the one before are good for a week, and what was paid under it keeps its code', async () => {
    const own = await Till.join(market, '12');
    const before = await own.config();
    const order = own.order(1_310);
    await own.said('charge', { order: order.text, authCode: CODE, channel: 'wechat' });
    const codeOf = async () => {
      const page = await (await fetch(`${market.url}/1/${order.text}`)).text();
      return /<p class="code" aria-label="([\d ]+)"/.exec(page)?.[1];
    };
    const code = await codeOf();
    expect(code).toMatch(/^1( \d){6}$/);
    expect(await market.raiseProofKey()).toBe(before.keyId + 1);
    const after = await own.config();
    expect(after.keyId).toBe(before.keyId + 1);
    expect(after.proofKey).not.toBe(before.proofKey);
    expect(await codeOf()).toBe(code);
    const now = () => Math.floor(market.now() / 1_000);
    const asked = (keyId: number) => own.ask('orders', { order: own.order(1_320, { keyId, issuedAt: now() }).text });
    expect(await asked(before.keyId)).toMatchObject({ status: 200 });
    market.pass(8 * 86_400_000);
    await own.terminal.openSession();
    expect(await asked(before.keyId)).toMatchObject({ status: 400, body: { error: 'bad_order' } });
    expect(await asked(after.keyId)).toMatchObject({ status: 200 });
  });
});
