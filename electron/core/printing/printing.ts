import type { Printer, PrintOutcome } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { PrintJob } from '../../../shared/records/terminal.ts';
import type { Paper, PaperWish } from './papers.ts';
import type { DeviceState } from '../../../shared/scale.ts';
import type { LastSaleView } from '../../../shared/view.ts';
import { DiskFullError } from '../health/disk.ts';
import { forgottenBefore, type PrintJobs } from './print-jobs.ts';
import { createSerial } from '../serial.ts';

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
  /** 未打印·可补, the oldest first. */
  unprinted(): readonly PrintJob[];
  /** Prints these of them, marked where they may have been on paper before. */
  printLeft(ids: readonly string[]): Promise<Reply<Done>>;
  /** These of them are not wanted any more. */
  letBe(ids: readonly string[]): Promise<Reply<Done>>;
  /** Removes what was settled long ago. Resolves with how many. */
  prune(): Promise<number>;
  paperOf(saleId: string): LastSaleView['paper'];
  status(): {
    readonly printer: DeviceState;
    readonly printerText: string;
    readonly unprinted: number;
    readonly unsure: number;
  };
  stop(): Promise<void>;
}

/** The wish whose turn it is, and what will be on its paper. */
interface Next {
  readonly job: PrintJob;
  readonly paper: Paper;
}

