import { saleAbout, withEntry, type Ledger } from '../../../shared/accounts.ts';
import type { Log } from '../../../shared/log.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { isDamage } from '../health/check.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import { isBehind, pagesAfter } from '../journal/journal-pages.ts';
import { createSerial } from '../serial.ts';
import type { Settings } from '../settings.ts';

export interface AccountBook {
  /** Up to the entries taken so far. */
  ledger(accountId: string): Ledger | null;
  /** Resolves when all that the journal has now is in it. */
  upToDate(): Promise<void>;
  /** Starts anew: from what was kept, or with `afresh` from the first entry on. */
  follow(afresh?: boolean): Promise<void>;
  /** Writes what is known, if so much came since that a start should not have to read it. */
  keep(): Promise<void>;
  /** Waits for what is under way, and writes. */
  stop(): Promise<void>;
}

/** Entries read at once: few enough that no sale waits behind a page. */
const PAGE = 200;
/** What a start may have to read after a power cut. */
const KEEP_EVERY = 500;

/**
 * What accounts owe: the fold of the journal, with a snapshot so that a start reads only what came after it. It is read beside selling;
 * who needs it whole waits for `upToDate`.
 */
export async function openAccountBook(options: {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<AccountBook> {
  const { settings, journal, log } = options;
  const lane = createSerial();
  let ledgers: ReadonlyMap<string, Ledger> = new Map();
  let at = { terminal: 0, epoch: 0, seq: 0 };
  let kept = { epoch: -1, seq: 0 };

  const take = async (entry: JournalEntry): Promise<void> => {
    const { terminal, epoch, seq } = entry;
    // Read from the journal already, or of a chain that is not written any more.
    if (terminal !== at.terminal || epoch < at.epoch || (epoch === at.epoch && seq <= at.seq)) return;
    const about = saleAbout(entry);
    const sale = about === null ? null : await journal.find(about);
    const next = withEntry(ledgers, entry, sale !== null && isSale(sale) ? sale.body : null);
    at = { terminal, epoch, seq };
    if (next === ledgers) return;
    ledgers = next;
    options.onChange();
  };
  const read = async (): Promise<void> => {
    let count = 0;
    for await (const { entries } of pagesAfter(journal, at, PAGE))
      for (const entry of entries) {
        await take(entry);
        count += 1;
      }
    log.debug({ accounts: ledgers.size, entries: count }, 'what accounts owe');
  };
  const beside = (task: () => Promise<void>): void => {
    lane(task).catch((error: unknown) => {
      log.error({ err: error }, 'what accounts owe could not be read from the journal');
    });
  };
  const begin = async (afresh: boolean): Promise<void> => {
    const found = afresh ? null : await settings.read('account_book');
    const head = journal.head();
    const usable = found !== null && isBehind(found, head) ? found : null;
    ledgers = new Map((usable?.ledgers ?? []).map((ledger) => [ledger.id, ledger]));
    at = { terminal: head.terminal, epoch: usable?.epoch ?? 0, seq: usable?.seq ?? 0 };
    kept = usable === null ? { epoch: -1, seq: 0 } : { epoch: at.epoch, seq: at.seq };
    await read().catch((error: unknown) => {
      if (!isDamage(error)) throw error;
      log.error({ err: error }, 'a damaged entry stands in the way: what accounts owe is known up to there');
    });
  };
  const keep = async (): Promise<void> => {
    if (at.epoch === kept.epoch && at.seq === kept.seq) return;
    const writing = at;
    await settings.write('account_book', { ...writing, ledgers: [...ledgers.values()] });
    kept = { epoch: writing.epoch, seq: writing.seq };
  };

  journal.onEntry((entry) => {
    beside(() => take(entry));
  });
  beside(() => begin(false));
  return {
    ledger: (accountId) => ledgers.get(accountId) ?? null,
    upToDate: () => lane.idle(),
    follow: (afresh = false) => lane(() => begin(afresh)),
    keep: () =>
      lane(async () => {
        if (at.epoch !== kept.epoch || at.seq - kept.seq >= KEEP_EVERY) await keep();
      }),
    stop: () => lane(keep),
  };
}
