import { parseCatalogue } from '../../../shared/catalogue.ts';
import type { Policy, Product } from '../../../shared/records/market.ts';
import { readCatalogue } from '../../setup/core.ts';
import { nameOf } from '../names.ts';

/** What a market lists: the starter catalogue, and names of two to five signs behind it until there are `count`. */
export function listed(count: number): readonly Product[] {
  const starter = parseCatalogue(readCatalogue()).products.map(
    ({ unit: _unit, topCategory: _top, sources: _sources, ...product }): Product => ({
      ...product,
      aliases: [...product.aliases],
      aliasInitials: [...product.aliasInitials],
      aliasPinyin: [...product.aliasPinyin],
      withdrawn: false,
      barcodes: [],
    }),
  );
  const [pattern] = starter;
  if (pattern === undefined) throw new Error('the starter catalogue is empty');
  const more = Array.from({ length: count - starter.length }, (_, no): Product => {
    return {
      ...pattern,
      ...nameOf(no),
      id: `more-${no}`,
      plu: 20_000 + no,
      aliases: [],
      aliasInitials: [],
      aliasPinyin: [],
      category: String(1 + (no % 12)).padStart(2, '0'),
      barcodes: [`690${String(no).padStart(9, '0')}`],
    };
  });
  return [...starter, ...more];
}

/** The market's opening price of each. */
export const openingPrices = (products: readonly Product[]): readonly Policy[] =>
  products.map((product, no) => ({
    id: `price-${product.id}`,
    kind: 'price',
    productId: product.id,
    weightPrice: product.sellBy === 'piece' ? null : { priceFen: 200 + (no % 900), basisG: 500 },
    piecePrice: product.sellBy === 'weight' ? null : { priceFen: 200 + (no % 300), basisG: null },
    validFrom: null,
    validUntil: null,
    market: null,
  }));
