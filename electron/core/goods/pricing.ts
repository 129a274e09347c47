import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type ArgsOf, type Reply } from '../../../shared/contract.ts';
import { checkPrice } from '../../../shared/price.ts';
import type { Goods } from './goods.ts';
import type { Journal } from '../journal/journal.ts';
import type { Permits } from '../people/permits.ts';
import { unitOf, type Prices } from './prices.ts';

/** Sets a price (S10): 这一单 for the product's next line, 从现在起 as an entry of the journal. */
export function createPricing(deps: {
  readonly goods: Goods;
  readonly prices: Prices;
  readonly journal: Journal;
  readonly permits: Pick<Permits, 'use'>;
  /** Somebody practises: a price holds for one line and changes nothing. */
  readonly practising: () => boolean;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onPrices: () => void;
}): (args: ArgsOf<'goods.price'>, callId: string) => Promise<Reply<Done>> {
  const { goods, prices, journal } = deps;
  return async ({ productId, price, scope, sure }, callId) => {
    const product = goods.product(productId);
    if (product === null) return refuse({ code: 'no_such_product' });
    const basisG = goods.basisG();
    // One basis everywhere at a stall: tile, panel, shopper's screen, tag, receipt.
    if (price.basisG !== null && price.basisG !== basisG)
      return refuse({ code: 'bad_args', detail: `prices of this stall are per ${basisG} g` });
    const refusal = checkPrice(product, price, sure) ?? prices.aboveCap(productId, price);
    if (refusal !== null) return refuse(refusal);
    const outsideGuard = checkPrice(product, price, false) !== null;
    const guarded = outsideGuard ? deps.permits.use('price_outside_guard') : null;
    if (guarded !== null) return refuse(guarded);
    const unit = unitOf(price);
    if (scope === 'once' || deps.practising()) {
      prices.setOnce(productId, price);
      deps.onPrices();
      return ok({});
    }
    const appended = await journal.append({
      id: callId,
      at: deps.now(),
      seller: deps.seller(),
      body: {
        kind: 'price_change',
        productId,
        name: product.name,
        price,
        previous: prices.own(productId, unit),
        outsideGuard,
      },
    });
    if (!appended.ok) return refuse(appended.refusal);
    if (!appended.repeated) prices.fold(appended.entry);
    prices.spendOnce(productId, unit);
    deps.onPrices();
    return ok({});
  };
}
