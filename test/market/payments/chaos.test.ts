import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownerOf } from '../../../market/payments/books.ts';
import type { ChannelSource } from '../../../market/payments/channels.ts';
import { simulateAcquirer } from '../../../market/payments/simulated/acquirer/acquirer.ts';
import { simulateAlipay } from '../../../market/payments/simulated/alipay/alipay.ts';
import { noFaults, randomOf, seeded } from '../../../market/payments/simulated/faults.ts';
import { refundedFen } from '../../../market/payments/simulated/order.ts';
import type { Simulated } from '../../../market/payments/simulated/simulated.ts';
import { simulateWechat } from '../../../market/payments/simulated/wechat/wechat.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { opened } from './sims.ts';
import { Till } from './till.ts';
import type { TillOrder } from './till.ts';

/** The market's public address, which stays when the server is started anew; notices come to it. */
const front = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const headers = Object.entries(request.headers).filter(
      ([name]) => !['host', 'connection', 'content-length'].includes(name),
    );
    fetch(`${market.url}${request.url}`, {
      method: 'POST',
      headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(parts),
    }).then(
      async (answer) => response.writeHead(answer.status).end(await answer.text()),
      () => response.writeHead(502).end(),
    );
  });
});
let frontUrl = '';

/** Channels outlive the market's restarts, as the real ones do. */
let sims: readonly Simulated[] = [];
const source: ChannelSource = async ({ now }) => {
  const options = { now, seed: 5, refundMs: 20_000 };
  if (sims.length === 0)
    sims = await Promise.all([simulateWechat(options), simulateAlipay(options), simulateAcquirer(options)]);
  return opened(sims, frontUrl, () => Promise.resolve());
};

let market: TestMarket;
beforeAll(async () => {
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  frontUrl = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  market = await testMarket({ channels: source });
});
afterAll(async () => {
  await market.stop();
  for (const sim of sims) await sim.stop();
  front.close();
});

interface Row {
  readonly out_trade_no: string;
  readonly order_hash: string;
  readonly channel: string;
  readonly state: string;
  readonly amount_fen: string;
  readonly refunded_fen: string;
}
const wallets = ['wechat', 'alipay', 'unionpay', 'ecny'] as const;
const channelOf = (wallet: (typeof wallets)[number]) =>
  wallet === 'wechat' || wallet === 'alipay' ? wallet : 'acquirer';

it('any faults of channels, lines and the server: each order is paid once or not at all, and the ledger says what the channels hold', async () => {
  const seed = Number(process.env['CHAOS_SEED'] ?? 2_026);
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const simOf = (wallet: (typeof wallets)[number]) => sims.find(({ name }) => name === channelOf(wallet)) as Simulated;
  const till = await Till.join(market, '12');
  const orders: TillOrder[] = [];
  const step = async (ms: number) => {
    market.pass(ms);
    await Promise.all(sims.map((sim) => sim.pump()));
    await market.runPayments();
  };
  const open = async (order: TillOrder, wallet: (typeof wallets)[number]) => {
    await fetch(`${market.url}/1/${order.text}?wallet=${wallet}`, { redirect: 'manual' });
    return wallet;
  };
  const pay = async (order: TillOrder, wallet: string) => {
    await fetch(`${market.url}/1/${order.text}/simulated`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ wallet }),
    });
  };
  const plans = [
    { kind: 'pays' },
    { kind: 'password', afterMs: 12_000, does: 'pays' },
    { kind: 'password', afterMs: 44_000, does: 'pays' },
    { kind: 'password', afterMs: 12_000, does: 'nothing' },
    { kind: 'no_money' },
  ] as const;
  for (const [i, sim] of sims.entries()) sim.setFaults(seeded(seed + i, { call: 0.25, notice: 0.4 }));

  for (let round = 0; round < 30; round += 1) {
    const order = orders.length === 0 || random() < 0.6 ? till.order(1 + Math.floor(random() * 9_999)) : pick(orders);
    if (!orders.includes(order)) orders.push(order);
    const wallet = pick(wallets);
    const act = random();
    if (act < 0.55) {
      await open(order, wallet);
      if (random() < 0.7) await pay(order, wallet);
    } else if (act < 0.85) {
      const code = simOf(wallet).phone.showCode(pick(plans), wallet);
      await till.ask('charge', { order: order.text, authCode: code, channel: channelOf(wallet) });
    } else await till.ask('close', { order: order.text });
    if (random() < 0.1) {
      // The channel takes money for an order it has closed.
      const closed = pick(sims)
        .book.orders()
        .filter(({ state, way }) => state === 'closed' && way !== 'code');
      const one = closed.length === 0 ? null : pick(closed);
      if (one !== null) sims.find(({ book }) => book.orders().includes(one))?.book.payAnyway(one, 'late');
    }
    if (random() < 0.08) await pick(sims).down();
    if (random() < 0.5) for (const sim of sims) await sim.up();
    await step(Math.floor(random() * 30_000));
    if (round % 10 === 9) {
      await market.restart();
      await till.terminal.openSession();
    }
  }

  for (const sim of sims) {
    sim.setFaults(noFaults);
    await sim.up();
  }
  const restless = async () =>
    sims.some((sim) => sim.nextNotice() !== null) ||
    (
      await market.database.query(
        `select 1 from payment_attempts where state in ('created', 'paying', 'closing', 'reversing')
        union all select 1 from payment_refunds where state <> 'done'
        union all select 1 from payment_orders where ended = '' and paid_by is null`,
        [],
      )
    ).length > 0;
  for (let i = 0; i < 60 && (await restless()); i += 1) await step(60_000);

  const rows = await market.database.query<Row>('select * from payment_attempts', []);
  expect(rows.filter(({ state }) => ['created', 'paying', 'closing', 'reversing'].includes(state))).toEqual([]);
  expect(await market.database.query("select * from payment_refunds where state <> 'done'", [])).toEqual([]);

  let paidOrders = 0;
  for (const { hash, order } of orders) {
    let kept = 0;
    for (const row of rows.filter((one) => one.order_hash === hash)) {
      const held = sims
        .find(({ name }) => name === row.channel)
        ?.book.orders()
        .find((one) => one.outTradeNo === row.out_trade_no);
      const net = held?.paidAt === null || held === undefined ? 0 : held.amountFen - refundedFen(held);
      const booked = ['paid', 'paid_late', 'part_refunded', 'refunded'].includes(row.state)
        ? Number(row.amount_fen) - Number(row.refunded_fen)
        : 0;
      expect(`${row.out_trade_no} ${booked}`).toBe(`${row.out_trade_no} ${net}`);
      kept += net;
    }
    expect([0, order.amountFen]).toContain(kept);
    if (kept > 0) paidOrders += 1;
  }
  expect(paidOrders).toBeGreaterThan(3);
  for (const sim of sims) {
    const held = sim.book
      .orders()
      .reduce((sum, one) => sum + (one.paidAt === null ? 0 : one.amountFen - refundedFen(one)), 0);
    const [{ fen } = { fen: null }] = await market.database.query<{ fen: string }>(
      "select coalesce(sum(fen), 0) as fen from ledger_lines where account = 'channel' and owner = $1",
      [ownerOf(sim.name, true)],
    );
    expect(`${sim.name} ${fen}`).toBe(`${sim.name} ${held}`);
  }
  expect(
    await market.database.query('select posting from ledger_lines group by posting having sum(fen) <> 0', []),
  ).toEqual([]);
});
