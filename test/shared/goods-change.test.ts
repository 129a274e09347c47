import { describe, expect, it } from 'vitest';
import { goodsChange, withGoodsChange } from '../../shared/goods-change.ts';
import type { GoodsView, ProductView } from '../../shared/goods-view.ts';
import { goods } from '../renderer/sample.ts';

const product = (id: string): ProductView => ({ ...goods.products[0], id }) as ProductView;
const of = (...products: readonly ProductView[]): GoodsView => ({ ...goods, products });
const [a, b, c] = [product('a'), product('b'), product('c')];

describe('what has changed of the goods', () => {
  it('is one product for one price, at its place, and the others stay the same objects', () => {
    const dearer = { ...b, weightPrice: { priceFen: 990, basisG: 500 } as const };
    const change = goodsChange(of(a, b, c), of(a, dearer, c));
    expect(change?.products).toEqual([{ at: 1, product: dearer }]);
    const after = change === null ? null : withGoodsChange(of(a, b, c), change);
    expect(after).toEqual(of(a, dearer, c));
    expect(after?.products[2]).toBe(c);
  });

  it('has new products behind the end, and the grid and categories whole', () => {
    const after = { ...of(a, b, c), grid: ['b'] };
    const change = goodsChange(of(a), after);
    expect(change?.products.map(({ at }) => at)).toEqual([1, 2]);
    expect(change === null ? null : withGoodsChange(of(a), change)).toEqual(after);
  });

  it('is nothing but the grid when only tiles moved: the list stays the same object', () => {
    const before = of(a, b);
    const change = goodsChange(before, { ...before, grid: ['b', 'a'] });
    expect(change?.products).toEqual([]);
    const after = change === null ? null : withGoodsChange(before, change);
    expect(after?.grid).toEqual(['b', 'a']);
    expect(after?.products).toBe(before.products);
  });

  it('can not be said when a product is gone or stands elsewhere', () => {
    expect(goodsChange(of(a, b), of(a))).toBeNull();
    expect(goodsChange(of(a, b), of(b, c))).toBeNull();
    expect(goodsChange(of(a, b), of(b, a, c))).toBeNull();
  });
});
