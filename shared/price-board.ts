import type { PriceChange } from './commands/prices.ts';
import type { Price, PriceBasis } from './records/goods.ts';
import type { Policy } from './records/market.ts';

/**
 * The price a product ended yesterday with: what today's first change replaced, else what still holds. Null: there was none.
 * `changes` newest first; only those of the same kind (by weight or by the piece) count.
 */
export function yesterdaysPrice(
  productId: string,
  now: Price | null,
  isPiece: boolean,
  changes: readonly PriceChange[],
): Price | null {
  const first = changes.findLast((one) => one.productId === productId && (one.price.basisG === null) === isPiece);
  return first === undefined ? now : first.previous;
}

/** What a product went for in the market, fen in the stall's own basis or by the piece. A figure, no price: it may be converted. */
export function averageFen(
  averages: Policy['averages'] | null,
  productId: string,
  isPiece: boolean,
  basisG: PriceBasis,
): number | null {
  const found = averages?.goods.find((one) => one.productId === productId);
  if (found === undefined) return null;
  if (isPiece) return found.perPieceFen;
  return found.perKgFen === null ? null : Math.round((found.perKgFen * basisG) / 1000);
}
