import { setImmediate as breathe } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { closeOfDay } from '../../shared/day-close.ts';
import { businessDay } from '../../shared/day.ts';
import type { Log } from '../../shared/log.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { Store } from './database.ts';
import type { Journal } from './journal.ts';

const PAGE = 1_000;

/**
 * Closes a business day that was forgotten (S24), as soon as another one has begun: an entry of its own, marked auto. Answers whether it wrote one.
 * Once a day is looked at it costs nothing more until the next.
 */
export function createDayCloser(deps: {
  readonly store: Store;
  readonly journal: Journal;
  readonly now: () => number;
  readonly seller: () => string;
  readonly log: Log;
}): () => Promise<boolean> {
  const { store, journal, log } = deps;
  let lookedAt = '';

  /** Of this terminal, of one day, in order of (epoch, seq). */
  const entriesOf = async (day: string): Promise<readonly JournalEntry[]> => {
    const { terminal } = journal.head();
    const found = await store.journal
      .find({ selector: { day, terminal }, sort: [{ day: 'asc' }, { seq: 'asc' }] })
      .exec();
    return found.map((document) => document.toMutableJSON()).toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  };
  /** The newest day before `today` on which anything was written; null: none. */
  const dayBefore = async (today: string): Promise<string | null> => {
    const { terminal } = journal.head();
    const [last] = await store.journal
      .find({
        selector: { day: { $lt: today }, terminal },
        sort: [{ day: 'desc' }, { seq: 'desc' }],
        limit: 1,
      })
      .exec();
    return last?.day ?? null;
  };
  /** The number of the last close, over all epochs. It is about a day back; only a journal without any is read through. */
  const lastZ = async (): Promise<number> => {
    for (const epoch of (await journal.epochs()).toReversed()) {
      for (let to = await journal.lastSeq(epoch); to > 0; to -= PAGE) {
        const page = await journal.range(Math.max(1, to - PAGE + 1), to, epoch);
        const close = page.findLast((entry) => entry.body.kind === 'day_close');
        if (close?.body.kind === 'day_close') return close.body.zNo;
        await breathe();
      }
    }
    return 0;
  };
  const isClose = (entry: JournalEntry, day: string): boolean =>
    entry.body.kind === 'day_close' && entry.body.closedDay === day;

  return async () => {
    const at = deps.now();
    const today = businessDay(at);
    if (today === lookedAt || journal.head().terminal === 0) return false;
    const day = await dayBefore(today);
    const entries = day === null ? [] : await entriesOf(day);
    const counted = entries.filter((entry) => entry.kind !== 'day_close' && entry.kind !== 'epoch_start');
    if (
      day === null ||
      counted.length === 0 ||
      [...entries, ...(await entriesOf(today))].some((one) => isClose(one, day))
    ) {
      lookedAt = today;
      return false;
    }
    const body = closeOfDay(entries, { day, zNo: (await lastZ()) + 1, auto: true, countedFen: null });
    // A close whose answer was lost is found in the journal the next time. A name of the day's own would be taken where a copy of this till closed it too.
    const closed = await journal.append({ id: randomUUID(), at, seller: deps.seller(), body });
    if (!closed.ok) return false;
    lookedAt = today;
    log.info({ day, zNo: body.zNo, sales: body.sales }, 'a day that was not closed was closed');
    return true;
  };
}
