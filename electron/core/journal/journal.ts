import { businessDay } from '../../../shared/day.ts';
import { GENESIS, sealEntry } from '../../../shared/chain.ts';
import type { Log } from '../../../shared/log.ts';
import type { JournalBody, JournalEntry, SaleEntry, UnsealedEntry } from '../../../shared/records/journal.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { perpetualDelta } from '../../../shared/sale.ts';
import { isPractised } from '../../../shared/training.ts';
import { needsReopen, type Store } from '../database.ts';
import { isDiskFull } from '../health/disk.ts';
import { sha256Hex, type Identity } from '../identity.ts';
import { requireShape } from './journal-check.ts';
import { createSerial } from '../serial.ts';
import { StorageNeedsReopenError } from '../storage/errors.ts';

/** What a caller brings; the journal adds chain, number, hash and signature. `id` is the command's own. */
export interface Draft {
  readonly id: string;
  readonly at: number;
  readonly seller: string;
  readonly body: JournalBody;
}

/** `repeated`: an entry of this id was there already, and it is the one given back. */
export type Appended =
  | { readonly ok: true; readonly entry: JournalEntry; readonly repeated: boolean }
  | {
      readonly ok: false;
      readonly refusal: Extract<Refusal, { code: 'store_unknown' | 'store_failed' | 'store_full' | 'in_training' }>;
    };

/** The last entry of the chain that is being written; seq 0 before the first. */
export interface Head {
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly perpetualFen: number;
}

/** A chain that is written, and how far. */
interface Chain {
  readonly identity: Identity;
  head: Head;
}

export interface Journal {
  /**
   * One entry, one insert, one sync. Resolves once it is on the disk. On a full disk it is written with the reserve; `store_full`
   * once that is used up too, and then nothing was written.
   */
  append(draft: Draft): Promise<Appended>;
  /** Looks up the entry whose commit failed, if there is one. False: its fate can still not be read. */
  settle(): Promise<boolean>;
  find(id: string): Promise<JournalEntry | null>;
  /** Entries `from`…`to` of one epoch, in order; of the chain being written when none is named. Two under one number when there was a fork. */
  range(from: number, to: number, epoch?: number): Promise<readonly JournalEntry[]>;
  /** The last number of an epoch that is here; 0: none. */
  lastSeq(epoch: number): Promise<number>;
  /** Epochs of this terminal of which entries are here, ascending, the one being written last. */
  epochs(): Promise<readonly number[]>;
  /** Takes in entries of earlier epochs that the market has handed back; seal and shape are checked already. */
  takeBack(entries: readonly JournalEntry[]): Promise<void>;
  /** Writes the first entry of a later epoch, if this is one and it has none yet. */
  begin(at: number, seller: string): Promise<void>;
  /** The last entries of this terminal, over its epochs, newest first. */
  last(count: number): Promise<readonly JournalEntry[]>;
  /** The last sales of this terminal, over its epochs, newest first. */
  lastSales(count: number): Promise<readonly SaleEntry[]>;
  /** Hears of every entry that is written from now on, once it is on the disk. */
  onEntry(listener: (entry: JournalEntry) => void): void;
  head(): Head;
  /** Goes on in the chain of this identity, from what the database holds of it. */
  follow(identity: Identity): Promise<void>;
  /**
   * What is sold from now on is written into a chain of its own that is nobody's books (shared/training.ts says which kinds of entries);
   * null: no longer. All that is read here stays that of the books.
   */
  practise(identity: Identity | null): Promise<void>;
  idle(): Promise<void>;
}

export const isSale = (entry: JournalEntry): entry is SaleEntry => entry.body.kind === 'sale';

/**
 * The journal: everything that counts, numbered and chained. The head lives in memory and moves on only after an insert resolved,
 * so a number is used once. A commit that failed is looked up after the file was opened anew: nobody hears "failed" of a sale that is there.
 */
