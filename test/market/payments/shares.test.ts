import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulateWechat } from '../../../market/payments/simulated/wechat/wechat.ts';
import type { Simulated } from '../../../market/payments/simulated/simulated.ts';
import { given } from '../../../market/payments/channels.ts';
import { readShareRule } from '../../../market/payments/shares.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { ScriptedChannel } from './scripted.ts';
import { Till } from './till.ts';
import type { TillOrder } from './till.ts';

/** The product's own WeChat channel over the simulated WeChat, by its rules of sharing. */
let wechat: Simulated;
const alipay = new ScriptedChannel('alipay');
let market: TestMarket;
let till: Till;
let now = (): number => 0;
const OWNER = 'simulated:12';

beforeAll(async () => {
  wechat = await simulateWechat({ now: () => now(), seed: 3 });
  market = await testMarket({ channels: given([wechat.channel('http://127.0.0.1:9/pay/notify/wechat'), alipay]) });
  now = () => market.now();
  await market.setMerchant({
    stall: '12',
    channel: 'wechat',
    subMerchant: '1900012',
    appAuthToken: '',
    codepayV3: true,
  });
  till = await Till.join(market, '12');
});
afterAll(async () => {
  await market.stop();
  await wechat.stop();
});

const pass = async (seconds: number): Promise<void> => {
  market.pass(seconds * 1_000);
  await market.runPayments();
};
const pay = async (fen: number): Promise<TillOrder> => {
  const order = till.order(fen);
  const said = await till.said('charge', {
    order: order.text,
    authCode: wechat.phone.showCode(),
    channel: 'wechat',
  });
  expect(said.state).toBe('paid');
  return order;
};
const balance = async (account: string, owner: string): Promise<number> =>
  (
    await market.database.query<{ fen: number }>(
      'select coalesce(sum(fen), 0)::int as fen from ledger_lines where account = $1 and owner = $2',
      [account, owner],
    )
  )[0]?.fen ?? 0;
const refund = async (order: TillOrder, fen: number): Promise<void> => {
  const entry = till.terminal.entry(
    {
      kind: 'refund',
      saleId: randomUUID(),
      lines: [{ no: 1, qty: 1, netG: null, amountFen: fen }],
      amountFen: fen,
      tenders: [
        {
          no: 1,
          kind: 'payment_code',
          channel: 'wechat',
          amountFen: fen,
          state: 'confirmed',
          tenderedFen: null,
          changeFen: null,
          paymentOrderId: order.hash,
          transactionId: null,
        },
      ],
      reason: '',
    },
    market.now(),
  );
  await till.terminal.push([entry]);
  await market.runPayments();
};

describe('rules of sharing', () => {
  it('are read from one line, hold from now on, and never come to more than the channels allow', async () => {
    expect(readShareRule('12:wechat:merchant:1900099:150:摊位费')).toMatchObject({
      basisPoints: 150,
      receiver: '1900099',
    });
    expect(() => readShareRule('12:wechat:1900099')).toThrow('STALL:CHANNEL');
    await market.setShareRule(readShareRule('12:wechat:merchant:1900099:1000:摊位费'));
    await market.setShareRule(readShareRule('12:wechat:merchant:1900098:2000:水电'));
    await expect(market.setShareRule(readShareRule('12:wechat:merchant:1900097:1:多'))).rejects.toThrow('30 %');
    await market.setShareRule(readShareRule('12:wechat:merchant:1900098:500:水电'));
    await expect(market.setShareRule(readShareRule('99:wechat:merchant:1900097:1:多'))).rejects.toThrow('no stall 99');
  });
});

