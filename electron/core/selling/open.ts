import type { Base } from '../base.ts';
import type { Goods } from '../goods/goods.ts';
import type { Prices } from '../goods/prices.ts';
import type { Weighing } from '../weighing/weighing.ts';
import { watchCaps } from './caps.ts';
import type { Carts } from './carts.ts';
import { createEvidenceBook } from './evidence.ts';
import { openLikely } from './likely.ts';
import { watchLoadedStart } from './loaded-start.ts';
import { createSelling } from './selling.ts';

/** What puts lines into carts, and what watches over those that are there. */
export async function openSelling(
  base: Base,
  deps: {
    readonly weighing: Weighing;
    readonly goods: Goods;
    readonly prices: Prices;
    /** As who buys pays it (S11). */
    readonly priced: Prices['priced'];
    readonly carts: Carts;
    readonly resold: Set<string>;
    readonly ordered: () => string | null;
  },
) {
  const { views, store, newId, log } = base;
  const stopCaps = watchCaps({ ...base, ...deps });
  const stopLoadedStart = watchLoadedStart({ ...base, ...deps });
  const selling = createSelling({
    ...base,
    ...deps,
    prices: { ...deps.prices, priced: deps.priced },
    evidence: createEvidenceBook(store, newId, log),
    onWeighing: views.touching('weighing', 'likely'),
    onCarts: views.touching('carts'),
  });
  const likely = await openLikely({ ...base, ...deps, selling, onChange: views.touching('likely') });
  return {
    selling,
    likely,
    stop: (): void => {
      selling.stop();
      stopCaps();
      stopLoadedStart();
      likely.stop();
    },
  };
}
