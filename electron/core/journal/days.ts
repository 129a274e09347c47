import { setImmediate as breathe } from 'node:timers/promises';
import { prepareQuery, type MangoQuerySelector, type MangoQuerySortPart, type RxDocumentData } from 'rxdb';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Store } from '../database.ts';
import { entryOf } from './journal.ts';

export interface Days {
  /** Entries of a day, newest number first, before a number; at most `limit`. Fewer: there are no more. */
  page(day: string, beforeSeq: number, limit: number): Promise<readonly JournalEntry[]>;
  /** All of a day, in order of (epoch, seq). */
  all(day: string): Promise<readonly JournalEntry[]>;
  /** The newest day before this one on which anything was written; null: none. */
  before(day: string): Promise<string | null>;
  /** The first entries of the days after this one, at most `limit`. */
  after(day: string, limit: number): Promise<readonly JournalEntry[]>;
}

const PAGE = 500;
export const NO_SEQ = 2_147_483_647;

/** The journal by its index of days: what is read is what is shown, however long the journal is. */
export function createDays(store: Store, terminal: () => number): Days {
  // As the storage holds them: RxDB's own objects, made and copied for each entry, cost a day three times as much.
  const read = async (
    selector: { readonly day: object; readonly seq?: object },
    order: 'asc' | 'desc',
    limit: number,
  ): Promise<readonly JournalEntry[]> => {
    const query = prepareQuery<JournalEntry>(store.journal.schema.jsonSchema, {
      selector: { _deleted: { $eq: false }, ...selector, terminal: { $eq: terminal() } } as MangoQuerySelector<
        RxDocumentData<JournalEntry>
      >,
      sort: [{ day: order }, { seq: order }, { id: order }] as MangoQuerySortPart<RxDocumentData<JournalEntry>>[],
      skip: 0,
      limit,
      index: ['_deleted', 'day', 'seq', 'id'],
    });
    const { documents } = await store.journal.storageInstance.query(query);
    return documents.map(entryOf);
  };
  const page: Days['page'] = (day, beforeSeq, limit) =>
    read({ day: { $eq: day }, seq: { $lt: beforeSeq } }, 'desc', limit);
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
      const [last] = await read({ day: { $lt: day } }, 'desc', 1);
      return last?.day ?? null;
    },
    after: (day, limit) => read({ day: { $gt: day } }, 'asc', limit),
  };
}
