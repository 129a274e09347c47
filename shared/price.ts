import type { Price, PriceSource } from './records/goods.ts';
import type { Product } from './records/market.ts';
import type { Refusal } from './refusal.ts';

/** Highest price that can be typed: 100,000 yuan per basis, in fen. */
export const MAX_PRICE_FEN = 10_000_000;

/** A price the market has capped (平价); null bounds are open. */
export interface PriceCap {
  readonly price: Price;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
}

/**
 * Which of two prices is higher: negative, 0 or positive, by cross-multiplication, so nothing is converted or rounded.
 * Null when they can't be compared (by weight against by piece).
 */
export function comparePrice(a: Price, b: Price): number | null {
  if ((a.basisG === null) !== (b.basisG === null)) return null;
  return a.priceFen * (b.basisG ?? 1) - b.priceFen * (a.basisG ?? 1);
}

/** Whether a price is above a cap that holds now; `validUntil` itself no longer does. */
export function isAboveCap(price: Price, cap: PriceCap | null, now: number): boolean {
  return cap !== null && holds(cap, now) && (comparePrice(price, cap.price) ?? 0) > 0;
}

const holds = (cap: PriceCap, now: number): boolean =>
  (cap.validFrom === null || cap.validFrom <= now) && (cap.validUntil === null || now < cap.validUntil);

/**
 * The price a product is sold at: the stall's own, else the market's opening price, limited by a cap that holds now.
 * A cap takes effect as it was set, with its own basis. `capped` is true when the price in force is the cap's.
 * Null when nobody has set a price: the tile asks for it (S10).
 */
export function effectivePrice(input: {
  readonly stall: Price | null;
  readonly market: Price | null;
  readonly cap: PriceCap | null;
  readonly now: number;
}): { readonly price: Price; readonly source: PriceSource; readonly capped: boolean } | null {
  const { stall, market, cap, now } = input;
  const price = stall ?? market;
  if (price === null) return null;
  if (cap !== null && isAboveCap(price, cap, now)) return { price: cap.price, source: 'market', capped: true };
  const atCap = cap !== null && holds(cap, now) && comparePrice(price, cap.price) === 0;
  return { price, source: stall === null ? 'market' : 'stall', capped: atCap };
}

type Guarded = Pick<Product, 'sellBy' | 'guardMinFen' | 'guardMaxFen' | 'pieceGuardMinFen' | 'pieceGuardMaxFen'>;

/** The keying guard for a price of that basis (grams, or null for a piece): fen per `basisG` 1000, or per piece. Null: none, every price passes. */
export function guardBand(
  product: Guarded,
  basisG: Price['basisG'],
): { readonly minFen: number; readonly maxFen: number; readonly basisG: 1000 | null } | null {
  const own = (product.sellBy === 'piece') === (basisG === null);
  const minFen = own ? product.guardMinFen : basisG === null ? product.pieceGuardMinFen : 0;
  const maxFen = own ? product.guardMaxFen : basisG === null ? product.pieceGuardMaxFen : 0;
  return maxFen === 0 ? null : { minFen, maxFen, basisG: basisG === null ? null : 1000 };
}

/** Whether a typed price needs no second question. */
export function priceWithinGuard(product: Guarded, price: Price): boolean {
  const band = guardBand(product, price.basisG);
  if (band === null) return true;
  const low = comparePrice(price, { priceFen: band.minFen, basisG: band.basisG }) ?? 0;
  const high = comparePrice(price, { priceFen: band.maxFen, basisG: band.basisG }) ?? 0;
  return low >= 0 && high <= 0;
}

/**
 * Whether a typed price can stand. Absurd prices are always refused; one outside the product's guard band only until the
 * vendor is `sure`.
 */
export function checkPrice(product: Guarded, price: Price, sure: boolean): Refusal | null {
  const { priceFen, basisG } = price;
  if (basisG === null && product.sellBy === 'weight') return { code: 'not_sold_by_piece' };
  if (basisG !== null && product.sellBy === 'piece') return { code: 'not_sold_by_weight' };
  if (priceFen <= 0 || priceFen > MAX_PRICE_FEN) return { code: 'amount_absurd', maxFen: MAX_PRICE_FEN };
  const band = guardBand(product, basisG);
  return sure || band === null || priceWithinGuard(product, price) ? null : { code: 'price_out_of_guard', ...band };
}