/** An unprinted wish that bears the mark has been on its way to the paper before. */
const wasOnItsWay = ({ state, reprint }: PrintJob): boolean => reprint || (state !== 'unprinted' && state !== 'left');

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
  /** Runs of the lane that are under way or waiting. */
  let runs = 0;
  let timer: NodeJS.Timeout | null = null;

  /** As far as it can be known: many a printer never says how it is. */
  const isWell = (): boolean => device.state === 'online' || device.state === 'silent';
  const set = async (job: PrintJob, state: PrintJob['state'], reason: string): Promise<PrintJob> => {
    const next: PrintJob = { ...job, state, reason: reason.slice(0, 200), updatedAt: now() };
    await jobs.put(next);
    onChange();
    return next;
  };
  // The last run ended while a job was on its way to the paper: it may be on it.
  for (const job of jobs.open()) if (job.state === 'printing') await set(job, 'unsure', '打印时断电');

  /** One that waited behind another was not tried itself. */
  const whyNot = (job: PrintJob): string =>
    printer === null ? DEVICE_GONE : job.reason === '' && !isWell() ? device.text : job.reason;
  const expire = async (): Promise<void> => {
    for (const job of jobs.open()) {
      if (job.state === 'queued' && (printer === null || now() - job.requestedAt > STALE_JOB_MS))
        await set(job, 'unprinted', whyNot(job));
    }
  };
  const nextJob = (): PrintJob | undefined => jobs.open().find((job) => job.state === 'queued');
  const paperOf = async ({ columns, logo }: Printer, { saleId, layout, reprint }: PrintJob): Promise<Paper | null> => {
    const paper = saleId === null ? null : await options.paper(saleId, { columns, layout, reprint });
    return paper === null || logo === undefined ? paper : [logo, ...paper];
  };
  /** The next wish that is still fresh, and what will be on its paper. */
  const take = async (target: Printer): Promise<Next | null> => {
    await expire();
    for (let job = nextJob(); job !== undefined; job = nextJob()) {
      const paper = await paperOf(target, job);
      if (paper !== null) return { job, paper };
      await set(job, 'unprinted', '找不到这一笔');
    }
    return null;
  };
  const printOne = async (target: Printer, { job, paper }: Next): Promise<PrintOutcome['done']> => {
    let isMarked = job.state === 'printing';
    /** Before the first byte it is on the disk that it may be on paper from now on: a printer that takes nothing costs no write. */
    const sending = (): Promise<boolean> =>
      desk(async () => {
        const wish = jobs.get(job.id);
        if (isMarked) return true;
        if (wish?.state !== 'queued' || wish.layout !== job.layout) return false;
        await set({ ...wish, attempts: wish.attempts + 1 }, 'printing', '');
        isMarked = true;
        return true;
      });
    let outcome: PrintOutcome;
    try {
      outcome = await target.print(paper, sending);
    } catch (error) {
      // Nothing of it was sent.
      if (!isMarked) throw error;
      log.error({ err: error, jobId: job.id }, 'the printer driver failed');
      outcome = { done: 'unsure', why: '打印中断' };
    }
    const { done } = outcome;
    const why = outcome.done === 'printed' ? '' : outcome.why;
    await desk(async () => {
      const wish = jobs.get(job.id) ?? job;
      if (done !== 'not_printed') await set(wish, done, why);
      else if (isMarked || (wish.state === 'queued' && wish.reason !== why)) await set(wish, 'queued', why);
    });
    return done;
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
    timer = setTimeout(() => kick(), ms);
    timer.unref();
  };
  /** `first`: a wish that is written as on its way already. */
  const work = async (first: Next | null): Promise<void> => {
    if (printer === null) return desk(expire);
    // So that what has grown old meanwhile is listed with why it can't be printed.
    if (device.state === 'opening') await probe(printer);
    for (let next = first; next !== null || !stopped; next = null) {
      next ??= await desk(() => take(printer));
      if (next === null || (await printOne(printer, next)) !== 'printed') break;
      device = { state: 'online', text: '' };
    }
    if (!stopped) await probe(printer);
    schedule(nextJob() === undefined && isWell() ? PROBE_MS : RETRY_MS);
  };
  const kick = (first: Next | null = null): void => {
    runs += 1;
    lane(() => work(first))
      .catch((error: unknown) => {
        // Said in the status bar already; the wish waits for room.
        if (!(error instanceof DiskFullError)) log.error({ err: error }, 'the print queue failed');
        schedule(RETRY_MS);
      })
      .finally(() => {
        runs -= 1;
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
    const job: PrintJob = {
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
    };
    // Nothing is before it and the printer was well: it is written once, as on its way already.
    const isNext = !stale && !stopped && runs === 0 && isWell() && nextJob() === undefined;
    const paper = printer === null || !isNext ? null : await paperOf(printer, job);
    const first: Next | null = paper === null ? null : { job: { ...job, state: 'printing', attempts: 1 }, paper };
    const added = await jobs.add(first?.job ?? job);
    onChange();
    if (added && !stale) kick(first);
  };
  const unprintedOf = (ids: readonly string[]): readonly PrintJob[] =>
    ids.map((id) => jobs.get(id)).filter((job) => job?.state === 'unprinted') as PrintJob[];
  const others = (job: PrintJob): readonly PrintJob[] =>
    job.saleId === null ? [] : jobs.of(job.saleId).filter((other) => other.id !== job.id);
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
        const reprint = earlier.some(wasOnItsWay) || sale.at < forgottenBefore(now());
        await ask(callId, sale.id, layout, reprint, now());
        // The wish that never printed is answered by this one.
        for (const job of earlier) if (job.state === 'unprinted') await jobs.remove(job.id);
        onChange();
        return ok({});
      }),
    settle: (again) =>
      desk(async () => {
        for (const job of jobs.open().filter((one) => one.state === 'unsure')) {
          if (again) await set({ ...job, reprint: true, requestedAt: now() }, 'queued', '');
          else await set(job, 'printed', '');
        }
        if (again) kick();
        return ok({});
      }),
    unprinted: () => jobs.open().filter((job) => job.state === 'unprinted'),
    printLeft: (ids) =>
      desk(async () => {
        if (printer === null) return refuse({ code: 'no_printer' });
        for (const job of unprintedOf(ids)) {
          const reprint = job.reprint || others(job).some(wasOnItsWay);
          await set({ ...job, reprint, requestedAt: now() }, 'queued', '');
        }
        kick();
        return ok({});
      }),
    letBe: (ids) =>
      desk(async () => {
        for (const job of unprintedOf(ids)) await set(job, 'left', job.reason);
        return ok({});
      }),
    prune: () => desk(() => jobs.prune(now())),
    paperOf: (saleId) => {
      const state = jobs.of(saleId).at(-1)?.state ?? 'none';
      return state === 'left' ? 'none' : state;
    },
    status: () => {
      const open = jobs.open();
      return {
        printer: device.state,
        printerText: device.text,
        unprinted: open.filter((job) => job.state === 'unprinted').length,
        unsure: open.filter((job) => job.state === 'unsure').length,
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
