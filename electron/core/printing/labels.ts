import type { LabelPrinter } from '../../../hardware/ports.ts';
import type { LabelAnswer } from '../../../shared/commands/paper.ts';
import { ok, refuse, type ArgsOf, type Reply } from '../../../shared/contract.ts';
import { goodsLabel } from '../../../shared/goods-label.ts';
import type { ReceiptStall } from '../../../shared/receipt.ts';
import type { SaleEntry } from '../../../shared/records/journal.ts';

export interface Labels {
  readonly present: boolean;
  print(wish: ArgsOf<'label.print'>): Promise<Reply<LabelAnswer>>;
}

/** Labels for lines of committed sales. No wish is kept: a label that comes later would be stuck on somebody else's bag. */
export function createLabels(deps: {
  readonly labeler: LabelPrinter | null;
  readonly findSale: (id: string) => Promise<SaleEntry | null>;
  readonly stall: () => ReceiptStall;
  readonly receiptUrl: (sale: SaleEntry) => string | null;
}): Labels {
  const { labeler } = deps;
  return {
    present: labeler !== null,
    print: async ({ saleId, lineNo }) => {
      if (labeler === null) return refuse({ code: 'no_labeler' });
      const sale = await deps.findSale(saleId);
      if (sale === null) return refuse({ code: 'no_such_sale' });
      const line = sale.body.lines.find(({ no }) => no === lineNo);
      if (line === undefined) return refuse({ code: 'no_such_line' });
      const outcome = await labeler.print(goodsLabel(sale, line, deps.stall(), deps.receiptUrl(sale)));
      if (outcome.done === 'not_printed') return refuse({ code: 'label_not_printed', why: outcome.why.slice(0, 200) });
      return ok({ sure: outcome.done === 'printed' });
    },
  };
}
