import { refundedFen, type Sharing, type SimOrder, type SimSplit } from './order.ts';

/** Sharing at a simulated channel, by WeChat's rules (payments.md 1.4); the other channels' are looser. */
export interface SharingRules {
  readonly now: () => number;
  /** From the payment until it may be shared, ms. */
  readonly waitMs: number;
  readonly maxBasisPoints: number;
  readonly feeBasisPoints: number;
  readonly number: () => string;
  /** Who may be given a share of a stall's money. */
  readonly isReceiver: (subMerchant: string, account: string) => boolean;
}
export const feeFen = (fen: number, basisPoints: number): number => Math.round((fen * basisPoints) / 10_000);

export type SplitRefusal = 'not_shared' | 'not_paid' | 'too_early' | 'over' | 'too_much' | 'bad' | 'different';

const sharedFen = ({ splits }: Sharing): number =>
  splits.flatMap(({ receivers }) => receivers).reduce((sum, { fen, reason }) => sum + (reason === '' ? fen : 0), 0);

/** Shares an order's frozen money; a receiver that is not known fails by itself. The same number again is the same split. */
export function splitOrder(
  rules: SharingRules,
  order: SimOrder,
  wish: {
    readonly outSplitNo: string;
    readonly receivers: readonly { kind: string; account: string; fen: number; description: string }[];
    readonly isLast: boolean;
  },
): SimSplit | SplitRefusal {
  const { sharing } = order;
  const held = sharing.splits.find((one) => one.outSplitNo === wish.outSplitNo);
  if (held !== undefined) {
    const text = (list: readonly { account: string; fen: number }[]) =>
      JSON.stringify(list.map(({ account, fen }) => [account, fen]));
    return text(held.receivers) === text(wish.receivers) ? held : 'different';
  }
  if (!order.isShared) return 'not_shared';
  if (order.state !== 'paid' || order.paidAt === null) return 'not_paid';
  if (rules.now() - order.paidAt < rules.waitMs) return 'too_early';
  if (sharing.isOver || refundedFen(order) === order.amountFen) return 'over';
  const { receivers } = wish;
  if (receivers.length > 50 || new Set(receivers.map(({ account }) => account)).size !== receivers.length) return 'bad';
  if (receivers.some(({ fen }) => !Number.isSafeInteger(fen) || fen <= 0)) return 'bad';
  const sum = sharedFen(sharing) + receivers.reduce((total, { fen }) => total + fen, 0);
  const divisible = order.amountFen - feeFen(order.amountFen, rules.feeBasisPoints) - refundedFen(order);
  if (sum > divisible || sum * 10_000 > order.amountFen * rules.maxBasisPoints) return 'too_much';
  const split: SimSplit = {
    outSplitNo: wish.outSplitNo,
    channelNo: rules.number(),
    receivers: receivers.map((one) => ({
      ...one,
      reason: rules.isReceiver(order.subMerchant, one.account) ? '' : 'NO_RELATION',
    })),
  };
  sharing.splits.push(split);
  if (wish.isLast) sharing.isOver = true;
  return split;
}

/** Gives the rest to the stall; needs a number of its own. A number that is taken does nothing, and says it went well. */
export function unfreezeOrder(rules: SharingRules, order: SimOrder, outSplitNo: string): SimSplit | SplitRefusal {
  if (order.sharing.splits.some((one) => one.outSplitNo === outSplitNo)) return splitOf(order, outSplitNo) ?? 'bad';
  if (!order.isShared || order.state !== 'paid') return 'not_shared';
  const split: SimSplit = { outSplitNo, channelNo: rules.number(), receivers: [] };
  order.sharing.splits.push(split);
  order.sharing.isOver = true;
  return split;
}
export const splitOf = (order: SimOrder | null, outSplitNo: string): SimSplit | null =>
  order?.sharing.splits.find((one) => one.outSplitNo === outSplitNo) ?? null;

/** Takes a share back to the stall; never more than was given. */
export function returnShare(
  rules: SharingRules,
  order: SimOrder,
  wish: { readonly outSplitNo: string; readonly outReturnNo: string; readonly account: string; readonly fen: number },
): Sharing['returns'][number] | 'unknown' | 'too_much' {
  const { returns } = order.sharing;
  const held = returns.find((one) => one.outReturnNo === wish.outReturnNo);
  if (held !== undefined) return held;
  const given = splitOf(order, wish.outSplitNo)?.receivers.find(
    (one) => one.account === wish.account && one.reason === '',
  );
  if (given === undefined) return 'unknown';
  const back = returns.filter(({ account }) => account === wish.account).reduce((sum, { fen }) => sum + fen, 0);
  if (wish.fen <= 0 || back + wish.fen > given.fen) return 'too_much';
  const made = { outReturnNo: wish.outReturnNo, channelNo: rules.number(), account: wish.account, fen: wish.fen };
  returns.push(made);
  return made;
}
