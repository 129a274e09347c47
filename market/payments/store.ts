import type { ProofChannel } from '../../shared/payment-order.ts';
import type { Database } from '../database/connection.ts';
import { ownerOf, post } from './books.ts';
import type { ChannelName, Scene } from './channel.ts';
import { paymentPosting } from './ledger.ts';
import type { Sharing } from './ledger.ts';
import { putMark } from './marks.ts';
import { applyReturns, leftOf, wantRefund } from './refunds.ts';
import { attemptsOf, findAttempt, lockOrder } from './rows.ts';
import type { Attempt, Facts, Market, Order, Trx } from './rows.ts';
import { wantSplit } from './shares.ts';
import { after, hasMoney, isLive } from './state.ts';
import type { AttemptEvent, AttemptState } from './state.ts';

const ASK_WITHIN_MS = 10_000;
/** Writes a new attempt; null when the order has a live one, is paid or ended. */
export async function openAttempt(
  db: Database,
  { market, now }: Market,
  order: Order,
  wish: {
    readonly channel: ChannelName;
    readonly subMerchant: string;
    readonly way: 'qr' | 'payment_code';
    readonly wallet: ProofChannel;
    /** How the shopper pays; null for a payment code. A repeat of the call has to say the same. */
    readonly scene: Scene | null;
    readonly isSimulated: boolean;
    /** How its money is shared; null: not at all. */
    readonly sharing: Sharing | null;
    readonly numberOf: (attempt: number) => string;
  },
): Promise<Attempt | null> {
  return db.transaction().execute(async (trx) => {
    const held = await lockOrder(trx, market, order.order_hash);
    if (held.paid_by !== null || held.ended !== '') return null;
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
        // Whoever opened it asks the channel now; after a crash the schedule does.
        next_at: now + ASK_WITHIN_MS,
        invitation: null,
        wallet: wish.wallet,
        scene: wish.scene === null ? null : JSON.stringify(wish.scene),
        is_simulated: wish.isSimulated,
        sharing: wish.sharing === null ? null : JSON.stringify(wish.sharing),
      })
      // The index over live attempts decides between two phones that open the same order at once.
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return made ?? null;
  });
}

export type Moved =
  | { readonly moved: false; readonly why: 'nothing_new' | 'no_such_attempt' | 'wrong_amount' }
  | {
      readonly moved: true;
      readonly before: AttemptState;
      readonly after: AttemptState;
      /** The order had money already, or is not to be paid any more: this is given back under a number of its own. */
      readonly isDuplicate: boolean;
      readonly orderHash: string;
    };

/**
 * Moves an attempt by what was learned, in one transaction: the state, the event row, the postings, whose money counts, and the
 * refund of a duplicate, and the mark. Two sources that say the same move it once. `nextAt`: when to ask again, epoch ms.
 */
export async function move(
  db: Database,
  { market, now }: Market,
  outTradeNo: string,
  event: AttemptEvent,
  facts: Facts,
  nextAt?: number,
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
    if (arrives && facts.amountFen !== attempt.amount_fen) return { moved: false, why: 'wrong_amount' };
    const isDuplicate = arrives && (order.paid_by !== null || order.ended === 'stall');
    await trx
      .updateTable('payment_attempts')
      .set({
        state: next,
        channel_no: facts.channelNo ?? attempt.channel_no,
        paid_at: arrives ? (facts.paidAt ?? now) : attempt.paid_at,
        wallet: facts.wallet ?? attempt.wallet,
        ...(isLive(next) ? (nextAt === undefined ? {} : { next_at: nextAt }) : { next_at: null }),
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
      await post(
        trx,
        { market, now },
        paymentPosting(outTradeNo, whoseMoney(attempt, order), attempt.sharing !== null),
      );
      if (order.paid_by === null)
        await trx
          .updateTable('payment_orders')
          .set({ paid_by: outTradeNo })
          .where('market', '=', market)
          .where('order_hash', '=', order.order_hash)
          .execute();
      if (isDuplicate)
        await wantRefund(trx, { market, now }, attempt, {
          no: `D${outTradeNo}`,
          fen: attempt.amount_fen,
          reason: 'duplicate',
        });
      else if (attempt.sharing !== null) await wantSplit(trx, { market, now }, attempt);
      await applyReturns(trx, { market, now }, order.order_hash);
    }
    const moved = {
      moved: true,
      before: attempt.state,
      after: next,
      isDuplicate,
      orderHash: order.order_hash,
    } as const;
    await putMark(trx, { market, now }, order.order_hash);
    return moved;
  });
}

const whoseMoney = (attempt: Attempt, order: Order) => ({
  channel: ownerOf(attempt.channel, attempt.is_simulated),
  stall: ownerOf(order.stall, attempt.is_simulated),
  fen: attempt.amount_fen,
});

/**
 * No money is to be taken for this order any more. `stall`: money that has come goes back; `expired`: what comes late counts, unless the
 * order was never opened with a channel. What is live is to be ended upstream first: its state says so, and the schedule does it.
 */
export async function endOrder(db: Database, at: Market, orderHash: string, why: 'stall' | 'expired'): Promise<void> {
  await db.transaction().execute((trx) => endOrderIn(trx, at, orderHash, why));
}

/** As `endOrder`, within a transaction. */
export async function endOrderIn(trx: Trx, at: Market, orderHash: string, why: 'stall' | 'expired'): Promise<void> {
  const order = await lockOrder(trx, at.market, orderHash);
  if (order.ended === 'stall' || (order.ended === 'expired' && why === 'expired')) return;
  if (why === 'expired' && order.paid_by !== null) return;
  await trx
    .updateTable('payment_orders')
    .set({ ended: why, voided_at: at.now })
    .where('market', '=', at.market)
    .where('order_hash', '=', orderHash)
    .execute();
  const attempts = await attemptsOf(trx, at.market, orderHash);
  for (const attempt of attempts.filter(({ state }) => isLive(state)))
    await trx
      .updateTable('payment_attempts')
      .set({ next_at: at.now })
      .where('market', '=', at.market)
      .where('out_trade_no', '=', attempt.out_trade_no)
      .execute();
  const counted = attempts.find((one) => one.out_trade_no === order.paid_by);
  if (counted !== undefined) {
    const fen = await leftOf(trx, at.market, counted);
    if (fen > 0) await wantRefund(trx, at, counted, { no: `D${counted.out_trade_no}`, fen, reason: 'not_wanted' });
  }
  await putMark(trx, at, orderHash);
}
