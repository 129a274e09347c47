/**
 * A few days of a made-up market, as each party wrote them down: the tills, the market's server, the channels, the bank. Written before the
 * matcher and without any of its code: nothing here imports the product. Money is fen, times epoch ms, days `YYYY-MM-DD` in Asia/Shanghai.
 */
export type Channel = 'wechat' | 'alipay';

export interface Stall {
  readonly stall: string;
  readonly terminals: readonly number[];
  /** Its merchant number at each channel, and the number of its card machine. */
  readonly merchants: Readonly<Record<Channel, string>>;
  readonly cardMachine: string;
  /** What each channel may keep, in hundred-thousandths of the amount: 380 is 0.38 %. */
  readonly rate: Readonly<Record<Channel, number>>;
}

export interface Tender {
  kind: 'cash' | 'dynamic_qr' | 'payment_code' | 'static_code' | 'card' | 'other';
  channel: Channel | null;
  amountFen: number;
  state: 'cash' | 'confirmed' | 'proven_offline' | 'unproven' | 'external';
  /** Hash of the payment order, where there is one. */
  order: string | null;
  /** The channel's number, where the till knows it. */
  channelNo: string | null;
}

/** What a till wrote of one sale, and what came after it. `uploaded` false: it never reached the market, its number is a gap. */
export interface Sale {
  readonly id: string;
  readonly stall: string;
  readonly terminal: number;
  seq: number;
  at: number;
  day: string;
  mode: 'trade' | 'training' | 'simulated';
  payableFen: number;
  tenders: Tender[];
  uploaded: boolean;
  later: (
    | { readonly kind: 'confirmation'; readonly at: number; readonly tenderNo: number; readonly channelNo: string }
    | { readonly kind: 'void'; readonly at: number; readonly amountFen: number }
    | { readonly kind: 'refund'; readonly at: number; readonly amountFen: number }
  )[];
}

/** What the market's server holds of one attempt to be paid. */
export interface Attempt {
  readonly outTradeNo: string;
  readonly order: string;
  readonly no: number;
  readonly stall: string;
  readonly terminal: number;
  readonly channel: Channel;
  readonly merchant: string;
  amountFen: number;
  readonly startedAt: number;
  state: 'paying' | 'paid' | 'paid_late' | 'closed' | 'refunded' | 'part_refunded';
  closedAt: number | null;
  paidAt: number | null;
  channelNo: string | null;
  /** Whose money counts for the order. */
  counts: boolean;
}
export interface Refund {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly fen: number;
  readonly at: number;
  state: 'pending' | 'done' | 'denied';
}
/** Money on a printed code, as the channel's call told the server. */
export interface Arrival {
  readonly channelNo: string;
  readonly channel: Channel;
  readonly stall: string;
  readonly fen: number;
  readonly at: number;
  saleId: string | null;
}
export interface Split {
  readonly outSplitNo: string;
  readonly outTradeNo: string;
  readonly stall: string;
  readonly fen: number;
  readonly receiver: string;
  readonly at: number;
  state: 'wanted' | 'done' | 'failed';
  unfrozen: boolean;
}

/** One row of a channel's bill. */
export interface BillRow {
  readonly channel: Channel;
  merchant: string;
  readonly channelNo: string;
  /** The number we gave, or one of the channel's own for a printed code. */
  readonly outTradeNo: string;
  readonly kind: 'pay' | 'refund';
  readonly at: number;
  amountFen: number;
  /** Paid by the channel's coupon instead of the shopper; settled to the stall all the same. */
  couponFen: number;
  /** In hundred-thousandths of a yuan, as the bills write it: five decimals. */
  fee: number;
  rate: number;
  readonly outRefundNo: string | null;
  readonly refundState: 'SUCCESS' | 'PROCESSING' | 'ABNORMAL' | null;
}
/** One movement on a merchant's account at its channel. */
export interface FlowRow {
  readonly channel: Channel;
  readonly merchant: string;
  /** `net`: a payment with its fee taken off already, as WeChat also books it. */
  readonly kind: 'trade' | 'net' | 'refund' | 'fee' | 'fee_back' | 'share' | 'payout';
  at: number;
  /** The merchant's number of it, and the channel's. */
  readonly ownNo: string;
  readonly channelNo: string;
  readonly flowNo: string;
  /** What came in is positive. */
  fen: number;
}
export interface CardRow {
  readonly machine: string;
  readonly at: number;
  readonly reference: string;
  amountFen: number;
}
export interface BankRow {
  readonly stall: string;
  readonly channel: Channel;
  /** The day whose bill it settles, and the day it was booked. */
  readonly billDay: string;
  readonly day: string;
  fen: number;
}

/** One fault that was put in, and by which words it must be found. `refs`: any number by which the exception may name it. */
export interface Truth {
  readonly type: FaultType;
  readonly cause: string;
  readonly refs: readonly string[];
  readonly fen: number;
  /** More than one fault was put on the same sale: reported apart. */
  isStacked: boolean;
}
/** The catalogue of payments.md 7.3, and its leg from bill to flow of funds. */
export const faultTypes = [
  'BILL_ONLY',
  'LOCAL_ONLY',
  'CROSS_DAY',
  'AMOUNT_MISMATCH',
  'FEE_MISMATCH',
  'DUPLICATE_PAY',
  'PAID_NOT_DELIVERED',
  'OFFLINE_UNCONFIRMED',
  'UNVERIFIED_RELEASE',
  'REFUND_PENDING',
  'REFUND_ABNORMAL',
  'NEXT_DAY_REFUND',
  'REVERSED',
  'SPLIT_FAIL',
  'SPLIT_OVERDUE',
  'FROZEN_LEFT',
  'FLOW_MISMATCH',
  'SETTLE_SHORT',
] as const;
export type FaultType = (typeof faultTypes)[number];

/** A file as a party hands it over. */
export interface SourceFile {
  readonly kind: 'wechat_trade' | 'alipay_trade' | 'wechat_flow' | 'alipay_flow' | 'card' | 'bank';
  readonly day: string;
  /** Whose it is; null: the whole market's. */
  readonly stall: string | null;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface World {
  readonly market: number;
  /** The day that is closed, then the days on which late bills come. */
  readonly days: readonly string[];
  readonly stalls: readonly Stall[];
  readonly sales: readonly Sale[];
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  readonly arrivals: readonly Arrival[];
  readonly splits: readonly Split[];
  readonly files: readonly SourceFile[];
  readonly truth: readonly Truth[];
  /** Numbers of what looks like a fault and is none. */
  readonly lookalikes: readonly { readonly name: string; readonly refs: readonly string[] }[];
}
