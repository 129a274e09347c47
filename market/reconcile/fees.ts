import { businessDay } from '../../shared/day.ts';
import type { BillEntry } from './entry.ts';
import type { Exception } from './facts.ts';

/** Fewer rows than that are told one by one. */
const LEAST_ROWS = 5;
/** So many of its rows stand behind the one difference. */
const SHOWN_ROWS = 10;

/**
 * Where every payment of a channel's day has another fee than the contract says, the contract's rate is set wrong or the channel has changed it:
 * one difference with their sum, not one for each row.
 */
export function foldFees(
  stall: string,
  day: string,
  exceptions: readonly Exception[],
  bill: readonly BillEntry[],
): readonly Exception[] {
  const channelOf = new Map<string, string>();
  const rows = new Map<string, Set<string>>();
  for (const { kind, channel, channelNo, at } of bill) {
    if (kind !== 'pay' || businessDay(at) !== day) continue;
    channelOf.set(channelNo, channel);
    rows.set(channel, (rows.get(channel) ?? new Set()).add(channelNo));
  }
  const byChannel = Map.groupBy(
    exceptions.filter(({ type }) => type === 'FEE_MISMATCH'),
    ({ refs }) => channelOf.get(refs[0] ?? '') ?? '',
  );
  const folded = [...byChannel].flatMap(([channel, all]): readonly Exception[] => {
    const [first] = all;
    if (first === undefined || all.length < LEAST_ROWS || all.length < (rows.get(channel)?.size ?? 0)) return all;
    const shown = all.slice(0, SHOWN_ROWS).map(({ refs }) => refs[0] ?? '');
    const fen = all.reduce((sum, one) => sum + one.fen, 0);
    return [{ ...first, fen, refs: [`${stall}/${channel}/${day}`, ...shown] }];
  });
  return [...exceptions.filter(({ type }) => type !== 'FEE_MISMATCH'), ...folded];
}
