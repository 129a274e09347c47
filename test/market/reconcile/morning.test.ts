import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelSource } from '../../../market/payments/channels.ts';
import { simulateAcquirer } from '../../../market/payments/simulated/acquirer/acquirer.ts';
import { simulateAlipay } from '../../../market/payments/simulated/alipay/alipay.ts';
import { noFaults } from '../../../market/payments/simulated/faults.ts';
import type { Simulated } from '../../../market/payments/simulated/simulated.ts';
import { simulateWechat } from '../../../market/payments/simulated/wechat/wechat.ts';
import { saleBody } from '../client.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { opened } from '../payments/sims.ts';
import { Till } from '../payments/till.ts';
import { phoneOf } from '../phone.ts';

const DAY = '2026-11-23';
const HOUR = 3_600_000;

/** Channels of which a fault may be asked for. */
let sims: readonly Simulated[] = [];
const source: ChannelSource = async ({ now, host }) => {
  const options = { now, seed: 5 };
  sims = await Promise.all([simulateWechat(options), simulateAlipay(options), simulateAcquirer(options)]);
  return opened(sims, host, async () => {
    for (const sim of sims) await sim.stop();
  });
};

let market: TestMarket;
let till: Till;
beforeAll(async () => {
  market = await testMarket({ channels: source });
  till = await Till.join(market, '12');
});
afterAll(() => market.stop());

/** A sale whose shopper shows a code of a wallet. */
async function sell(name: 'wechat' | 'alipay', amountFen: number): Promise<void> {
  const order = till.order(amountFen);
  const wallet = sims.find((one) => one.name === name)?.phone;
  const authCode = wallet?.showCode() ?? '';
  await till.said('charge', { order: order.text, authCode, channel: name });
  const { terminal } = till;
  const sale = saleBody(market.now());
  const tender = {
    no: 1,
    kind: 'payment_code',
    channel: name,
    amountFen: sale.payableFen,
    state: 'confirmed',
    tenderedFen: null,
    changeFen: null,
    paymentOrderId: order.hash,
    transactionId: null,
  } as const;
  await terminal.push([terminal.entry({ ...sale, tenders: [tender] }, market.now(), { mode: 'simulated' })]);
}
const files = () =>
  market.database.query<{ channel: string; kind: string; bill_date: string; rows: number; none: boolean }>(
    `select channel, kind, bill_date, rows, sha256 like 'none:%' as none from recon_source_files
     where stall in ('', '12') order by bill_date, channel, kind`,
  );

describe('the bills of simulated channels', () => {
  test('are fetched the next morning; what a channel does not give out that day comes with a later try, and no bill is an answer', async () => {
    await sell('wechat', 1_040);
    await sell('alipay', 1_040);
    // 10:30 of the next day; WeChat's line is down.
    market.pass(25 * HOUR + 50 * 60_000);
    sims[0]?.setFaults({ call: (operation) => (operation === 'fetchBill' ? 'lost_call' : null), notice: () => null });
    expect(await market.reconciliation.fetch()).toBe(false);
    const first = await files();
    expect(first.filter(({ bill_date: date }) => date === DAY)).toEqual([
      { channel: 'acquirer', kind: 'trade', bill_date: DAY, rows: 0, none: true },
      { channel: 'alipay', kind: 'fund_flow', bill_date: DAY, rows: 2, none: false },
      { channel: 'alipay', kind: 'trade', bill_date: DAY, rows: 1, none: false },
    ]);
    // Nothing is called missing by the absence of a bill.
    expect(await open()).toEqual([]);

    market.pass(HOUR);
    expect(await market.reconciliation.fetch()).toBe(false);
    expect(await files()).toEqual(first);

    market.pass(23 * HOUR);
    sims[0]?.setFaults(noFaults);
    expect(await market.reconciliation.fetch()).toBe(true);
    const wechat = (await files()).filter(({ channel, bill_date: date }) => channel === 'wechat' && date >= DAY);
    expect(wechat).toEqual([
      { channel: 'wechat', kind: 'trade', bill_date: DAY, rows: 1, none: false },
      { channel: 'wechat', kind: 'trade', bill_date: '2026-11-24', rows: 0, none: true },
    ]);
    expect(await open()).toEqual([]);
    // A third try asks nobody and writes nothing.
    const before = await files();
    expect(await market.reconciliation.fetch()).toBe(true);
    expect(await files()).toEqual(before);
  });

  test('stand on the vendor’s phone: what each channel should pay out and when, marked as simulated', async () => {
    const phone = await phoneOf(market, till.terminal);
    const text = await phone(`/book?day=${DAY}`);
    expect(text).toContain('模拟');
    expect(text).toContain('都对上了');
    // 10.40 less a fee of 0.06 of each.
    const settlement = /id="settlement">(.*?)<\/section>/s.exec(text)?.[1] ?? '';
    expect(settlement.match(/¥10\.34<\/td>/g)).toHaveLength(2);
    expect(settlement).toContain('预计 11-24 到账');
    expect(settlement).toMatch(/渠道账户进了.*?¥10\.34/);
  });
});

const open = () =>
  market.database.query(`select type, cause, refs from recon_exceptions where state = 'OPEN' and mode = 'simulated'`);
