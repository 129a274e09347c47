import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Reads a till's directory with plain SQLite and docs/journal.md only, and tells what it holds and what is wrong with it.
 * Nothing in here comes from the till's own sources.
 */

/** An entry as found; `seal` is its hash. */
export interface Found {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly seal: string;
  readonly payableFen: number | null;
}

export interface Content {
  readonly entries: ReadonlyMap<string, Found>;
  /** Highest number of each chain, by `terminal-epoch`. */
  readonly heads: ReadonlyMap<string, number>;
  /** Ids of commands whose answer is kept in a cart. */
  readonly answered: ReadonlySet<string>;
  /** Ids or numbers that are there twice. */
  readonly doubled: number;
  /** Gaps, broken links, wrong hashes, signatures or totals, sales that do not add up. */
  readonly faults: readonly string[];
}

export interface Checker {
  /** @throws when the database can't be opened or is damaged. `writable` also has its log copied into it, as the till does. */
  read(dir: string, writable: boolean): Content;
}

interface Entry {
  readonly found: Found;
  readonly prevHash: string;
  readonly perpetualFen: number;
  readonly addsFen: number;
  readonly faults: readonly string[];
}
type Plain = Readonly<Record<string, unknown>>;

const ENTRIES_KEPT = 20_000;
const FIRST = '0'.repeat(64);

/** RFC 8785 for what an entry can hold: JSON.stringify writes integers and well-formed strings as the standard wants. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const parsePlain = (text: string): Plain => {
  const value: unknown = JSON.parse(text);
  if (!isPlain(value)) throw new Error('a document that is no object');
  return value;
};
const integer = (from: Plain, name: string): number => {
  const value = from[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Error(`${name} is not a whole number`);
  return value;
};
const list = (from: Plain, name: string): readonly Plain[] => {
  const value = from[name];
  return Array.isArray(value) ? value.filter(isPlain) : [];
};
const sum = (of: readonly Plain[], name: string): number => of.reduce((total, one) => total + integer(one, name), 0);

function checkEntry(text: string, key: KeyObject): Entry {
  const document = parsePlain(text);
  const { hash: seal, sig, ...rest } = document;
  const sealed = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('_')));
  const body = isPlain(document['body']) ? document['body'] : {};
  const found: Found = {
    id: String(document['id']),
    chain: `${integer(document, 'terminal')}-${integer(document, 'epoch')}`,
    seq: integer(document, 'seq'),
    seal: String(seal),
    payableFen: body['kind'] === 'sale' ? integer(body, 'payableFen') : null,
  };
  const faults: string[] = [];
  const fault = (what: string): void => {
    faults.push(`${found.chain}-${found.seq}: ${what}`);
  };
  if (hash('sha256', canonical(sealed), 'hex') !== seal) fault('hash');
  if (!verify(null, Buffer.from(`stall-pos journal v1\n${found.seal}`), key, Buffer.from(String(sig), 'base64url')))
    fault('signature');
  if (document['kind'] !== body['kind']) fault('kind');
  if (found.payableFen !== null) {
    const lines = list(body, 'lines');
    const goods = integer(body, 'goodsFen');
    if (lines.length === 0 || sum(lines, 'amountFen') !== goods) fault('lines');
    if (goods - integer(body, 'concessionFen') - integer(body, 'roundingFen') !== found.payableFen) fault('payable');
    if (sum(list(body, 'tenders'), 'amountFen') !== found.payableFen) fault('tenders');
  }
  return {
    found,
    prevHash: String(document['prevHash']),
    perpetualFen: integer(document, 'perpetualFen'),
    // A later epoch goes on from the total it names.
    addsFen: document['kind'] === 'epoch_start' ? integer(body, 'carriedFen') : (found.payableFen ?? 0),
    faults,
  };
}

function checkChain(entries: readonly Entry[]): { readonly doubled: number; readonly faults: readonly string[] } {
  const faults: string[] = [];
  let doubled = 0;
  let before: Entry | null = null;
  for (const entry of entries) {
    const { chain, seq } = entry.found;
    if (before !== null && before.found.seq === seq) doubled += 1;
    else if (seq !== (before?.found.seq ?? 0) + 1) faults.push(`${chain}-${seq}: gap`);
    if (entry.prevHash !== (before?.found.seal ?? FIRST)) faults.push(`${chain}-${seq}: link`);
    if (entry.perpetualFen !== (before?.perpetualFen ?? 0) + entry.addsFen)
      faults.push(`${chain}-${seq}: perpetual total`);
    before = entry;
  }
  return { doubled, faults };
}

/** `publicKey`: the terminal's, DER (SPKI). */
export function createChecker(publicKey: Uint8Array): Checker {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  /** By the very bytes: an entry that was checked once is not checked again in the next image. */
  const entriesByText = new Map<string, Entry>();
  const answersByText = new Map<string, readonly string[]>();
  const remember = <V>(known: Map<string, V>, text: string, make: () => V): V => {
    let value = known.get(text);
    if (value === undefined) {
      if (known.size >= ENTRIES_KEPT) known.clear();
      value = make();
      known.set(text, value);
    }
    return value;
  };

  const readFrom = (db: DatabaseSync): Content => {
    const health = db.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    if (health !== 'ok') throw new Error(`integrity_check: ${String(health)}`);
    const texts = (collection: string): readonly string[] => {
      if (db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'storage_tables'`).get() === undefined) return [];
      const table = db
        .prepare(`SELECT "table" AS name FROM storage_tables WHERE collection = ? ORDER BY version DESC LIMIT 1`)
        .get(collection)?.['name'];
      if (typeof table !== 'string') return [];
      return db
        .prepare(`SELECT _body AS body FROM "${table}" WHERE _deleted = 0`)
        .all()
        .map((row) => String(row['body']));
    };
    const entries = texts('journal').map((text) => remember(entriesByText, text, () => checkEntry(text, key)));
    const chains = new Map<string, Entry[]>();
    for (const entry of entries) chains.set(entry.found.chain, [...(chains.get(entry.found.chain) ?? []), entry]);
    const checked = [...chains.values()].map((chain) =>
      checkChain(chain.toSorted((a, b) => a.found.seq - b.found.seq)),
    );
    const byId = new Map(entries.map((entry) => [entry.found.id, entry.found]));
    const answered = texts('carts').flatMap((text) =>
      remember(answersByText, text, () => list(parsePlain(text), 'answered').map((answer) => String(answer['id']))),
    );
    return {
      entries: byId,
      heads: new Map([...chains].map(([chain, of]) => [chain, Math.max(...of.map((entry) => entry.found.seq))])),
      answered: new Set(answered),
      doubled: checked.reduce((total, one) => total + one.doubled, 0) + entries.length - byId.size,
      faults: [...entries.flatMap((entry) => entry.faults), ...checked.flatMap((one) => one.faults)],
    };
  };

  return {
    read: (dir, writable) => {
      const file = join(dir, 'terminal.sqlite');
      if (!existsSync(file))
        return { entries: new Map(), heads: new Map(), answered: new Set(), doubled: 0, faults: [] };
      const db = new DatabaseSync(file, { readOnly: !writable });
      try {
        if (writable) {
          const copied = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
          if (copied?.['busy'] !== 0) throw new Error('the log can not be copied');
        }
        return readFrom(db);
      } finally {
        db.close();
      }
    },
  };
}

/** An unfinished transaction is rolled back by a writer only. */
export const needsWriter = (dir: string): boolean => {
  const found = statSync(join(dir, 'terminal.sqlite-journal'), { throwIfNoEntry: false });
  return found !== undefined && found.size > 0;
};
