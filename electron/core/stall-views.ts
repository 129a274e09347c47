import type { GoodsView, ProductView, StallView } from '../../shared/view.ts';
import type { Goods } from './goods.ts';
import type { Identity } from './identity.ts';
import type { Prices } from './prices.ts';
import type { StallSettings } from './settings.ts';

/** The vendor's own tile order, or the trade's; products that are not listed any more are left out. */
export function goodsView(goods: Goods, prices: Prices, settings: StallSettings, trade: string): GoodsView {
  const products = goods.products().map((product): ProductView => {
    const weight = product.sellBy === 'piece' ? null : prices.priced(product, 'weight');
    const piece = product.sellBy === 'weight' ? null : prices.priced(product, 'piece');
    return {
      id: product.id,
      plu: product.plu,
      name: product.name,
      category: product.category,
      glyph: product.glyph,
      field: product.field,
      initials: product.initials,
      pinyin: product.pinyin,
      aliases: product.aliases,
      aliasInitials: product.aliasInitials,
      aliasPinyin: product.aliasPinyin,
      sellBy: product.sellBy,
      pieceUnit: product.pieceUnit,
      weightPrice: weight?.price ?? null,
      piecePrice: piece?.price ?? null,
      capped: (weight?.capped ?? false) || (piece?.capped ?? false),
    };
  });
  const grid =
    settings.grid === null ? goods.tradeOrder(trade) : settings.grid.filter((id) => goods.product(id) !== null);
  // What this stall sells comes first on the rail; the rest of the market's categories are behind it.
  const own = new Map<string, number>();
  for (const id of grid) {
    const category = goods.product(id)?.category ?? '';
    own.set(category, (own.get(category) ?? 0) + 1);
  }
  const categories = goods
    .categories()
    .map(({ id, name, shortName }) => ({ id, name, short: shortName }))
    .toSorted((a, b) => Number(own.has(b.id)) - Number(own.has(a.id)));
  return { grid, products, categories, basisG: goods.basisG() };
}

export function stallView(identity: Identity, goods: Goods, settings: StallSettings, seller: string): StallView {
  const market = goods.market();
  return {
    marketName: market?.name ?? identity.marketName,
    stallNo: identity.stallNo,
    stallName: identity.stallName,
    seller,
    mode: identity.mode,
    publicScale: market?.publicScale ?? '',
    rounding: settings.rounding,
    paper: settings.paper,
  };
}
