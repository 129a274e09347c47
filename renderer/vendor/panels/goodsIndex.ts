import { searchIndex } from '../../../shared/search.ts';
import type { SearchIndex } from '../../../shared/search.ts';
import type { ProductView } from '../../../shared/goods-view.ts';
import type { TopicStore } from '../../store.ts';

/** Made once per list of goods, not at each opening of the find sheet. */
const indexes = new WeakMap<readonly ProductView[], SearchIndex<ProductView>>();

export function indexOf(products: readonly ProductView[]): SearchIndex<ProductView> {
  const index = indexes.get(products) ?? searchIndex(products);
  indexes.set(products, index);
  return index;
}

/**
 * Makes the index of each new list of goods when the window has nothing else to do: for the 10,000 of a market a slow machine takes a quarter
 * of a second, and the first 找货 after it would wait for that. Returns its end.
 */
export function startIndexing(topics: TopicStore): () => void {
  let handle = 0;
  const soon = (products: readonly ProductView[] | undefined): void => {
    cancelIdleCallback(handle);
    if (products !== undefined) handle = requestIdleCallback(() => indexOf(products));
  };
  soon(topics.getState().topics.goods?.products);
  const off = topics.subscribe(({ topics: { goods } }, { topics: before }) => {
    if (goods?.products !== before.goods?.products) soon(goods?.products);
  });
  return () => {
    off();
    cancelIdleCallback(handle);
  };
}
