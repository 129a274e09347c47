import { isLater, standingOf } from './after/standing.ts';
import { reportOfDay, type DayReport } from './day-report.ts';
import type { Mode } from './records/goods.ts';
import type { CashCount, JournalEntry, SaleBody, ShiftCloseBody } from './records/journal.ts';
import { perpetualDelta } from './sale.ts';

/** Where the shift `no` of a day begins and ends among the day's entries: behind one hand-over, before the next or the end. */
function boundsOf(entries: readonly JournalEntry[], no: number): { readonly from: number; readonly to: number } {
  const at = (wanted: number): number =>
    entries.findIndex(({ body }) => body.kind === 'shift_close' && body.no === wanted);
  const end = at(no);
  return { from: at(no - 1) + 1, to: end === -1 ? entries.length : end };
}

/** The hand-over of a day's open shift, from the day's entries in order of (epoch, seq). */
export function closeOfShift(
  entries: readonly JournalEntry[],
  close: {
    readonly no: number;
    readonly to: string;
    readonly expectedFen: number;
    readonly countedFen: number;
    readonly counts: CashCount | null;
  },
): ShiftCloseBody {
  const { counts, ...rest } = close;
  const { from } = boundsOf(entries, close.no);
  const shift = entries.slice(from);
  return {
    kind: 'shift_close',
    ...rest,
    sales: shift.filter(({ kind }) => kind === 'sale').length,
    payableFen: shift.reduce((sum, { body }) => sum + perpetualDelta(body), 0),
    ...(counts === null ? {} : { counts }),
  };
}

/** The figures of one shift alone, as `reportOfDay` has those of the day; `soldBy` is that of the day. */
export function reportOfShift(
  day: string,
  entries: readonly JournalEntry[],
  no: number,
  mode: Mode,
  soldBy: (saleId: string) => SaleBody | null,
): DayReport {
  const { from, to } = boundsOf(entries, no);
  const earlier = entries.slice(0, from).map(({ body }) => body);
  // What a sale of an earlier shift was paid with stands as it did when this one began.
  const soldThen = (saleId: string): SaleBody | null => {
    const sale = soldBy(saleId);
    if (sale === null) return null;
    const later = earlier.filter((body) => isLater(body) && body.saleId === saleId);
    return { ...sale, tenders: [...standingOf(sale, later).tenders] };
  };
  return reportOfDay(day, entries.slice(from, to), mode, soldThen);
}
