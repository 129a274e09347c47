import type { SaleEntry } from '../../shared/records/journal.ts';
import type { ReceiptCode } from '../../shared/receipt-code.ts';

/** What a shopper's check of a receipt found. */
export type ReceiptFinding =
  /** Not one of this market's receipts, or its text was changed. */
  | { readonly found: 'false' }
  /** Signed by the stall's terminal; the sale itself has not come up yet (the stall is offline). */
  | { readonly found: 'signed'; readonly code: ReceiptCode; readonly stall: string }
  | { readonly found: 'sale'; readonly code: ReceiptCode; readonly stall: string; readonly entry: SaleEntry }
  /** Signed, but the market holds another sale under this number. */
  | { readonly found: 'differs'; readonly code: ReceiptCode; readonly stall: string };
