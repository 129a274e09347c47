import { createHash, createPrivateKey, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Reads a till's directory as a stranger: plain SQLite, SHA-256, Ed25519 and docs/journal.md. It shares no code with the till.
 */

/** An entry as it lies on the disk, its fields taken as they are. */
export interface Found {
  readonly id: string;
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
  readonly at: number;
  readonly day: string;
  readonly kind: string;
  readonly hash: string;
  readonly payableFen: number;
  readonly cartId: string;
}
export interface FoundCart {
  readonly id: string;
  readonly state: string;
  readonly lines: number;
}
export interface Reading {
  /** Entries not read before, in the order they were stored. */
  readonly entries: readonly Found[];
  readonly carts: readonly FoundCart[];
  /** What is wrong with the journal, in words: gaps, doubles, chain, hash, signature, totals. */
  readonly faults: readonly string[];
}
export interface Checker {
  /** Reads what came since the last look. */
  look(): Reading;
}

export interface Json {
  readonly [name: string]: unknown;
}
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const record = (value: unknown): Json => (isObject(value) ? value : {});
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(record) : []);
export const number = (value: unknown): number => (Number.isSafeInteger(value) ? Number(value) : Number.NaN);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** RFC 8785 for what an entry may hold: integers, strings, booleans, null. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

export function sealOf(entry: Json): string {
  const plain = Object.fromEntries(
    Object.entries(entry).filter(([name]) => name !== 'hash' && name !== 'sig' && !name.startsWith('_')),
  );
  return createHash('sha256').update(canonical(plain)).digest('hex');
}

/** Goods − concession − rounding = payable = tenders, and each line net × price ÷ basis, half up. */
export function sumsOf(body: Json): string | null {
  const lines = list(body['lines']);
  for (const line of lines) {
    if (line['kind'] !== 'weight') continue;
    const product = number(line['netG']) * number(line['priceFen']);
    const basis = number(line['basisG']);
    if (Math.floor((2 * product + basis) / (2 * basis)) !== number(line['amountFen']))
      return 'a line does not multiply';
  }
  const add = (rows: readonly Json[], name: string): number => rows.reduce((sum, row) => sum + number(row[name]), 0);
  const payable = number(body['payableFen']);
  if (add(lines, 'amountFen') !== number(body['goodsFen'])) return 'lines are not the goods';
  if (number(body['goodsFen']) - number(body['concessionFen']) - number(body['roundingFen']) !== payable)
    return 'goods are not the payable';
  return add(list(body['tenders']), 'amountFen') === payable ? null : 'tenders are not the payable';
}

function keysIn(dir: string): (terminal: number) => KeyObject | null {
  const known = new Map<string, KeyObject>();
  return (terminal) => {
    const file = join(dir, terminal === 0 ? 'training-key.key' : 'terminal-key.key');
    const key = known.get(file);
    if (key !== undefined) return key;
    if (!existsSync(file)) return null;
    const found = createPublicKey(createPrivateKey({ key: readFileSync(file), format: 'der', type: 'pkcs8' }));
    known.set(file, found);
    return found;
  };
}

/** A reader of one directory that remembers what it read: each look costs what is new. `keys`: where the till keeps its keys. */
export function createChecker(place: { readonly dir: string; readonly keys: string }): Checker {
  const keyOf = keysIn(place.keys);
  const ids = new Set<string>();
  const sold = new Map<string, string>();
  const heads = new Map<string, { readonly seq: number; readonly hash: string; readonly total: number }>();
  let last = 0;

  const check = (entry: Json): readonly string[] => {
    const body = record(entry['body']);
    const id = text(entry['id']);
    const chain = `${number(entry['terminal'])}-${number(entry['epoch'])}`;
    const head = heads.get(chain) ?? { seq: 0, hash: '0'.repeat(64), total: 0 };
    const seq = number(entry['seq']);
    const hash = text(entry['hash']);
    const isSale = entry['kind'] === 'sale';
    const total = head.total + (isSale ? number(body['payableFen']) : 0);
    const key = keyOf(number(entry['terminal']));
    const cartId = text(body['cartId']);
    const found: (string | null | false)[] = [
      ids.has(id) && `double: id ${id}`,
      isSale && sold.has(cartId) && `double: cart ${cartId} sold as ${sold.get(cartId)} and ${id}`,
      seq <= head.seq && `double: number ${chain}-${seq} after ${head.seq}`,
      seq > head.seq + 1 && `gap: ${chain}-${seq} after ${head.seq}`,
      entry['prevHash'] !== head.hash && `chain: ${chain}-${seq}`,
      sealOf(entry) !== hash && `hash: ${chain}-${seq}`,
      entry['perpetualFen'] !== total && `total: ${chain}-${seq}`,
      isSale ? sumsOf(body) : null,
      key === null
        ? `no key: ${chain}`
        : !verify(
            null,
            Buffer.from(`stall-pos journal v1\n${hash}`),
            key,
            Buffer.from(text(entry['sig']), 'base64url'),
          ) && `signature: ${chain}-${seq}`,
    ];
    ids.add(id);
    if (isSale) sold.set(cartId, id);
    heads.set(chain, { seq, hash, total });
    return found.filter((fault) => typeof fault === 'string');
  };

  return {
    look: () => {
      const file = join(place.dir, 'terminal.sqlite');
      if (!existsSync(file)) return { entries: [], carts: [], faults: [] };
      const db = new DatabaseSync(file, { readOnly: true });
      try {
        const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
        const tableOf = (collection: string): string | null => {
          const names = tables.map((row) => text(row['name'])).filter((name) => name.startsWith(`${collection}_v`));
          return names.find((name) => /_v\d+$/.test(name)) ?? null;
        };
        const journal = tableOf('journal');
        const rows =
          journal === null
            ? []
            : db
                .prepare(
                  `SELECT _seq AS no, _deleted AS gone, _body AS body FROM "${journal}" WHERE _seq > ? ORDER BY _seq`,
                )
                .all(last);
        const entries: Found[] = [];
        const faults: string[] = [];
        for (const row of rows) {
          last = Math.max(last, Number(row['no']));
          const entry = record(JSON.parse(text(row['body'])));
          if (row['gone'] !== 0) faults.push(`deleted: ${text(entry['id'])}`);
          faults.push(...check(entry));
          const body = record(entry['body']);
          entries.push({
            id: text(entry['id']),
            terminal: number(entry['terminal']),
            epoch: number(entry['epoch']),
            seq: number(entry['seq']),
            at: number(entry['at']),
            day: text(entry['day']),
            kind: text(entry['kind']),
            hash: text(entry['hash']),
            payableFen: number(body['payableFen']),
            cartId: text(body['cartId']),
          });
        }
        const carts = tableOf('carts');
        const living =
          carts === null
            ? []
            : db
                .prepare(
                  `SELECT id, json_extract(_body, '$.state') AS state, json_array_length(_body, '$.lines') AS lines
                   FROM "${carts}" WHERE _deleted = 0 AND json_extract(_body, '$.state') <> 'closed'`,
                )
                .all();
        return {
          entries,
          faults,
          carts: living.map((row) => ({ id: text(row['id']), state: text(row['state']), lines: Number(row['lines']) })),
        };
      } finally {
        db.close();
      }
    },
  };
}
