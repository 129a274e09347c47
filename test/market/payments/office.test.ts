import { afterAll, beforeAll, expect, it } from 'vitest';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { ScriptedChannel } from './scripted.ts';
import { Till } from './till.ts';

/** The manager's page of payments: what is set up, and what a channel has refused for good. */
const wechat = new ScriptedChannel('wechat');
const SECRET = 'a-stalls-authorisation';
let market: TestMarket;
let till: Till;
let cookie = '';

beforeAll(async () => {
  market = await testMarket({ channels: [wechat] });
  await market.setMerchant({
    stall: '12',
    channel: 'wechat',
    subMerchant: '1900<12>',
    appAuthToken: SECRET,
    codepayV3: true,
  });
  await market.setShareRule({
    stall: '12',
    channel: 'wechat',
    receiver: 'M-market',
    kind: 'merchant',
    basisPoints: 150,
    description: '摊位费',
  });
  till = await Till.join(market, '12');
  const answer = await fetch(market.consoleUrl, { redirect: 'manual' });
  cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
});
afterAll(() => market.stop());

const page = async (): Promise<string> =>
  (await fetch(`${market.url}/console/payments`, { headers: { cookie } })).text();
const again = (path: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${market.url}/console/payments/${path}/again`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const stateOf = async (table: string, key: string, no: string) =>
  (await market.database.query<{ state: string }>(`select state from ${table} where ${key} = $1`, [no]))[0]?.state;

it('shows merchants, shares and limits, no secret, and nobody without the log-in', async () => {
  const text = await page();
  for (const shown of [
    '12号摊',
    '1900&lt;12&gt;',
    'M-market 1.5 %',
    '摊位费',
    '0.6 %',
    'v3',
    '没有被渠道拒绝的款',
    '第 1 把',
  ])
    expect(text).toContain(shown);
  expect(text).not.toContain(SECRET);
  expect((await fetch(`${market.url}/console/payments`)).status).toBe(401);
  expect((await again('refunds/x', {})).status).toBe(401);
});

it('shows a refund the channel has refused for good, and asks for it again under its number', async () => {
  const order = till.order(900);
  const said = await till.said('charge', { order: order.text, authCode: '134567890123456789', channel: 'wechat' });
  expect(said.state).toBe('paid');
  for (let i = 0; i < 25; i += 1) wechat.next.push({ call: 'refund', how: 'denied' });
  await till.said('close', { order: order.text });
  for (let i = 0; i < 25; i += 1) {
    market.pass(61_000);
    await market.runPayments();
  }
  const [refund] = await market.database.query<{ out_refund_no: string }>('select out_refund_no from payment_refunds');
  const no = refund?.out_refund_no ?? '';
  expect(await stateOf('payment_refunds', 'out_refund_no', no)).toBe('denied');
  expect(await page()).toContain(`/console/payments/refunds/${no}/again`);
  // The account has been filled up.
  wechat.next.length = 0;
  expect((await again(`refunds/${no}`)).headers.get('location')).toBe('/console/payments');
  await market.runPayments();
  expect(await stateOf('payment_refunds', 'out_refund_no', no)).toBe('done');
  expect(new Set(wechat.asked.filter((call) => call.startsWith('refund ')))).toEqual(new Set([`refund ${no}`]));
  expect(await page()).toContain('没有被渠道拒绝的款');
  // What is done, or was never there, is not asked for.
  await again(`refunds/${no}`);
  await again('refunds/nothing');
  await market.runPayments();
  expect(await stateOf('payment_refunds', 'out_refund_no', no)).toBe('done');
});

it('does not ask again for more than is left', async () => {
  const order = till.order(500);
  await till.said('charge', { order: order.text, authCode: '134567890123456780', channel: 'wechat' });
  const [row] = await market.database.query<{ market: number; out_trade_no: string }>(
    'select market, out_trade_no from payment_attempts where order_hash = $1',
    [order.hash],
  );
  const add = (no: string, fen: number, state: string) =>
    market.database.query(
      `insert into payment_refunds (market, out_refund_no, out_trade_no, refund_fen, reason, state, made_at) values ($1, $2, $3, $4, 'refund', $5, 0)`,
      [row?.market, no, row?.out_trade_no, fen, state],
    );
  await add('R-denied', 400, 'denied');
  await add('R-later', 200, 'done');
  await again('refunds/R-denied');
  expect(await stateOf('payment_refunds', 'out_refund_no', 'R-denied')).toBe('denied');
});

it('shows a share that failed, which the channel can not share any more, and asks for one that did not come back', async () => {
  const [attempt] = await market.database.query<{ market: number; out_trade_no: string }>(
    `select market, out_trade_no from payment_attempts where state = 'paid' limit 1`,
  );
  const no = `S${attempt?.out_trade_no}`;
  const receivers = JSON.stringify([
    { receiver: 'M-market', fen: 7, result: 'failed', reason: 'NO_RELATION', kind: 'merchant' },
  ]);
  await market.database.query(
    `update payment_splits set state = 'failed', receivers = $2, next_at = null where out_split_no = $1`,
    [no, receivers],
  );
  await market.database.query(
    `insert into payment_share_returns (market, out_return_no, out_split_no, out_refund_no, receiver, fen, state, made_at, said) values ($1, 'B-1', $2, 'R-1', 'M-market', 3, 'denied', 0, 'no money')`,
    [attempt?.market, no],
  );
  const text = await page();
  for (const shown of ['NO_RELATION', '不能再分', 'no money', '/console/payments/share-returns/B-1/again'])
    expect(text).toContain(shown);
  await again('share-returns/B-1');
  await market.runPayments();
  expect(await stateOf('payment_share_returns', 'out_return_no', 'B-1')).toBe('done');
});
