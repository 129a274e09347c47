import type { Base } from '../base.ts';
import type { Drawer } from '../devices/drawer.ts';
import type { Goods } from '../goods/goods.ts';
import type { Days } from '../journal/days.ts';
import type { LaterBook } from '../journal/later-book.ts';
import type { Printing } from '../printing/printing.ts';
import type { Completing } from '../selling/complete.ts';
import type { ScalePapers } from '../weighing/scale-papers.ts';
import type { Scales } from '../weighing/scales.ts';
import type { Weighing } from '../weighing/weighing.ts';
import { createAfter } from './after.ts';
import { createHistory } from './history.ts';

/** What is done with sales once they are committed: looked up, taken back, weighed again. */
export function openAfter(
  base: Base,
  deps: {
    readonly days: Days;
    readonly book: LaterBook;
    readonly goods: Goods;
    readonly weighing: Weighing;
    readonly scales: Scales;
    readonly scalePapers: ScalePapers;
    readonly drawer: Drawer;
    readonly printing: Printing;
    readonly completing: () => Completing;
  },
) {
  const lastSaleId = (): string | null => deps.completing().lastId();
  return {
    history: createHistory({ ...base, ...deps, lastSaleId }),
    after: createAfter({
      ...base,
      ...deps,
      papers: deps.scalePapers,
      lastSaleId,
      bandOf: (productId) => deps.goods.product(productId)?.band ?? null,
      onChange: base.views.touching('last'),
    }),
  };
}
