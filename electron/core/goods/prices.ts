import { effectivePrice, isAboveCap, type PriceCap } from '../../../shared/price.ts';
import type { Log } from '../../../shared/log.ts';
import type { Price, PriceSource } from '../../../shared/records/goods.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { Store } from '../database.ts';
import type { Goods, StallProduct } from './goods.ts';
import { isDamage } from '../health/check.ts';
import type { Head } from '../journal/journal.ts';
import { isBehind } from '../journal/journal-pages.ts';
import type { PriceCache, Settings } from '../settings.ts';

/** Entries read at once. */
const PAGE = 2_000;

export type Unit = 'weight' | 'piece';
/** A price a line can be sold at. */
export interface Priced {
  readonly price: Price;
  readonly source: PriceSource;
  readonly capped: boolean;
}

export const unitOf = (price: Price): Unit => (price.basisG === null ? 'piece' : 'weight');

export interface Prices {
  /** What a unit of the product costs now: the price set for the next line, else the stall's, else the market's, limited by a cap. Null: nobody has set one. */
  priced(product: StallProduct, unit: Unit): Priced | null;
  /** The same without what was typed for the next line: what the tag says. */
  standing(product: StallProduct, unit: Unit): Priced | null;
  /** The stall's own price, as the journal has it. */
  own(productId: string, unit: Unit): Price | null;
  /** A price for the product's next line only (这一单). */
  setOnce(productId: string, price: Price): void;
  /** What was typed for one line only counts no more: the stall's prices have another basis. */
  forgetOnce(): void;
  /** The next line was made. */
  spendOnce(productId: string, unit: Unit): void;
  /** The cap that holds now, where this price is above it. */
  capUnder(productId: string, price: Price): Price | null;
  /** Refusal of a price above a cap that holds now. */
  aboveCap(productId: string, price: Price): Refusal | null;
  /** Takes over a committed price change. */
  fold(entry: JournalEntry): void;
  /** All entries up to this head were folded; to be said between commands, when no price change is on its way. */
  reach(head: Head): void;
  /** Writes the cache, if prices changed since, or so many entries came that a start should not have to read them. */
  save(): Promise<void>;
  /** Starts anew from the chain that is written now, with the epochs before it. `afresh`: the cache is not believed, entries came in before it. */
  follow(head: Head, afresh?: boolean): Promise<void>;
}

