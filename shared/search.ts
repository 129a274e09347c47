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

/** Sorted keys of a product list, made once per list: a search in 50,000 products then looks at what can match only. */
export interface SearchIndex<P extends Searchable> {
  /** By number. */
  readonly products: readonly P[];
  readonly numbers: readonly SearchKey[];
  readonly initials: readonly SearchKey[];
  readonly pinyin: readonly SearchKey[];
  readonly names: readonly SearchKey[];
  /** Name and aliases of each product, one per line, for "contains". */
  readonly texts: readonly string[];
  /** For each character (UTF-16 unit) the positions whose text has it, ascending. */
  readonly having: ReadonlyMap<string, readonly number[]>;
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
  const texts = sorted.map((product) => [product.name, ...product.aliases].map(plain).join('\n'));
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
    texts,
    having: positionsByCharacter(texts),
  };
}

function positionsByCharacter(texts: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const having = new Map<string, number[]>();
  texts.forEach((text, at) => {
    for (let i = 0; i < text.length; i++) {
      const character = text.charAt(i);
      const positions = having.get(character);
      if (positions === undefined) having.set(character, [at]);
      else if (positions.at(-1) !== at) positions.push(at);
    }
  });
  return having;
}

/** The first place from `from` on whose key is not `before`; all that are come first. */
function firstNot(keys: readonly SearchKey[], from: number, before: (key: string) => boolean): number {
  let to = keys.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (before(keys[middle]?.key ?? '')) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * Products not yet found whose key starts with `start`, the best `room` of them: the exact ones first, a product's own key before
 * an alias, then the shorter, then by number. One look at each match: a single letter can match half of a catalogue.
 */
function bestStartingWith(
  keys: readonly SearchKey[],
  start: string,
  room: number,
  found: ReadonlySet<number>,
): readonly SearchKey[] {
  const from = firstNot(keys, 0, (key) => key < start);
  const to = firstNot(keys, from, (key) => key.startsWith(start));
  const longer = ({ key }: SearchKey) => (key.length === start.length ? 0 : 1);
  const order = (a: SearchKey, b: SearchKey): number =>
    longer(a) - longer(b) || Number(a.alias) - Number(b.alias) || a.key.length - b.key.length || a.at - b.at;
  const best: SearchKey[] = [];
  for (const key of keys.slice(from, to)) {
    const last = best.length < room ? undefined : best[room - 1];
    if ((last !== undefined && order(key, last) >= 0) || found.has(key.at)) continue;
    const same = best.findIndex(({ at }) => at === key.at);
    const known = best[same];
    if (known !== undefined) {
      if (order(known, key) <= 0) continue;
      best.splice(same, 1);
    }
    const worse = best.findIndex((one) => order(key, one) < 0);
    best.splice(worse < 0 ? best.length : worse, 0, key);
    if (best.length > room) best.pop();
  }
  return best;
}

/** Where `typed` can be contained: the positions of its rarest character. */
function candidates({ having }: Pick<SearchIndex<Searchable>, 'having'>, typed: string): readonly number[] {
  let fewest = having.get(typed.charAt(0)) ?? [];
  for (let i = 1; i < typed.length && fewest.length > 0; i++) {
    const positions = having.get(typed.charAt(i)) ?? [];
    if (positions.length < fewest.length) fewest = positions;
  }
  return fewest;
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
    const room = limit - found.size;
    if (room > 0) for (const { at } of bestStartingWith(keys, start, room, found)) found.add(at);
  };
  if (/^\d+$/.test(typed)) {
    const number = typed.replace(/^0+/, '');
    if (number !== '') take(index.numbers, number);
  } else if (typed !== '') {
    take(index.initials, typed);
    take(index.pinyin, typed);
    take(index.names, typed);
    for (const at of candidates(index, typed)) {
      if (found.size >= limit) break;
      if (index.texts[at]?.includes(typed)) found.add(at);
    }
  }
  return [...found].flatMap((at) => index.products[at] ?? []);
}
