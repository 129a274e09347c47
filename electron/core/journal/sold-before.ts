import { namedElsewhere } from '../../../shared/after/earnings.ts';
import { standingOf } from '../../../shared/after/standing.ts';
import type { JournalEntry, SaleBody } from '../../../shared/records/journal.ts';
import { isSale, type Journal } from './journal.ts';
import type { LaterBook } from './later-book.ts';

/** The sales a day's entries speak of: its own, and earlier ones with their tenders as they stood when the day began. */
export async function soldBefore(
  { journal, book }: { readonly journal: Pick<Journal, 'find'>; readonly book: Pick<LaterBook, 'of'> },
  day: string,
  entries: readonly JournalEntry[],
): Promise<(saleId: string) => SaleBody | null> {
  const sales = new Map(entries.filter(isSale).map((sale) => [sale.id, sale.body]));
  for (const id of new Set(namedElsewhere(entries))) {
    const sale = await journal.find(id);
    if (sale === null || !isSale(sale)) continue;
    const later = (await book.of(id)).filter((entry) => entry.day < day).map(({ body }) => body);
    sales.set(id, { ...sale.body, tenders: [...standingOf(sale.body, later).tenders] });
  }
  return (id) => sales.get(id) ?? null;
}
