import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Store } from '../database.ts';
import { oddOf, nothingYet, readSealed, type Chained, type Odd, type Refused, type Stand } from './check.ts';
import type { FileLine } from './journal-file.ts';

/** One epoch put together from what the stick and the market have of it. */

export interface Problem {
  readonly where: 'mirror' | 'market';
  readonly epoch: number;
  /** The number after which it was found. */
  readonly after: number;
  readonly what: Refused | Odd | 'torn' | 'other_key' | 'broken_chain' | 'fork';
}
export interface TakenEpoch {
  readonly epoch: number;
  readonly publicKey: string;
  /** Who vouches for the key: the market, or the stick alone. */
  readonly keyFrom: 'market' | 'mirror';
  readonly entries: number;
  readonly fromMirror: number;
  readonly fromMarket: number;
  /** Entries the market has not, as far as it was asked. */
  readonly onlyMirror: number;
  /** Numbers nobody has any more, though later ones are there. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly last: JournalEntry | null;
}

/** The stick and the market hold different entries under one number. */
export class Forked extends Error {
  override readonly name = 'Forked';
  readonly epoch: number;
  constructor(epoch: number) {
    super(`epoch ${epoch} is another one at the market`);
    this.epoch = epoch;
  }
}

/** What the market holds of an epoch. */
export interface MarketEpoch {
  readonly head: { readonly seq: number; readonly hash: string } | null;
  /** Entries from number `from` on, ascending, at most `limit`. */
  page(from: number, limit: number): Promise<readonly unknown[]>;
}

const AT_ONCE = 200;
const PAGE = 500;

/**
 * Takes an epoch in: every entry checked, in order, each once. What is missing or bad on the stick is asked for at the market. An entry
 * that its terminal has signed is never left out for the sake of another one that is missing.
 * @throws Forked when stick and market contradict each other.
 */
export async function takeEpoch(options: {
  readonly store: Store;
  readonly chain: Chained;
  readonly keyFrom: TakenEpoch['keyFrom'];
  readonly lines: AsyncIterable<FileLine> | Iterable<FileLine>;
  readonly market: MarketEpoch | null;
  readonly onEntry: (entry: JournalEntry) => void;
  readonly onProblem: (problem: Problem) => void;
}): Promise<TakenEpoch> {
  const { store, chain, market } = options;
  const { epoch } = chain;
  let stand: Stand = nothingYet;
  let last: JournalEntry | null = null;
  let batch: JournalEntry[] = [];
  const counts = { mirror: 0, market: 0, onlyMirror: 0 };
  const gaps: { from: number; to: number }[] = [];

  const problem = (where: Problem['where'], what: Problem['what']): void => {
    options.onProblem({ where, epoch, after: stand.seq, what });
  };
  /** Without the stick there is nothing to choose from: then it is told, and what was signed is taken. */
  const contradiction = (where: Problem['where']): void => {
    if (market?.head !== undefined && market.head !== null && (where === 'mirror' || counts.mirror > 0))
      throw new Forked(epoch);
    problem(where, 'broken_chain');
  };
  const write = async (): Promise<void> => {
    const entries = batch;
    batch = [];
    if (entries.length === 0) return;
    const { error } = await store.journal.bulkInsert(entries);
    if (error.length > 0) throw new Error(`the new journal refused ${error.length} entries`, { cause: error[0] });
  };
  const isThere = async (id: string): Promise<boolean> =>
    batch.some((entry) => entry.id === id) ||
    (await store.journal.storageInstance.findDocumentsById([id], false)).length > 0;
  const take = async (value: unknown, where: Problem['where']): Promise<void> => {
    const entry = readSealed(value, chain);
    if (typeof entry === 'string') {
      problem(where, entry);
      return;
    }
    if (entry.seq <= stand.seq) return;
    if (await isThere(entry.id)) {
      problem(where, 'double_id');
      return;
    }
    if (entry.seq === stand.seq + 1) {
      if (entry.prevHash !== stand.hash) contradiction(where);
      const odd = oddOf(entry, stand);
      if (odd !== null) problem(where, odd);
    } else gaps.push({ from: stand.seq + 1, to: entry.seq - 1 });
    if (market?.head?.seq === entry.seq && market.head.hash !== entry.hash) contradiction(where);
    batch.push(entry);
    options.onEntry(entry);
    counts[where] += 1;
    if (where === 'mirror' && market !== null && entry.seq > (market.head?.seq ?? 0)) counts.onlyMirror += 1;
    stand = { seq: entry.seq, hash: entry.hash, perpetualFen: entry.perpetualFen };
    last = entry;
    if (batch.length >= AT_ONCE) await write();
  };
  /** What the market has after the last entry taken, up to `before`. */
  const fill = async (before: number): Promise<void> => {
    if (market === null) return;
    for (let from = stand.seq + 1; from < before;) {
      const page = await market.page(from, Math.min(PAGE, before - from));
      for (const value of page) {
        const seq = seqOf(value);
        if (seq !== null && seq < before) await take(value, 'market');
      }
      const end = seqOf(page.at(-1));
      if (page.length === 0 || end === null || end < from) return;
      from = end + 1;
    }
  };

  for await (const line of options.lines) {
    switch (line.is) {
      case 'header':
        break;
      case 'bad':
        problem('mirror', 'bad_hash');
        break;
      case 'torn':
        problem('mirror', 'torn');
        break;
      case 'entry': {
        const { entry, hash, sig } = line.line;
        const value = { ...entry, hash, sig };
        const seq = seqOf(value);
        if (seq !== null && seq > stand.seq + 1) await fill(seq);
        await take(value, 'mirror');
        break;
      }
      default:
        line satisfies never;
    }
  }
  await fill(Number.MAX_SAFE_INTEGER);
  await write();
  return {
    epoch,
    publicKey: chain.publicKey,
    keyFrom: options.keyFrom,
    entries: counts.mirror + counts.market,
    fromMirror: counts.mirror,
    fromMarket: counts.market,
    onlyMirror: counts.onlyMirror,
    gaps,
    last,
  };
}

function seqOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('seq' in value)) return null;
  return typeof value.seq === 'number' && Number.isSafeInteger(value.seq) ? value.seq : null;
}
