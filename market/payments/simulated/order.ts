import type { ProofChannel } from '../../../shared/payment-order.ts';

/** How an order is paid: a code the shopper scans, inside the wallet's browser, on a page of the channel, or by a payment code. */
export type Way = 'native' | 'jsapi' | 'browser' | 'code';
export type OrderState = 'open' | 'paying' | 'paid' | 'closed' | 'reversed' | 'failed';

export interface SimRefund {
  readonly outRefundNo: string;
  readonly channelNo: string;
  readonly fen: number;
  readonly at: number;
  /** `abnormal`: the shopper's card is gone. */
  state: 'processing' | 'success' | 'abnormal';
  readonly doneAt: number;
}

export interface SimSplit {
  readonly outSplitNo: string;
  readonly channelNo: string;
  readonly receivers: readonly {
    readonly kind: string;
    readonly account: string;
    readonly fen: number;
    readonly description: string;
    readonly reason: string;
  }[];
}
export interface Sharing {
  readonly splits: SimSplit[];
  readonly returns: {
    readonly outReturnNo: string;
    readonly channelNo: string;
    readonly account: string;
    readonly fen: number;
  }[];
  isOver: boolean;
}

export interface SimOrder {
  readonly outTradeNo: string;
  readonly subMerchant: string;
  readonly amountFen: number;
  readonly subject: string;
  readonly way: Way;
  /** What stands in its code, or names it to the wallet's browser. */
  readonly token: string;
  readonly payerId: string | null;
  readonly notifyUrl: string;
  readonly expiresAt: number;
  readonly isShared: boolean;
  readonly createdAt: number;
  state: OrderState;
  /** What the shopper will do, and when: enters a password, gives up, or leaves the phone lying. */
  plan: { readonly at: number; readonly does: 'pays' | 'cancels' | 'nothing' } | null;
  wallet: ProofChannel;
  channelNo: string;
  paidAt: number | null;
  payer: string;
  /** The phone has opened it. Before that Alipay knows no trade of this number. */
  isOpened: boolean;
  readonly refunds: SimRefund[];
  readonly sharing: Sharing;
}

export const refundedFen = (order: SimOrder): number => order.refunds.reduce((sum, { fen }) => sum + fen, 0);
