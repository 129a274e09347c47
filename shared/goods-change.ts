import type { GoodsChange, GoodsView } from './goods-view.ts';

/**
 * How the goods differ from those before; a product that is the same object in both is the same. Null: some are gone or stand elsewhere, and
 * the list has to be told whole.
 */
export function goodsChange(before: GoodsView, after: GoodsView): GoodsChange | null {
  const { products, ...rest } = after;
  if (products.length < before.products.length) return null;
  const changed: GoodsChange['products'][number][] = [];
  for (const [at, product] of products.entries()) {
    const was = before.products[at];
    if (was === product) continue;
    if (was !== undefined && was.id !== product.id) return null;
    changed.push({ at, product });
  }
  return { ...rest, products: changed };
}

/** The goods after that change; products that did not change stay the same objects. */
export function withGoodsChange(before: GoodsView, { products, ...rest }: GoodsChange): GoodsView {
  if (products.length === 0) return { ...rest, products: before.products };
  const after = [...before.products];
  for (const { at, product } of products) after[at] = product;
  return { ...rest, products: after };
}
