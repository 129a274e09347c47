import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
const again = (path: string, headers: Record<string, string> = { cookie }) => press(`${path}/again`, headers);
const press = (path: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${market.url}/console/payments/${path}`, {
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
  for (const shown of [
    'NO_RELATION',
    '不能再分',
    '收款方没有绑定',
    'no money',
    '/console/payments/share-returns/B-1/again',
  ])
    expect(text).toContain(shown);
  await again('share-returns/B-1');
  await market.runPayments();
  expect(await stateOf('payment_share_returns', 'out_return_no', 'B-1')).toBe('done');
});

describe('a share that a channel refuses', () => {
  const splits = () =>
    market.database.query<{ no: string; state: string; shared: number; tries: number; next: number | null }>(
      `select out_split_no as no, state, shared_fen::int as shared, tries, next_at::bigint as next from payment_splits order by made_at desc, out_split_no limit 1`,
    );
  const share = async () => {
    const [row] = await splits();
    if (row === undefined) throw new Error('nothing is shared');
    return row;
  };
  const paid = async (fen: number): Promise<void> => {
    // Shares of before are done with first, so that the newest one is this payment's.
    market.pass(600_000);
    await market.runPayments();
    wechat.asked.length = 0;
    await till.said('charge', { order: till.order(fen).text, authCode: '134567890123456781', channel: 'wechat' });
  };
  const goOn = async (minutes: number): Promise<void> => {
    for (let i = 0; i < minutes; i += 1) {
      market.pass(60_000);
      await market.runPayments();
    }
  };
  const asked = (call: string) => wechat.asked.filter((one) => one.startsWith(`${call} `)).length;
  const refuse = (code: string, times: number): void => {
    for (let i = 0; i < times; i += 1) wechat.next.push({ call: 'split', how: 'denied', code });
  };

  it('for a cause that may pass is asked for again with growing pauses, never given up, and made once', async () => {
    refuse('NOT_ENOUGH', 14);
    await paid(2_000);
    await goOn(30);
    const early = await share();
    expect(early.state).toBe('asked');
    expect(early.tries).toBeGreaterThan(9);
    const text = await page();
    for (const shown of ['账户里还没有这笔钱', '自己再试', `/console/payments/shares/${early.no}/again`])
      expect(text).toContain(shown);
    expect(text).not.toContain(`/console/payments/shares/${early.no}/end`);
    await goOn(15);
    const pause = ((await share()).next ?? 0) - market.now();
    expect(pause).toBeGreaterThan(0);
    for (let hours = 0; hours < 8; hours += 1) {
      market.pass(3_600_000);
      await market.runPayments();
    }
    expect(await share()).toMatchObject({ no: early.no, state: 'done', shared: 29 });
    expect(new Set(wechat.asked.filter((one) => one.startsWith('split ')))).toEqual(new Set([`split ${early.no}`]));
  });

  it('for good stays frozen in the queue, says what to do, and goes through by the key under the same number', async () => {
    refuse('NO_AUTH', 12);
    await paid(3_000);
    await goOn(30);
    const { no, state } = await share();
    expect(state).toBe('denied');
    const calls = asked('split');
    await goOn(120);
    expect(asked('split')).toBe(calls);
    const text = await page();
    for (const shown of ['没有开通分账', `/console/payments/shares/${no}/again`, `/console/payments/shares/${no}/end`])
      expect(text).toContain(shown);
    wechat.next.length = 0;
    await again(`shares/${no}`);
    await market.runPayments();
    expect(await share()).toMatchObject({ no, state: 'done', shared: 44 });
    expect(asked('splitQuery')).toBeGreaterThan(0);
    await again(`shares/${no}`);
    await market.runPayments();
    expect(await share()).toMatchObject({ state: 'done', shared: 44 });
  });

  it('can be given up: the money is given free and the stall’s, and it is shared no more', async () => {
    refuse('PARAM_ERROR', 12);
    await paid(3_000);
    await goOn(30);
    const { no } = await share();
    wechat.next.length = 0;
    await press(`shares/${no}/end`);
    await market.runPayments();
    expect(await share()).toMatchObject({ no, state: 'failed', shared: 0 });
    expect(wechat.asked).toContain(`unfreeze U${no.slice(1)}`);
    await again(`shares/${no}`);
    await market.runPayments();
    expect(await share()).toMatchObject({ state: 'failed', shared: 0 });
    expect(await page()).toContain('渠道不认这个请求');
  });

  it('that was made though its answer was lost is found by asking, and not made again', async () => {
    wechat.next.push({ call: 'split', how: 'lost' });
    await paid(4_000);
    await goOn(5);
    expect(await share()).toMatchObject({ state: 'done', shared: 59 });
    expect([asked('split'), asked('splitQuery')]).toEqual([1, 1]);
  });

  it('that nobody looks after is given free before the channel does it by itself', async () => {
    refuse('NO_AUTH', 12);
    await paid(3_000);
    await goOn(30);
    expect(await share()).toMatchObject({ state: 'denied' });
    market.pass(25 * 86_400_000);
    await market.runPayments();
    expect(await share()).toMatchObject({ state: 'failed', shared: 0 });
  });
});
