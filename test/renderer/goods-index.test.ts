import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTopicStore, type TopicStore } from '../../renderer/store.ts';
import { indexOf, startIndexing } from '../../renderer/vendor/panels/goodsIndex.ts';
import { searchProducts } from '../../shared/search.ts';
import * as sample from './sample.ts';

const idle = new Map<number, () => void>();
let handles = 0;
let lists = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  idle.clear();
  vi.stubGlobal('requestIdleCallback', (run: () => void) => {
    handles += 1;
    idle.set(handles, run);
    return handles;
  });
  vi.stubGlobal('cancelIdleCallback', (handle: number) => idle.delete(handle));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Tells the window other goods than before; `made` counts how often their list was indexed. */
function tell(store: TopicStore) {
  lists += 1;
  const products = sample.goods.products.map((product) => ({ ...product, name: `${product.name}${lists}` }));
  const made = vi.spyOn(products, 'toSorted');
  store.setState(({ topics }) => ({ topics: { ...topics, goods: { ...sample.goods, products } } }));
  return { products, made };
}
const rest = (): void => {
  vi.runAllTimers();
  for (const run of idle.values()) run();
  idle.clear();
};

it('indexes new goods when the window rests, once, and before they are looked for', () => {
  const store = createTopicStore();
  startIndexing(store);
  const { products, made } = tell(store);
  store.setState(({ topics }) => ({ topics: { ...topics, weighing: sample.emptyPan } }));
  expect(made).not.toHaveBeenCalled();
  rest();
  expect(made).toHaveBeenCalledOnce();
  indexOf(products);
  expect(made).toHaveBeenCalledOnce();
});

it('leaves out a list that was replaced before the window came to rest, and what comes after its end', () => {
  const store = createTopicStore();
  const stop = startIndexing(store);
  const old = tell(store);
  const now = tell(store);
  rest();
  expect(old.made).not.toHaveBeenCalled();
  expect(now.made).toHaveBeenCalledOnce();
  const last = tell(store);
  stop();
  rest();
  expect(last.made).not.toHaveBeenCalled();
});

it('is not made anew for other prices, and finds goods at their new ones', () => {
  const store = createTopicStore();
  startIndexing(store);
  const { products } = tell(store);
  rest();
  const [first, ...others] = products;
  if (first === undefined) throw new Error('no goods');
  const dearer = { ...first, weightPrice: { priceFen: 12_345, basisG: 500 } as const };
  const next = [dearer, ...others];
  const made = vi.spyOn(next, 'toSorted');
  store.setState(({ topics }) => ({ topics: { ...topics, goods: { ...sample.goods, products: next } } }));
  rest();
  expect(made).not.toHaveBeenCalled();
  expect(searchProducts(indexOf(next), first.initials, 20)).toContain(dearer);

  const renamed = [{ ...dearer, name: '不同的菜' }, ...others];
  expect(searchProducts(indexOf(renamed), '不同的菜', 20)).toEqual([renamed[0]]);
});
