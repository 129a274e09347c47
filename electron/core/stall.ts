import type { Done } from '../../shared/command.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import type { ReceiptStall } from '../../shared/receipt.ts';
import type { GoodsView, ProductView } from '../../shared/goods-view.ts';
import type { Price } from '../../shared/records/goods.ts';
import type { StallView } from '../../shared/status-view.ts';
import type { Goods, StallProduct } from './goods/goods.ts';
import type { Identity } from './identity.ts';
import type { Journal } from './journal/journal.ts';
import type { Prices } from './goods/prices.ts';
import type { Settings, StallSettings } from './settings.ts';

/** How the stall sells, as its owner has set it. */
export interface Stall {
  settings(): StallSettings;
  change(change: Partial<StallSettings>): Promise<Reply<Done>>;
}

const DEFAULT_SETTINGS: StallSettings = { rounding: 'jiao', paper: 'asked', grid: null };

export async function openStall(deps: {
  readonly settings: Settings;
  readonly journal: Journal;
  /** The scale that is sold by. */
  readonly plateId: () => string;
  readonly seller: () => string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onChange: () => void;
}): Promise<Stall> {
  const { settings, journal, seller, now, newId } = deps;
  let current = (await settings.read('stall')) ?? DEFAULT_SETTINGS;
  return {
    settings: () => current,
    change: async (change) => {
      const next = { ...current, ...change };
      // How weights are read counts.
      if (next.live !== current.live) {
        const detail = next.live === true ? 'live: mean of 2 s' : 'plain';
        const body = { kind: 'override', what: 'scale_config', subjectId: deps.plateId(), detail } as const;
        const appended = await journal.append({ id: newId(), at: now(), seller: seller(), body });
        if (!appended.ok) return refuse(appended.refusal);
      }
      await settings.write('stall', next);
      current = next;
      deps.onChange();
      return ok({});
    },
  };
}

/**
 * Each product as the windows see it, in the order of the list. One that looks as it did the last time is the same object, so that only what has
 * changed is told. A tile shows what the tag says: a price for one line is that line's alone, and must not be taken for the stall's when a change
 * is taken back.
 */
export function createProductViews(goods: Goods, prices: Prices): () => readonly ProductView[] {
  let known = new Map<string, { readonly product: StallProduct; readonly view: ProductView }>();
  return () => {
    const shown = goods.products().map((product) => {
      const weight = product.sellBy === 'piece' ? null : prices.standing(product, 'weight');
      const piece = product.sellBy === 'weight' ? null : prices.standing(product, 'piece');
      const capped = (weight?.capped ?? false) || (piece?.capped ?? false);
      const was = known.get(product.id);
      if (
        was?.product === product &&
        was.view.capped === capped &&
        isSamePrice(was.view.weightPrice, weight?.price ?? null) &&
        isSamePrice(was.view.piecePrice, piece?.price ?? null)
      )
        return was;
      const view: ProductView = {
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
        capped,
      };
      // Told again by the market, or with other bags, it may look the same.
      const looksAsBefore = was !== undefined && JSON.stringify(was.view) === JSON.stringify(view);
      return { product, view: looksAsBefore ? was.view : view };
    });
    known = new Map(shown.map((one) => [one.view.id, one]));
    return shown.map(({ view }) => view);
  };
}

const isSamePrice = (a: Price | null, b: Price | null): boolean =>
  a === b || (a !== null && b !== null && a.priceFen === b.priceFen && a.basisG === b.basisG);

/**
 * The vendor's own tile order, or the trade's; products that are not listed any more are left out.
 */
export function goodsView(
  goods: Goods,
  products: readonly ProductView[],
  settings: StallSettings,
  trade: string,
): GoodsView {
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
    basisG: goods.basisG(),
    bags: settings.bags ?? { A: null, B: null, C: null },
    live: settings.live ?? false,
  };
}

/** The stall as its papers name it. */
export function receiptStall(identity: Identity, goods: Goods, settings: StallSettings): ReceiptStall {
  const { marketName, stallNo, stallName, publicScale } = stallView(identity, goods, settings, '');
  return { marketName, stallNo, stallName, publicScale, complaintPhone: goods.market()?.complaintPhone ?? '' };
}
