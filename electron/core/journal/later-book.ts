import type { Log } from '../../../shared/log.ts';
import { isLater, standingOf, type Standing } from '../../../shared/after/standing.ts';
import type { JournalEntry, SaleEntry } from '../../../shared/records/journal.ts';
import type { Journal } from './journal.ts';
import { isBehind, pagesAfter, type Reached } from './journal-pages.ts';
import type { Settings } from '../settings.ts';

/** Entries read at a time. */
const PAGE = 500;
/** Sales of which is remembered what holds of them; a screen shows one or two. */
const SHOWN = 50;

export interface LaterBook {
  /** Entries that speak of this sale, in order of (epoch, seq). */
  of(saleId: string): Promise<readonly JournalEntry[]>;
  standing(sale: SaleEntry): Promise<Standing>;
  /** What is known of it without a look at the disk; a look follows, and says by `onChange` if there was more. */
  known(sale: SaleEntry): Standing;
  /** Entries of earlier epochs came back from the market. */
  takeBack(entries: readonly JournalEntry[]): void;
  /** Takes in what was written meanwhile. */
  follow(): Promise<void>;
  /** Writes what was learned since the last time. */
  save(): Promise<void>;
}

/**
 * Which later entries belong to which sale. The journal has no index for it (it would cost every sale), and few sales have any: so they are kept
 * by name in a setting, made anew from the journal where it is missing, and read up to the head before anything is decided.
 */
export async function openLaterBook(options: {
  readonly settings: Settings;
  readonly journal: Pick<Journal, 'head' | 'range' | 'epochs' | 'lastSeq' | 'find'>;
  /** What is known of a sale that a window shows has changed. */
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<LaterBook> {
  const { settings, journal, log } = options;
  const cache = await settings.read('later');
  const ids = new Map<string, string[]>((cache?.sales ?? []).map(({ id, later }) => [id, [...later]]));
  /** How far each chain was read: the terminal's own, and that of practice. */
  const reached = new Map<number, Reached>(
    cache === null ? [] : [[cache.terminal, { terminal: cache.terminal, epoch: cache.epoch, seq: cache.seq }]],
  );
  let isNew = false;
  /** Of the sales that are on a screen. */
  const shown = new Map<string, { readonly sale: SaleEntry; readonly standing: Standing }>();
  const changed = new Set<string>();

  const take = ({ id, body }: JournalEntry): void => {
    if (!isLater(body)) return;
    const known = ids.get(body.saleId) ?? [];
    if (known.includes(id)) return;
    ids.set(body.saleId, [...known, id]);
    isNew = true;
    changed.add(body.saleId);
  };
  const entriesOf = async (saleId: string): Promise<readonly JournalEntry[]> => {
    const found = await Promise.all((ids.get(saleId) ?? []).map((id) => journal.find(id)));
    return found.filter((entry) => entry !== null).toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  };
  const standingNow = async (sale: SaleEntry): Promise<Standing> =>
    standingOf(
      sale.body,
      (await entriesOf(sale.id)).map((entry) => entry.body),
    );
  /** Sales on a screen of which there is news. */
  const show = async (): Promise<void> => {
    for (const id of changed) {
      changed.delete(id);
      const sale = shown.get(id)?.sale;
      if (sale === undefined) continue;
      shown.set(id, { sale, standing: await standingNow(sale) });
      options.onChange();
    }
  };
  const followNow = async (): Promise<void> => {
    const head = journal.head();
    const known = reached.get(head.terminal);
    let read = 0;
    const first = known !== undefined && isBehind(known, head) ? known : { epoch: 0, seq: 0 };
    for await (const { to, entries } of pagesAfter(journal, first, PAGE)) {
      for (const entry of entries) take(entry);
      reached.set(to.terminal, to);
      read += 1;
    }
    await show();
    if (read > 20) {
      isNew = true;
      log.info({ entries: read * PAGE, sales: ids.size }, 'later entries were looked up in the whole journal');
    }
  };
  let running: Promise<void> | null = null;
  const follow = async (): Promise<void> => {
    const head = journal.head();
    const at = reached.get(head.terminal);
    if (running === null && at?.epoch === head.epoch && at.seq === head.seq) return;
    // One that began before the last entry was written does not know it.
    await running;
    await (running ??= followNow().finally(() => {
      running = null;
    }));
  };
  const remember = (sale: SaleEntry, standing: Standing): void => {
    shown.delete(sale.id);
    shown.set(sale.id, { sale, standing });
    const [oldest] = shown.keys();
    if (shown.size > SHOWN && oldest !== undefined) shown.delete(oldest);
  };
  const of: LaterBook['of'] = async (saleId) => {
    await follow();
    return entriesOf(saleId);
  };
  const standing: LaterBook['standing'] = async (sale) => {
    await follow();
    const standing = await standingNow(sale);
    remember(sale, standing);
    return standing;
  };

  return {
    of,
    standing,
    follow,
    known: (sale) => {
      const known = shown.get(sale.id);
      if (known !== undefined) return known.standing;
      const plain = standingOf(sale.body, []);
      remember(sale, plain);
      const { epoch, seq } = journal.head();
      if (sale.epoch === epoch && sale.seq === seq) return plain;
      standing(sale).then(
        () => {
          options.onChange();
        },
        (error: unknown) => {
          shown.delete(sale.id);
          log.error({ err: error, saleId: sale.id }, 'what became of a sale can not be read');
        },
      );
      return plain;
    },
    takeBack: (entries) => {
      for (const entry of entries) take(entry);
      show().catch((error: unknown) => {
        log.error({ err: error }, 'what became of a sale can not be read');
      });
    },
    save: async () => {
      await running;
      const terminal = Math.max(...reached.keys());
      const at = reached.get(terminal);
      if (!isNew || at === undefined) return;
      isNew = false;
      await settings.write('later', { ...at, sales: [...ids].map(([id, later]) => ({ id, later })) });
    },
  };
}
