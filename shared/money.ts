import { MAX_FEN, MAX_GRAMS } from './limits.ts';
import type { PriceBasis, Rounding } from './records/goods.ts';

/** Largest amount of one line or one sale: 100,000 yuan, in fen. More is a slip of the finger at a market stall. */
export const MAX_SALE_FEN = 10_000_000;

/**
 * Price to pay of a weighed line, fen: round half up(net × price ÷ basis), the only rounding the law allows (M8).
 * Split at whole bases so that every step stays a safe integer up to the largest weight and price a record can carry.
 */
export function lineAmount(netG: number, priceFen: number, basisG: PriceBasis): number {
  const rest = netG % basisG;
  const whole = (netG - rest) / basisG;
  const twice = 2 * rest * priceFen + basisG;
  return whole * priceFen + (twice - (twice % (2 * basisG))) / (2 * basisG);
}

/** Price to pay of pieces, fen. */
export const pieceAmount = (qty: number, priceFen: number): number => qty * priceFen;

/**
 * 抹零 of a total ≥ 0, fen: down to 角, to 元, or not at all. Never up (price rules, art. 8), and never to 0:
 * where that would happen the next finer step is used.
 */
export function roundDown(fen: number, rounding: Rounding): number {
  switch (rounding) {
    case 'yuan':
      return fen >= 100 ? fen - (fen % 100) : roundDown(fen, 'jiao');
    case 'jiao':
      return fen >= 10 ? fen - (fen % 10) : fen;
    case 'none':
      return fen;
    default:
      return rounding satisfies never;
  }
}

/**
 * Splits an amount ≥ 0 over weights ≥ 0 by largest remainder; equal remainders go to the first. The parts sum exactly,
 * and no part is above its weight when the amount is not above their sum. All weights 0: split evenly. No weights: no parts.
 */
export function allocate(amountFen: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const shares = total === 0n ? weights.map(() => 1n) : weights.map(BigInt);
  const whole = total === 0n ? BigInt(weights.length) : total;
  const parts = shares.map((share, index) => {
    const product = BigInt(amountFen) * share;
    return { index, fen: Number(product / whole), remainder: product % whole };
  });
  let left = amountFen - parts.reduce((sum, part) => sum + part.fen, 0);
  const order = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const result = parts.map((part) => part.fen);
  for (const { index, fen } of order) {
    if (left <= 0) break;
    result[index] = fen + 1;
    left -= 1;
  }
  return result;
}

/** `1250` → `12.50`; a negative amount carries a minus sign (−). */
export function fenText(fen: number): string {
  const size = Math.abs(fen);
  const cents = size % 100;
  return `${fen < 0 ? '−' : ''}${(size - cents) / 100}.${String(cents).padStart(2, '0')}`;
}

/** As a note or a bargain is said, without needless places: `5000` → `50`, `250` → `2.5`. For keys; what is charged has both places. */
export const noteText = (fen: number): string => fenText(fen).replace(/\.?0+$/, '');

/** `1250` → `¥12.50`, `-5` → `−¥0.05`. */
export const yuanText = (fen: number): string => `${fen < 0 ? '−' : ''}¥${fenText(Math.abs(fen))}`;

/**
 * Grams as kilograms with the decimals of the scale's display. A weight that has more than these is shown with all three:
 * what is shown must be what is charged (M9).
 */
export function kgText(grams: number, decimals = 3): string {
  const size = Math.abs(grams);
  const rest = size % 1000;
  const digits = String(rest).padStart(3, '0');
  const shown = Math.min(3, Math.max(0, decimals));
  const kept = /[1-9]/.test(digits.slice(shown)) ? digits : digits.slice(0, shown);
  return `${grams < 0 ? '−' : ''}${(size - rest) / 1000}${kept === '' ? '' : `.${kept}`}`;
}

function parseDecimal(text: string, places: number, max: number): number | null {
  const match = /^(\d{0,9})(?:\.(\d*))?$/.exec(text.trim());
  const whole = match?.[1] ?? '';
  const fraction = match?.[2] ?? '';
  if (match === null || whole + fraction === '' || fraction.length > places) return null;
  const value = Number(whole || '0') * 10 ** places + Number(fraction.padEnd(places, '0'));
  return value <= max ? value : null;
}

/** Typed yuan → fen: `12`, `12.5`, `.5`, `12.`. Null for a sign, a third decimal, or anything else that is not an amount ≥ 0. */
export const parseYuan = (text: string): number | null => parseDecimal(text, 2, MAX_FEN);

/** Typed kilograms → grams, at most three decimals; null as with `parseYuan`. */
export const parseKg = (text: string): number | null => parseDecimal(text, 3, MAX_GRAMS);
