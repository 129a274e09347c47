import { codeOf, receiptPath, receiptText } from '../../../shared/receipt-code.ts';
import type { SaleEntry } from '../../../shared/records/journal.ts';
import type { Goods } from '../goods/goods.ts';
import type { Identity } from '../identity.ts';

/** Address behind a receipt's QR; null: it has none. */
export const createReceiptUrl =
  (identity: () => Identity, goods: Pick<Goods, 'market'>) =>
  (sale: SaleEntry): string | null => {
    const host = goods.market()?.receiptHost ?? '';
    const { terminal, key } = identity();
    // Only its own terminal can vouch for a sale; what was sold in training is no receipt.
    if (host === '' || sale.terminal !== terminal || sale.mode === 'training') return null;
    const code = codeOf(sale);
    return `${host}/r/${receiptPath(code, key.sign(receiptText(code)))}`;
  };
