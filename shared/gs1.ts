import { hasCheckDigit } from './barcode.ts';

/** Goods by their GTIN with what a packer's scale wrote: net weight in grams (310n), the amount to pay in fen (392n). */
export interface Gs1Goods {
  readonly gtin: string;
  readonly grams: number | null;
  readonly fen: number | null;
}

/** Length of an element with its identifier, by the identifier's first two digits; every other one runs to the next separator (GS1 General Specifications, 7.8.5). */
const fixedLengths: Readonly<Record<string, number>> = {
  '00': 20,
  '01': 16,
  '02': 16,
  '03': 16,
  '04': 18,
  '11': 8,
  '12': 8,
  '13': 8,
  '14': 8,
  '15': 8,
  '16': 8,
  '17': 8,
  '18': 8,
  '19': 8,
  '20': 4,
  '31': 10,
  '32': 10,
  '33': 10,
  '34': 10,
  '35': 10,
  '36': 10,
  '41': 16,
};

const SEPARATOR = '\u001d';

/** Reads a GS1 element string, its separators as GS (0x1D) or its identifiers in brackets. Null when it names no goods, or a weight or amount that is no whole gram or fen. */
export function parseGs1(text: string): Gs1Goods | null {
  const elements = text.startsWith('(') ? bracketed(text) : plain(text);
  if (elements === null) return null;
  const find = (ai: RegExp): string | null => elements.find((element) => ai.test(element)) ?? null;
  const gtin = find(/^01\d{14}$/)?.slice(2);
  if (gtin === undefined || !hasCheckDigit(gtin)) return null;
  const weight = find(/^310\d/);
  const amount = find(/^392\d/);
  const grams = weight === null ? null : whole(weight, /^310([0-5])(\d{6})$/, 3);
  const fen = amount === null ? null : whole(amount, /^392(\d)(\d{1,15})$/, 2);
  if (Number.isNaN(grams) || Number.isNaN(fen)) return null;
  return { gtin, grams, fen };
}

/** The value of an element in units of 10^-power; NaN when it is not a whole number of them. */
function whole(element: string, shape: RegExp, power: number): number {
  const [, decimals, digits] = shape.exec(element) ?? [];
  if (decimals === undefined || digits === undefined) return Number.NaN;
  const shift = power - Number(decimals);
  const value = shift >= 0 ? Number(digits) * 10 ** shift : Number(digits) / 10 ** -shift;
  return Number.isSafeInteger(value) && value > 0 ? value : Number.NaN;
}

function bracketed(text: string): readonly string[] | null {
  if (!/^(?:\(\d{2,4}\)[^()]+)+$/.test(text)) return null;
  return text
    .slice(1)
    .split('(')
    .map((element) => element.replace(')', ''));
}

function plain(text: string): readonly string[] | null {
  const elements: string[] = [];
  let rest = text;
  while (rest !== '') {
    const fixed = fixedLengths[rest.slice(0, 2)];
    const end = rest.indexOf(SEPARATOR);
    const length = fixed ?? (end < 0 ? rest.length : end);
    if (length === 0 || length > rest.length) return null;
    elements.push(rest.slice(0, length));
    rest = rest.slice(length);
    if (rest.startsWith(SEPARATOR)) rest = rest.slice(1);
  }
  return elements;
}
