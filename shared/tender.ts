import type Type from 'typebox';
import type { TenderWish as TenderWishSchema } from './commands/sale.ts';
import { fenText } from './money.ts';
import type { Tender } from './records/goods.ts';

/** A tender the vendor vouches for. One that stands for a payment order comes with the order, and its state from what proves it. */
export type TenderWish = Type.Static<typeof TenderWishSchema>;

/** A tender that stands for money of a channel: what was known of it when it was taken. No vendor can give one. */
export type ChannelTender = Pick<Tender, 'amountFen' | 'channel' | 'paymentOrderId' | 'transactionId'> & {
  readonly kind: 'dynamic_qr' | 'payment_code' | 'static_code';
  readonly state: 'confirmed' | 'proven_offline' | 'unproven';
};

/** A channel's name in a record: money of a simulated one says so wherever it is shown. */
export const channelName = (channel: string | null, isSimulated: boolean): string | null =>
  isSimulated ? (channel === null ? 'sim' : `sim-${channel}`) : channel;
export const isSimulatedChannel = (channel: string | null): boolean => /^sim(?:-|$)/.test(channel ?? '');

/** What is known of the money when a vendor says so: cash is in hand, a card slip is somebody else's word. */
const vouched: Readonly<Record<TenderWish['kind'], Tender['state']>> = {
  cash: 'cash',
  card: 'external',
  other: 'external',
  credit: 'credit',
};

/** The record of a tender, `no` from 1. `tenderedFen` counts only for cash; null is the exact amount. */
export function tenderOf(wish: TenderWish | ChannelTender, no: number): Tender {
  if ('state' in wish) return { no, ...wish, tenderedFen: null, changeFen: null };
  const { kind, amountFen, tenderedFen } = wish;
  const handed = kind === 'cash' ? tenderedFen : null;
  return {
    no,
    kind,
    channel: null,
    amountFen,
    state: vouched[kind],
    tenderedFen: handed,
    changeFen: handed === null ? null : handed - amountFen,
    paymentOrderId: null,
    transactionId: null,
  };
}

const statesOf: Readonly<Record<Tender['kind'], readonly Tender['state'][]>> = {
  cash: ['cash'],
  dynamic_qr: ['confirmed', 'proven_offline', 'unproven'],
  payment_code: ['confirmed', 'proven_offline', 'unproven'],
  static_code: ['confirmed', 'proven_offline', 'unproven'],
  card: ['external'],
  other: ['external'],
  credit: ['credit'],
};

/** What a tender says that can't be, in words for the market's clerk; null when it is right. */
export function tenderFault(tender: Tender): string | null {
  if (tender.amountFen === 0) return '金额为零';
  if (!statesOf[tender.kind].includes(tender.state)) return '方式与状态不符';
  const { tenderedFen, changeFen } = tender;
  if (tenderedFen === null) return changeFen === null ? null : '没有实收却有找零';
  if (tender.kind !== 'cash') return '不是现金却有实收';
  if (tenderedFen < tender.amountFen) return '实收少于金额';
  const dueFen = tenderedFen - tender.amountFen;
  return changeFen === dueFen ? null : `找零 ${fenText(changeFen ?? 0)} 应为 ${fenText(dueFen)}`;
}
