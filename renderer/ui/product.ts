import type { CSSProperties } from 'react';
import type { Price, PriceBasis } from '../../shared/records/goods.ts';
import { ownPrice } from '../../shared/accounts.ts';
import type { AccountView } from '../../shared/view.ts';
import type { ProductView } from '../../shared/goods-view.ts';

/** The pair of tokens of a product's colour family. */
export const fieldStyle = (field: string): CSSProperties =>
  ({ '--field': `var(--field-${field})`, '--glyph': `var(--glyph-${field})` }) as CSSProperties;

/** The price a product is shown with: by weight when it has one, else by the piece. */
export const leadingPrice = (product: ProductView): Price | null =>
  product.sellBy === 'piece'
    ? product.piecePrice
    : (product.weightPrice ?? (product.sellBy === 'both' ? product.piecePrice : null));

/** Made once per list of goods. */
const indexes = new WeakMap<readonly ProductView[], ReadonlyMap<string, ProductView>>();
export function productsById(products: readonly ProductView[]): ReadonlyMap<string, ProductView> {
  const found = indexes.get(products) ?? new Map(products.map((product) => [product.id, product]));
  indexes.set(products, found);
  return found;
}

/** The product at an account's own prices, where it has any of the stall's basis. */
export function pricedFor(product: ProductView, account: AccountView, basisG: PriceBasis): ProductView {
  const own = ownPrice(account, product.id, false);
  return {
    ...product,
    weightPrice: own?.basisG === basisG ? own : product.weightPrice,
    piecePrice: ownPrice(account, product.id, true) ?? product.piecePrice,
  };
}
