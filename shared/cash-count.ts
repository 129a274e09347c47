import type { CashCount } from './records/journal.ts';

/** Notes and coins in use, fen, the largest first. */
export const denominations = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10] as const;

/** What notes and coins come to, fen. */
export const countSum = (counts: CashCount): number => counts.reduce((sum, { fen, pieces }) => sum + fen * pieces, 0);

/** A count by note says what was counted: it sums to it, the largest first, each once. Null: it does, or nothing was counted by note. */
export function countFault(of: {
  readonly countedFen: number | null;
  readonly counts?: CashCount | undefined;
}): string | null {
  const { counts } = of;
  if (counts === undefined) return null;
  if (counts.some(({ fen }, index) => fen >= (counts[index - 1]?.fen ?? Infinity))) return '面额有重复或次序不对';
  return countSum(counts) === of.countedFen ? null : '各面额之和与实点现金不同';
}
