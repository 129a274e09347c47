import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { fill, fillRaw, newestEntry, sizes } from './fill.ts';
import type { Figures } from './main.ts';
import { measurePeers } from './peers.ts';
import { quantile, round } from './percentile.ts';
import { afterSale, complete, fillCart, openCore } from './till.ts';

const WARM_UP = 200;
const SALES = 1_000;
const TRACED = 60;
const BEGIN = 'BEGIN-SALE';
const END = 'END-SALE';
/** The log that SQLite overwrites again and again, as a till's: written before, its length does not change. */
const FLOOR_BYTES = 4 * 1024 * 1024;

interface Measured {
  readonly documentBytes: number;
  readonly sales: readonly number[];
  readonly raws: readonly number[];
  readonly floors: readonly number[];
}

/**
 * One durable sale of three lines, from command in to answer out, on books of 10⁴, 10⁵ and 10⁶ sales. In turn with it, on the same
 * disk: a raw `node:sqlite` insert of the same bytes with the same settings into a table of as many rows, and the floor, a write of the
 * same bytes over an already written file with the sync call that SQLite makes (fsync). Then the peers.
 * `STALL_BENCH_DIR` keeps the filled books for the next run.
 */
export async function benchCommit(say: (line: string) => void): Promise<Figures> {
  const kept = process.env['STALL_BENCH_DIR'];
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'stall-pos-bench-'));
  try {
    let figures: Figures = {};
    let body = '';
    for (const size of sizes()) {
      const till = join(dir, String(size));
      await fill(till, size, say);
      const measured = await measure(till, size, (text) => (body = text));
      const last = size === sizes().at(-1);
      const named = figuresOf(measured, last ? '' : `_at_${size}`);
      say(`${size} sales: ${JSON.stringify(named)}`);
      figures = { ...named, ...figures };
    }
    const syncs = syncsPerSale();
    if (syncs === null) say('skipped: syncs_per_sale (missing strace)');
    return {
      ...figures,
      ...(syncs === null ? {} : { syncs_per_sale: syncs }),
      peers: await measurePeers(body, say),
    };
  } finally {
    if (kept === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

function figuresOf({ documentBytes, sales, raws, floors }: Measured, suffix: string): Figures {
  const of = (samples: readonly number[], q: number): number => round(quantile(samples, q), 3);
  const ratio = (other: readonly number[], q: number): number => round(quantile(sales, q) / quantile(other, q));
  return Object.fromEntries(
    Object.entries({
      p50_floor_ratio: ratio(floors, 0.5),
      p50_raw_ratio: ratio(raws, 0.5),
      p99_raw_ratio: ratio(raws, 0.99),
      p50_ms: of(sales, 0.5),
      p99_ms: of(sales, 0.99),
      raw_p50_ms: of(raws, 0.5),
      raw_p99_ms: of(raws, 0.99),
      floor_p50_ms: of(floors, 0.5),
      floor_p99_ms: of(floors, 0.99),
      document_bytes: documentBytes,
    }).map(([name, value]) => [`${name}${suffix}`, value]),
  );
}

async function measure(till: string, size: number, keep: (body: string) => void): Promise<Measured> {
  const aside = mkdtempSync(join(tmpdir(), 'stall-pos-raw-'));
  const core = await openCore(till);
  try {
    for (let i = 0; i < WARM_UP; i += 1) {
      const cart = await fillCart(core);
      await complete(core, cart);
      await afterSale(core, cart);
    }
    const body = newestEntry(till);
    keep(body);
    const raw = rawInsert(fillRaw(till, size), body);
    const floor = flush(join(aside, 'floor'), Buffer.from(body));
    for (let i = 0; i < WARM_UP; i += 1) {
      raw();
      floor();
    }
    const sales: number[] = [];
    const raws: number[] = [];
    const floors: number[] = [];
    for (let i = 0; i < SALES; i += 1) {
      const cart = await fillCart(core);
      const steps = [
        async () => void sales.push(await complete(core, cart)),
        async () => void raws.push(raw()),
        async () => void floors.push(floor()),
      ];
      // Each goes first, second and third equally often: what was just written to the disk is the next one's burden.
      for (let turn = 0; turn < steps.length; turn += 1) await steps[(i + turn) % steps.length]?.();
      await afterSale(core, cart);
    }
    return { documentBytes: Buffer.byteLength(body), sales, raws, floors };
  } finally {
    await core.stop();
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Returns a function that inserts the bytes once more under a new id and gives what it took, in ms. */
function rawInsert(file: string, body: string): () => number {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const insert = db.prepare('INSERT INTO entry (id, body) VALUES (?, ?)');
  return () => {
    const id = randomUUID();
    const start = process.hrtime.bigint();
    insert.run(id, body);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
}

/** Returns a function that writes the bytes and syncs, in ms. */
function flush(file: string, bytes: Buffer): () => number {
  const fd = openSync(file, 'w');
  writeSync(fd, Buffer.alloc(FLOOR_BYTES, 1));
  fsyncSync(fd);
  let at = 0;
  return () => {
    if (at + bytes.length > FLOOR_BYTES) at = 0;
    const start = process.hrtime.bigint();
    writeSync(fd, bytes, 0, bytes.length, at);
    fsyncSync(fd);
    const took = Number(process.hrtime.bigint() - start) / 1e6;
    at += bytes.length;
    return took;
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
      ['-f', '-e', 'trace=fsync,fdatasync,write', '-e', 'signal=none', '-o', trace].concat([
        process.execPath,
        self,
        join(dir, 'till'),
        marks,
      ]),
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
  for (let i = 0; i < TRACED; i += 1) {
    const cart = await fillCart(core);
    writeSync(fd, BEGIN);
    await complete(core, cart);
    writeSync(fd, END);
    await afterSale(core, cart);
  }
  await core.stop();
}
