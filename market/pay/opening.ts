import type { ProofChannel } from '../../shared/payment-order.ts';
import type { Channel, Invitation, Scene } from '../payments/channel.ts';
import { at, merchants } from '../payments/desk.ts';
import type { Desk } from '../payments/desk.ts';
import { channelFor } from '../payments/policy.ts';
import { attemptsOf, findOrder } from '../payments/rows.ts';
import type { Attempt, Order } from '../payments/rows.ts';
import { sharingOf } from '../payments/shares.ts';
import { isLive } from '../payments/state.ts';
import { openAttempt } from '../payments/store.ts';
import { end, invite, numberOf, reachOf } from '../payments/upstream.ts';

/** What a shopper's phone is told when it wants to pay an order with a wallet. */
export type Opened =
  | { readonly kind: 'invited'; readonly invitation: Invitation; readonly attempt: Attempt }
  /** The wallet has to say first who is paying. */
  | { readonly kind: 'who'; readonly url: string }
  | { readonly kind: 'no_channel' }
  /** Another try is being ended, or the channel does not answer: the page asks again. */
  | { readonly kind: 'wait' }
  /** It is paid, ended, or paid by a code at the stall: the order says how it stands. */
  | { readonly kind: 'over' };

const isSame = (a: Scene | null, b: Scene): boolean =>
  a !== null &&
  a.kind === b.kind &&
  a.wallet === b.wallet &&
  (a.kind !== 'jsapi' || (b.kind === 'jsapi' && a.payerId === b.payerId));

/**
 * Lets this phone pay the order: the try it has open already, or a new one. A try of another phone, payer or channel is ended upstream
 * first, since two channels would both take the money.
 */
export async function openFor(
  desk: Desk,
  order: Order,
  wish: {
    readonly wallet: ProofChannel;
    /** Whether the page is open in this wallet's own browser. */
    readonly isInside: boolean;
    readonly payerId: string | null;
    readonly returnTo: string;
  },
): Promise<Opened> {
  const found = channelFor(wish.wallet, await merchants(desk, order.stall), desk.channels);
  if (found === null) return { kind: 'no_channel' };
  const { channel, merchant } = found;
  const scene = sceneFor(channel, wish);
  if (typeof scene === 'string') return { kind: 'who', url: scene };

  const live = (await attemptsOf(desk.db, desk.market, order.order_hash)).find(({ state }) => isLive(state));
  if (live !== undefined) {
    const reach = await reachOf(desk, order, live);
    if (live.way === 'payment_code') return { kind: 'over' };
    if (reach === null) return { kind: 'wait' };
    if (live.state === 'paying' && live.channel === channel.name && isSame(live.scene, scene)) {
      const invitation = live.invitation ?? (await invite(desk, order, live, reach));
      return invitation === null ? { kind: 'wait' } : { kind: 'invited', invitation, attempt: live };
    }
    // Just written by another request of this moment, or not ended yet.
    if (live.state === 'created' || isLive((await end(desk, live, reach)).state)) return { kind: 'wait' };
  }
  const now = await findOrder(desk.db, desk.market, order.order_hash);
  if (now === null || now.paid_by !== null || now.ended !== '') return { kind: 'over' };
  const attempt = await openAttempt(desk.db, at(desk), now, {
    channel: channel.name,
    subMerchant: merchant.subMerchant,
    way: 'qr',
    wallet: wish.wallet,
    scene,
    isSimulated: channel.isSimulated,
    sharing: await sharingOf(desk.db, at(desk), order.stall, channel.name),
    numberOf: (no) => numberOf(now, no),
  });
  if (attempt === null) return { kind: 'wait' };
  const invitation = await invite(desk, now, attempt, { channel, merchant });
  return invitation === null ? { kind: 'wait' } : { kind: 'invited', invitation, attempt };
}

/** How this phone pays over this channel; a text: the address at which the wallet first names its owner. */
function sceneFor(
  channel: Channel,
  wish: {
    readonly wallet: ProofChannel;
    readonly isInside: boolean;
    readonly payerId: string | null;
    readonly returnTo: string;
  },
): Scene | string {
  const { wallet } = wish;
  if (!wish.isInside) return { kind: 'native', wallet };
  if (wish.payerId !== null) return { kind: 'jsapi', wallet, payerId: wish.payerId };
  const url = channel.payerUrl(wallet, wish.returnTo, 'back');
  if (url !== null) return url;
  return wallet === 'unionpay' ? { kind: 'browser', wallet } : { kind: 'native', wallet };
}
