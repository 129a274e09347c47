import { candidatesOf } from '../../../shared/candidates.ts';
import { lineAmount } from '../../../shared/money.ts';
import type { CartLine } from '../../../shared/records/goods.ts';
import type { WeighingView } from '../../../shared/view.ts';
import type { Goods, StallProduct } from '../goods/goods.ts';
import type { Prices } from '../goods/prices.ts';
import type { Weighing } from '../weighing/weighing.ts';

/** What the pan, the line of its load and what is armed come to on the screen. */
export function shownOnPan(
  deps: {
    readonly weighing: Weighing;
    readonly goods: Goods;
    readonly prices: Pick<Prices, 'priced'>;
  },
  on: { readonly armed: StallProduct | null; readonly line: CartLine | null },
): Omit<WeighingView, 'pinnedId'> {
  const { weighing, goods, prices } = deps;
  const { armed: product, line } = on;
  const candidates = candidatesOf(weighing.suggestions(), goods);
  const onPan = line?.productId === undefined || line.productId === null ? null : goods.product(line.productId);
  const shown = product ?? onPan;
  const priced = product === null ? null : prices.priced(product, 'weight');
  const presetTareG = shown?.tareG ?? 0;
  const { sellable, netG } = weighing.weigh(presetTareG);
  const liveG = sellable?.netG ?? (product !== null && netG !== null && netG > 0 ? netG : null);
  if (product !== null && priced !== null && priced.price.basisG !== null) {
    const amountFen = liveG === null ? null : lineAmount(liveG, priced.price.priceFen, priced.price.basisG);
    return weighing.view(
      { id: product.id, name: product.name, price: priced.price, amountFen, armed: true },
      presetTareG,
      candidates,
    );
  }
  if (line !== null && onPan !== null) {
    const price = { priceFen: line.priceFen, basisG: line.basisG };
    return weighing.view(
      { id: onPan.id, name: line.name, price, amountFen: line.amountFen - line.concessionFen, armed: false },
      presetTareG,
      candidates,
    );
  }
  return weighing.view(null, 0, candidates);
}
