import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { TestTerminal } from '../market/client.ts';
import { Till } from '../market/payments/till.ts';
import type { TillOrder } from '../market/payments/till.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';

const TERMINALS = 40;
const AT_ONCE = 16;
const ORDERS = 800;
const WARM_UP = 20;
const PAID = 200;

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  readonly databaseUrl: string;
  readonly codes: readonly string[];
}

async function startServer(dir: string): Promise<Server> {
  const file = fileURLToPath(new URL('./pay-market.ts', import.meta.url));
  const child = fork(file, [dir, String(TERMINALS)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let text = '';
  return new Promise((done, failed) => {
    child.once('exit', () => failed(new Error('the market server did not start')));
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8');
      if (text.includes('\n')) done({ child, ...(JSON.parse(text) as Omit<Server, 'child'>) });
    });
  });
}

/**
 * The gateway with real signatures on every side, over loopback, all on this machine: tills sign and send orders, phones open the page, the
 * product's WeChat channel asks the simulated WeChat, whose notice comes back signed and encrypted. `orders_per_s`: from the signed order to the
 * paid one, 16 under way at a time. `mark_*`: from the shopper's payment to the mark in the hands of a till that listens on the stream, one at a
 * time; the two cores are shared with phones, tills, the simulated channel and the database. The floor is a commit of one row on the same PostgreSQL, as many at a time.
 */
export async function benchPay(say: (line: string) => void): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-bench-pay-'));
  const server = await startServer(dir);
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: AT_ONCE });
  try {
    const tills: Till[] = [];
    for (const code of server.codes) {
      const terminal = new TestTerminal(() => server.url);
      await terminal.enrol(code);
      await terminal.openSession();
      tills.push(new Till({ url: server.url, now: Date.now }, terminal));
    }
    const till = tills[0];
    if (till === undefined) throw new Error('no till has joined');
    say(`${tills.length} tills have joined; ${PAID} payments one by one …`);
    const marks = await measureMarks(server.url, till);
    say(`${ORDERS} orders, ${AT_ONCE} at a time …`);
    const seconds = await measureOrders(server.url, tills.slice(1), pool);
    say('the floor …');
    const commits = await measureFloor(pool);
    const ordersPerS = ORDERS / seconds;
    return {
      orders: ORDERS,
      orders_per_s: round(ordersPerS, 1),
      floor_commits_per_s: round(commits, 1),
      commits_per_order_ratio: round(commits / ordersPerS, 1),
      mark_p50_ms: round(quantile(marks, 0.5), 1),
      mark_p99_ms: round(quantile(marks, 0.99), 1),
      marks: marks.length,
    };
  } finally {
    await pool.end();
    if (server.child.exitCode === null) {
      const ended = once(server.child, 'exit');
      server.child.kill('SIGTERM');
      await ended;
    }
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Opens the order's page as a phone does: from then on it can be paid. */
async function open(url: string, { text }: TillOrder): Promise<void> {
  const answer = await fetch(`${url}/1/${text}?wallet=wechat`);
  const page = await answer.text();
  if (!page.includes('id="mock"')) throw new Error(`the page does not invite: ${page}`);
}
async function pay(url: string, { text }: TillOrder): Promise<void> {
  const answer = await fetch(`${url}/1/${text}/simulated`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"wallet":"wechat"}',
  });
  if (!answer.ok) throw new Error(`not paid: ${answer.status}`);
}

async function measureMarks(url: string, till: Till): Promise<readonly number[]> {
  const samples: number[] = [];
  let heard = (): void => undefined;
  const stream = await till.terminal.stream(() => heard());
  let checkpoint = (await till.terminal.pullAll('server_marks')).checkpoint;
  for (let i = 0; i < WARM_UP + PAID; i += 1) {
    const order = till.order(1_000 + i);
    await till.said('orders', { order: order.text });
    await open(url, order);
    let event = new Promise<void>((done) => (heard = done));
    const started = performance.now();
    await pay(url, order);
    for (let isHere = false; !isHere;) {
      await event;
      event = new Promise<void>((done) => (heard = done));
      const page = await till.terminal.pullAll('server_marks', 100, checkpoint);
      ({ checkpoint } = page);
      isHere = page.documents.some((one) => (one['payment'] as { orderHash?: string }).orderHash === order.hash);
    }
    if (i >= WARM_UP) samples.push(performance.now() - started);
    // A till asks at most 240 times a minute.
    await new Promise((done) => setTimeout(done, 260));
  }
  stream.stop();
  return samples;
}

async function measureOrders(url: string, tills: readonly Till[], pool: pg.Pool): Promise<number> {
  const started = performance.now();
  let next = 0;
  const run = async (): Promise<void> => {
    for (let no = next++; no < ORDERS; no = next++) {
      const till = tills[no % tills.length];
      if (till === undefined) return;
      const order = till.order(10_000 + no);
      await till.said('orders', { order: order.text });
      await open(url, order);
      await pay(url, order);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  for (;;) {
    const { rows } = await pool.query<{ n: number }>(
      'select count(*)::int as n from payment_orders where paid_by is not null and amount_fen >= 10000',
    );
    if (rows[0]?.n === ORDERS) return (performance.now() - started) / 1_000;
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** Commits of one row a second. */
async function measureFloor(pool: pg.Pool): Promise<number> {
  await pool.query('create table bench_floor (id bigint generated always as identity primary key, body text not null)');
  const body = 'x'.repeat(400);
  const started = performance.now();
  let left = ORDERS * 2;
  const run = async (): Promise<void> => {
    for (; left > 0; left -= 1) await pool.query('insert into bench_floor (body) values ($1)', [body]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return (ORDERS * 2) / ((performance.now() - started) / 1_000);
}
