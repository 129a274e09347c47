import { fenText, kgText } from '../../shared/money.ts';
import type { Price } from '../../shared/records/goods.ts';
import type { TextTable } from '../../shared/text/text.ts';

/** `¥8.40/kg`, `¥3.00/块`. */
export const priceText = (texts: TextTable, price: Price, pieceUnit: string): string =>
  `¥${fenText(price.priceFen)}${unitText(texts, price, pieceUnit)}`;

/** `/kg`, `/500 g`, `/块`. */
export const unitText = (texts: TextTable, price: Price, pieceUnit: string): string =>
  price.basisG === null ? texts.common.perPiece(pieceUnit) : texts.common.perBasis(price.basisG);

/** `0.005 kg`. */
export const weightText = (grams: number, decimals = 3): string => `${kgText(grams, decimals)} kg`;

/** `100 g`, `15 kg`: limits as they are spoken. */
export const limitText = (grams: number): string =>
  grams >= 1000 && grams % 1000 === 0 ? `${grams / 1000} kg` : `${grams} g`;

/** Class names that hold, in one attribute. */
export const cx = (...names: readonly (string | false | undefined)[]): string =>
  names.filter((name) => name !== undefined && name !== false).join(' ');
