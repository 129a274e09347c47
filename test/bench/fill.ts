import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { createFlushes } from '../../electron/core/health/flushes.ts';
import { openDisk } from '../../electron/core/health/disk.ts';
import { databaseOf, openStore } from '../../electron/core/database.ts';
import { openIdentity, sha256Hex, type Identity } from '../../electron/core/identity.ts';
import { createSettings } from '../../electron/core/settings.ts';
import { openCart } from '../../shared/cart.ts';
import { GENESIS, sealEntry } from '../../shared/chain.ts';
import { businessDay } from '../../shared/day.ts';
import type { CartLine } from '../../shared/records/goods.ts';
import type { JournalEntry, SaleBody } from '../../shared/records/journal.ts';
import { buildSale } from '../../shared/sale.ts';
import { silentLog } from '../setup/core.ts';
import { folderSecrets } from './till.ts';

/** A busy stall: so many sales a day. A million are five and a half years. */
export const SALES_A_DAY = 500;
/** How many sales are in the books of a measurement, ascending; `STALL_BENCH_SIZES=10000,100000` measures less. */
export const sizes = (): readonly number[] =>
  (process.env['STALL_BENCH_SIZES'] ?? '10000,100000,1000000').split(',').map(Number);
const DAY_MS = 86_400_000;
const AT_ONCE = 2_000;
/** Closed carts are kept for two days, wishes for paper for forty; one sale in ten asks for paper. */
const CLOSED_CARTS = 2 * SALES_A_DAY;
const PRINT_JOBS = 40 * (SALES_A_DAY / 10);

const portion = (id: string, amountFen: number, takenAt: number): CartLine => ({
  id,
  kind: 'portion',
  productId: null,
  name: '叶菜',
  category: '01',
  priceFen: amountFen,
  basisG: null,
  priceSource: 'manual',
  pieceUnit: '份',
  qty: 1,
  grossG: null,
  tareG: null,
  tareKind: 'none',
  netG: null,
  amountFen,
  concessionFen: 0,
  capped: false,
  evidenceId: null,
  evidenceHash: null,
  scaleSerial: null,
  eG: null,
  marks: ['portion'],
  takenAt,
});

/** The sale number `no` of this past: one to three lines, told by its number alone. */
function saleBody(no: number, at: number): SaleBody {
  const lines = Array.from({ length: 1 + (no % 3) }, (_, i) =>
    portion(`line-${no}-${i}`, 100 + ((no * 7 + i) % 2_000), at),
  );
  const cart = openCart({ id: `cart-${no}`, sign: 'A', rounding: 'none', seller: '', mode: 'training', now: at });
  const payableFen = lines.reduce((sum, line) => sum + line.amountFen, 0);
  const sold = buildSale({
    cart: { ...cart, lines },
    payableFen,
    tenders: [{ kind: 'cash', amountFen: payableFen, tenderedFen: null }],
    concedeFen: 0,
    paper: no % 10 === 0 ? 'short' : 'none',
    drawer: false,
    online: false,
    appVersion: 'bench',
  });
  if (!sold.ok) throw new Error(`a sale of the past was refused: ${sold.refusal.code}`);
  return sold.body;
}

