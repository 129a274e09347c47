import { cartTotals, dueFen } from './cart.ts';
import type { ChargeChannel } from './payment-wire.ts';
import type { Cart, PaymentOrder } from './records/terminal.ts';
import type { Tender } from './records/goods.ts';
import type { JournalBody } from './records/journal.ts';
import type { ArrivalMark, PaymentMark, PaymentState } from './records/market.ts';
import type { Refusal } from './refusal.ts';
import { channelName, type ChannelTender } from './tender.ts';

/** How a cart is to be paid: the rest of it, or a part (S14). */
export interface PayWish {
  /** What the window showed. */
  readonly payableFen: number;
  /** Null: all that is due. */
  readonly amountFen: number | null;
}

/** What an order for this cart is about, or why there can't be one. The amount due stays what it was (S8). */
export function askFor(
  cart: Cart,
  wish: PayWish,
):
  | { readonly ok: true; readonly amountFen: number; readonly isRest: boolean }
  | { readonly ok: false; readonly refusal: Refusal } {
  const no = (refusal: Refusal) => ({ ok: false, refusal }) as const;
  if (cart.state === 'waiting') return no({ code: 'cart_waiting' });
  if (cart.state === 'closed' || cart.state === 'paid') return no({ code: 'cart_closed' });
  if (cart.lines.length === 0) return no({ code: 'cart_empty' });
  const { payableFen } = cartTotals(cart);
  if (payableFen !== wish.payableFen) return no({ code: 'tenders_differ', payableFen });
  const due = dueFen(cart);
  if (due <= 0) return no({ code: 'payable_zero' });
  const amountFen = wish.amountFen ?? due;
  if (amountFen === 0 || amountFen > due) return no({ code: 'tenders_differ', payableFen: due });
  return { ok: true, amountFen, isRest: amountFen === due };
}

/** Over which channel a code of this rule is charged: its own, or an acquirer that takes all of them. Null: over none of the stall's. */
export function chargeChannel(rule: string, channels: readonly ChargeChannel[]): ChargeChannel | null {
  return channels.find((channel) => channel === rule) ?? channels.find((channel) => channel === 'acquirer') ?? null;
}

/** The tender an order stands for, with what is known of the money. */
export const tenderFor = (
  order: Pick<PaymentOrder, 'id' | 'way' | 'amountFen' | 'isSimulated'>,
  state: ChannelTender['state'],
  known: Pick<PaymentMark, 'channel' | 'transactionId'>,
): ChannelTender => ({
  kind: order.way,
  amountFen: order.amountFen,
  state,
  channel: channelName(known.channel, order.isSimulated),
  paymentOrderId: order.id,
  transactionId: known.transactionId,
});

/** The money is here, and counts: also what came after the order had expired. */
const hasCome = ({ state }: PaymentMark): boolean => state === 'paid' || state === 'late' || state === 'part_returned';
/** It came although the stall had closed the order: the market gives it back, so it never counts here. */
const goesBack = (state: PaymentState): boolean => state === 'duplicate' || state === 'returned';
/** None of it is here, and none can come any more. */
export const hasEnded = (state: PaymentState): boolean => state === 'failed' || state === 'closed';
/** The market knows that the stall has no use for this money. */
export const isSentBack = (state: PaymentState | null): boolean =>
  state !== null && (goesBack(state) || hasEnded(state));

/**
 * What follows for an order from what the market says of it. `settle`: its cart waits and is paid. `due`: so, if its cart still stands unpaid
 * at that amount. `confirm`: its sale is written already. `surplus`: nothing waits for this money. `end`: nothing comes of it. `differs`: the
 * ledger does not have what was proven.
 */
