import type { PrintJob } from '../../shared/records/terminal.ts';
import type { Store } from './database.ts';

/** The wishes for paper, on the disk and in memory; memory holds those that still matter on a screen. */
export interface PrintJobs {
  all(): readonly PrintJob[];
  of(saleId: string): readonly PrintJob[];
  /** A new wish. False when one of this id is there already. */
  add(job: PrintJob): Promise<boolean>;
  put(job: PrintJob): Promise<void>;
  remove(id: string): Promise<void>;
}

export async function openPrintJobs(store: Store): Promise<PrintJobs> {
  const jobs = new Map(
    (await store.print_jobs.find().exec()).map((document) => [document.id, document.toMutableJSON()]),
  );
  return {
    all: () => [...jobs.values()],
    of: (saleId) =>
      [...jobs.values()].filter((job) => job.saleId === saleId).toSorted((a, b) => a.requestedAt - b.requestedAt),
    add: async (job) => {
      if (jobs.has(job.id)) return false;
      await store.put(store.print_jobs, job, 'after_sale');
      jobs.set(job.id, job);
      return true;
    },
    put: async (job) => {
      await store.put(store.print_jobs, job, 'after_sale');
      jobs.set(job.id, job);
    },
    remove: async (id) => {
      await store.write(() => store.print_jobs.bulkRemove([id]), 'after_sale');
      jobs.delete(id);
    },
  };
}
