import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';
import type { ChannelName } from './channel.ts';
import { paymentPosting, refundPosting, type Posting } from './ledger.ts';
import { after, hasMoney, type AttemptEvent, type AttemptState } from './state.ts';

type Trx = Transaction<Schema>;
export interface Market {
  readonly market: number;
  readonly now: number;
}

export interface OrderRow {
  readonly orderHash: string;
  readonly terminal: number;
  readonly stall: string;
  readonly payload: string;
  readonly signature: string;
  readonly amountFen: number;
  readonly expiresAt: number;
}

/** Keeps an order the first time somebody opens it; later openings find it. Answers what is held. */
export async function keepOrder(db: Database, { market, now }: Market, order: OrderRow): Promise<Order> {
  await db
    .insertInto('payment_orders')
    .values({
      market,
      order_hash: order.orderHash,
      terminal: order.terminal,
      stall: order.stall,
      payload: order.payload,
      signature: order.signature,
      amount_fen: order.amountFen,
      first_seen_at: now,
      expires_at: order.expiresAt,
      paid_by: null,
      voided_at: null,
    })
    .onConflict((conflict) => conflict.columns(['market', 'order_hash']).doNothing())
    .execute();
  const held = await findOrder(db, market, order.orderHash);
  if (held === null) throw new Error(`order ${order.orderHash} was not kept`);
  return held;
}

export type Order = NonNullable<Awaited<ReturnType<typeof findOrder>>>;
export async function findOrder(db: Database | Trx, market: number, orderHash: string) {
  return (
    (await db
      .selectFrom('payment_orders')
      .selectAll()
      .where('market', '=', market)
      .where('order_hash', '=', orderHash)
      .executeTakeFirst()) ?? null
  );
}

export type Attempt = NonNullable<Awaited<ReturnType<typeof findAttempt>>>;
export async function findAttempt(db: Database | Trx, market: number, outTradeNo: string) {
  return (
    (await db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('market', '=', market)
      .where('out_trade_no', '=', outTradeNo)
      .executeTakeFirst()) ?? null
  );
}

export const attemptsOf = (db: Database | Trx, market: number, orderHash: string) =>
  db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('market', '=', market)
    .where('order_hash', '=', orderHash)
    .orderBy('attempt')
    .execute();

/** Writes a new attempt; null when the order has a live one or is paid: that one has to end first. */
export async function openAttempt(
  db: Database,
  { market, now }: Market,
  order: Order,
  wish: {
    readonly channel: ChannelName;
    readonly subMerchant: string;
    readonly way: 'qr' | 'payment_code';
    readonly numberOf: (attempt: number) => string;
  },
): Promise<Attempt | null> {
  return db.transaction().execute(async (trx) => {
    const held = await lockOrder(trx, market, order.order_hash);
    if (held.paid_by !== null) return null;
    const earlier = await attemptsOf(trx, market, order.order_hash);
    const attempt = (earlier.at(-1)?.attempt ?? 0) + 1;
    const made = await trx
      .insertInto('payment_attempts')
      .values({
        market,
        out_trade_no: wish.numberOf(attempt),
        order_hash: order.order_hash,
        attempt,
        channel: wish.channel,
        sub_merchant: wish.subMerchant,
        way: wish.way,
        state: 'created',
        amount_fen: order.amount_fen,
        channel_no: null,
        paid_at: null,
        started_at: now,
        asked_at: null,
        next_at: now,
        invitation: null,
      })
      // The index over live attempts decides between two phones that open the same order at once.
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return made ?? null;
  });
}

const lockOrder = (trx: Trx, market: number, orderHash: string) =>
  trx
    .selectFrom('payment_orders')
    .selectAll()
    .where('market', '=', market)
    .where('order_hash', '=', orderHash)
    .forUpdate()
    .executeTakeFirstOrThrow();

/** What a source said besides the event itself. */
export interface Facts {
  readonly source: 'answer' | 'query' | 'notice' | 'stall' | 'schedule';
  readonly amountFen: number | null;
  readonly channelNo: string | null;
  readonly paidAt: number | null;
  readonly raw: string;
}
export const noFacts = (source: Facts['source'], raw = ''): Facts => ({
  source,
  amountFen: null,
  channelNo: null,
  paidAt: null,
  raw,
});

export type Moved =
  | { readonly moved: false; readonly why: 'nothing_new' | 'no_such_attempt' | 'wrong_amount' }
  | {
      readonly moved: true;
      readonly before: AttemptState;
      readonly after: AttemptState;
      /** The order had money already: this is given back under a number of its own. */
      readonly isDuplicate: boolean;
      readonly orderHash: string;
    };

/**
 * Moves an attempt by what was learned, in one transaction: the state, the event row, the postings, whose money counts, and the
 * refund of a duplicate. Two sources that say the same move it once. `extra` runs in the same transaction, last.
 */
