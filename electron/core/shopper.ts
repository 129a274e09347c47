import type { Done } from '../../shared/command.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import { printedNumber } from '../../shared/sale.ts';
import type { SaleEntry } from '../../shared/records/journal.ts';
import type { NoticesView } from '../../shared/notices.ts';
import type { ShopperView } from '../../shared/view.ts';
import type { ScaleDeviceView } from '../../shared/device-view.ts';

export interface Shopper {
  view(): ShopperView;
  /** The code of a sale's receipt, for who wants no paper (S18). */
  showCode(sale: SaleEntry): Reply<Done>;
}

/** What the shopper's screen alone shows: what the market has posted of this stall, its scale's verification, a receipt's code. */
export function createShopper(deps: {
  readonly notices: () => NoticesView;
  readonly scale: () => ScaleDeviceView | null;
  readonly receiptUrl: (sale: SaleEntry) => string | null;
  readonly now: () => number;
  readonly onChange: () => void;
}): Shopper {
  let receipt: ShopperView['receipt'] = null;
  return {
    view: () => {
      const scale = deps.scale();
      const state = scale?.verification.state;
      return {
        posted: deps
          .notices()
          .notices.filter(({ kind }) => kind === 'licence' || kind === 'test')
          .map(({ id, kind, title, text, at }) => ({ id, kind, title, text, at })),
        scaleDueOn:
          state === undefined || state === 'unknown' || state === 'over' ? null : (scale?.record?.dueOn ?? null),
        receipt,
      };
    },
    showCode: (sale) => {
      const url = deps.receiptUrl(sale);
      if (url === null) return refuse({ code: 'no_receipt_code' });
      receipt = { no: printedNumber(sale), payableFen: sale.body.payableFen, url, at: deps.now() };
      deps.onChange();
      return ok({});
    },
  };
}
