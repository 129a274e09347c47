import type { Product } from './records/market.ts';

/** What a search needs of a product; the alias columns may be absent. */
export interface Searchable extends Readonly<Pick<Product, 'plu' | 'name' | 'initials' | 'pinyin'>> {
  readonly aliases: readonly string[];
  readonly aliasInitials?: readonly string[];
  readonly aliasPinyin?: readonly string[];
}

interface SearchKey {
  readonly key: string;
  /** Position in `products`. */
  readonly at: number;
  readonly alias: boolean;
}

/** Sorted keys of a product list, made once per list: a search in 50,000 products then looks at what matches only. */
export interface SearchIndex<P extends Searchable> {
  /** By number. */
  readonly products: readonly P[];
  readonly numbers: readonly SearchKey[];
  readonly initials: readonly SearchKey[];
  readonly pinyin: readonly SearchKey[];
  readonly names: readonly SearchKey[];
  /** Name and aliases of each product, one per line, for "contains". */
  readonly texts: readonly string[];
}

/** Typed and stored text made comparable: full-width digits and letters, capitals, gaps and the apostrophe of xi'an don't matter; ü is typed v. */
const plain = (text: string): string =>
  /^[a-z0-9]*$/.test(text)
    ? text
    : text
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll('ü', 'v')
        .replace(/[\s'’]+/g, '');

export function searchIndex<P extends Searchable>(products: readonly P[]): SearchIndex<P> {
  const sorted = products.toSorted((a, b) => a.plu - b.plu);
  const keys = (own: (product: P) => string, others: (product: P) => readonly string[]): readonly SearchKey[] =>
    sorted
      .flatMap((product, at) => [
        { key: plain(own(product)), at, alias: false },
        ...others(product).map((other) => ({ key: plain(other), at, alias: true })),
      ])
      .filter(({ key }) => key !== '')
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return {
    products: sorted,
    numbers: keys(
      (product) => String(product.plu),
      () => [],
    ),
    initials: keys(
      (product) => product.initials,
      (product) => product.aliasInitials ?? [],
    ),
    pinyin: keys(
      (product) => product.pinyin,
      (product) => product.aliasPinyin ?? [],
    ),
    names: keys(
      (product) => product.name,
      (product) => product.aliases,
    ),
    texts: sorted.map((product) => [product.name, ...product.aliases].map(plain).join('\n')),
  };
}

/** Keys that start with `start`: the exact ones first, a product's own before an alias, then the shorter, then by number. */
function startingWith(keys: readonly SearchKey[], start: string): readonly SearchKey[] {
  let from = 0;
  for (let to = keys.length; from < to;) {
    const middle = (from + to) >>> 1;
    if ((keys[middle]?.key ?? '') < start) from = middle + 1;
    else to = middle;
  }
  const found: SearchKey[] = [];
  for (let key = keys[from]; key?.key.startsWith(start); key = keys[++from]) found.push(key);
  const exact = ({ key }: SearchKey) => (key === start ? 0 : 1);
  return found.sort(
    (a, b) => exact(a) - exact(b) || Number(a.alias) - Number(b.alias) || a.key.length - b.key.length || a.at - b.at,
  );
}

/**
 * Up to `limit` products for what was typed, best first. Digits only are a PLU number (exact, then starting with them); else
 * initials exact, initials start, pinyin start, name start, name contains. Aliases count like names, after them.
 */
export function searchProducts<P extends Searchable>(
  source: SearchIndex<P> | readonly P[],
  text: string,
  limit: number,
): readonly P[] {
  const index = 'texts' in source ? source : searchIndex(source);
  const typed = plain(text);
  const found = new Set<number>();
  const take = (keys: readonly SearchKey[], start: string) => {
    for (const { at } of startingWith(keys, start)) {
      if (found.size >= limit) return;
      found.add(at);
    }
  };
  if (/^\d+$/.test(typed)) {
    const number = typed.replace(/^0+/, '');
    if (number !== '') take(index.numbers, number);
  } else if (typed !== '') {
    take(index.initials, typed);
    take(index.pinyin, typed);
    take(index.names, typed);
    for (let at = 0; at < index.texts.length && found.size < limit; at++)
      if (index.texts[at]?.includes(typed)) found.add(at);
  }
  return [...found].flatMap((at) => index.products[at] ?? []);
}
