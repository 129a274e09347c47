import type { JournalBody, JournalKind } from './records/journal.ts';

/** Entries that stay in the books while somebody practises: what was done to the till itself, and money that arrives from outside. */
const booked = ['override', 'confirmation', 'day_close', 'epoch_start'] as const satisfies readonly JournalKind[];
type Booked = Extract<JournalBody, { kind: (typeof booked)[number] }>;
const isBooked = (kind: JournalKind): boolean => booked.some((one) => one === kind);

/** Whether such an entry goes into the chain of practice while somebody practises. `saleId` is there where it is about a sale. */
export function isPractised(body: JournalBody): body is Exclude<JournalBody, Booked> & { readonly saleId?: string } {
  return !isBooked(body.kind);
}