export async function move(
  db: Database,
  { market, now }: Market,
  outTradeNo: string,
  event: AttemptEvent,
  facts: Facts,
  extra: (trx: Trx, moved: Extract<Moved, { moved: true }>, order: Order) => Promise<void> = async () => {},
): Promise<Moved> {
  return db.transaction().execute(async (trx) => {
    const found = await findAttempt(trx, market, outTradeNo);
    if (found === null) return { moved: false, why: 'no_such_attempt' };
    // The order is the lock of all its attempts: whose money counts is decided once.
    const order = await lockOrder(trx, market, found.order_hash);
    const attempt = (await findAttempt(trx, market, outTradeNo)) ?? found;
    const next = after(attempt.state, event);
    if (next === attempt.state) return { moved: false, why: 'nothing_new' };
    const arrives = hasMoney(next) && !hasMoney(attempt.state);
    if (arrives && facts.amountFen !== null && facts.amountFen !== attempt.amount_fen)
      return { moved: false, why: 'wrong_amount' };
    const isDuplicate = arrives && order.paid_by !== null;
    await trx
      .updateTable('payment_attempts')
      .set({
        state: next,
        channel_no: facts.channelNo ?? attempt.channel_no,
        paid_at: arrives ? (facts.paidAt ?? now) : attempt.paid_at,
        ...(isOver(next) ? { next_at: null } : {}),
      })
      .where('market', '=', market)
      .where('out_trade_no', '=', outTradeNo)
      .execute();
    await trx
      .insertInto('payment_events')
      .values({
        market,
        out_trade_no: outTradeNo,
        at: now,
        before: attempt.state,
        after: next,
        source: facts.source,
        event: JSON.stringify(event),
        raw: facts.raw,
      })
      .execute();
    if (arrives) {
      await post(trx, { market, now }, paymentPosting(outTradeNo, whoseMoney(attempt, order), false));
      if (!isDuplicate)
        await trx
          .updateTable('payment_orders')
          .set({ paid_by: outTradeNo })
          .where('market', '=', market)
          .where('order_hash', '=', order.order_hash)
          .execute();
      else
        await wantRefund(trx, { market, now }, attempt, {
          no: `D${outTradeNo}`,
          fen: attempt.amount_fen,
          reason: 'duplicate',
        });
    }
    const moved = {
      moved: true,
      before: attempt.state,
      after: next,
      isDuplicate,
      orderHash: order.order_hash,
    } as const;
    await extra(trx, moved, order);
    return moved;
  });
}

const whoseMoney = (attempt: Attempt, order: Order) => ({
  channel: attempt.channel,
  stall: order.stall,
  fen: attempt.amount_fen,
});
const isOver = (state: AttemptState): boolean => hasMoney(state) || state === 'closed' || state === 'failed';

/** Posts once: a posting that is there already is the same movement. */
export async function post(trx: Trx, { market, now }: Market, posting: Posting): Promise<boolean> {
  const made = await trx
    .insertInto('ledger_postings')
    .values({ market, id: posting.id, kind: posting.kind, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made === undefined) return false;
  await trx
    .insertInto('ledger_lines')
    .values(posting.lines.map((line, i) => ({ market, posting: posting.id, no: i + 1, ...line })))
    .execute();
  return true;
}

/** Notes a refund to be asked for; the same number again is the same refund. False: more than was paid, or nothing was. */
export async function wantRefund(
  trx: Trx,
  { market, now }: Market,
  attempt: Pick<Attempt, 'out_trade_no' | 'amount_fen'>,
  wish: { readonly no: string; readonly fen: number; readonly reason: string },
): Promise<boolean> {
  const earlier = await trx
    .selectFrom('payment_refunds')
    .select(['out_refund_no', 'refund_fen'])
    .where('market', '=', market)
    .where('out_trade_no', '=', attempt.out_trade_no)
    .where('state', '!=', 'denied')
    .execute();
  if (earlier.some((one) => one.out_refund_no === wish.no)) return true;
  if (earlier.reduce((sum, one) => sum + one.refund_fen, 0) + wish.fen > attempt.amount_fen) return false;
  await trx
    .insertInto('payment_refunds')
    .values({
      market,
      out_refund_no: wish.no,
      out_trade_no: attempt.out_trade_no,
      refund_fen: wish.fen,
      reason: wish.reason,
      state: 'wanted',
      channel_no: null,
      made_at: now,
      next_at: now,
    })
    .execute();
  return true;
}

/** The channel has given the money back: state, event, posting, once. */
export async function refundDone(db: Database, at: Market, outRefundNo: string, facts: Facts): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const refund = await trx
      .selectFrom('payment_refunds')
      .selectAll()
      .where('market', '=', at.market)
      .where('out_refund_no', '=', outRefundNo)
      .forUpdate()
      .executeTakeFirst();
    if (refund === undefined || refund.state === 'done') return false;
    const attempt = await findAttempt(trx, at.market, refund.out_trade_no);
    if (attempt === null) return false;
    const order = await lockOrder(trx, at.market, attempt.order_hash);
    const refundedFen = attempt.refunded_fen + refund.refund_fen;
    const event: AttemptEvent = { kind: 'refunded', isWhole: refundedFen === attempt.amount_fen };
    const next = after(attempt.state, event);
    await trx
      .updateTable('payment_refunds')
      .set({ state: 'done', channel_no: facts.channelNo, next_at: null })
      .where('market', '=', at.market)
      .where('out_refund_no', '=', outRefundNo)
      .execute();
    await trx
      .updateTable('payment_attempts')
      .set({ state: next, refunded_fen: refundedFen })
      .where('market', '=', at.market)
      .where('out_trade_no', '=', attempt.out_trade_no)
      .execute();
    await trx
      .insertInto('payment_events')
      .values({
        market: at.market,
        out_trade_no: attempt.out_trade_no,
        at: at.now,
        before: attempt.state,
        after: next,
        source: facts.source,
        event: JSON.stringify(event),
        raw: facts.raw,
      })
      .execute();
    const frozen = await balance(trx, at.market, 'frozen', order.stall);
    await post(trx, at, refundPosting(outRefundNo, { ...whoseMoney(attempt, order), fen: refund.refund_fen }, -frozen));
    return true;
  });
}

/** Debit minus credit of an account, fen. */
export async function balance(
  db: Database | Trx,
  market: number,
  account: 'channel' | 'stall' | 'receiver' | 'frozen',
  owner: string,
): Promise<number> {
  const { fen } = await db
    .selectFrom('ledger_lines')
    .select(sql<number>`coalesce(sum(fen), 0)`.as('fen'))
    .where('market', '=', market)
    .where('account', '=', account)
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow();
  return fen;
}
