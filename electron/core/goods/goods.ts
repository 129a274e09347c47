import { prepareQuery } from 'rxdb';
import type { MangoQuerySelector, MangoQuerySortPart, RxCollection, RxDocumentData } from 'rxdb';
import { barcodeKey } from '../../../shared/barcode.ts';
import type { CatalogueProduct, Category, Trade } from '../../../shared/catalogue.ts';
import { parseCatalogue } from '../../../shared/catalogue.ts';
import type { Log } from '../../../shared/log.ts';
import type { Bags, PriceBasis } from '../../../shared/records/goods.ts';
import type { Policy, Product } from '../../../shared/records/market.ts';
import type { Store } from '../database.ts';

/** A product as the till sells it, from the market or from the starter catalogue. */
export type StallProduct = Product;
type MarketFacts = NonNullable<Policy['market']>;

export interface Goods {
  /** Null when nobody lists it, or the market withdrew it. */
  product(id: string): StallProduct | null;
  products(): readonly StallProduct[];
  /** `key` as of `barcodeKey`. */
  byBarcode(key: string): StallProduct | null;
  byPlu(plu: number): StallProduct | null;
  /** By its name or one of its other names, exactly. */
  byName(name: string): StallProduct | null;
  categories(): readonly Category[];
  categoryName(id: string): string | null;
  /** The trade's own tile order, only products that are listed. */
  tradeOrder(trade: string): readonly string[];
  trades(): readonly { readonly id: string; readonly name: string }[];
  /** What the market rules for a product: its opening price and its cap. */
  policiesOf(productId: string): readonly Policy[];
  /** Whether a ruling began or ended since this was asked last. */
  hasTurned(now: number): boolean;
  /** Printed name, phone and public scale of the market; null until the market told them. */
  market(): MarketFacts | null;
  /** What goods went for in the market on a day; null until it told. */
  averages(): NonNullable<Policy['averages']> | null;
  basisG(): PriceBasis;
  /** The terminal has joined its market, whose products count from now on, or the stall has changed what its bags weigh. */
  reindex(): void;
  /** Called after the market has ruled something: prices, caps. Returns its end. */
  onPolicy(listener: () => void): () => void;
  stop(): void;
}

/** Per 500 g until the market says otherwise: how nearly every stall's board is written. */
const DEFAULT_BASIS: PriceBasis = 500;

const fromCatalogue = ({
  unit: _unit,
  topCategory: _top,
  sources: _sources,
  ...product
}: CatalogueProduct): StallProduct => ({
  ...product,
  aliases: [...product.aliases],
  aliasInitials: [...product.aliasInitials],
  aliasPinyin: [...product.aliasPinyin],
  withdrawn: false,
  barcodes: [],
});

/** All documents by their id, as the storage holds them: RxDB's own objects of a market's 20,000 would cost each start a second. */
async function stored<T extends { readonly id: string }>(collection: RxCollection<T>): Promise<Map<string, T>> {
  const all = prepareQuery<T>(collection.schema.jsonSchema, {
    selector: { _deleted: { $eq: false } } as MangoQuerySelector<RxDocumentData<T>>,
    sort: [{ id: 'asc' }] as MangoQuerySortPart<RxDocumentData<T>>[],
    skip: 0,
  });
  const { documents } = await collection.storageInstance.query(all);
  return new Map(documents.map((document) => [document.id, document as T]));
}

/** A value made when it is first asked for, and again after `forget`. */
function lazily<T>(make: () => T): { get(): T; forget(): void } {
  let held: { readonly value: T } | null = null;
  return {
    get: () => (held ??= { value: make() }).value,
    forget: () => {
      held = null;
    },
  };
}

/**
 * What the stall can sell: the market's products once they have come down, before that the starter catalogue.
 * Held in memory, so that a tap never waits for the disk; `onChange` tells when the market changed something, `onFacts` when that is what
 * all prices are per, or what else it says of itself.
 */
