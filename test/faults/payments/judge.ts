import { ownerOf } from '../../../market/payments/books.ts';
import { refundedFen } from '../../../market/payments/simulated/order.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { storedIn } from '../../core/stall.ts';
import type { PayingMarket } from './market.ts';

export interface PaymentFigures {
  salesUnpaidButReleased: number;
  paidTwice: number;
  paidNotRecorded: number;
  ledgerImbalanceFen: number;
  stuck: number;
  sales: number;
  paidOrders: number;
  readonly examples: string[];
}
export const noFigures = (): PaymentFigures => ({
  salesUnpaidButReleased: 0,
  paidTwice: 0,
  paidNotRecorded: 0,
  ledgerImbalanceFen: 0,
  stuck: 0,
  sales: 0,
  paidOrders: 0,
  examples: [],
});

interface Row {
  readonly out_trade_no: string;
  readonly order_hash: string;
  readonly channel: string;
  readonly state: string;
  readonly amount_fen: string;
  readonly refunded_fen: string;
}
const live = new Set(['created', 'paying', 'closing', 'reversing']);
const moneyed = new Set(['paid', 'paid_late', 'part_refunded', 'refunded']);

/** Three books side by side once everything has come to rest: the till's journal, the market's rows, what the channels hold. */
export async function judgePayments(
  market: PayingMarket,
  dir: string,
  into: PaymentFigures,
  since: Set<string>,
): Promise<void> {
  const wrong = (figure: 'salesUnpaidButReleased' | 'paidTwice' | 'paidNotRecorded' | 'stuck', text: string): void => {
    into[figure] += 1;
    into.examples.push(`${figure}: ${text}`);
  };
  const all = await market.query<Row>('select * from payment_attempts');
  // Money can still move for an order of an earlier life, whose till is gone.
  const rows = all.filter((row) => !since.has(row.out_trade_no));
  const held = market.sims.flatMap((sim) => sim.book.orders().map((order) => ({ name: sim.name, order })));
  const netOf = (row: Row): number => {
    const found = held.find(({ name, order }) => name === row.channel && order.outTradeNo === row.out_trade_no)?.order;
    return found === undefined || found.paidAt === null ? 0 : found.amountFen - refundedFen(found);
  };
  const known = new Set([...since, ...rows.map((row) => row.out_trade_no)]);
  for (const { order } of held)
    if (order.paidAt !== null && !known.has(order.outTradeNo))
      wrong('paidNotRecorded', `${order.outTradeNo} is in no row`);
  const kept = new Map<string, number>();
  for (const row of all) {
    const booked = moneyed.has(row.state) ? Number(row.amount_fen) - Number(row.refunded_fen) : 0;
    const net = netOf(row);
    if (booked !== net) {
      const events = await market.query<{ before: string; after: string; source: string }>(
        `select before, after, source from payment_events where out_trade_no = '${row.out_trade_no}' order by no`,
      );
      const way = events.map(({ before, after, source }) => `${before} → ${after} (${source})`).join(', ');
      wrong('paidNotRecorded', `${row.out_trade_no} ${row.state}: booked ${booked}, the channel holds ${net}; ${way}`);
    }
    if (live.has(row.state)) wrong('stuck', `${row.out_trade_no} is ${row.state}`);
    if (!since.has(row.out_trade_no)) kept.set(row.order_hash, (kept.get(row.order_hash) ?? 0) + net);
  }
  for (const row of await market.query<{ out_refund_no: string; state: string }>(
    "select * from payment_refunds where state <> 'done'",
  ))
    wrong('stuck', `refund ${row.out_refund_no} is ${row.state}`);

  const entries = storedIn<JournalEntry>(dir, 'journal');
  const confirmed = new Set(
    entries.flatMap(({ body }) => (body.kind === 'confirmation' ? [`${body.saleId}/${body.tenderNo}`] : [])),
  );
  const used = new Set<string>();
  for (const { id, body } of entries) {
    if (body.kind !== 'sale') continue;
    into.sales += 1;
    for (const tender of body.tenders) {
      const order = tender.paymentOrderId;
      if (order === null) continue;
      if (used.has(order)) wrong('paidTwice', `two sales for order ${order}`);
      used.add(order);
      const money = kept.get(order) ?? 0;
      const isProven = tender.state !== 'unproven' || confirmed.has(`${id}/${tender.no}`);
      if (isProven && money !== tender.amountFen)
        wrong(
          'salesUnpaidButReleased',
          `sale ${id} says ${tender.state}, the channels hold ${money} of ${tender.amountFen}`,
        );
      if (!isProven && money > 0) wrong('stuck', `sale ${id} was never told of its money`);
    }
  }
  for (const [order, fen] of kept) {
    if (fen > 0) into.paidOrders += 1;
    if (fen > 0 && !used.has(order)) wrong('paidTwice', `order ${order}: ${fen} fen are kept for no sale`);
  }
  let off = 0;
  for (const sim of market.sims) {
    const holds = sim.book
      .orders()
      .reduce((sum, one) => sum + (one.paidAt === null ? 0 : one.amountFen - refundedFen(one)), 0);
    const [row] = await market.query<{ fen: string }>(
      `select coalesce(sum(fen), 0) as fen from ledger_lines where account = 'channel' and owner = '${ownerOf(sim.name, true)}'`,
    );
    off += Math.abs(holds - Number(row?.fen ?? 0));
  }
  const crooked = await market.query<{ fen: string }>(
    'select sum(fen) as fen from ledger_lines group by posting having sum(fen) <> 0',
  );
  into.ledgerImbalanceFen += off + crooked.reduce((sum, { fen }) => sum + Math.abs(Number(fen)), 0);
  for (const row of rows) since.add(row.out_trade_no);
}
