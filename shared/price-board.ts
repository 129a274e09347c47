import type { PriceChange } from './commands/prices.ts';
import type { Price } from './records/goods.ts';

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
