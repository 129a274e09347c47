import type { Printer, PrintOutcome } from '../../hardware/ports.ts';
import type { Done } from '../../shared/command.ts';
import { ok, type Reply } from '../../shared/contract.ts';
import type { Log } from '../../shared/log.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { PrintJob } from '../../shared/records/terminal.ts';
import type { Paper, PaperWish } from './papers.ts';
import type { DeviceState } from '../../shared/scale.ts';
import type { LastSaleView } from '../../shared/view.ts';
import { DiskFullError } from './health/disk.ts';
import type { PrintJobs } from './print-jobs.ts';
import { createSerial } from './serial.ts';

/** An entry that paper can be made of: a sale, or what came after one. */
type PrintedEntry = Pick<JournalEntry, 'id' | 'at'>;

export interface Printing {
  readonly present: boolean;
  /** Paper that was asked for with a sale; its job has the sale's id, so it is made once. */
  receipt(entry: PrintedEntry, layout: 'short' | 'long'): Promise<void>;
  /** 打小票 for a committed sale (S18), or a slip for what came after it. */
  print(entry: PrintedEntry, layout: 'short' | 'long', callId: string): Promise<Reply<Done>>;
  /** Answers for every job that may have printed. */
  settle(again: boolean): Promise<Reply<Done>>;
  paperOf(saleId: string): LastSaleView['paper'];
  status(): {
    readonly printer: DeviceState;
    readonly printerText: string;
    readonly unprinted: number;
    readonly unsure: number;
  };
  stop(): Promise<void>;
}

/** What was asked for longer ago does not print by itself any more (S18). */
const STALE_JOB_MS = 120_000;
const RETRY_MS = 2_000;
const PROBE_MS = 10_000;
const DEVICE_GONE = '没有打印机';

/**
 * The outbox of paper: a job is on the disk before its bytes go out, and tried again until it printed, grew old, or may have printed.
 * Nothing here is waited for by a sale.
 */