export async function openGoods(options: {
  readonly store: Store;
  readonly catalogue: { readonly products: string; readonly categories: string; readonly trades: string };
  readonly enrolled: () => boolean;
  /** What the stall has settled itself: its price basis, and what its bags weigh. */
  readonly own: () => { readonly basisG?: PriceBasis; readonly bags?: Bags };
  readonly onChange: () => void;
  readonly onFacts: () => void;
  readonly log: Log;
}): Promise<Goods> {
  const { store, log } = options;
  const ruled = new Set<() => void>();
  const starter = parseCatalogue(options.catalogue);
  for (const problem of starter.problems) log.warn({ file: problem.file, row: problem.row }, problem.text);
  const starterProducts = starter.products.map(fromCatalogue);

  const listed = await stored(store.products);
  const policies = await stored(store.policy);
  const byId = lazily((): ReadonlyMap<string, StallProduct> => {
    const source = options.enrolled() && listed.size > 0 ? [...listed.values()] : starterProducts;
    const bags = options.own().bags ?? null;
    const bagged = (product: StallProduct): StallProduct =>
      bags === null || product.tareClass === '0'
        ? product
        : { ...product, tareG: bags[product.tareClass] ?? product.tareG };
    return new Map(source.filter((product) => !product.withdrawn).map((product) => [product.id, bagged(product)]));
  });
  const all = (): readonly StallProduct[] => [...byId.get().values()];
  // A product's own name goes before another's second one.
  const byName = lazily(
    () =>
      new Map([
        ...all().flatMap((product) => product.aliases.map((alias) => [alias, product] as const)),
        ...all().map((product) => [product.name, product] as const),
      ]),
  );
  const byPlu = lazily(() => new Map(all().map((product) => [product.plu, product])));
  const byBarcode = lazily(
    () =>
      new Map(
        all().flatMap((product) => product.barcodes.map((code) => [barcodeKey(code, true) ?? code, product] as const)),
      ),
  );
  const reindex = (): void => {
    for (const index of [byId, byName, byPlu, byBarcode]) index.forget();
  };
  const rulings = lazily(() => Map.groupBy(policies.values(), ({ productId }) => productId ?? ''));
  const facts = lazily(
    (): MarketFacts | null =>
      [...policies.values()].find(({ kind, market }) => kind === 'market' && market !== null)?.market ?? null,
  );
  let askedAt = 0;

  // Bulks, not single events, and indexes only once somebody asks: a first pull brings thousands of products, some hundred at a time.
  const subscriptions = [
    store.products.eventBulks$.subscribe(({ events }) => {
      for (const { documentId, documentData, operation } of events) {
        if (operation === 'DELETE') listed.delete(documentId);
        else listed.set(documentId, documentData);
      }
      reindex();
      options.onChange();
    }),
    store.policy.eventBulks$.subscribe(({ events }) => {
      for (const { documentId, documentData, operation } of events) {
        if (operation === 'DELETE') policies.delete(documentId);
        else policies.set(documentId, documentData);
      }
      rulings.forget();
      facts.forget();
      if (events.some(({ documentData }) => documentData.kind === 'market')) options.onFacts();
      else options.onChange();
      for (const listener of ruled) listener();
    }),
  ];
  const trades = new Map<string, Trade>(starter.trades.map((trade) => [trade.id, trade]));

  return {
    product: (id) => byId.get().get(id) ?? null,
    products: all,
    byBarcode: (key) => byBarcode.get().get(key) ?? null,
    byPlu: (plu) => byPlu.get().get(plu) ?? null,
    byName: (name) => byName.get().get(name) ?? null,
    categories: () => starter.categories,
    categoryName: (id) => starter.categories.find((category) => category.id === id)?.name ?? null,
    trades: () => starter.trades,
    tradeOrder: (trade) => (trades.get(trade)?.products ?? []).filter((id) => byId.get().has(id)),
    policiesOf: (productId) => rulings.get().get(productId) ?? [],
    hasTurned: (now) => {
      const [from, to] = [Math.min(askedAt, now), Math.max(askedAt, now)];
      askedAt = now;
      const isPast = (edge: number | null): boolean => edge !== null && edge > from && edge <= to;
      return [...policies.values()].some(({ validFrom, validUntil }) => isPast(validFrom) || isPast(validUntil));
    },
    market: () => facts.get(),
    averages: () => [...policies.values()].find(({ kind }) => kind === 'average')?.averages ?? null,
    reindex,
    basisG: () => options.own().basisG ?? facts.get()?.priceBasisG ?? DEFAULT_BASIS,
    onPolicy: (listener) => {
      ruled.add(listener);
      return () => {
        ruled.delete(listener);
      };
    },
    stop: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}
