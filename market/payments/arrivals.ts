import type { ClaimAnswer } from '../../shared/payment-wire.ts';
import { good, refused } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { sha256Hex } from '../seal.ts';
import type { Channel, Notice } from './channel.ts';
import { at, stallOf } from './desk.ts';
import type { Desk } from './desk.ts';
import { arrivalMarkId, putMark } from './marks.ts';
import { arrivalHash, attemptsOf, keepOrder, lockOrder } from './rows.ts';
import { arrivalOf } from './standing.ts';
import { move, openAttempt } from './store.ts';

/** Money on the stall's printed code is for this cart or sale. The first claim wins; the same again gets the same answer. */
export async function claimArrival(
  desk: Desk,
  terminal: { readonly terminal: number; readonly stall: string },
  { arrivalId, subjectId }: { readonly arrivalId: string; readonly subjectId: string },
): Promise<Answer> {
  const { db, market } = desk;
  const unknown = refused(404, 'unknown_arrival', '没有这笔到账,或已退回顾客。');
  const orderHash = await arrivalHash(db, { market, stall: terminal.stall }, arrivalId);
  if (orderHash === null) return unknown;
  return db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, market, orderHash);
    const arrival = arrivalOf(order, await attemptsOf(trx, market, orderHash));
    if (arrival === null) return unknown;
    const { takenBy } = arrival;
    const isYours = takenBy === null || (takenBy.terminal === terminal.terminal && takenBy.subjectId === subjectId);
    if (takenBy === null) {
      await trx
        .updateTable('payment_orders')
        .set({ taken_terminal: terminal.terminal, taken_subject: subjectId, taken_at: desk.now() })
        .where('market', '=', market)
        .where('order_hash', '=', orderHash)
        .execute();
      await putMark(trx, at(desk), orderHash);
    }
    const answer: ClaimAnswer = {
      arrivalId: arrivalMarkId(orderHash),
      isYours,
      amountFen: arrival.amountFen,
      channel: arrival.channel,
      transactionId: arrival.transactionId,
      at: arrival.paidAt,
    };
    return good(answer);
  });
}

/** Numbers of our own orders: money under one of them that we do not know is no sticker's. */
const ours = /^O[0-9A-F]{28}\d{2}$/;

/**
 * Money that came on a stall's printed code, under a number its channel has made. Kept as an order that is nobody's yet, so that it is
 * given back, shared and reconciled as any other. False: no stall has this merchant.
 */
export async function takeStickerPayment(desk: Desk, channel: Channel, notice: Notice): Promise<boolean> {
  if (notice.state !== 'paid' || ours.test(notice.outTradeNo) || notice.amountFen <= 0) return false;
  const { db } = desk;
  const stall = await stallOf(desk, channel.name, notice.subMerchant);
  if (stall === null) return false;
  const orderHash = sha256Hex(`sticker\n${channel.name}\n${notice.outTradeNo}`);
  const order = await keepOrder(db, at(desk), {
    orderHash,
    terminal: 0,
    stall,
    payload: '',
    signature: '',
    signer: '',
    keyId: 0,
    counter: 0,
    amountFen: notice.amountFen,
    expiresAt: desk.now() + 60_000,
  });
  await openAttempt(db, at(desk), order, {
    channel: channel.name,
    subMerchant: notice.subMerchant,
    way: 'qr',
    wallet: notice.wallet ?? (channel.name === 'alipay' ? 'alipay' : 'wechat'),
    scene: null,
    isSimulated: channel.isSimulated,
    // Its order was made by the channel, and not to be shared.
    sharing: null,
    numberOf: () => notice.outTradeNo,
  });
  const { amountFen, channelNo, paidAt, wallet } = notice;
  await move(
    db,
    at(desk),
    notice.outTradeNo,
    { kind: 'upstream', state: 'paid' },
    { source: 'notice', amountFen, channelNo, paidAt, wallet, raw: '' },
  );
  return true;
}
