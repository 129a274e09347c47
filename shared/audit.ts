import { Epoch, Int, Obj } from './records/field.ts';
import type Type from 'typebox';
import type { JournalEntry } from './records/journal.ts';

/** Where a page of the log goes on: entries before this number of this epoch. */
export const AuditCursor = Obj({ epoch: Epoch, seq: Int(1, 2_147_483_647) });
export type AuditCursor = Type.Static<typeof AuditCursor>;

/** What was done besides selling: who, when, what. `what` is the kind of entry, or of an override its own word. */
export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly seller: string;
  readonly what: string;
  /** The person or the product it is about, as it was called; empty where there is none. */
  readonly subject: string;
  /** Money that moved, or the new price, fen. */
  readonly amountFen: number | null;
}
/** Newest first; `next` null: that was all. */
export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly next: AuditCursor | null;
}

/** Null for what is everyday selling. `nameOf` gives a person's name by id, empty if unknown. */
export function auditRow(entry: JournalEntry, nameOf: (personId: string) => string): AuditRow | null {
  const { id, at, seller, body } = entry;
  const row = (what: string, subject: string, amountFen: number | null): AuditRow => ({
    id,
    at,
    seller,
    what,
    subject,
    amountFen,
  });
  switch (body.kind) {
    case 'override': {
      const name = body.subjectId === null ? '' : nameOf(body.subjectId);
      return row(body.what, [name, body.detail].filter((part) => part !== '').join(' · '), null);
    }
    case 'void':
    case 'refund':
      return row(body.kind, '', body.amountFen);
    case 'correction':
      return row('correction', '', null);
    case 'reweigh':
      return row('reweigh', body.name, null);
    case 'price_change':
      return row(body.outsideGuard ? 'price_unusual' : 'price_change', body.name, body.price.priceFen);
    case 'cash_movement':
      return row(`cash_${body.direction}`, body.reason, body.amountFen);
    case 'shift_close':
      return row('shift_close', body.to, body.countedFen);
    case 'sale':
    case 'part_payment':
    case 'part_return':
    case 'confirmation':
    case 'repayment':
    case 'day_close':
    case 'epoch_start':
      return null;
    default:
      return body satisfies never;
  }
}