/** The stall's prices: the fold of the journal's price changes (its truth), with a cache so that a start does not read years. */
export async function openPrices(options: {
  readonly store: Store;
  readonly settings: Settings;
  readonly goods: Goods;
  readonly now: () => number;
  readonly head: Head;
  readonly log: Log;
}): Promise<Prices> {
  const { store, settings, goods, now, log } = options;
  let prices = new Map<string, Price>();
  let at = { terminal: 0, epoch: 0, seq: 0 };
  /** What the cache was written for. */
  let saved = '';
  const nameOf = ({ epoch, seq }: { readonly epoch: number; readonly seq: number }): string => `${epoch}-${seq}`;
  const once = new Map<string, Price>();
  const key = (productId: string, unit: Unit): string => `${unit} ${productId}`;

  const fold = (entry: JournalEntry): void => {
    if (entry.body.kind !== 'price_change') return;
    prices.set(key(entry.body.productId, unitOf(entry.body.price)), entry.body.price);
    at = { terminal: entry.terminal, epoch: entry.epoch, seq: entry.seq };
  };
  const edge = async (selector: object, order: 'asc' | 'desc'): Promise<JournalEntry | null> => {
    const [found] = await store.journal
      .find({ selector, sort: [{ terminal: order }, { epoch: order }, { seq: order }], limit: 1 })
      .exec();
    return found ?? null;
  };
  /** Epochs of this terminal from one on, ascending, up to the one that is written. */
  const epochsFrom = async ({ terminal, epoch }: Head, first: number): Promise<readonly number[]> => {
    const found: number[] = [];
    for (let at = first; at < epoch;) {
      const next = await edge({ terminal, epoch: { $gte: at, $lt: epoch } }, 'asc');
      if (next === null) break;
      found.push(next.epoch);
      at = next.epoch + 1;
    }
    return [...found, epoch];
  };

  const follow = async (head: Head, afresh = false): Promise<void> => {
    const cache = afresh ? null : await settings.read('prices');
    const usable = cache !== null && isBehind(cache, head) ? cache : null;
    prices = new Map(
      (usable?.prices ?? []).flatMap(({ productId, weight, piece }) => [
        ...(weight === null ? [] : [[key(productId, 'weight'), weight] as const]),
        ...(piece === null ? [] : [[key(productId, 'piece'), piece] as const]),
      ]),
    );
    const first = { epoch: usable?.epoch ?? 0, seq: usable?.seq ?? 0 };
    saved = usable === null ? '' : nameOf(usable);
    let read = 0;
    // All that is newer than the cache, not the price changes alone: it is little, and an index by kind would cost every sale.
    for (const epoch of await epochsFrom(head, first.epoch)) {
      const last =
        epoch === head.epoch ? head.seq : ((await edge({ terminal: head.terminal, epoch }, 'desc'))?.seq ?? 0);
      for (let from = epoch === first.epoch ? first.seq : 0; from < last; from += PAGE) {
        const page = await store.journal
          .find({
            selector: { terminal: head.terminal, epoch, seq: { $gt: from, $lte: from + PAGE } },
            sort: [{ terminal: 'asc' }, { epoch: 'asc' }, { seq: 'asc' }],
          })
          .exec();
        for (const document of page) if (document.kind === 'price_change') fold(document.toMutableJSON());
        read += page.length;
      }
    }
    at = { terminal: head.terminal, epoch: head.epoch, seq: head.seq };
    log.debug({ prices: prices.size, entries: read }, 'prices of the stall');
  };
  await follow(options.head).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    // Half of a history could bring an old price back: better each is asked for anew on its first tap.
    log.error({ err: error }, 'the prices can not be read from the journal, the stall is asked for them anew');
    prices = new Map();
    at = { terminal: options.head.terminal, epoch: options.head.epoch, seq: options.head.seq };
    saved = nameOf(at);
  });

  const policyOf = (
    productId: string,
    unit: Unit,
  ): { readonly market: Price | null; readonly cap: PriceCap | null } => {
    let market: Price | null = null;
    let cap: PriceCap | null = null;
    for (const policy of goods.policiesOf(productId)) {
      const price = unit === 'weight' ? policy.weightPrice : policy.piecePrice;
      if (price === null) continue;
      if (policy.kind === 'cap') cap = { price, validFrom: policy.validFrom, validUntil: policy.validUntil };
      else if (policy.kind === 'price') market = price;
    }
    return { market, cap };
  };
  const capUnder: Prices['capUnder'] = (productId, price) => {
    const { cap } = policyOf(productId, unitOf(price));
    return cap !== null && isAboveCap(price, cap, now()) ? cap.price : null;
  };
  /** After the stall went over to the other basis, a price of the old one is asked for anew, never converted (S10). */
  const ofThisBasis = (price: Price | null): Price | null =>
    price === null || price.basisG === null || price.basisG === goods.basisG() ? price : null;

  const standing: Prices['standing'] = (product, unit) => {
    const { market, cap } = policyOf(product.id, unit);
    return effectivePrice({
      stall: ofThisBasis(prices.get(key(product.id, unit)) ?? null),
      market: ofThisBasis(market),
      cap,
      now: now(),
    });
  };

  return {
    priced: (product, unit) => {
      const manual = once.get(key(product.id, unit));
      if (manual === undefined) return standing(product, unit);
      const { cap } = policyOf(product.id, unit);
      const limited = effectivePrice({ stall: manual, market: null, cap, now: now() });
      return limited === null ? null : { ...limited, source: limited.source === 'stall' ? 'manual' : limited.source };
    },
    standing,
    own: (productId, unit) => prices.get(key(productId, unit)) ?? null,
    setOnce: (productId, price) => {
      once.set(key(productId, unitOf(price)), price);
    },
    forgetOnce: () => {
      once.clear();
    },
    spendOnce: (productId, unit) => {
      once.delete(key(productId, unit));
    },
    capUnder,
    aboveCap: (productId, price) => {
      const cap = capUnder(productId, price);
      return cap === null ? null : { code: 'price_above_cap', capFen: cap.priceFen };
    },
    fold,
    reach: (head) => {
      if (head.terminal === at.terminal && head.epoch === at.epoch && head.seq - at.seq >= PAGE)
        at = { ...at, seq: head.seq };
    },
    save: async () => {
      if (saved === nameOf(at)) return;
      const byProduct = new Map<string, PriceCache['prices'][number]>();
      for (const [name, price] of prices) {
        const productId = name.slice(name.indexOf(' ') + 1);
        const row = byProduct.get(productId) ?? { productId, weight: null, piece: null };
        byProduct.set(productId, { ...row, [unitOf(price)]: price });
      }
      const writing = nameOf(at);
      await settings.write('prices', { ...at, prices: [...byProduct.values()] });
      saved = writing;
    },
    follow,
  };
}
