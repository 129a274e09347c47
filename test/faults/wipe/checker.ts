import { createPrivateKey, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonical, list, number, record, sealOf, sumsOf, text, type Json } from '../harness/checker.ts';

/** A terminal's whole journal over its epochs, read as a stranger: plain SQLite or JSON, and docs/journal.md. */

export interface Sold {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly payableFen: number;
}
export interface Judged {
  readonly entries: number;
  readonly sales: readonly Sold[];
  readonly last: { readonly epoch: number; readonly seq: number; readonly at: number; readonly total: number } | null;
  readonly doubled: readonly string[];
  /** Gaps, chains, hashes, signatures, totals, sums, and epochs that do not go on from one another. */
  readonly broken: readonly string[];
}

interface Head {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly total: number;
}

/** The key a till has now, in the folder of its keys. */
export function publicKeyIn(keys: string): KeyObject {
  const key = readFileSync(join(keys, 'terminal-key.key'));
  return createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
}

const without = (entry: Json): Json =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !name.startsWith('_')));

/** Documents of a collection, in the order they were stored. */
export function documentsIn(dir: string, collection: string): readonly Json[] {
  const db = new DatabaseSync(join(dir, 'terminal.sqlite'), { readOnly: true });
  try {
    const table = db
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .map((row) => text(row['name']))
      .find((name) => name.startsWith(`${collection}_v`) && /_v\d+$/.test(name));
    if (table === undefined) return [];
    const rows = db.prepare(`SELECT _body AS body FROM "${table}" WHERE _deleted = 0 ORDER BY _seq`).all();
    return rows.map((row) => without(record(JSON.parse(text(row['body'])))));
  } finally {
    db.close();
  }
}

export const entriesIn = (dir: string): readonly Json[] =>
  documentsIn(dir, 'journal')
    .filter((entry) => number(entry['terminal']) !== 0)
    .toSorted((a, b) => number(a['epoch']) - number(b['epoch']) || number(a['seq']) - number(b['seq']));

/** `keys`: by epoch, as they were seen in the tills' own folders. The entries come in order of their epochs and numbers. `newest`: an epoch that was begun from
 * just these entries. */
export function judge(
  entries: readonly Json[],
  keys: ReadonlyMap<number, KeyObject>,
  newest: number | null = null,
): Judged {
  const ids = new Set<string>();
  const numbers = new Map<string, Json>();
  const doubled: string[] = [];
  const broken: string[] = [];
  const sales: Sold[] = [];
  let before: Head = { epoch: 0, seq: 0, hash: '', total: 0 };
  for (const entry of entries) {
    const id = text(entry['id']);
    const epoch = number(entry['epoch']);
    const seq = number(entry['seq']);
    const body = record(entry['body']);
    const hash = text(entry['hash']);
    const total = number(entry['perpetualFen']);
    const name = `${epoch}-${seq}`;
    if (ids.has(id)) doubled.push(`id ${id}`);
    if (numbers.has(name)) doubled.push(`number ${name}`);
    ids.add(id);
    numbers.set(name, entry);
    const here: Head = before.epoch === epoch ? before : { epoch, seq: 0, hash: '0'.repeat(64), total: 0 };
    if (seq !== here.seq + 1) broken.push(`gap before ${name}`);
    else if (entry['prevHash'] !== here.hash) broken.push(`chain at ${name}`);
    if (sealOf(entry) !== hash) broken.push(`hash of ${name}`);
    const key = keys.get(epoch);
    const signed = Buffer.from(`stall-pos journal v1\n${hash}`);
    if (key === undefined || !verify(null, signed, key, Buffer.from(text(entry['sig']), 'base64url')))
      broken.push(`signature of ${name}`);
    if (entry['kind'] === 'epoch_start') {
      const previous = record(body['previous']);
      const from = numbers.get(`${number(previous['epoch'])}-${number(previous['seq'])}`);
      // Nothing was on any copy when the disk died: the till began from nothing. What it knew just now it must name.
      const isFirst = body['previous'] === null && (epoch !== newest || numbers.size === 1);
      const isKnown = from !== undefined && from['hash'] === previous['hash'];
      if (!isFirst && !isKnown) broken.push(`${name} goes on from nothing known`);
      const carried = isKnown ? number(from['perpetualFen']) : 0;
      if (total !== carried || number(body['carriedFen']) !== carried) broken.push(`total carried into ${name}`);
    } else if (total !== here.total + number(body['payableFen'] ?? 0)) broken.push(`total of ${name}`);
    if (entry['kind'] === 'sale') {
      const wrong = sumsOf(body);
      if (wrong !== null) broken.push(`${name}: ${wrong}`);
      sales.push({ id, epoch, seq, payableFen: number(body['payableFen']) });
    }
    before = { epoch, seq, hash, total };
  }
  const last = entries.at(-1);
  return {
    entries: entries.length,
    sales,
    doubled,
    broken,
    last:
      last === undefined
        ? null
        : {
            epoch: number(last['epoch']),
            seq: number(last['seq']),
            at: number(last['at']),
            total: number(last['perpetualFen']),
          },
  };
}

/** Lines in carts that are not sold, by cart. */
export const openLines = (dir: string): ReadonlyMap<string, number> =>
  new Map(
    documentsIn(dir, 'carts')
      .filter((cart) => cart['state'] !== 'closed' && list(cart['lines']).length > 0)
      .map((cart) => [text(cart['id']), list(cart['lines']).length]),
  );

/** The export file of docs/journal.md, written from what lies in the database. */
export function exportOf(entries: readonly Json[], terminal: number, keys: ReadonlyMap<number, KeyObject>): string {
  const epochs = [...new Set(entries.map((entry) => number(entry['epoch'])))];
  const named = epochs.map((epoch) => ({ epoch, publicKey: keys.get(epoch)?.export({ format: 'jwk' }).x ?? '' }));
  const header = { format: 'stall-pos journal', keys: named, market: 1, serverKey: null, terminal, version: 1 };
  const lines = entries.map(
    ({ hash, sig, ...entry }) => `{"entry":${canonical(entry)},"hash":"${text(hash)}","sig":"${text(sig)}"}`,
  );
  const close = { close: { entries: entries.length, hash: text(entries.at(-1)?.['hash']), receipts: 0 } };
  return `${[canonical(header), ...lines, canonical(close)].join('\n')}\n`;
}
