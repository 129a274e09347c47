import { candidatesOf } from '../../../shared/candidates.ts';
import type { Log } from '../../../shared/log.ts';
import { lineAmount } from '../../../shared/money.ts';
import { likely } from '../../../shared/ranking.ts';
import type { LikelyView } from '../../../shared/view.ts';
import type { Carts } from './carts.ts';
import type { Goods } from '../goods/goods.ts';
import { openHabits } from '../goods/habits.ts';
import type { Journal } from '../journal/journal.ts';
import type { Prices } from '../goods/prices.ts';
import type { Selling } from './selling.ts';
import type { Settings } from '../settings.ts';
import type { Weighing } from '../weighing/weighing.ts';

export interface Likely {
  view(): LikelyView;
  /** Once a second: learns what was sold meanwhile. */
  follow(): Promise<void>;
  /** Writes what was learned. */
  save(): Promise<void>;
  stop(): void;
}

/**
 * What the load on the pan is likely to be (S9). Worked out once per load, at its first moment in which it can be sold, and then left:
 * nothing may change under a finger. Gone with the load, with its line, and while a product is armed.
 */
export async function openLikely(deps: {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly weighing: Weighing;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly carts: Carts;
  readonly selling: Selling;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<Likely> {
  const { weighing, goods, prices } = deps;
  const book = await openHabits(deps);
  let named: { readonly load: number; readonly ids: readonly string[] } | null = null;

  const name = (netG: number): readonly string[] => {
    const seen = candidatesOf(weighing.suggestions(), goods);
    const habits = book.habits();
    const known = new Set([...habits.keys(), ...seen.map(({ id }) => id)]);
    return likely(habits, {
      at: deps.now(),
      netG,
      goods: [...known].flatMap((id) => {
        const product = goods.product(id);
        if (product === null || product.sellBy === 'piece') return [];
        const price = prices.priced(product, 'weight')?.price ?? null;
        const basisG = price?.basisG ?? null;
        return [{ id, amountFen: price === null || basisG === null ? null : lineAmount(netG, price.priceFen, basisG) }];
      }),
      inCart: new Set(deps.carts.front().lines.flatMap(({ productId }) => productId ?? [])),
      seen,
    });
  };
  const look = (): void => {
    const { state, sellable } = weighing.weigh(0);
    const load = weighing.load();
    const before = named;
    if (state !== 'live' && !(state === 'blocked' && named?.load === load)) named = null;
    else if (named?.load !== load && sellable !== null) named = { load, ids: name(sellable.netG) };
    if (named !== before) deps.onChange();
  };
  const unsubscribe = weighing.onChange(look);
  return {
    view: () => ({ ids: named === null || deps.selling.armedId() !== null ? [] : named.ids }),
    follow: () => book.follow(),
    save: () => book.save(),
    stop: unsubscribe,
  };
}
