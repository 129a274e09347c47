import { nameOf } from './names.ts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseOf, openStore } from '../../electron/core/database.ts';
import { openDisk } from '../../electron/core/health/disk.ts';
import { createFlushes } from '../../electron/core/health/flushes.ts';
import { businessDay } from '../../shared/day.ts';
import type { Searchable } from '../../shared/search.ts';
import { searchIndex, searchProducts } from '../../shared/search.ts';
import { silentLog } from '../setup/core.ts';
import { fill, SALES_A_DAY, sizes } from './fill.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';
import { call, frontCart, openCore } from './till.ts';

const STARTS = 20;
const DAYS = 40;
const DAY_MS = 86_400_000;
const PRODUCTS = 50_000;
const SEARCHES = 500;

/**
 * A start, from the process's first instant to an answered snapshot with a cart in front, each in a process of its own, on books of
 * 10⁴, 10⁵ and 10⁶ sales; a day of 500 sales read by its index; and the search of 50,000 products as it is typed.
 * `STALL_BENCH_DIR` keeps the filled books for the next run.
 */
export async function benchOpen(say: (line: string) => void): Promise<Figures> {
  const kept = process.env['STALL_BENCH_DIR'];
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'stall-pos-bench-'));
  try {
    let figures: Figures = {};
    const medians: number[] = [];
    for (const size of sizes()) {
      const till = join(dir, String(size));
      await fill(till, size, say);
      // The first start after the filling keeps what a till keeps while it runs (the prices' cache).
      start(till);
      const starts = Array.from({ length: STARTS }, () => start(till));
      const days = await readDays(till, size);
      medians.push(quantile(starts, 0.5));
      const suffix = size === sizes().at(-1) ? '' : `_at_${size}`;
      const named = {
        [`p95_ms${suffix}`]: round(quantile(starts, 0.95), 0),
        [`p50_ms${suffix}`]: round(quantile(starts, 0.5), 0),
        [`day_p95_ms${suffix}`]: round(quantile(days, 0.95), 1),
        [`day_p50_ms${suffix}`]: round(quantile(days, 0.5), 1),
      };
      say(`${size} sales: ${JSON.stringify(named)}`);
      figures = { ...named, ...figures };
    }
    const searches = search();
    return {
      ...figures,
      growth_ratio: round((medians.at(-1) ?? 0) / (medians[0] ?? 1)),
      starts: STARTS,
      products: PRODUCTS,
      search_p50_ms: round(quantile(searches, 0.5)),
      search_p95_ms: round(quantile(searches, 0.95)),
      search_max_ms: round(quantile(searches, 1)),
    };
  } finally {
    if (kept === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

/** One start in a process of its own, ms. */
function start(dir: string): number {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), dir], { encoding: 'utf8' });
  const took = Number(child.stdout.trim());
  if (child.status !== 0 || !(took > 0)) throw new Error(`a start failed: ${child.stderr}`);
  return took;
}

/** Whole days, scattered over all of the past, ms each. */
async function readDays(dir: string, size: number): Promise<readonly number[]> {
  const store = await openStore(dir, openDisk(dir, databaseOf(dir), silentLog), createFlushes());
  try {
    const times: number[] = [];
    const [first] = await store.journal
      .find({ sort: [{ terminal: 'asc' }, { epoch: 'asc' }, { seq: 'asc' }], limit: 1 })
      .exec();
    const days = Math.ceil(size / SALES_A_DAY);
    // Each another day: RxDB keeps the answer of a question it was asked before.
    const read = Math.min(DAYS, days - 1);
    for (let i = 0; i < read; i += 1) {
      const day = businessDay((first?.at ?? 0) + Math.floor((i * (days - 1)) / read) * DAY_MS);
      const begin = performance.now();
      const sales = await store.journal.find({ selector: { day }, sort: [{ day: 'asc' }, { seq: 'asc' }] }).exec();
      times.push(performance.now() - begin);
      if (sales.length === 0) throw new Error(`${day} has no sales`);
    }
    return times;
  } finally {
    await store.close();
  }
}

/** Every beginning of what is typed, for products spread over the catalogue. */
function search(): readonly number[] {
  const products = Array.from({ length: PRODUCTS }, (_, i): Searchable => product(i));
  const index = searchIndex(products);
  const times: number[] = [];
  for (let i = 0; times.length < SEARCHES; i += 1) {
    const { name, initials, pinyin, plu } = product((i * 7_919) % PRODUCTS);
    for (const whole of [name, initials, pinyin, String(plu), '没有的东西'])
      for (let typed = 1; typed <= Math.min(6, whole.length); typed += 1) {
        const begin = performance.now();
        searchProducts(index, whole.slice(0, typed), 24);
        times.push(performance.now() - begin);
      }
  }
  return times;
}

function product(
  no: number,
): Searchable & { readonly name: string; readonly initials: string; readonly pinyin: string } {
  const called = nameOf(no);
  return { plu: no + 1, ...called, aliases: no % 5 === 0 ? [`本地${called.name}`] : [] };
}

// `node open.ts DIR`: starts once, says the ms since the process began.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dir] = process.argv.slice(2);
  if (dir === undefined) throw new Error('usage: open.ts DIR');
  const core = await openCore(dir);
  await frontCart(core);
  const took = performance.now();
  await call(core, 'view.snapshot', {});
  await core.stop();
  console.log(took.toFixed(1));
}
