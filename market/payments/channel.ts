import type { ProofChannel } from '../../shared/payment-order.ts';

/** The contract behind which every payment channel lives. Amounts are fen; yuan exist only inside an adapter. */

export type ChannelName = 'wechat' | 'alipay' | 'acquirer';
export const channelNames = ['wechat', 'alipay', 'acquirer'] as const satisfies readonly ChannelName[];

/**
 * What a call came to. `OK`: the channel has done it. `DENIED`: it has said no for good. `PENDING`: under way, ask again.
 * `UNKNOWN`: no answer, or one that says nothing; the network never throws, and unknown is never failed.
 *
 * `query` is `OK` whenever the channel told the state, `refundQuery` and `refund` only when the money has gone back: a refund
 * the channel does not know is `UNKNOWN` with state `absent`, and is asked for again under its number.
 */
export type Outcome = 'OK' | 'DENIED' | 'PENDING' | 'UNKNOWN';

/** What the channel says of an order, in one word for all channels. `absent`: it does not know the order (yet). */
export type UpstreamState = 'absent' | 'open' | 'paying' | 'paid' | 'failed' | 'closed' | 'refunded';

export interface Answer {
  readonly outcome: Outcome;
  readonly state: UpstreamState | null;
  readonly amountFen: number | null;
  /** The channel's own number of the payment or refund. */
  readonly channelNo: string | null;
  /** Epoch ms at which the channel says it was paid. */
  readonly paidAt: number | null;
  /** With which wallet it was paid, where the channel tells. */
  readonly wallet: ProofChannel | null;
  /** Its own code and words, for people; never shown to shoppers. */
  readonly code: string;
  readonly text: string;
  /** The body as it came, secrets left out; kept for disputes. */
  readonly raw: string;
}

/** What a stall is at the channel: its own merchant number, under ours. */
export interface Merchant {
  readonly subMerchant: string;
  /** Alipay: the stall's authorisation of our app; else empty. */
  readonly appAuthToken: string;
  /** Payment codes by the newer interface; a switch, since not every merchant has it (payments.md 1.3). */
  readonly codepayV3: boolean;
}

export interface Trade {
  readonly merchant: Merchant;
  /** `outTradeNo` of shared/payment-order.ts, or another number of at most 32 letters, digits, `_`, `-`. */
  readonly outTradeNo: string;
  readonly amountFen: number;
  readonly subject: string;
  /** Epoch ms after which the channel must not take money for it. */
  readonly expiresAt: number;
  /** Freeze the money for sharing. */
  readonly isShared: boolean;
}

/**
 * How the shopper pays, and with which wallet. `native`: a code of the channel to be scanned. `jsapi`: inside the wallet's own
 * browser, by somebody it has named (`payerOf`). `browser`: an address the browser is sent to, for channels that have one.
 */
export type Scene = { readonly wallet: ProofChannel } & (
  | { readonly kind: 'native' }
  | { readonly kind: 'jsapi'; readonly payerId: string }
  | { readonly kind: 'browser' }
);

/** What the shopper's page needs to go on: an address to open or to show as a QR, or arguments of the browser's own call. */
export type Invitation =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'call'; readonly arguments: Readonly<Record<string, string>> };

export interface Refund {
  readonly merchant: Merchant;
  readonly outTradeNo: string;
  /** The same for every try of this refund: a new one would pay twice. */
  readonly outRefundNo: string;
  readonly refundFen: number;
  readonly totalFen: number;
  readonly reason: string;
}

export interface Receiver {
  readonly kind: 'merchant' | 'person';
  readonly account: string;
  readonly amountFen: number;
  readonly description: string;
}
export interface Split {
  readonly merchant: Merchant;
  readonly channelNo: string;
  readonly outSplitNo: string;
  readonly receivers: readonly Receiver[];
  /** The rest goes to the stall at once. */
  readonly isLast: boolean;
}
export interface SplitAnswer extends Answer {
  readonly receivers: readonly {
    readonly account: string;
    readonly amountFen: number;
    readonly result: 'success' | 'pending' | 'failed';
    readonly reason: string;
  }[];
}

export type BillKind = 'trade' | 'fund_flow';
/** A bill as text in UTF-8, checked against the hash that came with it. */
export interface Bill {
  readonly outcome: Outcome;
  readonly bytes: Uint8Array | null;
  readonly hash: string;
  readonly text: string;
}

