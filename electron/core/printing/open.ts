import type { SaleEntry } from '../../../shared/records/journal.ts';
import type { Base } from '../base.ts';
import { unlessFull } from '../health/disk.ts';
import type { LaterBook } from '../journal/later-book.ts';
import { createLabels } from './labels.ts';
import { createPapers } from './papers.ts';
import { openPrintJobs } from './print-jobs.ts';
import { openPrinting } from './printing.ts';

/** So many of the last sales are looked at for paper that was asked for. */
const LOOK_BACK = 20;

/** Paper and labels of a till. */
export async function openPaper(
  base: Base,
  deps: { readonly book: LaterBook; /** Newest first. */ readonly recent: readonly SaleEntry[] },
) {
  const { devices, views, store } = base;
  const printing = await openPrinting({
    ...base,
    printer: devices.printer,
    jobs: await openPrintJobs(store),
    paper: createPapers({ ...base, ...deps }),
    onChange: views.touching('status', 'last'),
  });
  // Asked for with a sale, and cut off before the wish was written.
  for (const sale of deps.recent.slice(0, LOOK_BACK))
    if (sale.body.paper !== 'none') await printing.receipt(sale, sale.body.paper).catch(unlessFull);
  return { printing, labels: createLabels({ ...base, labeler: devices.labeler ?? null }) };
}
