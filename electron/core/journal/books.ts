import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Compile } from 'typebox/compile';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { HeadReceipt } from '../../../shared/records/market.ts';
import { exportLines, type ExportHeader } from './export.ts';
import { EarlierEpochs, Signer } from '../settings.ts';
import { quote } from '../storage/layout.ts';

/** The journal in a data directory, read beside the core that writes it, or without one. */
export interface Books {
  readonly header: ExportHeader;
  /** The export file (docs/journal.md), line by line, as of the moment the books were opened. */
  lines(): AsyncGenerator<string, void, undefined>;
  close(): void;
}

export type OpenedBooks =
  | { readonly ok: true; readonly books: Books }
  /** No data there; or the terminal has only practised, which is nobody's books. */
  | { readonly ok: false; readonly why: 'no_data' | 'not_enrolled' };

const checkSigner = Compile(Signer);
const checkEarlier = Compile(EarlierEpochs);
const checkReceipt = Compile(HeadReceipt);

/** Opens the books of the terminal in `dir`, read-only. @throws what SQLite says of a file that is none of its own. */
export function openBooks(dir: string): OpenedBooks {
  const file = join(dir, 'terminal.sqlite');
  if (!existsSync(file)) return { ok: false, why: 'no_data' };
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const read = createReader(database);
  // One transaction: what is sold meanwhile is not in it, in no part of the file.
  database.exec('BEGIN');
  const header = readHeader(read);
  if (header === null) {
    database.close();
    return { ok: false, why: 'not_enrolled' };
  }
  const { market, terminal, serverKey } = header;
  return {
    ok: true,
    books: {
      header,
      // Receipts are worth nothing without the key they are checked with.
      lines: () =>
        exportLines(header, read.journal(terminal), serverKey === null ? [] : receiptsOf(read, market, terminal)),
      close: () => database.close(),
    },
  };
}

interface Reader {
  setting(name: string): unknown;
  /** Entries in order of (epoch, seq). */
  journal(terminal: number): Iterable<JournalEntry>;
  marks(): Iterable<unknown>;
}

/** Documents of every version of a collection: a till that was stopped while it carried them over has two. */
function createReader(database: DatabaseSync): Reader {
  const tables = (collection: string): string[] =>
    database
      .prepare('SELECT "table" AS name FROM "storage_tables" WHERE "collection" = ? ORDER BY "version" DESC')
      .all(collection)
      .map((row) => quote(String(row['name'])));
  const from = (collection: string, columns: string, where: string): string | null => {
    const parts = tables(collection).map(
      (table) => `SELECT ${columns} FROM ${table} WHERE "_deleted" = 0 AND ${where}`,
    );
    return parts.length === 0 ? null : parts.join(' UNION ALL ');
  };
  const bodies = function* (sql: string | null, ...values: (string | number)[]): Generator<unknown> {
    if (sql === null) return;
    for (const row of database.prepare(sql).iterate(...values)) yield JSON.parse(String(row['body'])) as unknown;
  };
  return {
    setting: (name) => {
      const sql = from('settings', '"_body" AS body', '"id" = ?1');
      for (const found of bodies(sql, name)) return (found as { readonly value: unknown }).value;
      return null;
    },
    journal: function* (terminal) {
      const sql = from('journal', '"_body" AS body, "epoch", "seq", "id"', '"terminal" = ?1');
      let last = '';
      for (const found of bodies(sql === null ? null : `${sql} ORDER BY "epoch", "seq"`, terminal)) {
        const entry = found as JournalEntry;
        if (entry.id !== last) yield entry;
        last = entry.id;
      }
    },
    marks: () => bodies(from('server_marks', '"_body" AS body', `"kind" = 'head'`)),
  };
}

function readHeader(read: Reader): ExportHeader | null {
  const identity = read.setting('identity');
  const signer = read.setting('signer');
  if (typeof identity !== 'object' || identity === null || !checkSigner.Check(signer)) return null;
  const { market, terminal, epoch, publicKey } = signer;
  const earlier = read.setting('earlier');
  const before = checkEarlier.Check(earlier) && earlier.terminal === terminal ? earlier.epochs : [];
  const serverKey = 'serverKey' in identity && typeof identity.serverKey === 'string' ? identity.serverKey : null;
  const keys = [...before.filter((one) => one.epoch < epoch), { epoch, publicKey }];
  return { market, terminal, keys: keys.map((one) => ({ epoch: one.epoch, publicKey: one.publicKey })), serverKey };
}

/** Countersigned heads of this terminal, ascending, each once. */
function receiptsOf(read: Reader, market: number, terminal: number): HeadReceipt[] {
  const found = new Map<string, HeadReceipt>();
  for (const mark of read.marks()) {
    const receipt = typeof mark === 'object' && mark !== null && 'receipt' in mark ? mark.receipt : null;
    if (checkReceipt.Check(receipt) && receipt.market === market && receipt.terminal === terminal)
      found.set(receipt.sig, receipt);
  }
  return [...found.values()].toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
}
