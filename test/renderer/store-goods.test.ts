import { expect, it } from 'vitest';
import { fromSnapshot, withEvent } from '../../renderer/store.ts';
import type { GoodsChange } from '../../shared/goods-view.ts';
import { goods } from './sample.ts';

const [first] = goods.products;
if (first === undefined) throw new Error('no goods');
const dearer = { ...first, weightPrice: { priceFen: 12_345, basisG: goods.basisG } } as typeof first;
const { products: _products, ...rest } = goods;
const value: GoodsChange = { ...rest, products: [{ at: 0, product: dearer }] };

it('takes over what has changed of the goods, in its turn, also while a snapshot was under way', () => {
  const after = { ...goods, products: [dearer, ...goods.products.slice(1)] };
  expect(withEvent({ topics: { goods }, no: 4 }, { no: 5, topic: 'goods_change', value })).toEqual({
    topics: { goods: after },
    no: 5,
  });
  const snapshot = { no: 4, role: 'vendor', topics: { goods } } as const;
  expect(fromSnapshot(snapshot, [{ no: 5, topic: 'goods_change', value }])?.topics.goods).toEqual(after);
});

it('asks for a snapshot when an event is missing, or it never saw the goods', () => {
  expect(withEvent({ topics: { goods }, no: 3 }, { no: 5, topic: 'goods_change', value })).toBeNull();
  expect(withEvent({ topics: {}, no: 4 }, { no: 5, topic: 'goods_change', value })).toBeNull();
});
