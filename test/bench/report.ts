import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { databaseOf } from '../../electron/core/database.ts';
import type { Core } from '../../electron/core/core.ts';
import type { DayReport } from '../../shared/day-report.ts';
import { businessDay, startOfDay } from '../../shared/day.ts';
import { fill, SALES_A_DAY, sizes } from './fill.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';
import { call, openCore } from './till.ts';

const DAYS = 100;
const DAY_MS = 86_400_000;

/** What plain SQL and the till must both say of a day. */
interface Sums {
  readonly sales: number;
  readonly payableFen: number;
  readonly cashFen: number;
  readonly categories: readonly { readonly category: string; readonly fen: number }[];
}

/**
 * The Z report (`day.report`, command in to answer out) and the first page of a day's sales (`history.list`), of days scattered over all of the past,
 * on books of 10⁴, 10⁵ and 10⁶ sales, 500 a day. In turn with it the same sums in plain SQL over the same file; both must agree to the fen.
 * `STALL_BENCH_DIR` keeps the filled books for the next run.
 */
export async function benchReport(say: (line: string) => void): Promise<Figures> {
  const kept = process.env['STALL_BENCH_DIR'];
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'stall-pos-bench-'));
  try {
    let figures: Figures = {};
    for (const size of sizes()) {
      const till = join(dir, String(size));
      await fill(till, size, say);
      const named = await measure(till, size);
      say(`${size} sales: ${JSON.stringify(named)}`);
      figures = { ...figures, ...named };
    }
    return figures;
  } finally {
    if (kept === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(dir: string, size: number): Promise<Figures> {
  // The first start after the filling keeps what a till keeps while it runs.
  await (await openCore(dir)).stop();
  const core = await openCore(dir);
  const db = new DatabaseSync(databaseOf(dir), { readOnly: true });
  try {
    const sql = plainSql(db);
    const days = pastDays(db, Math.ceil(size / SALES_A_DAY));
    const z: number[] = [];
    const page: number[] = [];
    const raw: number[] = [];
    // One turn each that does not count: the first question of a process compiles what the others use.
    await turn(core, sql, days[0] ?? '', [], [], []);
    for (const day of days.slice(1)) await turn(core, sql, day, z, page, raw);
    const at = `1e${Math.round(Math.log10(size))}`;
    return {
      [`z_${at}_ms`]: round(quantile(z, 0.95), 1),
      [`z_p50_${at}_ms`]: round(quantile(z, 0.5), 1),
      [`page_${at}_ms`]: round(quantile(page, 0.95), 1),
      [`page_p50_${at}_ms`]: round(quantile(page, 0.5), 1),
      [`sql_${at}_ms`]: round(quantile(raw, 0.95), 1),
      [`sql_p50_${at}_ms`]: round(quantile(raw, 0.5), 1),
      [`days_${at}`]: z.length,
    };
  } finally {
    db.close();
    await core.stop();
  }
}

/** Days of the past, each another one (RxDB keeps the answer of a question it was asked before), spread from the first to the last. */
function pastDays(db: DatabaseSync, count: number): readonly string[] {
  const first = db.prepare('SELECT min(day) AS day FROM journal_v1 WHERE _deleted = 0').get();
  const from = startOfDay(String(first?.['day']));
  const asked = Math.min(DAYS + 1, count);
  return Array.from({ length: asked }, (_, i) => businessDay(from + Math.floor((i * count) / asked) * DAY_MS));
}

async function turn(
  core: Core,
  sql: (day: string) => Sums,
  day: string,
  z: number[],
  page: number[],
  raw: number[],
): Promise<void> {
  const begin = performance.now();
  const { report } = await call(core, 'day.report', { day });
  const reported = performance.now();
  const { rows } = await call(core, 'history.list', {
    from: { day, seq: 2_147_483_647 },
    until: null,
    amountFen: null,
    product: null,
    no: null,
  });
  const listed = performance.now();
  const sums = sql(day);
  raw.push(performance.now() - listed);
  page.push(listed - reported);
  z.push(reported - begin);
  if (rows.length === 0) throw new Error(`${day} has no sales`);
  const ours = sumsOf(report);
  if (JSON.stringify(ours) !== JSON.stringify(sums))
    throw new Error(`${day}: the till says ${JSON.stringify(ours)}, SQL says ${JSON.stringify(sums)}`);
}

const byName = <T extends { readonly category: string }>(rows: readonly T[]): readonly T[] =>
  rows.toSorted((a, b) => (a.category < b.category ? -1 : 1));

const sumsOf = ({ sales, payableFen, cashFen, categories }: DayReport): Sums => ({
  sales,
  payableFen,
  cashFen,
  categories: byName(categories.map(({ category, fen }) => ({ category, fen }))),
});

/** The day's sums over the journal's JSON, as a person with a SQLite shell would ask for them, by the index of days. */
function plainSql(db: DatabaseSync): (day: string) => Sums {
  const total = db.prepare(
    `SELECT count(*) AS sales, sum(json_extract(_body, '$.body.payableFen')) AS payable
     FROM journal_v1 WHERE _deleted = 0 AND day = ? AND json_extract(_body, '$.kind') = 'sale'`,
  );
  const cash = db.prepare(
    `SELECT sum(json_extract(t.value, '$.amountFen')) AS fen
     FROM journal_v1, json_each(_body, '$.body.tenders') AS t
     WHERE _deleted = 0 AND day = ? AND json_extract(t.value, '$.state') = 'cash'`,
  );
  const categories = db.prepare(
    `SELECT json_extract(l.value, '$.category') AS category, sum(json_extract(l.value, '$.amountFen')
       - json_extract(l.value, '$.concessionFen') - json_extract(l.value, '$.allocatedFen')) AS fen
     FROM journal_v1, json_each(_body, '$.body.lines') AS l
     WHERE _deleted = 0 AND day = ? GROUP BY 1`,
  );
  return (day) => {
    const row = total.get(day);
    return {
      sales: Number(row?.['sales']),
      payableFen: Number(row?.['payable']),
      cashFen: Number(cash.get(day)?.['fen']),
      categories: byName(
        categories.all(day).map((one) => ({ category: String(one['category']), fen: Number(one['fen']) })),
      ),
    };
  };
}
