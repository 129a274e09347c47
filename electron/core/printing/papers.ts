import { slipLines } from '../../../shared/after/slips.ts';
import { receiptLines, type ReceiptLine, type ReceiptStall } from '../../../shared/receipt.ts';
import type { SaleEntry } from '../../../shared/records/journal.ts';
import type { LaterBook } from '../journal/later-book.ts';
import { isSale, type Journal } from '../journal/journal.ts';

export interface PaperWish {
  readonly columns: 32 | 48;
  readonly layout: 'short' | 'long';
  readonly reprint: boolean;
}
export type Paper = readonly ReceiptLine[];

/** What stands on the paper of an entry: a receipt that says what became of its sale, or a slip for what came after one. */
export const createPapers =
  (deps: {
    readonly journal: Pick<Journal, 'find'>;
    readonly book: Pick<LaterBook, 'standing'>;
    readonly stall: () => ReceiptStall;
    /** Address behind the receipt's QR; null prints none. */
    readonly receiptUrl: (sale: SaleEntry) => string | null;
  }) =>
  async (entryId: string, wish: PaperWish): Promise<Paper | null> => {
    const entry = await deps.journal.find(entryId);
    if (entry === null) return null;
    const stall = deps.stall();
    if (isSale(entry)) {
      const standing = await deps.book.standing(entry);
      return receiptLines({ entry, standing, stall, receiptUrl: deps.receiptUrl(entry), ...wish });
    }
    const { body } = entry;
    if (body.kind !== 'refund' && body.kind !== 'void' && body.kind !== 'reweigh') return null;
    const sale = await deps.journal.find(body.saleId);
    return sale === null || !isSale(sale) ? null : slipLines({ entry, body, sale, stall, ...wish });
  };
