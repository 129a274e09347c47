import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Price } from '../../../shared/records/goods.ts';
import { unitOf } from '../goods/prices.ts';
import type { PriceCache } from '../settings.ts';

/** What is gathered from the entries while they are taken in, so that nothing has to be read twice. */
export interface Collected {
  readonly sales: number;
  readonly payableFen: number;
  /** The carts of before that were sold, with their sales. */
  readonly soldAs: ReadonlyMap<string, string>;
  readonly prices: PriceCache['prices'];
}
export interface Collecting {
  add(entry: JournalEntry): void;
  done(): Collected;
}

export function collecting(carts: ReadonlySet<string>): Collecting {
  const prices = new Map<string, { weight: Price | null; piece: Price | null }>();
  const soldAs = new Map<string, string>();
  let sales = 0;
  let payableFen = 0;
  return {
    add: ({ id, body }) => {
      if (body.kind === 'sale') {
        sales += 1;
        payableFen += body.payableFen;
        if (carts.has(body.cartId)) soldAs.set(body.cartId, id);
      }
      if (body.kind === 'price_change') {
        const of = prices.get(body.productId) ?? { weight: null, piece: null };
        prices.set(body.productId, { ...of, [unitOf(body.price)]: body.price });
      }
    },
    done: () => ({
      sales,
      payableFen,
      soldAs,
      prices: [...prices].map(([productId, of]) => ({ productId, ...of })),
    }),
  };
}
