import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Core } from '../../electron/core/core.ts';
import { openDevices } from '../../hardware/devices.ts';
import { silentLog } from '../setup/core.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';
import type { TwinJob, TwinSays } from './print-twin.ts';
import { afterSale, call, fillCart, openCore } from './till.ts';

const WARM_UP = 20;
const SALES = 400;

/**
 * From the answer of `sale.complete`, which comes with the commit, to the first byte of the receipt at the printer's socket, as a virtual
 * printer in a thread of its own sees it. Sales of three lines with paper asked for, one after the other, each when the printer is done with
 * the one before; every second one is cash, and the drawer opens before its receipt.
 */
export async function benchPrint(say: (line: string) => void): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-print-'));
  const twin = await startTwin();
  const core = await openCore(dir, {
    printer: openDevices(
      {
        scale: null,
        printer: { connection: { kind: 'tcp', host: '127.0.0.1', port: twin.port }, model: 'escpos-58' },
        display: null,
        scanner: null,
      },
      { now: Date.now, log: silentLog },
    ).printer,
  });
  try {
    for (let n = 0; n < WARM_UP; n += 1) await sell(core, twin, n % 2 === 0);
    const cash: Printed[] = [];
    const code: Printed[] = [];
    for (let n = 0; n < SALES / 2; n += 1) {
      cash.push(await sell(core, twin, true));
      code.push(await sell(core, twin, false));
    }
    const all = [...cash, ...code];
    const ms = (of: readonly Printed[], q: number): number =>
      round(
        quantile(
          of.map((one) => one.waitMs),
          q,
        ),
      );
    const drawers = cash.map((one) => one.drawerMs);
    say(`${all.length} receipts on paper`);
    return {
      sales: SALES,
      receipts: all.length,
      p50_ms: ms(all, 0.5),
      p99_ms: ms(all, 0.99),
      max_ms: ms(all, 1),
      with_drawer_p50_ms: ms(cash, 0.5),
      with_drawer_p99_ms: ms(cash, 0.99),
      without_p50_ms: ms(code, 0.5),
      without_p99_ms: ms(code, 0.99),
      drawer_p50_ms: round(quantile(drawers, 0.5)),
      drawer_p99_ms: round(quantile(drawers, 0.99)),
      receipt_bytes: quantile(
        all.map((one) => one.bytes),
        0.5,
      ),
    };
  } finally {
    await core.stop();
    await twin.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Printed {
  readonly waitMs: number;
  readonly drawerMs: number;
  readonly bytes: number;
}

/** One sale, and what the printer got of it. */
async function sell(core: Core, twin: Twin, isCash: boolean): Promise<Printed> {
  const cart = await fillCart(core);
  const tender = { kind: isCash ? 'cash' : 'other', amountFen: cart.payableFen, tenderedFen: null } as const;
  const jobs = twin.next(isCash ? 2 : 1);
  const reply = await core.dispatch(
    { role: 'vendor' },
    {
      id: randomUUID(),
      name: 'sale.complete',
      args: { cartId: cart.id, payableFen: cart.payableFen, tenders: [tender], concedeFen: 0, paper: 'short' },
    },
  );
  const committed = process.hrtime.bigint();
  if (!reply.ok) throw new Error(`sale.complete: ${JSON.stringify(reply.refusal)}`);
  const done = await jobs;
  const sheet = done.find((job) => !job.drawer);
  if (sheet === undefined) throw new Error('no receipt came out');
  const pulse = done.find((job) => job.drawer);
  await afterSale(core, cart);
  while ((await call(core, 'view.snapshot', {})).topics.last?.paper !== 'printed')
    await new Promise((resolve) => setTimeout(resolve, 2));
  const since = (at: bigint): number => Number(at - committed) / 1e6;
  return {
    waitMs: since(sheet.firstAt),
    drawerMs: pulse === undefined ? Number.NaN : since(pulse.firstAt),
    bytes: sheet.bytes,
  };
}

interface Twin {
  readonly port: number;
  /** The next jobs to come. */
  next(count: number): Promise<readonly TwinJob[]>;
  stop(): Promise<unknown>;
}

async function startTwin(): Promise<Twin> {
  const worker = new Worker(new URL('./print-twin.ts', import.meta.url));
  let jobs: TwinJob[] = [];
  let wanted: { readonly count: number; readonly got: (jobs: readonly TwinJob[]) => void } | null = null;
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (said: TwinSays) => {
      if ('port' in said) return resolve(said.port);
      jobs.push(said);
      if (wanted !== null && jobs.length >= wanted.count) wanted.got(jobs);
    });
  });
  return {
    port,
    next: (count) => {
      jobs = [];
      return new Promise((got) => (wanted = { count, got }));
    },
    stop: () => worker.terminate(),
  };
}
