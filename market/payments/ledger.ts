/**
 * Double entry: every movement of money is one posting of lines that sum to zero. Lines are never changed; what was wrong is
 * posted back. One truth for 查账, sharing and reconciliation.
 *
 * Accounts: `channel` what the channel owes (debit) · `stall` what belongs to the stall (credit) · `receiver` what belongs to a
 * receiver of shares
 * · `frozen` the part of the stall's money that waits for its shares.
 */
export const accounts = ['channel', 'stall', 'receiver', 'frozen'] as const;
export type Account = (typeof accounts)[number];

export interface PostingLine {
  readonly account: Account;
  /** Channel name, stall number or receiver's account. */
  readonly owner: string;
  /** Debit positive, credit negative. */
  readonly fen: number;
}
export type PostingKind = 'payment' | 'refund' | 'fee' | 'share' | 'share_return' | 'unfreeze';
export interface Posting {
  /** One movement is posted once: the channel's or our number of it. */
  readonly id: string;
  readonly kind: PostingKind;
  readonly lines: readonly PostingLine[];
}

interface Movement {
  readonly channel: string;
  readonly stall: string;
  readonly fen: number;
}
const balanced = (id: string, kind: PostingKind, lines: readonly PostingLine[]): Posting => {
  if (lines.reduce((sum, { fen }) => sum + fen, 0) !== 0) throw new Error(`posting ${id} does not sum to zero`);
  return { id, kind, lines: lines.filter(({ fen }) => fen !== 0) };
};

/** The shopper has paid; `isFrozen` money waits for its shares. */
export const paymentPosting = (outTradeNo: string, { channel, stall, fen }: Movement, isFrozen: boolean): Posting =>
  balanced(`payment:${outTradeNo}`, 'payment', [
    { account: 'channel', owner: channel, fen },
    { account: isFrozen ? 'frozen' : 'stall', owner: stall, fen: -fen },
  ]);

/** Money back to the shopper: from what is frozen first, then from the stall's own. */
export function refundPosting(outRefundNo: string, { channel, stall, fen }: Movement, frozenFen: number): Posting {
  const fromFrozen = Math.min(fen, Math.max(0, frozenFen));
  return balanced(`refund:${outRefundNo}`, 'refund', [
    { account: 'channel', owner: channel, fen: -fen },
    { account: 'frozen', owner: stall, fen: fromFrozen },
    { account: 'stall', owner: stall, fen: fen - fromFrozen },
  ]);
}

/** What the channel keeps of a payment, by its bill: the channel owes less, and the stall has less. */
export const feePosting = (outTradeNo: string, { channel, stall, fen }: Movement): Posting =>
  balanced(`fee:${outTradeNo}`, 'fee', [
    { account: 'channel', owner: channel, fen: -fen },
    { account: 'stall', owner: stall, fen },
  ]);

/** Shares that went through leave the frozen money. */
export const sharePosting = (
  outSplitNo: string,
  stall: string,
  shares: readonly { readonly receiver: string; readonly fen: number }[],
): Posting =>
  balanced(`share:${outSplitNo}`, 'share', [
    { account: 'frozen', owner: stall, fen: shares.reduce((sum, { fen }) => sum + fen, 0) },
    ...shares.map(({ receiver, fen }): PostingLine => ({ account: 'receiver', owner: receiver, fen: -fen })),
  ]);

export const shareReturnPosting = (outReturnNo: string, stall: string, receiver: string, fen: number): Posting =>
  balanced(`share_return:${outReturnNo}`, 'share_return', [
    { account: 'receiver', owner: receiver, fen },
    { account: 'stall', owner: stall, fen: -fen },
  ]);

/** What is left after the shares is the stall's own. */
export const unfreezePosting = (outSplitNo: string, stall: string, fen: number): Posting =>
  balanced(`unfreeze:${outSplitNo}`, 'unfreeze', [
    { account: 'frozen', owner: stall, fen },
    { account: 'stall', owner: stall, fen: -fen },
  ]);

export interface ShareRule {
  readonly receiver: string;
  readonly kind: 'merchant' | 'person';
  /** Hundredths of a percent. */
  readonly basisPoints: number;
  readonly description: string;
}
/** Each receiver's share, rounded down; the rest stays with the stall. Never more than `maxBasisPoints` in all: null then. */
export function sharesOf(
  divisibleFen: number,
  rules: readonly ShareRule[],
  maxBasisPoints: number,
): readonly (ShareRule & { readonly fen: number })[] | null {
  if (rules.reduce((sum, { basisPoints }) => sum + basisPoints, 0) > maxBasisPoints) return null;
  return rules
    .map((rule) => ({ ...rule, fen: Math.floor((divisibleFen * rule.basisPoints) / 10_000) }))
    .filter(({ fen }) => fen > 0);
}

/** What an attempt's money is shared by: the rules as they were when it was opened, and what the channel keeps. */
export interface Sharing {
  readonly feeBasisPoints: number;
  readonly rules: readonly ShareRule[];
}
/** One receiver's share of an attempt, and what the channel said of it. */
export interface ShareOf extends ShareRule {
  readonly fen: number;
  readonly result: 'pending' | 'success' | 'failed';
  readonly reason: string;
  /** What was there to share when the shares were fixed, and what had gone back before. */
  readonly ofFen: number;
  readonly refundedBeforeFen: number;
}
/** What is left to share after the channel's fee, which it rounds to the fen. */
export const divisibleOf = (fen: number, feeBasisPoints: number): number =>
  fen - Math.round((fen * feeBasisPoints) / 10_000);
