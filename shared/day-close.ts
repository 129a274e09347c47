import type { CashCount, DayCloseBody, JournalEntry } from './records/journal.ts';
import { perpetualDelta } from './sale.ts';

/**
 * The close of a business day from its entries, in order of (epoch, seq), at least one. `sales` counts sales; `payableFen` is their sum less voids
 * and refunds of that day. `firstSeq` and `lastSeq` are of the last epoch the day was written in.
 */
export function closeOfDay(
  entries: readonly JournalEntry[],
  close: {
    readonly day: string;
    readonly zNo: number;
    readonly auto: boolean;
    readonly countedFen: number | null;
    readonly counts?: CashCount | null;
  },
): DayCloseBody {
  const epoch = entries.at(-1)?.epoch;
  const seqs = entries.filter((entry) => entry.epoch === epoch).map((entry) => entry.seq);
  return {
    kind: 'day_close',
    closedDay: close.day,
    zNo: close.zNo,
    auto: close.auto,
    firstSeq: seqs[0] ?? 0,
    lastSeq: seqs.at(-1) ?? 0,
    sales: entries.filter((entry) => entry.body.kind === 'sale').length,
    payableFen: entries.reduce((sum, entry) => sum + perpetualDelta(entry.body), 0),
    countedFen: close.countedFen,
    ...(close.counts === undefined || close.counts === null ? {} : { counts: close.counts }),
  };
}
