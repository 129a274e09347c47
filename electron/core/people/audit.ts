import { setImmediate as breathe } from 'node:timers/promises';
import { auditRow, type AuditCursor, type AuditPage, type AuditRow } from '../../../shared/audit.ts';
import type { Journal } from '../journal/journal.ts';

const PAGE = 40;
/** Entries read at a time, by their numbers; a busy day's sales lie between two rows of the log. */
const STRIDE = 500;
/** Looked through for one page at most; what is left is another page's, even an empty one's. */
const MOST_READ = 5_000;

/** The log from `before` (null: the newest) backward, over all epochs, by the journal's index of numbers. */
export async function readAudit(
  journal: Pick<Journal, 'epochs' | 'lastSeq' | 'range'>,
  before: AuditCursor | null,
  nameOf: (personId: string) => string,
): Promise<AuditPage> {
  const rows: AuditRow[] = [];
  let read = 0;
  const epochs = (await journal.epochs()).filter((epoch) => before === null || epoch <= before.epoch).toReversed();
  for (const epoch of epochs) {
    let to = before?.epoch === epoch ? before.seq - 1 : await journal.lastSeq(epoch);
    while (to > 0) {
      const from = Math.max(1, to - STRIDE + 1);
      for (const entry of (await journal.range(from, to, epoch)).toReversed()) {
        const row = auditRow(entry, nameOf);
        if (row === null) continue;
        rows.push(row);
        if (rows.length === PAGE) return { rows, next: { epoch, seq: entry.seq } };
      }
      read += to - from + 1;
      to = from - 1;
      if (read >= MOST_READ && to > 0) return { rows, next: { epoch, seq: to + 1 } };
      await breathe();
    }
  }
  return { rows, next: null };
}
