import { createHash } from 'node:crypto';
import { ownerOf, post } from './books.ts';
import type { Database } from '../database/connection.ts';
import { refundPosting } from './ledger.ts';
import { putMark } from './marks.ts';
import { findAttempt, lockOrder } from './rows.ts';
import type { Attempt, Facts, Market, Trx } from './rows.ts';
import { frozenOf, wantShareReturns } from './shares.ts';
import { after } from './state.ts';
import type { AttemptEvent } from './state.ts';

/** What of an attempt has not been given back or asked back yet, fen. Under the order's lock. */
export async function leftOf(trx: Trx, market: number, attempt: Pick<Attempt, 'out_trade_no' | 'amount_fen'>) {
  const asked = await refundsOf(trx, market, attempt.out_trade_no);
  return attempt.amount_fen - asked.reduce((sum, one) => sum + one.refund_fen, 0);
}

const refundsOf = (trx: Trx, market: number, outTradeNo: string) =>
  trx
    .selectFrom('payment_refunds')
    .select(['out_refund_no', 'refund_fen'])
    .where('market', '=', market)
    .where('out_trade_no', '=', outTradeNo)
    .where('state', '!=', 'denied')
    .execute();

/** Notes a refund to be asked for; the same number again is the same refund. False: more than was paid, or nothing was. */
export async function wantRefund(
  trx: Trx,
  { market, now }: Market,
  attempt: Pick<Attempt, 'out_trade_no' | 'amount_fen'>,
  wish: { readonly no: string; readonly fen: number; readonly reason: string },
): Promise<boolean> {
  const earlier = await refundsOf(trx, market, attempt.out_trade_no);
  if (earlier.some((one) => one.out_refund_no === wish.no)) return true;
  if (wish.fen <= 0 || earlier.reduce((sum, one) => sum + one.refund_fen, 0) + wish.fen > attempt.amount_fen)
    return false;
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

/** 32 letters at most, the same for the same entry and order: a repeat is never a second refund. */
export const returnNo = (entryId: string, orderHash: string): string =>
  `R${createHash('sha256').update(`${entryId}\n${orderHash}`).digest('hex').slice(0, 30).toUpperCase()}`;

/** Asks for every return of an order that is still waiting, if the money is there. Within a transaction. */
export async function applyReturns(trx: Trx, at: Market, orderHash: string): Promise<void> {
  const order = await lockOrder(trx, at.market, orderHash);
  if (order.paid_by === null) return;
  const attempt = await findAttempt(trx, at.market, order.paid_by);
  const waiting = await trx
    .selectFrom('payment_returns')
    .selectAll()
    .where('market', '=', at.market)
    .where('order_hash', '=', orderHash)
    .where('stall', '=', order.stall)
    .where('state', '=', 'waiting')
    .orderBy('made_at')
    .execute();
  if (attempt === null || waiting.length === 0) return;
  for (const one of waiting) {
    // What goes back whole already, since the stall did not want it, does not go back twice.
    const fen = Math.min(one.fen, await leftOf(trx, at.market, attempt));
    const no = returnNo(one.entry_id, orderHash);
    const isAsked = fen > 0 && (await wantRefund(trx, at, attempt, { no, fen, reason: one.reason }));
    await trx
      .updateTable('payment_returns')
      .set({ state: isAsked ? 'asked' : 'nothing_left' })
      .where('market', '=', at.market)
      .where('entry_id', '=', one.entry_id)
      .where('order_hash', '=', orderHash)
      .execute();
  }
  await putMark(trx, at, orderHash);
}

/** The channel has given the money back: state, event, posting and mark, once. */
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
    const found = await findAttempt(trx, at.market, refund.out_trade_no);
    if (found === null) return false;
    const order = await lockOrder(trx, at.market, found.order_hash);
    const attempt = (await findAttempt(trx, at.market, refund.out_trade_no)) ?? found;
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
    const stall = ownerOf(order.stall, attempt.is_simulated);
    const channel = ownerOf(attempt.channel, attempt.is_simulated);
    const frozen = await frozenOf(trx, at.market, attempt);
    await post(trx, at, refundPosting(outRefundNo, { channel, stall, fen: refund.refund_fen }, frozen));
    await wantShareReturns(trx, at, attempt.out_trade_no, refundedFen, outRefundNo);
    await putMark(trx, at, order.order_hash);
    return true;
  });
}

/** Asks once more, under its number, for a refund that a channel has refused for good. False: it is none, or what is left does not cover it. */
export async function refundAgain(db: Database, at: Market, outRefundNo: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const refund = await trx
      .selectFrom('payment_refunds')
      .selectAll()
      .where('market', '=', at.market)
      .where('out_refund_no', '=', outRefundNo)
      .executeTakeFirst();
    const attempt = refund === undefined ? null : await findAttempt(trx, at.market, refund.out_trade_no);
    if (refund === undefined || attempt === null) return false;
    await lockOrder(trx, at.market, attempt.order_hash);
    if ((await leftOf(trx, at.market, attempt)) < refund.refund_fen) return false;
    const asked = await trx
      .updateTable('payment_refunds')
      .set({ state: 'wanted', tries: 0, next_at: at.now })
      .where('market', '=', at.market)
      .where('out_refund_no', '=', outRefundNo)
      .where('state', '=', 'denied')
      .executeTakeFirst();
    return asked.numUpdatedRows > 0n;
  });
}
