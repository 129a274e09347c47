import { searchIndex } from '../../../shared/search.ts';
import type { SearchIndex } from '../../../shared/search.ts';
import type { ProductView } from '../../../shared/goods-view.ts';
import type { TopicStore } from '../../store.ts';

/** Made once per list of goods, not at each opening of the find sheet. */
const indexes = new WeakMap<readonly ProductView[], SearchIndex<ProductView>>();
/** The list that was indexed last. */
let last: readonly ProductView[] = [];

export function indexOf(products: readonly ProductView[]): SearchIndex<ProductView> {
  const index = indexes.get(products) ?? repriced(products) ?? searchIndex(products);
  indexes.set(products, index);
  last = products;
  return index;
}

/** The last list's index, where this one has other prices only: they are not searched for. Null: it has other goods. */
function repriced(products: readonly ProductView[]): SearchIndex<ProductView> | null {
  const index = indexes.get(last);
  if (index === undefined || products.length !== last.length) return null;
  const now = new Map<ProductView, ProductView>();
  for (const [at, product] of products.entries()) {
    const was = last[at];
    if (was === product) continue;
    if (was === undefined || searchedIn(was) !== searchedIn(product)) return null;
    now.set(was, product);
  }
  return { ...index, products: index.products.map((product) => now.get(product) ?? product) };
}

const searchedIn = ({ id, plu, name, initials, pinyin, aliases, aliasInitials, aliasPinyin }: ProductView): string =>
  JSON.stringify([id, plu, name, initials, pinyin, aliases, aliasInitials, aliasPinyin]);

/** A list that was changed so short a time ago may still be coming down; 找货 itself does not wait for it. */
const SETTLED_MS = 1_000;

/**
 * Makes the index of each new list of goods when the window has nothing else to do: for the 10,000 of a market a slow machine takes a quarter
 * of a second, and the first 找货 after it would wait for that. Returns its end.
 */
export function startIndexing(topics: TopicStore): () => void {
  let handle = 0;
  let settled: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => {
    clearTimeout(settled);
    cancelIdleCallback(handle);
  };
  const soon = (products: readonly ProductView[] | undefined): void => {
    cancel();
    if (products === undefined) return;
    settled = setTimeout(() => {
      handle = requestIdleCallback(() => indexOf(products));
    }, SETTLED_MS);
  };
  soon(topics.getState().topics.goods?.products);
  const off = topics.subscribe(({ topics: { goods } }, { topics: before }) => {
    if (goods?.products !== before.goods?.products) soon(goods?.products);
  });
  return () => {
    off();
    cancel();
  };
}
