import { sql } from 'kysely';
import type { Database } from '../database/connection.ts';
import { hasMoney } from '../payments/state.ts';
import type { BillChannel } from './entry.ts';
import type { ArrivalFact, AttemptFact, RefundFact, SplitFact } from './facts.ts';
import type { Wish } from './load.ts';

/** What the gateway's rows say of a stall's days: payments, refunds, shares, money on the printed code. */

/** How long an unfrozen rest may take before it is money left behind. */
const UNFREEZE_MS = 86_400_000;

export async function attemptsOf(db: Database, wish: Wish, trades: readonly string[]): Promise<readonly AttemptFact[]> {
  const { rows } = await sql<{
    out_trade_no: string;
    order_hash: string;
    terminal: number;
    channel: BillChannel;
    amount_fen: number;
    started_at: number;
    closed_at: number | null;
    paid_at: number | null;
    state: Parameters<typeof hasMoney>[0];
    counts: boolean;
  }>`
    select a.out_trade_no, a.order_hash, o.terminal, a.channel, a.amount_fen, a.started_at, a.paid_at, a.state, coalesce(o.paid_by = a.out_trade_no, false) as counts,
      (select min(e.at) from payment_events e where e.market = a.market and e.out_trade_no = a.out_trade_no and e.after in ('closed', 'failed')) as closed_at
    from payment_attempts a join payment_orders o on o.market = a.market and o.order_hash = a.order_hash
    where a.market = ${wish.market} and o.stall = ${wish.stall} and o.terminal <> 0 and a.is_simulated = ${wish.mode === 'simulated'}
      and ((a.started_at >= ${wish.start} and a.started_at < ${wish.end}) or a.out_trade_no = any(${[...new Set(trades)]}::text[]))
    order by a.started_at, a.out_trade_no`.execute(db);
  return rows.map((row) => ({
    outTradeNo: row.out_trade_no,
    orderHash: row.order_hash,
    stall: wish.stall,
    terminal: row.terminal,
    channel: row.channel,
    amountFen: row.amount_fen,
    startedAt: row.started_at,
    closedAt: row.closed_at,
    paidAt: row.paid_at,
    hasMoney: hasMoney(row.state),
    counts: row.counts,
  }));
}

const ofStall = (wish: Wish) => sql`
  join payment_attempts a on a.market = x.market and a.out_trade_no = x.out_trade_no
  join payment_orders o on o.market = a.market and o.order_hash = a.order_hash
  where x.market = ${wish.market} and o.stall = ${wish.stall} and a.is_simulated = ${wish.mode === 'simulated'}`;

export async function refundsOf(db: Database, wish: Wish, nos: readonly string[]): Promise<readonly RefundFact[]> {
  const { rows } = await sql<{ no: string; trade: string; fen: number; at: number; state: string }>`
    select x.out_refund_no as no, x.out_trade_no as trade, x.refund_fen as fen, x.made_at as at, x.state from payment_refunds x ${ofStall(wish)}
      and ((x.made_at >= ${wish.start} and x.made_at < ${wish.end}) or x.out_refund_no = any(${[...nos]}::text[])
        or (a.started_at >= ${wish.start} and a.started_at < ${wish.end}))
    order by x.made_at, x.out_refund_no`.execute(db);
  return rows.map(({ no, trade, fen, at, state }) => ({
    outRefundNo: no,
    outTradeNo: trade,
    fen,
    at,
    state: state === 'done' || state === 'denied' ? state : 'pending',
  }));
}

export async function splitsOf(
  db: Database,
  wish: Wish,
  trades: readonly string[],
  now: number,
): Promise<readonly SplitFact[]> {
  const { rows } = await sql<{
    no: string;
    trade: string;
    at: number;
    state: 'wanted' | 'asked' | 'pending' | 'denied' | 'unfreezing' | 'done' | 'failed';
    shared: number;
    wished: number;
  }>`
    select x.out_split_no as no, x.out_trade_no as trade, x.made_at as at, x.state, x.shared_fen as shared,
      coalesce((select sum((r->>'fen')::bigint) from jsonb_array_elements(x.receivers) r), 0) as wished
    from payment_splits x ${ofStall(wish)}
      and ((x.made_at >= ${wish.start} and x.made_at < ${wish.end}) or x.out_trade_no = any(${[...trades]}::text[]))
    order by x.made_at, x.out_split_no`.execute(db);
  return rows.flatMap(({ no, trade, at, state, shared, wished }): readonly SplitFact[] => {
    const of = { outSplitNo: no, outTradeNo: trade, stall: wish.stall, at };
    if (state === 'failed') {
      const failed: SplitFact = { ...of, fen: wished - shared, state: 'failed', isUnfrozen: true };
      return shared === 0 ? [failed] : [failed, { ...of, fen: shared, state: 'done', isUnfrozen: true }];
    }
    if (state === 'done') return [{ ...of, fen: shared, state, isUnfrozen: true }];
    const isLeft = state === 'unfreezing' && now - at > UNFREEZE_MS;
    return [{ ...of, fen: isLeft ? shared : wished, state: isLeft ? 'done' : 'wanted', isUnfrozen: false }];
  });
}

/** Money on the printed code: claimed only when the sale it was claimed for is there (`saleOf`: by the id of sale or cart); what has gone back is nobody's to claim. */
export async function arrivalsOf(
  db: Database,
  wish: Wish,
  saleOf: ReadonlyMap<string, string>,
): Promise<readonly ArrivalFact[]> {
  const { rows } = await sql<{ channel_no: string; subject: string | null; state: string }>`
    select a.channel_no, o.taken_subject as subject, a.state
    from payment_attempts a join payment_orders o on o.market = a.market and o.order_hash = a.order_hash
    where a.market = ${wish.market} and o.stall = ${wish.stall} and o.terminal = 0 and a.is_simulated = ${wish.mode === 'simulated'}
      and a.channel_no is not null and a.started_at >= ${wish.start} and a.started_at < ${wish.end}`.execute(db);
  return rows.map(({ channel_no: channelNo, subject, state }) => ({
    channelNo,
    saleId: state === 'refunded' ? 'given back' : subject === null ? null : (saleOf.get(subject) ?? null),
  }));
}
