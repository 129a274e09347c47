import { at } from './desk.ts';
import type { Desk } from './desk.ts';
import { refundDone } from './refunds.ts';
import type { Answer } from './channel.ts';
import { findAttempt, findOrder } from './rows.ts';
import type { Facts } from './rows.ts';
import { retryAfterMs } from './state.ts';
import { call, reachOf } from './upstream.ts';

/** So often a channel may say no before people have to look: a balance may fill up again. */
const MAX_DENIALS = 20;
const AWAY_MS = 3_600_000;

/**
 * Asks a channel for a refund, always under the same number: a new one would pay twice. Until it says that the money has gone back, it is
 * asked again with longer and longer waits.
 */
export async function giveBack(desk: Desk, outRefundNo: string): Promise<void> {
  const { db, market } = desk;
  const refund = await db
    .selectFrom('payment_refunds')
    .selectAll()
    .where('market', '=', market)
    .where('out_refund_no', '=', outRefundNo)
    .executeTakeFirst();
  if (refund === undefined || refund.state === 'done' || refund.state === 'denied') return;
  const attempt = await findAttempt(db, market, refund.out_trade_no);
  const order = attempt === null ? null : await findOrder(db, market, attempt.order_hash);
  if (attempt === null || order === null) return;
  const keep = (set: {
    readonly state?: 'pending' | 'denied';
    readonly said?: string;
    readonly tries?: number;
    readonly next_at: number | null;
  }): Promise<unknown> =>
    db
      .updateTable('payment_refunds')
      .set(set)
      .where('market', '=', market)
      .where('out_refund_no', '=', outRefundNo)
      .where('state', '!=', 'done')
      .execute();
  const reach = await reachOf(desk, order, attempt);
  if (reach === null) {
    await keep({ next_at: desk.now() + AWAY_MS });
    return;
  }
  const ids = { merchant: reach.merchant, outTradeNo: attempt.out_trade_no, outRefundNo };
  const ask = (): Promise<Answer> =>
    call(() =>
      reach.channel.refund({
        ...ids,
        refundFen: refund.refund_fen,
        totalFen: attempt.amount_fen,
        reason: reasons[refund.reason] ?? '退款',
      }),
    );
  let answer = refund.state === 'pending' ? await call(() => reach.channel.refundQuery(ids)) : await ask();
  // The channel does not know it (any more): the same number again.
  if (refund.state === 'pending' && answer.state === 'absent') answer = await ask();
  // A no may be the answer to a repeat of what was done: it is believed only when a query does not say otherwise.
  if (answer.outcome === 'DENIED') {
    const held = await call(() => reach.channel.refundQuery(ids));
    if (held.outcome === 'OK' || held.outcome === 'PENDING') answer = held;
  }
  const facts: Facts = {
    source: 'answer',
    amountFen: refund.refund_fen,
    channelNo: answer.channelNo,
    paidAt: null,
    raw: answer.raw.slice(0, 20_000),
  };
  const tries = refund.tries + 1;
  const said = `${answer.code} ${answer.text}`.trim().slice(0, 300);
  switch (answer.outcome) {
    case 'OK':
      await refundDone(db, at(desk), outRefundNo, facts);
      return;
    case 'DENIED': {
      const isOver = tries >= MAX_DENIALS;
      if (isOver) desk.log.error({ outRefundNo, said }, 'a channel refuses a refund: somebody has to look');
      await keep({ ...(isOver ? { state: 'denied' } : {}), said, tries, next_at: isOver ? null : later(desk, tries) });
      return;
    }
    case 'PENDING':
      await keep({ state: 'pending', said, tries, next_at: later(desk, tries) });
      return;
    case 'UNKNOWN':
      await keep({ said, tries, next_at: later(desk, tries) });
      return;
    default:
      answer.outcome satisfies never;
  }
}

const later = (desk: Desk, tries: number): number => desk.now() + retryAfterMs(tries);
/** What the shopper reads on the refund. */
const reasons: Readonly<Record<string, string>> = {
  duplicate: '重复付款退回',
  not_wanted: '已用别的方式付款或取消，退回',
  refund: '退货退款',
  void: '整单作废退款',
  correction: '改收款方式退回',
};