export type MarkStep = 'settle' | 'due' | 'confirm' | 'surplus' | 'end' | 'differs' | 'nothing';
export function stepOf(
  order: Pick<PaymentOrder, 'state' | 'amountFen' | 'way' | 'entryId'>,
  mark: PaymentMark,
): MarkStep {
  const come = hasCome(mark);
  const back = goesBack(mark.state);
  const fits = mark.amountFen === order.amountFen;
  switch (order.state) {
    case 'waiting':
      if (come || back) return come && fits ? 'settle' : 'surplus';
      // A QR may still be paid over another channel after one attempt has failed.
      return hasEnded(mark.state) && (mark.state === 'closed' || order.way === 'payment_code') ? 'end' : 'nothing';
    case 'released':
      return come ? (fits ? 'confirm' : 'surplus') : 'nothing';
    case 'proven':
      if (come && fits) return 'confirm';
      return come || back || hasEnded(mark.state) ? 'differs' : 'nothing';
    case 'closing':
      return come || back ? 'surplus' : hasEnded(mark.state) ? 'end' : 'nothing';
    case 'done':
      if (order.entryId !== null) return 'nothing';
      return mark.state === 'late' && fits ? 'due' : come || back ? 'surplus' : 'nothing';
    case 'late':
      return 'nothing';
    default:
      return order.state satisfies never;
  }
}

/** Whether an order is not to be paid any more after this entry: its cart was paid otherwise, or its sale was put right or taken back. */
export function isOverBy(order: Pick<PaymentOrder, 'id' | 'state' | 'cartId' | 'entryId'>, body: JournalBody): boolean {
  const isAmong = (tenders: readonly Tender[]): boolean => tenders.some((one) => one.paymentOrderId === order.id);
  if (body.kind === 'sale') return order.state === 'waiting' && order.cartId === body.cartId && !isAmong(body.tenders);
  if (order.state !== 'released' || !('saleId' in body) || order.entryId !== body.saleId) return false;
  // Its own confirmation is over by then: this one came by the printed code.
  if (body.kind === 'void' || body.kind === 'confirmation') return true;
  return body.kind === 'correction' && !isAmong(body.after);
}

/** Wrong codes an order's keypad takes, and wrong ones of a terminal in an hour. */
export const MAX_TRIES = 3;
export const MAX_TRIES_HOUR = 10;

/** What money on the printed code may be for: a cart, or a sale whose money has not shown. */
export interface Claimant {
  readonly subjectId: string;
  readonly sign: string;
  readonly at: number;
  readonly isSold: boolean;
}
/** Money on the printed code and what it paid for are so near in time, ms. */
export const NEAR_MS = 600_000;
/** So far may the clocks of till and market be apart. */
const SKEW_MS = 120_000;
/**
 * Carts and unpaid sales of that amount (S15). `fitting`: carts that were open when the money came, sales of the ten minutes around it. The
 * others have the amount and another time (money that came while there was no line), so only a person may choose them.
 */
export function claimants(
  arrival: Pick<ArrivalMark, 'amountFen' | 'paidAt'>,
  carts: readonly Cart[],
  unpaid: readonly (Omit<Claimant, 'subjectId' | 'isSold'> & { readonly saleId: string; readonly amountFen: number })[],
): { readonly fitting: readonly Claimant[]; readonly others: readonly Claimant[] } {
  const open = carts.filter(
    (cart) =>
      cart.state !== 'paid' && cart.state !== 'closed' && cart.lines.length > 0 && dueFen(cart) === arrival.amountFen,
  );
  const all: readonly (Claimant & { readonly fits: boolean })[] = [
    ...open.map(({ id, sign, openedAt }) => ({
      subjectId: id,
      sign,
      at: openedAt,
      isSold: false,
      fits: openedAt - arrival.paidAt <= SKEW_MS,
    })),
    ...unpaid
      .filter(({ amountFen }) => amountFen === arrival.amountFen)
      .map(({ saleId, sign, at }) => ({
        subjectId: saleId,
        sign,
        at,
        isSold: true,
        fits: Math.abs(arrival.paidAt - at) <= NEAR_MS,
      })),
  ];
  const plain = (which: boolean) =>
    all
      .filter(({ fits }) => fits === which)
      .map(({ subjectId, sign, at, isSold }) => ({ subjectId, sign, at, isSold }));
  return { fitting: plain(true), others: plain(false) };
}