export async function openPrinting(options: {
  readonly printer: Printer | null;
  readonly jobs: PrintJobs;
  /** What stands on the paper of an entry as it is now; null: there is no such entry. */
  readonly paper: (entryId: string, wish: PaperWish) => Promise<Paper | null>;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<Printing> {
  const { printer, jobs, now, onChange, log } = options;
  const lane = createSerial();
  /** Every change of a wish, one after another: read and written as one. Never held while the printer works. */
  const desk = createSerial();
  let device: { readonly state: DeviceState; readonly text: string } = {
    state: printer === null ? 'absent' : 'opening',
    text: '',
  };
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  const set = async (job: PrintJob, state: PrintJob['state'], reason: string): Promise<PrintJob> => {
    const next: PrintJob = { ...job, state, reason: reason.slice(0, 200), updatedAt: now() };
    await jobs.put(next);
    onChange();
    return next;
  };
  // The last run ended while a job was on its way to the paper: it may be on it.
  for (const job of jobs.all()) if (job.state === 'printing') await set(job, 'unsure', '打印时断电');

  const expire = async (): Promise<void> => {
    for (const job of jobs.all()) {
      if (job.state === 'queued' && (printer === null || now() - job.requestedAt > STALE_JOB_MS))
        await set(job, 'unprinted', printer === null ? DEVICE_GONE : job.reason);
    }
  };
  const nextJob = (): PrintJob | undefined =>
    jobs
      .all()
      .filter((job) => job.state === 'queued')
      .toSorted((a, b) => a.requestedAt - b.requestedAt)[0];
  /** The next wish that is still fresh, marked as on its way to the paper. */
  const take = async (target: Printer): Promise<{ readonly job: PrintJob; readonly paper: Paper } | null> => {
    await expire();
    for (let job = nextJob(); job !== undefined; job = nextJob()) {
      const { columns } = target;
      const paper =
        job.saleId === null
          ? null
          : await options.paper(job.saleId, { columns, layout: job.layout, reprint: job.reprint });
      if (paper !== null) return { job: await set({ ...job, attempts: job.attempts + 1 }, 'printing', ''), paper };
      await set(job, 'unprinted', '找不到这一笔');
    }
    return null;
  };
  const printOne = async (target: Printer, job: PrintJob, lines: Paper): Promise<PrintOutcome['done']> => {
    let outcome: PrintOutcome;
    try {
      outcome = await target.print(lines);
    } catch (error) {
      log.error({ err: error, jobId: job.id }, 'the printer driver failed');
      outcome = { done: 'unsure', why: '打印中断' };
    }
    const why = outcome.done === 'printed' ? '' : outcome.why;
    await desk(() => set(job, outcome.done === 'not_printed' ? 'queued' : outcome.done, why));
    return outcome.done;
  };
  const probe = async (target: Printer): Promise<void> => {
    try {
      device = await target.probe();
    } catch (error) {
      log.warn({ err: error }, 'the printer could not be asked');
      device = { state: 'failed', text: '' };
    }
    onChange();
  };
  const schedule = (ms: number): void => {
    if (stopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(kick, ms);
    timer.unref();
  };
  const work = async (): Promise<void> => {
    if (printer === null) return desk(expire);
    while (!stopped) {
      const next = await desk(() => take(printer));
      if (next === null || (await printOne(printer, next.job, next.paper)) !== 'printed') break;
      device = { state: 'online', text: '' };
    }
    if (!stopped) await probe(printer);
    schedule(nextJob() === undefined && device.state === 'online' ? PROBE_MS : RETRY_MS);
  };
  const kick = (): void => {
    lane(work).catch((error: unknown) => {
      // Said in the status bar already; the wish waits for room.
      if (!(error instanceof DiskFullError)) log.error({ err: error }, 'the print queue failed');
      schedule(RETRY_MS);
    });
  };
  const ask = async (
    id: string,
    saleId: string,
    layout: 'short' | 'long',
    reprint: boolean,
    requestedAt: number,
  ): Promise<void> => {
    const stale = printer === null || now() - requestedAt > STALE_JOB_MS;
    const added = await jobs.add({
      id,
      kind: 'receipt',
      saleId,
      layout,
      reprint,
      state: stale ? 'unprinted' : 'queued',
      requestedAt,
      updatedAt: now(),
      attempts: 0,
      reason: printer === null ? DEVICE_GONE : '',
    });
    onChange();
    if (added && !stale) kick();
  };
  kick();

  return {
    present: printer !== null,
    receipt: (sale, layout) =>
      desk(async () => {
        // A wish of the sale that was answered under another id is not made again at a start.
        if (jobs.of(sale.id).length === 0) await ask(sale.id, sale.id, layout, false, sale.at);
      }),
    print: (sale, layout, callId) =>
      desk(async () => {
        const earlier = jobs.of(sale.id);
        if (earlier.some((job) => job.id === callId)) return ok({});
        const waiting = earlier.find((job) => job.state === 'queued');
        if (waiting !== undefined) {
          await jobs.put({ ...waiting, layout, requestedAt: now(), updatedAt: now() });
          kick();
          return ok({});
        }
        // An unprinted wish that bears the mark has been on its way to the paper before.
        const reprint = earlier.some((job) => job.state !== 'unprinted' || job.reprint);
        await ask(callId, sale.id, layout, reprint, now());
        // The wish that never printed is answered by this one.
        for (const job of earlier) if (job.state === 'unprinted') await jobs.remove(job.id);
        onChange();
        return ok({});
      }),
    settle: (again) =>
      desk(async () => {
        for (const job of jobs.all().filter((one) => one.state === 'unsure')) {
          if (again) await set({ ...job, reprint: true, requestedAt: now() }, 'queued', '');
          else await set(job, 'printed', '');
        }
        if (again) kick();
        return ok({});
      }),
    paperOf: (saleId) => jobs.of(saleId).at(-1)?.state ?? 'none',
    status: () => {
      const all = jobs.all();
      return {
        printer: device.state,
        printerText: device.text,
        unprinted: all.filter((job) => job.state === 'unprinted').length,
        unsure: all.filter((job) => job.state === 'unsure').length,
      };
    },
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await lane.idle();
      await desk.idle();
    },
  };
}
