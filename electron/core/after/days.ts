import { setImmediate as breathe } from 'node:timers/promises';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Store } from '../database.ts';

export interface Days {
  /** Entries of a day, newest number first, before a number; at most `limit`. Fewer: there are no more. */
  page(day: string, beforeSeq: number, limit: number): Promise<readonly JournalEntry[]>;
  /** All of a day, in order of (epoch, seq). */
  all(day: string): Promise<readonly JournalEntry[]>;
  /** The newest day before this one on which anything was written; null: none. */
  before(day: string): Promise<string | null>;
}

const PAGE = 500;
export const NO_SEQ = 2_147_483_647;

/** The journal by its index of days: what is read is what is shown, however long the journal is. */
export function createDays(store: Store, terminal: () => number): Days {
  const page: Days['page'] = async (day, beforeSeq, limit) => {
    const found = await store.journal
      .find({
        selector: { day, seq: { $lt: beforeSeq }, terminal: terminal() },
        sort: [{ day: 'desc' }, { seq: 'desc' }],
        limit,
      })
      .exec();
    return found.map((document) => document.toMutableJSON());
  };
  return {
    page,
    all: async (day) => {
      const entries: JournalEntry[] = [];
      for (let before = NO_SEQ; ;) {
        const found = await page(day, before, PAGE);
        // A number may be there twice, in two epochs: those of the last one are read again.
        const last = found.at(-1)?.seq ?? 0;
        const isFull = found.length === PAGE;
        entries.push(...found.filter((entry) => !isFull || entry.seq !== last));
        if (!isFull) return entries.toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
        before = last + 1;
        await breathe();
      }
    },
    before: async (day) => {
      const [last] = await store.journal
        .find({
          selector: { day: { $lt: day }, terminal: terminal() },
          sort: [{ day: 'desc' }, { seq: 'desc' }],
          limit: 1,
        })
        .exec();
      return last?.day ?? null;
    },
  };
}
