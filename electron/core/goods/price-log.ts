import type { PriceChange } from '../../../shared/commands/prices.ts';
import { businessDay } from '../../../shared/day.ts';
import type { Store } from '../database.ts';

/** The price changes of this business day, newest first, read from the journal by its day. */
export async function pricesOfToday(store: Store, now: number): Promise<readonly PriceChange[]> {
  const entries = await store.journal
    .find({ selector: { day: businessDay(now) }, sort: [{ day: 'asc' }, { seq: 'asc' }] })
    .exec();
  return entries
    .flatMap(({ at, seller, mode, body }) => {
      if (body.kind !== 'price_change' || mode === 'training') return [];
      const { productId, name, price, previous } = body;
      return [{ at, seller, productId, name, price, previous }];
    })
    .toReversed();
}
