import type { Log } from '../../../shared/log.ts';
import { learn, type Habit, type Habits } from '../../../shared/ranking.ts';
import { PRODUCT_CHANGED } from '../../../shared/marks.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Journal } from '../journal/journal.ts';
import { isBehind, pagesAfter, type Reached } from '../journal/journal-pages.ts';
import type { HabitCache, Settings } from '../settings.ts';

/** Entries read at a time, once a second: behind the sales, never in their way. */
const PAGE = 100;
/** Without a cache so many of the newest entries are read again; older ones have faded. */
const LOOK_BACK = 20_000;

export interface HabitBook {
  habits(): Habits;
  /** Learns the next entries of the journal; once a second. One at a time. */
  follow(): Promise<void>;
  /** Writes what was learned since the last time. */
  save(): Promise<void>;
}

/** What this stall sells when and by what weight: learned from its own journal, kept in a setting that can be made anew. */
export async function openHabits(options: {
  readonly settings: Settings;
  readonly journal: Pick<Journal, 'head' | 'range' | 'epochs' | 'lastSeq'>;
  readonly log: Log;
}): Promise<HabitBook> {
  const { settings, journal, log } = options;
  const cache = await settings.read('habits');
  let habits = new Map<string, Habit>((cache?.habits ?? []).map(({ id, ...habit }) => [id, habit]));
  /** The last entry that was learned; null: not known where to begin. */
  let at: Reached | null = cache;
  let isNew = false;

  /** The newest entries of this terminal, over its epochs. */
  const begin = async (): Promise<{ readonly epoch: number; readonly seq: number }> => {
    let room = LOOK_BACK;
    let first = { epoch: journal.head().epoch, seq: journal.head().seq };
    for (const epoch of (await journal.epochs()).toReversed()) {
      const last = epoch === journal.head().epoch ? journal.head().seq : await journal.lastSeq(epoch);
      first = { epoch, seq: Math.max(0, last - room) };
      room -= last;
      if (room <= 0) break;
    }
    return first;
  };
  const take = (entry: JournalEntry): void => {
    // Practice is no habit.
    if (entry.body.kind !== 'sale' || entry.mode === 'training') return;
    for (const line of entry.body.lines) {
      if (line.kind !== 'weight' || line.productId === null || line.netG === null) continue;
      const sold = {
        at: line.takenAt,
        productId: line.productId,
        netG: line.netG,
        amountFen: line.amountFen,
        corrected: line.marks.includes(PRODUCT_CHANGED),
      };
      habits.set(sold.productId, learn(habits.get(sold.productId), sold));
    }
  };

  const next = async (): Promise<void> => {
    const head = journal.head();
    if (at === null || !isBehind(at, head)) {
      habits = new Map();
      at = { terminal: head.terminal, ...(await begin()) };
    }
    for await (const { to, entries } of pagesAfter(journal, at, PAGE)) {
      for (const entry of entries) take(entry);
      at = to;
      isNew = true;
      return;
    }
  };
  let running: Promise<void> | null = null;

  return {
    habits: () => habits,
    follow: () =>
      (running ??= next().finally(() => {
        running = null;
      })),
    save: async () => {
      await running;
      if (!isNew || at === null) return;
      isNew = false;
      await settings.write('habits', { ...at, habits: [...habits].map(([id, habit]) => stored(id, habit)) });
      log.debug({ products: habits.size }, 'what sells when was kept');
    },
  };
}

/** Thousandths are more than a count that fades is good for. */
const stored = (id: string, { at, all, fast, hours, weights, amounts }: Habit): HabitCache['habits'][number] => {
  const short = (count: number): number => Math.round(count * 1_000) / 1_000;
  return {
    id,
    at,
    all: short(all),
    fast: short(fast),
    hours: hours.map(short),
    weights: weights.map(short),
    amounts: amounts.map(short),
  };
};
