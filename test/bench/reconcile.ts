import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../../market/database/postgres.ts';
import { importBill } from './importing.ts';
import type { Figures } from './main.ts';
import type { BookSize, Measured } from './reconcile-worker.ts';

const SIZES = [10_000, 100_000, 1_000_000] as const;
const HEAP_MB = 96;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** One run in a process of its own, so that its memory is its own. */
function child(size: BookSize): Promise<Measured> {
  return new Promise((done, fail) => {
    const worker = fork(fileURLToPath(new URL('reconcile-worker.ts', import.meta.url)), [JSON.stringify(size)], {
      execArgv: ['--max-old-space-size=6144'],
    });
    let said: Measured | null = null;
    worker.on('message', (message) => {
      said = message as Measured;
    });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      if (said === null) fail(new Error(`the worker ended with ${code} and no figures`));
      else done(said);
    });
  });
}

/**
 * Bill rows matched against as many payments and sales, 10⁴ to 10⁶ of them: by the matcher, each size in a process of its own, and by the same
 * join in plain SQL over the same rows on a PostgreSQL of this run. And a bill of 10⁶ rows read whole from its bytes, and handed over in the console
 * of a market server that may keep no more than `HEAP_MB` of JavaScript's objects.
 */
export async function benchReconcile(say: (line: string) => void): Promise<Figures> {
  const figures: Record<string, number> = {};
  const dir = await mkdtemp(join(tmpdir(), 'stall-pos-bench-'));
  const cluster = await startCluster({ dir, log: quiet });
  const client = new pg.Client({ connectionString: cluster.databaseUrl });
  try {
    await client.connect();
    for (const rows of SIZES) {
      const { seconds, peakMb, found } = await child({ kind: 'match', rows });
      const floor = await sqlJoin(client, rows);
      const name = `1e${Math.log10(rows)}`;
      figures[`match_${name}_s`] = seconds;
      figures[`match_${name}_mb`] = peakMb;
      figures[`sql_${name}_s`] = floor;
      say(`${rows} rows: ${seconds} s, ${peakMb} MB, ${found} differences; plain SQL ${floor} s`);
    }
    const read = await child({ kind: 'read', rows: 1_000_000 });
    figures['read_1e6_s'] = read.seconds;
    figures['read_1e6_mb'] = read.peakMb;
    figures['read_1e6_file_mb'] = read.found;
    const imported = await importBill(
      { dir: join(dir, 'market'), databaseUrl: await ownDatabase(client, cluster.databaseUrl) },
      1_000_000,
      HEAP_MB,
    );
    say(`handed over in the console: ${imported.text}, ${imported.seconds} s, ${imported.peakMb} MB`);
    figures['import_1e6_s'] = imported.seconds;
    figures['import_1e6_mb'] = imported.peakMb;
    figures['import_1e6_file_mb'] = imported.fileMb;
    const [small = 0, large = 0] = [figures['match_1e4_s'], figures['match_1e6_s']];
    /** 1: exactly n log n from 10⁴ to 10⁶ rows; above: worse. */
    figures['growth_to_n_log_n'] = Math.round((large / small / ((1_000_000 * 6) / (10_000 * 4))) * 100) / 100;
    return figures;
  } finally {
    await client.end();
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Another database of the same cluster. */
async function ownDatabase(client: pg.Client, databaseUrl: string): Promise<string> {
  await client.query('create database import_bench');
  const url = new URL(databaseUrl);
  url.pathname = '/import_bench';
  return url.href;
}

/** The join a matcher stands for: every bill row with its payment and its sale, what has no partner on either side, and what differs in fen. */
async function sqlJoin(client: pg.Client, rows: number): Promise<number> {
  await client.query('drop table if exists b_bill, b_attempt, b_sale');
  await client.query(
    `create table b_bill as select 'O' || i as no, (100 + i::bigint * 7919 % 11900)::bigint as fen from generate_series(1, ${rows}) i`,
  );
  await client.query(
    `create table b_attempt as select 'O' || i as no, 'h' || i as hash, (100 + i::bigint * 7919 % 11900 + (i % 1000 = 0)::int)::bigint as fen from generate_series(1, ${rows}) i where i % 500 <> 0`,
  );
  await client.query(
    `create table b_sale as select 's' || i as id, 'h' || i as hash from generate_series(1, ${rows}) i where i % 700 <> 0`,
  );
  for (const table of ['b_bill', 'b_attempt', 'b_sale']) await client.query(`analyze ${table}`);
  const start = performance.now();
  await client.query(`select count(*) filter (where a.no is null), count(*) filter (where b.no is null), count(*) filter (where a.fen <> b.fen), count(*) filter (where s.id is null)
    from b_bill b full join b_attempt a on a.no = b.no left join b_sale s on s.hash = a.hash`);
  return Math.round(performance.now() - start) / 1_000;
}
