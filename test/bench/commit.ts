import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { createCore } from '../../electron/core/core.ts';
import type { Core } from '../../electron/core/core.ts';
import type { AnswerOf, ArgsOf, CommandName } from '../../shared/contract.ts';
import type { CartView, Snapshot } from '../../shared/view.ts';
import { memorySecrets, readCatalogue, silentLog } from '../setup/core.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';

const WARM_UP = 200;
const SALES = 2000;
const TRACED = 60;
const BEGIN = 'BEGIN-SALE';
const END = 'END-SALE';

/**
 * One durable sale, from command in to answer out, against a raw `node:sqlite` insert of the same bytes
 * with the same settings (WAL, synchronous=FULL) in the same run, the two in turn.
 */
export async function benchCommit(say: (line: string) => void): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-bench-'));
  const core = await openCore(join(dir, 'till'));
  try {
    say(`${SALES} sales of 3 lines, after ${WARM_UP} to warm up`);
    for (let i = 0; i < WARM_UP; i += 1) await sell(core);
    const body = lastEntry(join(dir, 'till'));
    const raw = rawInsert(join(dir, 'raw.sqlite'), body);
    for (let i = 0; i < WARM_UP; i += 1) raw();
    const sales: number[] = [];
    const raws: number[] = [];
    for (let i = 0; i < SALES; i += 1) {
      sales.push(await sell(core));
      raws.push(raw());
    }
    const syncs = syncsPerSale();
    if (syncs === null) say('skipped: syncs_per_sale (missing strace)');
    return {
      document_bytes: Buffer.byteLength(body),
      sales_per_s: round(1000 / (sales.reduce((a, b) => a + b, 0) / sales.length), 0),
      p50_ms: round(quantile(sales, 0.5), 3),
      p99_ms: round(quantile(sales, 0.99), 3),
      raw_p50_ms: round(quantile(raws, 0.5), 3),
      raw_p99_ms: round(quantile(raws, 0.99), 3),
      p50_ratio: round(quantile(sales, 0.5) / quantile(raws, 0.5)),
      p99_ratio: round(quantile(sales, 0.99) / quantile(raws, 0.99)),
      ...(syncs === null ? {} : { syncs_per_sale: syncs }),
    };
  } finally {
    await core.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const openCore = (dir: string): Promise<Core> =>
  createCore({
    dir,
    devices: { scale: null, printer: null, display: null, bench: null },
    clock: { now: Date.now },
    secrets: memorySecrets(),
    log: silentLog,
    server: null,
    enrolCode: null,
    catalogue: readCatalogue(),
    trade: 'vegetables',
    version: 'bench',
  });

async function call<N extends CommandName>(core: Core, name: N, args: ArgsOf<N>): Promise<AnswerOf<N>> {
  const reply = await core.dispatch({ role: 'vendor' }, { id: randomUUID(), name, args });
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.refusal)}`);
  return reply.value as AnswerOf<N>;
}

async function frontCart(core: Core): Promise<CartView> {
  const snapshot: Snapshot = await call(core, 'view.snapshot', {});
  const carts = snapshot.topics.carts;
  const front = carts?.carts.find((cart) => cart.id === carts.frontId);
  if (front === undefined) throw new Error('no cart in front');
  return front;
}

/** Fills a cart with three lines and commits it. Returns what `sale.complete` took, in ms; the filling is not timed. */
async function sell(core: Core, mark: (text: string) => void = () => {}): Promise<number> {
  for (const [category, amountFen] of [
    ['01', 350],
    ['02', 1245],
    ['03', 88],
  ] as const) {
    await call(core, 'goods.portion', { productId: null, category, amountFen });
  }
  const cart = await frontCart(core);
  const id = randomUUID();
  const wish = { kind: 'cash' as const, amountFen: cart.payableFen, tenderedFen: null };
  mark(BEGIN);
  const start = process.hrtime.bigint();
  const reply = await core.dispatch(
    { role: 'vendor' },
    {
      id,
      name: 'sale.complete',
      args: { cartId: cart.id, payableFen: cart.payableFen, tenders: [wish], concedeFen: 0, paper: 'none' },
    },
  );
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  mark(END);
  if (!reply.ok) throw new Error(`sale.complete: ${JSON.stringify(reply.refusal)}`);
  // The cart is closed behind the answer; the next sale of this loop begins when a new one is in front.
  while ((await frontCart(core)).id === cart.id) await new Promise((resolve) => setImmediate(resolve));
  return took;
}

/** The stored text of the newest journal entry, read by a foreign connection as any tool would. */
function lastEntry(dir: string): string {
  const db = new DatabaseSync(join(dir, 'terminal.sqlite'), { readOnly: true });
  const table = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type='table' AND name LIKE 'journal%' ORDER BY length(name) LIMIT 1`)
    .get();
  const columns = db.prepare(`SELECT * FROM "${String(table?.['name'])}" ORDER BY rowid DESC LIMIT 1`).get() ?? {};
  db.close();
  const text = Object.values(columns)
    .filter((value) => typeof value === 'string')
    .sort((a, b) => b.length - a.length)[0];
  if (text === undefined) throw new Error('no journal entry to copy');
  return text;
}

/** Returns a function that inserts the bytes once more under a new id and gives what it took, in ms. */
function rawInsert(file: string, body: string): () => number {
  const db = new DatabaseSync(file);
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entry (id TEXT PRIMARY KEY, body TEXT NOT NULL)',
  );
  const insert = db.prepare('INSERT INTO entry (id, body) VALUES (?, ?)');
  return () => {
    const id = randomUUID();
    const start = process.hrtime.bigint();
    insert.run(id, body);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
}

/** Counts fsync and fdatasync between command and answer with strace in a process of its own; null without strace. */
function syncsPerSale(): number | null {
  if (spawnSync('strace', ['-V']).status !== 0) return null;
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-syncs-'));
  try {
    const trace = join(dir, 'trace');
    const marks = join(dir, 'marks');
    const self = fileURLToPath(import.meta.url);
    const child = spawnSync(
      'strace',
      [
        '-f',
        '-e',
        'trace=fsync,fdatasync,write',
        '-e',
        'signal=none',
        '-o',
        trace,
        process.execPath,
        self,
        join(dir, 'till'),
        marks,
      ],
      { encoding: 'utf8' },
    );
    if (child.status !== 0) throw new Error(`traced run failed: ${child.stderr}`);
    let inside = false;
    let syncs = 0;
    let sales = 0;
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      if (line.includes(`"${BEGIN}`)) inside = true;
      else if (line.includes(`"${END}`)) {
        inside = false;
        sales += 1;
      } else if (inside && /\bf(data)?sync\(/.test(line)) syncs += 1;
    }
    return round(syncs / sales, 3);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

// The traced child: `node commit.ts DIR MARKS` sells and writes a mark before each command and after each answer.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dir, marks] = process.argv.slice(2);
  if (dir === undefined || marks === undefined) throw new Error('usage: commit.ts DIR MARKS');
  const fd = openSync(marks, 'w');
  const core = await openCore(dir);
  for (let i = 0; i < TRACED; i += 1) await sell(core, (text) => writeSync(fd, text));
  await core.stop();
}
