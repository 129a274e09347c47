import { outTradeNo } from '../../shared/payment-order.ts';
import type { Answer, Channel, Invitation, Merchant, Outcome, Trade, UpstreamState } from './channel.ts';
import { unknown } from './channel.ts';
import { at, merchants } from './desk.ts';
import type { Desk } from './desk.ts';
import { leftOf, refundDone, wantRefund } from './refunds.ts';
import { findAttempt, lockOrder, noFacts } from './rows.ts';
import type { Attempt, Facts, Order } from './rows.ts';
import { hasMoney, nextQuery, retryAfterMs } from './state.ts';
import type { AttemptEvent } from './state.ts';
import { move } from './store.ts';

/** What an answer says besides its state. */
const factsOf = (source: Facts['source'], answer: Answer): Facts => ({
  source,
  amountFen: answer.amountFen,
  channelNo: answer.channelNo,
  paidAt: answer.paidAt,
  wallet: answer.wallet,
  raw: answer.raw.slice(0, 20_000),
});

/** Calls a channel; whatever goes wrong on the way is an unknown answer, never a failed one. */
export async function call<A extends Answer>(ask: () => Promise<A>): Promise<A | Answer> {
  try {
    return await ask();
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

export interface Reach {
  readonly channel: Channel;
  readonly merchant: Merchant;
}

/** The channel an attempt went over, with the stall's merchant there as it was then; null: not set up (any more). */
export async function reachOf(desk: Desk, order: Pick<Order, 'stall'>, attempt: Attempt): Promise<Reach | null> {
  const channel = desk.channels.get(attempt.channel);
  // A simulated channel knows nothing of real payments, nor the other way round.
  if (channel === undefined || channel.isSimulated !== attempt.is_simulated) return null;
  const held = (await merchants(desk, order.stall)).find(
    (one) => one.channel === attempt.channel && one.subMerchant === attempt.sub_merchant,
  );
  return {
    channel,
    merchant: held ?? { subMerchant: attempt.sub_merchant, appAuthToken: '', codepayV3: false },
  };
}

export const tradeOf = (order: Order, attempt: Attempt, merchant: Merchant): Trade => ({
  merchant,
  outTradeNo: attempt.out_trade_no,
  amountFen: attempt.amount_fen,
  subject: `${order.stall}号摊`,
  expiresAt: attempt.way === 'payment_code' ? attempt.started_at + 60_000 : order.expires_at,
  isShared: attempt.sharing !== null,
});

export const numberOf = (order: Pick<Order, 'order_hash'>, attempt: number): string =>
  outTradeNo(order.order_hash, attempt);

/**
 * Notes that an attempt is asked for, before it is: a crash in between leaves something to query. Answers how it stands: what another
 * request or the schedule has ended meanwhile is not to be asked for any more, a channel would make anew what it has just ended.
 */
async function noteAsked(desk: Desk, order: Order, attempt: Attempt): Promise<{ isFirst: boolean; isOpen: boolean }> {
  const { now } = at(desk);
  const next = nextQuery(attempt.way, attempt.started_at, now, order.expires_at) ?? now;
  const { moved } = await move(desk.db, at(desk), attempt.out_trade_no, { kind: 'asked' }, noFacts('schedule'), next);
  const held = moved ? null : await findAttempt(desk.db, desk.market, attempt.out_trade_no);
  return { isFirst: moved, isOpen: moved || held?.state === 'paying' };
}

/** Moves an attempt by what a channel answered to a payment or a query. */
export async function learn(desk: Desk, attempt: Attempt, answer: Answer, source: Facts['source']): Promise<void> {
  const event = eventOf(answer);
  if (event === null) return;
  const moved = await move(desk.db, at(desk), attempt.out_trade_no, event, factsOf(source, answer));
  if (!moved.moved && moved.why === 'wrong_amount')
    desk.log.error(
      { outTradeNo: attempt.out_trade_no, amountFen: attempt.amount_fen, saidFen: answer.amountFen },
      'a channel tells of another amount than was asked for',
    );
  if (moved.moved) desk.wake();
}

function eventOf({ outcome, state }: Answer): AttemptEvent | null {
  if (state !== null) return { kind: 'upstream', state };
  // Refused for good, and the channel says no more: nobody can pay it.
  return outcome === 'DENIED' ? { kind: 'upstream', state: 'failed' } : null;
}

/** Asks for a payment by the shopper's code. The code is nowhere but in this call. */
export async function payByCode(desk: Desk, order: Order, attempt: Attempt, reach: Reach, code: string): Promise<void> {
  if (!(await noteAsked(desk, order, attempt)).isFirst) return;
  const answer = await call(() => reach.channel.payByCode(tradeOf(order, attempt, reach.merchant), code));
  await learn(desk, attempt, answer, 'answer');
}

/** Asks the channel for what the shopper's phone needs to pay; the same again gets the same. Null: not now. */
export async function invite(desk: Desk, order: Order, attempt: Attempt, reach: Reach): Promise<Invitation | null> {
  const { scene } = attempt;
  if (scene === null) return null;
  if (!(await noteAsked(desk, order, attempt)).isOpen) return null;
  const answer = await call(() => reach.channel.prepay(tradeOf(order, attempt, reach.merchant), scene));
  const invitation = 'invitation' in answer ? answer.invitation : null;
  if (answer.outcome === 'OK' && invitation !== null) {
    await desk.db
      .updateTable('payment_attempts')
      .set({ invitation: JSON.stringify(invitation) })
      .where('market', '=', desk.market)
      .where('out_trade_no', '=', attempt.out_trade_no)
      .execute();
    return invitation;
  }
  // That it is paid counts only with its amount, which a query tells.
  if (answer.state === 'paid') await query(desk, attempt, reach);
  else if (answer.outcome !== 'OK') await learn(desk, attempt, answer, 'answer');
  return null;
}

export async function query(desk: Desk, attempt: Attempt, reach: Reach): Promise<Attempt> {
  const answer = await call(() => reach.channel.query(trade(attempt, reach)));
  await learn(desk, attempt, answer, 'query');
  return (await findAttempt(desk.db, desk.market, attempt.out_trade_no)) ?? attempt;
}

const trade = (attempt: Attempt, { merchant }: Reach): Pick<Trade, 'merchant' | 'outTradeNo'> => ({
  merchant,
  outTradeNo: attempt.out_trade_no,
});

/**
 * Ends an attempt upstream: a code that is shown is closed, a payment by code is reversed. Only the channel's word ends it; without one it
 * is asked again with longer and longer waits. Answers the attempt as it is then.
 */
export async function end(desk: Desk, attempt: Attempt, reach: Reach): Promise<Attempt> {
  const isCode = attempt.way === 'payment_code';
  const tries = attempt.state === 'closing' || attempt.state === 'reversing' ? attempt.tries : 0;
  const again = at(desk).now + retryAfterMs(tries);
  await move(
    desk.db,
    at(desk),
    attempt.out_trade_no,
    { kind: isCode ? 'reverse_wanted' : 'close_wanted' },
    noFacts('schedule'),
    again,
  );
  await desk.db
    .updateTable('payment_attempts')
    .set({ tries: tries + 1, next_at: again })
    .where('market', '=', desk.market)
    .where('out_trade_no', '=', attempt.out_trade_no)
    .where('state', 'in', ['closing', 'reversing'])
    .execute();
  // What was paid in this moment is not to be undone: a channel that is asked to gives the money back, and nobody hears of it.
  const held = await findAttempt(desk.db, desk.market, attempt.out_trade_no);
  if (held === null || (held.state !== 'closing' && held.state !== 'reversing')) return held ?? attempt;
  const answer = await call(() =>
    isCode ? reach.channel.reverse(trade(attempt, reach)) : reach.channel.close(trade(attempt, reach)),
  );
  const answered = (outcome: Outcome, state: UpstreamState | null, said: Answer) =>
    move(desk.db, at(desk), attempt.out_trade_no, { kind: 'close_answered', outcome, state }, factsOf('answer', said));
  if (answer.outcome === 'OK' && answer.state !== 'paid') {
    await answered('OK', answer.state, answer);
    await noteUndone(desk, attempt, reach);
    desk.wake();
  }
  // Somebody has paid, or it is not done: what the channel says to a query counts, with its amount.
  else if (!isCode) await learn(desk, attempt, await call(() => reach.channel.query(trade(attempt, reach))), 'query');
  // A reversal that was not refused may still happen: it is asked for again, and money that shows meanwhile is none.
  else if (answer.outcome === 'DENIED') {
    const said = await call(() => reach.channel.query(trade(attempt, reach)));
    if (said.state === 'paid') await answered('DENIED', 'paid', said);
    else await learn(desk, attempt, said, 'query');
  }
  return (await findAttempt(desk.db, desk.market, attempt.out_trade_no)) ?? attempt;
}

/**
 * An attempt that became paid while it was being ended, and that the channel says it has ended after all: some give back what was paid in that
 * moment. What a query says then counts, and money that is gone is written down as given back; without an answer it is asked again.
 */
export async function noteUndone(desk: Desk, { out_trade_no: no }: Attempt, reach: Reach): Promise<void> {
  const { db, market } = desk;
  const now = await findAttempt(db, market, no);
  if (now === null || !hasMoney(now.state) || now.state === 'refunded') return;
  const said = await call(() => reach.channel.query(trade(now, reach)));
  // WeChat says the same word of a payment of which a part went back: what we have asked for ourselves explains it.
  const isGone = said.state === 'closed' || (said.state === 'refunded' && !(await hasRefund(desk, no)));
  await db
    .updateTable('payment_attempts')
    .set(
      isGone || said.state === 'paid' || said.state === 'refunded'
        ? { next_at: null }
        : { next_at: desk.now() + retryAfterMs(now.tries), tries: now.tries + 1 },
    )
    .where('market', '=', market)
    .where('out_trade_no', '=', no)
    .execute();
  if (!isGone) return;
  await db.transaction().execute(async (trx) => {
    await lockOrder(trx, market, now.order_hash);
    const fen = await leftOf(trx, market, now);
    if (fen > 0) await wantRefund(trx, at(desk), now, { no: `V${no}`, fen, reason: 'undone' });
  });
  const asked = await db
    .selectFrom('payment_refunds')
    .select('out_refund_no')
    .where('market', '=', market)
    .where('out_trade_no', '=', no)
    .where('state', 'in', ['wanted', 'pending'])
    .execute();
  for (const { out_refund_no: refundNo } of asked) await refundDone(db, at(desk), refundNo, factsOf('query', said));
}

const hasRefund = async ({ db, market }: Desk, outTradeNo: string): Promise<boolean> =>
  (await db
    .selectFrom('payment_refunds')
    .select('out_refund_no')
    .where('market', '=', market)
    .where('out_trade_no', '=', outTradeNo)
    .where('state', '!=', 'denied')
    .executeTakeFirst()) !== undefined;
