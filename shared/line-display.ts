import type { CartsView, LastSaleView, WeighingView } from './view.ts';

/** What a display of one or two lines of figures says to the shopper; amounts in fen, weights in grams. */
export type LineDisplayContent =
  | { readonly kind: 'idle' }
  /** The load and its product; `netG` null while nothing can be sold on it. */
  | {
      readonly kind: 'item';
      readonly netG: number | null;
      readonly priceFen: number;
      readonly amountFen: number | null;
    }
  | { readonly kind: 'total'; readonly payableFen: number }
  /** A sale is done; `changeFen` null when no cash was counted. */
  | { readonly kind: 'paid'; readonly payableFen: number; readonly changeFen: number | null };

/**
 * The same rule as the shopper's window: the load comes first, then the cart, then the sale that was just done, which yields
 * to the next load at once (S22).
 */
export function lineDisplayContent(
  weighing: WeighingView | undefined,
  carts: CartsView | undefined,
  last: LastSaleView | null,
): LineDisplayContent {
  const product = weighing?.product ?? null;
  if (weighing !== undefined && product !== null && (product.armed || weighing.state !== 'ready')) {
    const { state, netG } = weighing;
    const sellable = state === 'live' || state === 'taken';
    return {
      kind: 'item',
      netG: sellable ? netG : null,
      priceFen: product.price.priceFen,
      amountFen: sellable ? product.amountFen : null,
    };
  }
  const cart = carts?.carts.find(({ id }) => id === carts.frontId);
  if (cart !== undefined && cart.lines.length > 0) return { kind: 'total', payableFen: cart.payableFen };
  return last === null ? { kind: 'idle' } : { kind: 'paid', payableFen: last.payableFen, changeFen: last.changeFen };
}