/** A notification that is proven to come from the channel. */
export interface Notice {
  /** Stable over repeats of the same notice. */
  readonly id: string;
  readonly kind: 'paid' | 'refund' | 'other';
  readonly subMerchant: string;
  readonly outTradeNo: string;
  readonly outRefundNo: string | null;
  readonly state: UpstreamState;
  readonly amountFen: number;
  readonly channelNo: string;
  readonly paidAt: number | null;
  readonly wallet: ProofChannel | null;
}
export type Notified =
  | { readonly ok: true; readonly notice: Notice }
  | { readonly ok: false; readonly reason: 'signature' | 'stale' | 'unreadable' | 'foreign' };

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

export interface Channel {
  readonly name: ChannelName;
  /** A simulated channel: every screen and receipt it touches says 模拟. */
  readonly isSimulated: boolean;
  /** Bills are each stall's own, not one for all of them. */
  readonly billsByMerchant: boolean;
  /** A refund takes the shares back by itself, in proportion; `splitReturn` is not asked for. */
  readonly returnsSharesItself: boolean;
  /**
   * The address at which a wallet's browser learns who is paying; it comes back to `returnTo` with a query `payerOf` reads, and
   * `state` in it. Null: this wallet needs nobody named (`native` or `browser` then).
   */
  payerUrl(wallet: ProofChannel, returnTo: string, state: string): string | null;
  /** Who is paying, by the query the browser came back with; null when the channel does not say. */
  payerOf(wallet: ProofChannel, query: Readonly<Record<string, string>>): Promise<string | null>;
  prepay(trade: Trade, scene: Scene): Promise<Answer & { readonly invitation: Invitation | null }>;
  payByCode(trade: Trade, authCode: string): Promise<Answer>;
  query(trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer>;
  /** Ends an order that nobody has paid. `DENIED` with state `paid`: somebody had. */
  close(trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer>;
  /** Ends a payment by code whose result is not known: closes it or gives the money back. Repeated until `OK`. */
  reverse(trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer>;
  refund(refund: Refund): Promise<Answer>;
  refundQuery(refund: Pick<Refund, 'merchant' | 'outTradeNo' | 'outRefundNo'>): Promise<Answer>;
  addReceiver(merchant: Merchant, receiver: Omit<Receiver, 'amountFen'>): Promise<Answer>;
  split(split: Split): Promise<SplitAnswer>;
  splitQuery(split: Pick<Split, 'merchant' | 'channelNo' | 'outSplitNo'>): Promise<SplitAnswer>;
  splitReturn(
    split: Pick<Split, 'merchant' | 'outSplitNo'> & {
      readonly outReturnNo: string;
      readonly account: string;
      readonly amountFen: number;
    },
  ): Promise<Answer>;
  unfreeze(
    split: Pick<Split, 'merchant' | 'channelNo'> & { readonly outSplitNo: string; readonly reason: string },
  ): Promise<Answer>;
  /** `day`: `2026-09-21`. Without a trade on it there is no bill: `DENIED`; not ready yet: `PENDING`. */
  fetchBill(kind: BillKind, day: string, merchant?: Merchant): Promise<Bill>;
  /** Proves and reads a notification. Headers in lower case; `body` as the bytes came. */
  parseNotify(headers: Readonly<Record<string, string>>, body: string): Notified;
  /** What the channel wants to hear: taken, or not (it then sends again). */
  notifyReply(isTaken: boolean): Reply;
}

/** An answer for a call the network did not bring through. */
export const unknown = (text: string): Answer => ({
  outcome: 'UNKNOWN',
  state: null,
  amountFen: null,
  channelNo: null,
  paidAt: null,
  wallet: null,
  code: '',
  text,
  raw: '',
});

/** What a state means for a payment by code. */
export const payOutcome = (state: UpstreamState | null): Outcome => {
  if (state === 'paid') return 'OK';
  if (state === 'paying' || state === 'open') return 'PENDING';
  return state === 'failed' || state === 'closed' ? 'DENIED' : 'UNKNOWN';
};

/** The answer to closing or reversing; `no`: the refusal. An order that is closed already or was never there is ended; nobody holds its code. */
export function ended(no: Answer | null, raw: string): Answer {
  if (no === null) return { ...unknown(''), outcome: 'OK', state: 'closed', raw };
  return no.state === 'closed' || no.state === 'absent' ? { ...no, outcome: 'OK' } : no;
}
