import type { PrintJob } from '../../../shared/records/terminal.ts';
import type { Store } from '../database.ts';

/** The wishes for paper, on the disk and in memory. */
export interface PrintJobs {
  /** Those that are neither on paper nor let be, the oldest first. */
  open(): readonly PrintJob[];
  get(id: string): PrintJob | null;
  of(saleId: string): readonly PrintJob[];
  /** A new wish. False when one of this id is there already. */
  add(job: PrintJob): Promise<boolean>;
  put(job: PrintJob): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes, in small bites, settled wishes of long ago. Resolves with how many. */
  prune(now: number): Promise<number>;
}

export const isSettled = (job: PrintJob): boolean => job.state === 'printed' || job.state === 'left';

const SETTLED_DAYS = 10;
const DAY_MS = 86_400_000;
/** Sales whose wishes stay, however old: a start looks whether the newest sales have the paper that was asked for with them. */
const KEPT_SALES = 50;
/** Small bites between sales: a removal is a write like any other. */
const AT_ONCE = 200;

/** What was sold before this may have had paper that nobody remembers: any paper of it is marked as a reprint. */
export const forgottenBefore = (now: number): number => now - SETTLED_DAYS * DAY_MS;

const byAge = (a: PrintJob, b: PrintJob): number => a.requestedAt - b.requestedAt;

export async function openPrintJobs(store: Store): Promise<PrintJobs> {
  const stored = (await store.print_jobs.find().exec()).map((document) => document.toMutableJSON());
  const jobs = new Map<string, PrintJob>();
  const open = new Map<string, PrintJob>();
  /** By the entry they belong to: a till keeps thousands, and each sale asks for its own. */
  const byEntry = new Map<string, readonly PrintJob[]>();
  const forget = (job: PrintJob): void => {
    jobs.delete(job.id);
    open.delete(job.id);
    if (job.saleId === null) return;
    const others = (byEntry.get(job.saleId) ?? []).filter((other) => other.id !== job.id);
    if (others.length === 0) byEntry.delete(job.saleId);
    else byEntry.set(job.saleId, others);
  };
  const remember = (job: PrintJob): void => {
    forget(job);
    jobs.set(job.id, job);
    if (!isSettled(job)) open.set(job.id, job);
    if (job.saleId !== null) byEntry.set(job.saleId, [...(byEntry.get(job.saleId) ?? []), job].toSorted(byAge));
  };
  for (const job of stored) remember(job);

  const write = async (job: PrintJob): Promise<void> => {
    await store.put(store.print_jobs, job, 'after_sale');
    remember(job);
  };
  const removeAll = async (gone: readonly PrintJob[]): Promise<void> => {
    await store.write(() => store.print_jobs.bulkRemove(gone.map(({ id }) => id)), 'after_sale');
    for (const job of gone) forget(job);
  };
  return {
    open: () => [...open.values()].toSorted(byAge),
    get: (id) => jobs.get(id) ?? null,
    of: (saleId) => byEntry.get(saleId) ?? [],
    add: async (job) => {
      if (jobs.has(job.id)) return false;
      await write(job);
      return true;
    },
    put: write,
    remove: async (id) => {
      const job = jobs.get(id);
      if (job !== undefined) await removeAll([job]);
    },
    prune: async (now) => {
      const newest = new Map<string, number>();
      for (const { saleId, requestedAt } of jobs.values())
        if (saleId !== null) newest.set(saleId, Math.max(requestedAt, newest.get(saleId) ?? 0));
      const kept = new Set(
        [...newest]
          .toSorted(([, a], [, b]) => b - a)
          .slice(0, KEPT_SALES)
          .map(([saleId]) => saleId),
      );
      const gone = [...jobs.values()]
        .filter(
          (job) =>
            isSettled(job) && job.requestedAt < forgottenBefore(now) && (job.saleId === null || !kept.has(job.saleId)),
        )
        .slice(0, AT_ONCE);
      if (gone.length > 0) await removeAll(gone);
      return gone.length;
    },
  };
}