describe('a payment that is shared', () => {
  it('is frozen, then shared by the rules it was opened under, each share rounded down, the rest the stall’s', async () => {
    // 6.90 less a fee of 0.04 leaves 6.86 to share.
    await pay(690);
    await market.setShareRule(readShareRule('12:wechat:merchant:1900098:0:'));
    expect(await balance('frozen', OWNER)).toBe(-690);
    await pass(69);
    expect(await balance('receiver', 'simulated:1900099')).toBe(0);
    await pass(2);
    await pass(2);
    expect(await balance('receiver', 'simulated:1900099')).toBe(-68);
    expect(await balance('receiver', 'simulated:1900098')).toBe(-34);
    expect(await balance('frozen', OWNER)).toBe(0);
    expect(await balance('stall', OWNER)).toBe(-588);
  });
  it('gives back the same part of each share when goods come back, and the rest is the stall’s to give', async () => {
    const before = await balance('receiver', 'simulated:1900099');
    const order = await pay(10_000);
    await pass(75);
    await pass(2);
    const share = before - (await balance('receiver', 'simulated:1900099'));
    expect(share).toBe(994);
    await refund(order, 5_000);
    await pass(1);
    expect(before - (await balance('receiver', 'simulated:1900099'))).toBe(497);
    await refund(order, 5_000);
    await pass(1);
    expect(before - (await balance('receiver', 'simulated:1900099'))).toBe(0);
  });
  it('that goes back before it is shared is shared by nobody', async () => {
    const [frozen, stall] = [await balance('frozen', OWNER), await balance('stall', OWNER)];
    const order = await pay(2_000);
    await refund(order, 2_000);
    await pass(80);
    await pass(2);
    expect([await balance('frozen', OWNER), await balance('stall', OWNER)]).toEqual([frozen, stall]);
  });
  it('shares only what is left of a part refund', async () => {
    const before = await balance('receiver', 'simulated:1900099');
    const order = await pay(1_000);
    await refund(order, 400);
    await pass(80);
    await pass(2);
    expect(before - (await balance('receiver', 'simulated:1900099'))).toBe(59);
    expect(await balance('frozen', OWNER)).toBe(0);
  });
  it('goes on after a crash at any step, under the same number', async () => {
    const before = await balance('receiver', 'simulated:1900099');
    await pay(3_000);
    await pass(75);
    // As if the server had died after the channel did it and before it wrote so.
    await market.database.query(
      `update payment_splits set state = 'asked', next_at = $1 where out_split_no = (select max(out_split_no) from payment_splits where state <> 'done')`,
      [market.now()],
    );
    await market.restart();
    await pass(1);
    await pass(2);
    expect(before - (await balance('receiver', 'simulated:1900099'))).toBe(298);
    const splits = wechat.book.orders().map(({ sharing }) => sharing.splits.length);
    expect(Math.max(...splits)).toBe(1);
  });
  it('of a channel that takes the shares back with the refund is posted so, and nothing is asked for', async () => {
    alipay.returnsSharesItself = true;
    await market.setMerchant({
      stall: '12',
      channel: 'alipay',
      subMerchant: '2088',
      appAuthToken: '',
      codepayV3: false,
    });
    await market.setShareRule(readShareRule('12:alipay:merchant:2088999:1000:摊位费'));
    const order = till.order(10_000);
    await till.said('charge', { order: order.text, authCode: '280000000000000001', channel: 'alipay' });
    await pass(75);
    await pass(2);
    expect(await balance('receiver', 'simulated:2088999')).toBe(-994);
    await refund(order, 10_000);
    await pass(1);
    expect(await balance('receiver', 'simulated:2088999')).toBe(0);
    expect(alipay.asked.filter((call) => call.startsWith('splitReturn'))).toEqual([]);
  });
  it('leaves every posting and the whole ledger at zero', async () => {
    const [sum] = await market.database.query<{ all: number; crooked: number }>(
      `select sum(fen)::int as all, (select count(*)::int from (select 1 from ledger_lines group by posting having sum(fen) <> 0) x) as crooked from ledger_lines`,
    );
    expect(sum).toEqual({ all: 0, crooked: 0 });
    const open = await market.database.query(`select state, said from payment_splits where state <> 'done'`);
    expect(open).toEqual([]);
  });
});
