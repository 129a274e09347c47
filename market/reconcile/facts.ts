import type { BankEntry, BillChannel, BillEntry, CardEntry, FlowEntry, SourceChannel } from './entry.ts';

/** What the market's own books say, as the matcher reads it: sales with their tenders as they were written, payments, refunds, shares. Trade alone. */
export interface TenderFact {
  readonly no: number;
  readonly kind: 'cash' | 'dynamic_qr' | 'payment_code' | 'static_code' | 'card' | 'other' | 'credit';
  readonly amountFen: number;
  readonly state: 'cash' | 'confirmed' | 'proven_offline' | 'unproven' | 'external' | 'credit';
  readonly orderHash: string | null;
  readonly channelNo: string | null;
}
export interface SaleFact {
  readonly id: string;
  readonly stall: string;
  readonly terminal: number;
  readonly at: number;
  readonly tenders: readonly TenderFact[];
  readonly isVoided: boolean;
  /** Tenders confirmed by an entry of their own. */
  readonly confirmed: readonly number[];
}
export interface AttemptFact {
  readonly outTradeNo: string;
  readonly orderHash: string;
  readonly stall: string;
  readonly terminal: number;
  readonly channel: BillChannel;
  readonly amountFen: number;
  readonly startedAt: number;
  readonly closedAt: number | null;
  readonly paidAt: number | null;
  /** Money is or was here. */
  readonly hasMoney: boolean;
  /** Its money counts for the order; another one's is a duplicate. */
  readonly counts: boolean;
}
export interface RefundFact {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly fen: number;
  readonly at: number;
  readonly state: 'pending' | 'done' | 'denied';
}
export interface ArrivalFact {
  readonly channelNo: string;
  readonly saleId: string | null;
}
export interface SplitFact {
  readonly outSplitNo: string;
  readonly outTradeNo: string;
  readonly stall: string;
  readonly fen: number;
  readonly at: number;
  readonly state: 'wanted' | 'done' | 'failed';
  readonly isUnfrozen: boolean;
}
export interface StallFact {
  readonly stall: string;
  readonly merchants: Readonly<Partial<Record<BillChannel, string>>>;
  readonly cardMachine: string;
  readonly rate: ContractRates;
}
/** By channel, the youngest first: hundred-thousandths, from which calendar day on. */
export type ContractRates = Readonly<
  Partial<Record<BillChannel, readonly { readonly from: string; readonly rate: number }[]>>
>;

export interface Books {
  readonly stalls: readonly StallFact[];
  readonly sales: readonly SaleFact[];
  readonly attempts: readonly AttemptFact[];
  readonly refunds: readonly RefundFact[];
  readonly arrivals: readonly ArrivalFact[];
  readonly splits: readonly SplitFact[];
}
/** A movement on a merchant's account, as the matcher needs it. */
export type FlowFact = Omit<FlowEntry, 'flowNo'>;
export interface Statements {
  readonly bill: readonly BillEntry[];
  readonly flows: readonly FlowFact[];
  /** `stall/channel/day` of each flow of funds that is here. */
  readonly flowDays: ReadonlySet<string>;
  readonly cards: readonly CardEntry[];
  readonly bank: readonly (BankEntry & { readonly stall: string })[];
  /** The last day whose bills are all here; what is missing later is only late. */
  readonly throughDay: string;
  /** The same of the statements of card machines and banks; `throughDay` when not given, '' when none has ever come. */
  readonly cardsThroughDay?: string;
  readonly bankThroughDay?: string;
}

/** The catalogue of payments.md 7.3; FLOW_MISMATCH is for its leg between bill and flow of funds. */
export type ExceptionType =
  | 'BILL_ONLY'
  | 'LOCAL_ONLY'
  | 'CROSS_DAY'
  | 'AMOUNT_MISMATCH'
  | 'FEE_MISMATCH'
  | 'DUPLICATE_PAY'
  | 'PAID_NOT_DELIVERED'
  | 'OFFLINE_UNCONFIRMED'
  | 'UNVERIFIED_RELEASE'
  | 'REFUND_PENDING'
  | 'REFUND_ABNORMAL'
  | 'NEXT_DAY_REFUND'
  | 'REVERSED'
  | 'SPLIT_FAIL'
  | 'SPLIT_OVERDUE'
  | 'FROZEN_LEFT'
  | 'FLOW_MISMATCH'
  | 'SETTLE_SHORT';
/** Why, as far as it can be said; `unknown`: nobody can say yet. */
export type Cause =
  | 'lost_notice'
  | 'late_payment'
  | 'wrong_channel_key'
  | 'static_by_amount_and_time'
  | 'no_owner'
  | 'not_in_bill'
  | 'not_in_statement'
  | 'wrong_merchant'
  | 'midnight'
  | 'channel_amount'
  | 'digit_swap'
  | 'missing_decimal'
  | 'wrong_rate'
  | 'cash_and_qr'
  | 'two_attempts'
  | 'missing_upload'
  | 'voided_after_paid'
  | 'no_payment'
  | 'released_unpaid'
  | 'refund_under_way'
  | 'refund_denied'
  | 'refund_across_midnight'
  | 'refund_unknown'
  | 'reversed'
  | 'receiver_failed'
  | 'overdue'
  | 'unfreeze_missing'
  | 'fee_rounding'
  | 'flow_missing'
  | 'flow_late'
  | 'flow_amount'
  | 'flow_fee'
  | 'flow_unbilled'
  | 'payout_missing'
  | 'payout_short'
  | 'transfer_missing'
  | 'transfer_late'
  | 'bank_short'
  | 'unknown';

export interface Exception {
  readonly type: ExceptionType;
  readonly cause: Cause;
  readonly stall: string;
  readonly fen: number;
  /** The instant it belongs to, which decides the day it is shown on: when the sale, payment or refund began. */
  readonly at: number;
  /** Every number it is known by: ours, the channel's, the sale's. The first one is its own. */
  readonly refs: readonly string[];
  /** Nobody needs to do anything: it is explained and comes out even. */
  readonly isSettled: boolean;
}

/** A row of a bill or statement and what of ours it is the money of. */
export interface Pair {
  /** `attempt:`, `refund:` or `sale:` and its number. */
  readonly group: string;
  readonly channel: SourceChannel;
  /** The row's number at whoever wrote it, as `entryKeyOf` builds it. */
  readonly key: string;
}
