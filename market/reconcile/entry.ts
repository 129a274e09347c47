import type { FileFault } from './fault.ts';

/** What statements of others say, row by row, whoever wrote them. Money is fen; times epoch ms; days are calendar days in Asia/Shanghai, as channels date. */
export type BillChannel = 'wechat' | 'alipay' | 'acquirer';
/** Whose file it is: a channel's bill, a bank's statement, a card machine's. */
export type SourceChannel = BillChannel | 'bank' | 'card';

export interface BillEntry {
  readonly channel: BillChannel;
  /** Whose money it is at the channel. */
  readonly merchant: string;
  readonly kind: 'pay' | 'refund';
  readonly at: number;
  /** The number we gave; of a printed code one of the channel's own. */
  readonly outTradeNo: string;
  readonly channelNo: string;
  readonly outRefundNo: string | null;
  /** Of the order, before the channel's coupons; of a refund what was given back. Never negative. */
  readonly amountFen: number;
  /** What the channel keeps, or of a refund gives back of it, in hundred-thousandths of a yuan. Never negative. */
  readonly fee: number;
}
/** A payment on a card machine of somebody else's. */
export interface CardEntry {
  readonly machine: string;
  readonly reference: string;
  readonly at: number;
  readonly amountFen: number;
}
/** Money booked on a stall's account for one day's bill of one channel. */
export interface BankEntry {
  readonly channel: BillChannel;
  readonly billDay: string;
  readonly bookedDay: string;
  readonly amountFen: number;
}

/** What moved on a merchant's account at its channel. `payout`: on its way to the bank. `other`: no payment of the stall's, such as its shares. */
export interface FlowEntry {
  readonly channel: 'wechat' | 'alipay';
  readonly merchant: string;
  readonly kind: 'trade' | 'refund' | 'fee' | 'payout' | 'other';
  readonly at: number;
  /** Our number of the payment or refund, where there is one. */
  readonly ownNo: string;
  /** The channel's number of what was moved for, and of the movement. */
  readonly channelNo: string;
  readonly flowNo: string;
  /** What came in is positive, what went out negative. */
  readonly amountFen: number;
}

/** What a row of a bill is known by at its channel, whichever file it stands in. */
export const entryKeyOf = (row: Pick<BillEntry, 'kind' | 'channelNo' | 'outRefundNo'>): string =>
  row.kind === 'pay' ? `pay ${row.channelNo}` : `refund ${row.channelNo} ${row.outRefundNo ?? ''}`;
/** The same of a card's slip; `machine` as the books call it. */
export const slipKeyOf = ({ machine, reference }: Pick<CardEntry, 'machine' | 'reference'>): string =>
  `slip ${machine} ${reference}`;

export type Read<T> =
  | { readonly ok: true; readonly entries: readonly T[] }
  /** Why nothing of the file is taken. */
  | { readonly ok: false; readonly fault: FileFault };
/** The rows of a file one by one; at the end why nothing of it may be taken, or null when it is whole. */
export type Rows<T> = Generator<T, FileFault | null>;

/** All rows of a file, or why it is not whole. */
export function collect<T>(rows: Rows<T>): Read<T> {
  const entries: T[] = [];
  for (;;) {
    const next = rows.next();
    if (next.done !== true) entries.push(next.value);
    else if (next.value === null) return { ok: true, entries };
    else return { ok: false, fault: next.value };
  }
}
