import { addLine, setQuantity } from '../../../shared/cart.ts';
import type { LineAnswer } from '../../../shared/commands/selling.ts';
import { refuse, type Reply } from '../../../shared/contract.ts';
import { MAX_SALE_FEN } from '../../../shared/money.ts';
import type { Goods, StallProduct } from '../goods/goods.ts';
import type { Priced, Prices } from '../goods/prices.ts';
import type { Carts } from './carts.ts';
import { labelLine, pieceLine, portionLine, type LabelGoods } from './lines.ts';

/** What is sold without a load, each call as one line of the front cart: by the piece, by the portion, by the label of another scale. */
export interface Unweighed {
  piece(productId: string, callId: string): Promise<Reply<LineAnswer>>;
  portion(
    args: { readonly productId: string | null; readonly category: string | null; readonly amountFen: number },
    callId: string,
  ): Promise<Reply<LineAnswer>>;
  /** A line by the label of another scale; the pan has nothing to do with it. */
  label(goods: LabelGoods, callId: string): Promise<Reply<LineAnswer>>;
  /** What that line would come to, fen; null when it can't be sold as it is. */
  labelAmount(goods: LabelGoods): number | null;
}

/** Nothing is sold at no price. */
export const noPrice = (product: StallProduct, unit: 'weight' | 'piece'): Reply<never> =>
  refuse({ code: 'no_price', productId: product.id, unit });

/** Runs in the till's lane. */
export function createUnweighed(deps: {
  readonly goods: Pick<Goods, 'product' | 'categoryName'>;
  readonly prices: Pick<Prices, 'priced' | 'spendOnce'>;
  readonly carts: Carts;
  readonly now: () => number;
  readonly newId: () => string;
}): Unweighed {
  const { goods, prices, carts } = deps;
  const byWeight = (product: StallProduct): Priced | null =>
    product.sellBy === 'piece' ? null : prices.priced(product, 'weight');

  return {
    piece: async (productId, callId) => {
      const product = goods.product(productId);
      if (product === null) return refuse({ code: 'no_such_product' });
      if (product.sellBy === 'weight') return refuse({ code: 'not_sold_by_piece' });
      const priced = prices.priced(product, 'piece');
      if (priced === null) return noPrice(product, 'piece');
      const front = carts.front();
      const same = front.lines.findLast(
        (line) =>
          line.kind === 'piece' &&
          line.productId === productId &&
          line.priceFen === priced.price.priceFen &&
          line.priceSource === priced.source &&
          line.concessionFen === 0 &&
          line.qty < 9999,
      );
      const lineId = same?.id ?? deps.newId();
      const reply = await carts.change<LineAnswer>(front.id, callId, (cart) => {
        const changed =
          same === undefined
            ? addLine(cart, pieceLine({ id: lineId, product, priced, takenAt: deps.now() }))
            : setQuantity(cart, same.id, same.qty + 1);
        return changed.ok ? { ...changed, value: { cartId: cart.id, lineId } } : changed;
      });
      if (reply.ok) prices.spendOnce(productId, 'piece');
      return reply;
    },
    portion: async ({ productId, category, amountFen }, callId) => {
      const product = productId === null ? null : goods.product(productId);
      if (productId !== null && product === null) return refuse({ code: 'no_such_product' });
      const group = product?.category ?? category;
      const name = product?.name ?? (group === null ? null : goods.categoryName(group));
      if (group === null || name === null)
        return refuse({ code: 'bad_args', detail: 'a product or a category is needed' });
      const lineId = deps.newId();
      const line = portionLine({ id: lineId, productId, name, category: group, amountFen, takenAt: deps.now() });
      if (line === null) return refuse({ code: 'amount_absurd', maxFen: MAX_SALE_FEN });
      return carts.change<LineAnswer>(carts.front().id, callId, (cart) => {
        const added = addLine(cart, line);
        return added.ok ? { ...added, value: { cartId: cart.id, lineId } } : added;
      });
    },
    label: async (goods, callId) => {
      const lineId = deps.newId();
      const priced = byWeight(goods.product);
      const line = labelLine({ ...goods, id: lineId, priced, takenAt: deps.now() });
      if (line === null) {
        if (goods.product.sellBy === 'piece') return refuse({ code: 'not_sold_by_weight' });
        return goods.fen === null && priced === null
          ? noPrice(goods.product, 'weight')
          : refuse({ code: 'amount_absurd', maxFen: MAX_SALE_FEN });
      }
      const reply = await carts.change<LineAnswer>(carts.front().id, callId, (cart) => {
        const added = addLine(cart, line);
        return added.ok ? { ...added, value: { cartId: cart.id, lineId } } : added;
      });
      if (reply.ok && line.kind === 'weight') prices.spendOnce(goods.product.id, 'weight');
      return reply;
    },
    labelAmount: (goods) =>
      labelLine({ ...goods, id: '', priced: byWeight(goods.product), takenAt: 0 })?.amountFen ?? null,
  };
}
