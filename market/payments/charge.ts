import { refused } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { ChannelName } from './channel.ts';
import { at, merchants } from './desk.ts';
import type { Desk } from './desk.ts';
import { channelFor } from './policy.ts';
import { attemptsOf, findOrder } from './rows.ts';
import type { Order } from './rows.ts';
import { sharingOf } from './shares.ts';
import { isLive } from './state.ts';
import { openAttempt } from './store.ts';
import { end, numberOf, payByCode, reachOf } from './upstream.ts';

/**
 * Takes an order's amount by a shopper's payment code. What the shopper could still pay otherwise is ended upstream first. Null: it is
 * under way or done, the order says how it stands; an answer: why not.
 */
export async function charge(
  desk: Desk,
  order: Order,
  wish: { readonly channel: ChannelName; readonly authCode: string },
): Promise<Answer | null> {
  if (order.paid_by !== null) return null;
  if (order.ended !== '') return refused(409, 'order_closed', '这一单已关闭,请重新结账。');
  const wallet = wish.channel === 'acquirer' ? 'unionpay' : wish.channel;
  const found = channelFor(wallet, await merchants(desk, order.stall), desk.channels);
  if (found === null) return refused(409, 'no_channel', '本摊没有开通这种付款码,请顾客换一种方式。');
  const { channel, merchant } = found;

  const before = (await attemptsOf(desk.db, desk.market, order.order_hash)).find(({ state }) => isLive(state));
  // One code at a time: the same order is being paid by the code before.
  if (before?.way === 'payment_code') return null;
  if (before !== undefined) {
    const reach = await reachOf(desk, order, before);
    const ended = reach === null ? before : await end(desk, before, reach);
    if (isLive(ended.state)) return null;
    const now = await findOrder(desk.db, desk.market, order.order_hash);
    if (now === null || now.paid_by !== null) return null;
  }
  const attempt = await openAttempt(desk.db, at(desk), order, {
    channel: channel.name,
    subMerchant: merchant.subMerchant,
    way: 'payment_code',
    wallet,
    scene: null,
    isSimulated: channel.isSimulated,
    sharing: await sharingOf(desk.db, at(desk), order.stall, channel.name),
    numberOf: (no) => numberOf(order, no),
  });
  if (attempt !== null) await payByCode(desk, order, attempt, { channel, merchant }, wish.authCode);
  return null;
}