export async function openJournal(store: Store, first: Identity, log: Log): Promise<Journal> {
  const serial = createSerial();
  const openChain = async (identity: Identity): Promise<Chain> => ({ identity, head: await loadHead(store, identity) });
  let books = await openChain(first);
  /** Where what is practised goes; null: nobody practises. */
  let practice: Chain | null = null;
  /** An entry whose commit failed and whose fate could not be read yet, and why it failed. */
  let doubt: { readonly chain: Chain; readonly entry: JournalEntry; readonly cause: unknown } | null = null;

  const seal = ({ identity, head }: Chain, draft: Draft): JournalEntry => {
    const unsealed: UnsealedEntry = {
      id: draft.id,
      v: 1,
      market: identity.market,
      terminal: identity.terminal,
      epoch: identity.epoch,
      seq: head.seq + 1,
      prevHash: head.hash,
      at: draft.at,
      day: businessDay(draft.at),
      seller: draft.seller,
      mode: identity.mode,
      kind: draft.body.kind,
      perpetualFen:
        draft.body.kind === 'epoch_start' ? draft.body.carriedFen : head.perpetualFen + perpetualDelta(draft.body),
      body: draft.body,
    };
    return sealEntry(unsealed, { sha256Hex, sign: (text) => identity.key.sign(text) });
  };
  const listeners = new Set<(entry: JournalEntry) => void>();
  const advance = (chain: Chain, entry: JournalEntry): void => {
    chain.head = {
      terminal: entry.terminal,
      epoch: entry.epoch,
      seq: entry.seq,
      hash: entry.hash,
      perpetualFen: entry.perpetualFen,
    };
    // What is practised is nobody's account and nobody's habit.
    if (chain === books) for (const listener of listeners) listener(entry);
  };
  const find = async (id: string): Promise<JournalEntry | null> => {
    const [found] = await store.journal.storageInstance.findDocumentsById([id], false);
    return found === undefined ? null : entryOf(found);
  };
  /** After a failed commit: the head moves on if `entry` is there. @throws when that can't be told. */
  const lookUp = async ({ chain, entry, cause }: NonNullable<typeof doubt>): Promise<void> => {
    store.reopen(cause);
    if ((await find(entry.id)) !== null) advance(chain, entry);
    doubt = null;
  };

  const settle = async (): Promise<boolean> => {
    if (doubt === null) return true;
    try {
      await lookUp(doubt);
      return true;
    } catch (error) {
      log.error({ err: error }, 'the journal can not be read, the fate of an entry stays unknown');
      return false;
    }
  };

  /** The entry that must come first in this epoch; null: it is there, or none is needed. */
  const startOf = ({ at, seller }: Pick<Draft, 'at' | 'seller'>): Draft | null => {
    const { start, terminal, epoch } = books.identity;
    if (books.head.seq > 0 || start === null) return null;
    const { reason, previous } = start;
    const from = previous === null ? null : { epoch: previous.epoch, seq: previous.seq, hash: previous.hash };
    const body = { kind: 'epoch_start', reason, previous: from, carriedFen: previous?.perpetualFen ?? 0 } as const;
    return { id: `start-${terminal}-${epoch}`, at, seller, body };
  };
  /** As `appendOne`, after the first entry of a later epoch. */
  const appendNow = async (draft: Draft): Promise<Appended> => {
    if (practice !== null && isPractised(draft.body)) {
      const { saleId } = draft.body;
      const sale = saleId === undefined ? null : await find(saleId);
      if (sale !== null && sale.mode !== 'training') return { ok: false, refusal: { code: 'in_training' } };
      return appendOne(practice, draft);
    }
    const start = startOf(draft);
    if (start !== null && start.id !== draft.id) {
      const begun = await appendOne(books, start);
      if (!begun.ok) return begun;
    }
    return appendOne(books, draft);
  };
  const appendOne = async (chain: Chain, draft: Draft, again = false): Promise<Appended> => {
    if (doubt !== null && !(await settle())) return { ok: false, refusal: { code: 'store_unknown' } };
    if (!store.room('sale')) return { ok: false, refusal: { code: 'store_full' } };
    const entry = seal(chain, draft);
    requireShape(entry);
    try {
      const { error } = await store.journal.bulkInsert([entry]);
      const [failure] = error;
      if (failure === undefined) {
        advance(chain, entry);
        return { ok: true, entry, repeated: false };
      }
      if (failure.status === 409) {
        const there = await find(draft.id);
        if (there !== null) return { ok: true, entry: there, repeated: true };
      }
      throw new Error(`The journal refused entry ${entry.id} with status ${failure.status}`, { cause: failure });
    } catch (error) {
      // Anything but a failed commit is a fault of ours (a document against its schema): nothing was written.
      if (!needsReopen(error)) throw error;
      if (error instanceof StorageNeedsReopenError && !again) {
        // Another write's commit had failed; this one was not tried.
        try {
          store.reopen(error);
        } catch (closed) {
          log.error({ err: closed, entryId: entry.id }, 'the database can not be opened anew');
          return { ok: false, refusal: { code: isDiskFull(closed) ? 'store_full' : 'store_failed' } };
        }
        return appendOne(chain, draft, true);
      }
      log.error(
        { err: error, entryId: entry.id, seq: entry.seq },
        'the commit of an entry failed, its fate is being looked up',
      );
      doubt = { chain, entry, cause: error };
      if (!(await settle())) return { ok: false, refusal: { code: 'store_unknown' } };
      if (chain.head.seq === entry.seq) return { ok: true, entry, repeated: false };
      if (!isDiskFull(error)) return { ok: false, refusal: { code: 'store_failed' } };
      // It is known not to be there, and the reserve may have made room for it.
      return again ? { ok: false, refusal: { code: 'store_full' } } : appendOne(chain, draft, true);
    }
  };

  const last: Journal['last'] = async (count) => {
    const newest = (selector: object, limit?: number): Promise<readonly JournalEntry[]> =>
      store.journal
        .find({
          selector,
          sort: [{ terminal: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }],
          ...(limit === undefined ? {} : { limit }),
        })
        .exec()
        .then((found) => found.map((document) => document.toMutableJSON()));
    const { terminal, epoch, seq } = books.head;
    const recent = await newest({ terminal, epoch, seq: { $gt: seq - count } });
    const missing = count - recent.length;
    const earlier = missing > 0 ? await newest({ terminal, epoch: { $lt: epoch } }, missing) : [];
    return [...recent, ...earlier];
  };

  return {
    append: (draft) => serial(() => appendNow(draft)),
    settle: () => serial(settle),
    find,
    range: async (from, to, epoch = books.head.epoch) => {
      const found = await store.journal
        .find({
          selector: { terminal: books.head.terminal, epoch, seq: { $gte: from, $lte: to } },
          sort: [{ terminal: 'asc' }, { epoch: 'asc' }, { seq: 'asc' }],
        })
        .exec();
      return found.map((document) => document.toMutableJSON());
    },
    lastSeq: async (epoch) =>
      epoch === books.head.epoch
        ? books.head.seq
        : (await loadHead(store, { terminal: books.head.terminal, epoch })).seq,
    epochs: async () => {
      const { head } = books;
      const found: number[] = [];
      for (let last = -1; last < head.epoch;) {
        const [next] = await store.journal
          .find({
            selector: { terminal: head.terminal, epoch: { $gt: last, $lte: head.epoch } },
            sort: [{ terminal: 'asc' }, { epoch: 'asc' }, { seq: 'asc' }],
            limit: 1,
          })
          .exec();
        if (next === undefined) break;
        last = next.epoch;
        found.push(last);
      }
      return found.at(-1) === head.epoch ? found : [...found, head.epoch];
    },
    takeBack: (entries) =>
      serial(async () => {
        const { error } = await store.write(() => store.journal.bulkInsert([...entries]));
        for (const failure of error)
          if (failure.status !== 409)
            throw new Error(`Entry ${failure.documentId} of the market was refused`, { cause: failure });
      }),
    begin: (at, seller) =>
      serial(async () => {
        const start = startOf({ at, seller });
        if (start === null) return;
        const begun = await appendOne(books, start);
        // The next sale tries again before it is written itself.
        if (!begun.ok) log.warn({ refusal: begun.refusal }, 'the first entry of an epoch could not be written yet');
      }),
    last,
    lastSales: async (count) => (await last(count)).filter(isSale),
    head: () => books.head,
    onEntry: (listener) => {
      listeners.add(listener);
    },
    follow: (next) =>
      serial(async () => {
        books = await openChain(next);
      }),
    practise: (next) =>
      serial(async () => {
        practice = next === null ? null : await openChain(next);
      }),
    idle: () => serial.idle(),
  };
}

async function loadHead(store: Store, identity: Pick<Identity, 'terminal' | 'epoch'>): Promise<Head> {
  const [last] = await store.journal
    .find({
      selector: { terminal: identity.terminal, epoch: identity.epoch },
      sort: [{ terminal: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }],
      limit: 1,
    })
    .exec();
  return last === undefined
    ? { terminal: identity.terminal, epoch: identity.epoch, seq: 0, hash: GENESIS, perpetualFen: 0 }
    : { terminal: last.terminal, epoch: last.epoch, seq: last.seq, hash: last.hash, perpetualFen: last.perpetualFen };
}

/** A stored document without RxDB's own fields. */
export function entryOf(document: JournalEntry & Record<string, unknown>): JournalEntry {
  const plain = Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_')));
  return plain as unknown as JournalEntry;
}