/** Numbered, chained and signed as the till does it. Ids are scattered like those of commands. */
function* past(identity: Identity, count: number, now: number): Generator<JournalEntry> {
  let prevHash = GENESIS;
  let perpetualFen = 0;
  const days = Math.ceil(count / SALES_A_DAY);
  for (let seq = 1; seq <= count; seq += 1) {
    const day = Math.floor((seq - 1) / SALES_A_DAY);
    const at = now - (days - day) * DAY_MS + ((seq - 1) % SALES_A_DAY) * 60_000;
    const body = saleBody(seq, at);
    perpetualFen += body.payableFen;
    const entry = sealEntry(
      {
        id: scattered(seq),
        v: 1,
        market: identity.market,
        terminal: identity.terminal,
        epoch: identity.epoch,
        seq,
        prevHash,
        at,
        day: businessDay(at),
        seller: '',
        mode: identity.mode,
        kind: 'sale',
        perpetualFen,
        body,
      },
      { sha256Hex, sign: (text) => identity.key.sign(text) },
    );
    prevHash = entry.hash;
    yield entry;
  }
}
const scattered = (no: number): string => {
  const hex = sha256Hex(`sale ${no}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * Fills `dir` with a stall's past through the till's own storage: `count` sales with real chain and signatures, and the carts and
 * wishes for paper that its upkeep would have left. In bulks of 2,000 sales a commit, which a till never does. Leaves a filled one alone.
 */
export async function fill(dir: string, count: number, say: (line: string) => void = () => {}): Promise<void> {
  const done = join(dir, `filled-${count}`);
  if (existsSync(done)) return;
  mkdirSync(dir, { recursive: true });
  const now = Date.now();
  const store = await openStore(dir, openDisk(dir, databaseOf(dir), silentLog), createFlushes());
  try {
    const settings = createSettings(store, () => now);
    const identity = (await openIdentity(folderSecrets(join(dir, 'keys')), settings, false)).current();
    let bulk: JournalEntry[] = [];
    let written = 0;
    const flush = async (): Promise<void> => {
      const { error } = await store.journal.bulkInsert(bulk);
      if (error.length > 0) throw new Error(`the journal refused ${error.length} sales of the past`);
      written += bulk.length;
      bulk = [];
      store.checkpoint();
      if (written % 100_000 === 0) say(`${written} sales of the past written`);
    };
    for (const entry of past(identity, count, now)) {
      if (bulk.push(entry) >= AT_ONCE) await flush();
    }
    if (bulk.length > 0) await flush();
    await store.carts.bulkInsert(
      Array.from({ length: CLOSED_CARTS }, (_, i) => ({
        ...openCart({ id: `closed-${i}`, sign: 'A', rounding: 'none', seller: '', mode: identity.mode, now }),
        lines: [portion(`closed-${i}-1`, 500, now)],
        state: 'closed' as const,
        saleId: scattered(count - (i % count)),
        answered: [{ id: `answer-${i}`, value: {} }],
      })),
    );
    await store.print_jobs.bulkInsert(
      Array.from({ length: PRINT_JOBS }, (_, i) => ({
        id: `job-${i}`,
        saleId: scattered(Math.max(1, count - i * 10)),
        kind: 'receipt' as const,
        layout: 'short' as const,
        reprint: false,
        state: 'printed' as const,
        requestedAt: now - i * 1_700_000,
        updatedAt: now,
        attempts: 1,
        reason: '',
      })),
    );
    mkdirSync(done);
  } finally {
    await store.close();
  }
}

/** The stored text of the newest journal entry, read by a foreign connection as any tool would. */
export function newestEntry(dir: string): string {
  const db = new DatabaseSync(databaseOf(dir), { readOnly: true });
  try {
    const named = db
      .prepare(`SELECT "table" AS name FROM storage_tables WHERE collection = 'journal' ORDER BY version DESC`)
      .get();
    const newest = `SELECT "_body" AS body FROM "${String(named?.['name'])}" ORDER BY "_seq" DESC LIMIT 1`;
    const row = db.prepare(newest).get();
    if (row === undefined) throw new Error('no journal entry to copy');
    return String(row['body']);
  } finally {
    db.close();
  }
}

/** The raw table of as many rows, for comparison, in a file of its own in `dir`; its path. Leaves one that is there alone. */
export function fillRaw(dir: string, count: number): string {
  const file = join(dir, 'raw.sqlite');
  if (existsSync(file)) return file;
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
  db.exec('CREATE TABLE entry (id TEXT PRIMARY KEY, body TEXT NOT NULL)');
  db.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO entry SELECT lower(hex(randomblob(18))), ? FROM n`,
  ).run(count, newestEntry(dir));
  db.close();
  return file;
}

// `node fill.ts DIR COUNT`
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dir, count] = process.argv.slice(2);
  if (dir === undefined || count === undefined) throw new Error('usage: fill.ts DIR COUNT');
  await fill(dir, Number(count), console.log);
  fillRaw(dir, Number(count));
}
