import { lineAmount, pieceAmount } from '../money.ts';
import type { Mode, Price, SaleLine } from '../records/goods.ts';
import type { JournalEntry, SaleBody } from '../records/journal.ts';
import { paidFor } from './standing.ts';

/** What came in for one product; fen after concessions and rounding, less what was taken back. */
export interface ProductFigures {
  readonly key: string;
  readonly productId: string | null;
  readonly name: string;
  readonly weightFen: number;
  readonly weightG: number;
  readonly pieceFen: number;
  readonly pieces: number;
  /** By portion: neither weighed nor counted. */
  readonly otherFen: number;
}
/** What a business day came to. Refunds and voids count on the day they were made. */
export interface DayFigures {
  readonly day: string;
  readonly sales: number;
  readonly netFen: number;
  /** By the hour of the clock in Shanghai. */
  readonly hours: readonly number[];
  readonly products: readonly ProductFigures[];
}

const HOUR_MS = 3_600_000;
const hourOf = (at: number): number => Math.floor(at / HOUR_MS + 8) % 24;

interface Part {
  readonly fen: number;
  readonly g: number;
  readonly qty: number;
}
const empty = (line: SaleLine): ProductFigures => ({
  key: line.productId ?? `:${line.name}`,
  productId: line.productId,
  name: line.name,
  weightFen: 0,
  weightG: 0,
  pieceFen: 0,
  pieces: 0,
  otherFen: 0,
});
function plus(figures: ProductFigures, line: SaleLine, part: Part): ProductFigures {
  if (line.netG !== null)
    return { ...figures, weightFen: figures.weightFen + part.fen, weightG: figures.weightG + part.g };
  if (line.kind === 'piece' || line.kind === 'gift')
    return { ...figures, pieceFen: figures.pieceFen + part.fen, pieces: figures.pieces + part.qty };
  return { ...figures, otherFen: figures.otherFen + part.fen };
}

/** The figures of one day from its entries, those of `mode` alone. `soldBy` gives the sale that a later entry names; null: it is not here. */
export function figuresOf(
  day: string,
  entries: readonly JournalEntry[],
  mode: Mode,
  soldBy: (saleId: string) => SaleBody | null,
): DayFigures {
  const hours = Array.from({ length: 24 }, () => 0);
  const products = new Map<string, ProductFigures>();
  let sales = 0;
  const add = (at: number, line: SaleLine, part: Part): void => {
    const hour = hourOf(at);
    hours[hour] = (hours[hour] ?? 0) + part.fen;
    const { key } = empty(line);
    products.set(key, plus(products.get(key) ?? empty(line), line, part));
  };
  for (const { at, body, mode: own } of entries) {
    if (own !== mode) continue;
    if (body.kind === 'sale') {
      sales += 1;
      for (const line of body.lines) add(at, line, { fen: paidFor(line), g: line.netG ?? 0, qty: line.qty });
    }
    if (body.kind === 'void')
      for (const line of soldBy(body.saleId)?.lines ?? [])
        add(at, line, { fen: -paidFor(line), g: -(line.netG ?? 0), qty: -line.qty });
    if (body.kind === 'refund')
      for (const back of body.lines) {
        const line = soldBy(body.saleId)?.lines[back.no - 1];
        if (line !== undefined) add(at, line, { fen: -back.amountFen, g: -(back.netG ?? 0), qty: -back.qty });
      }
  }
  return { day, sales, netFen: hours.reduce((sum, fen) => sum + fen, 0), hours, products: [...products.values()] };
}

/** Sales that the entries of a day name and that are not among them. */
export const namedElsewhere = (entries: readonly JournalEntry[]): readonly string[] => {
  const here = new Set(entries.map((entry) => entry.id));
  return entries.flatMap(({ body }) =>
    (body.kind === 'void' || body.kind === 'refund' || body.kind === 'confirmation') && !here.has(body.saleId)
      ? [body.saleId]
      : [],
  );
};

/** What goods were bought for, per 500 g, per kilogram or per piece, from a business day on. */
export interface Cost {
  readonly productId: string;
  readonly price: Price;
  /** Absent: as far back as there are sales. */
  readonly since?: string;
}
/** The purchase price of a product on a day: the newest that holds by then; a day before the first one has that. Null: nobody has said any. */
export function costBook(costs: readonly Cost[]): (productId: string | null, day: string) => Price | null {
  const byProduct = Map.groupBy(costs, ({ productId }) => productId);
  for (const own of byProduct.values()) own.sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1));
  return (productId, day) => {
    const own = productId === null ? undefined : byProduct.get(productId);
    return (own?.findLast(({ since }) => (since ?? '') <= day) ?? own?.[0])?.price ?? null;
  };
}
/** The purchase prices with one that holds from `day` on; null forgets all of the product. */
export const withCost = (
  costs: readonly Cost[],
  productId: string,
  price: Price | null,
  day: string,
): readonly Cost[] => [
  ...costs.filter((one) => one.productId !== productId || (price !== null && one.since !== day)),
  ...(price === null ? [] : [{ productId, price, since: day }]),
];

/** What came in for goods whose purchase price is known, and what is left of it, fen. */
interface Margin {
  readonly knownFen: number;
  readonly marginFen: number;
}
export interface DayEarnings extends Margin {
  readonly day: string;
  readonly netFen: number;
  readonly sales: number;
  readonly netG: number;
}
export interface ProductEarnings {
  readonly productId: string | null;
  readonly name: string;
  readonly netFen: number;
  readonly netG: number;
  readonly pieces: number;
  /** What came in while the purchase price was known, and what is left of that; null: it is not known. */
  readonly margin: Margin | null;
  /** The last one that holds. */
  readonly cost: Price | null;
}
export interface Earnings extends Margin {
  /** `simulated`: virtual devices, `training`: nothing counts. */
  readonly mode: Mode;
  readonly from: string;
  readonly to: string;
  readonly sales: number;
  readonly netFen: number;
  readonly netG: number;
  /** Those on which anything was sold or taken back. */
  readonly days: readonly DayEarnings[];
  readonly hours: readonly number[];
  /** Most first. */
  readonly products: readonly ProductEarnings[];
}

/** What a product's goods cost, and what came in for them; null where the purchase price is of another measure, or not known. */
function marginOf(figures: ProductFigures, cost: Price | null): Margin | null {
  if (cost === null) return null;
  const { weightFen, weightG, pieceFen, pieces } = figures;
  if (cost.basisG === null)
    return pieces > 0 ? { knownFen: pieceFen, marginFen: pieceFen - pieceAmount(pieces, cost.priceFen) } : null;
  return weightG > 0
    ? { knownFen: weightFen, marginFen: weightFen - lineAmount(weightG, cost.priceFen, cost.basisG) }
    : null;
}

const nothing: Margin = { knownFen: 0, marginFen: 0 };
const plusMargin = (a: Margin, b: Margin | null): Margin =>
  b === null ? a : { knownFen: a.knownFen + b.knownFen, marginFen: a.marginFen + b.marginFen };

/** Days and products of a span, each day's goods at the purchase price of that day. */
export function earningsOf(
  of: { readonly mode: Mode; readonly from: string; readonly to: string },
  days: readonly DayFigures[],
  costs: readonly Cost[],
): Earnings {
  const costOn = costBook(costs);
  const products = new Map<string, { -readonly [K in keyof ProductEarnings]: ProductEarnings[K] }>();
  let margin = nothing;
  const made = days.map(({ day, netFen, sales, products: goods }): DayEarnings => {
    let ofDay = nothing;
    let netG = 0;
    for (const figures of goods) {
      const { key, productId, name } = figures;
      const own = marginOf(figures, costOn(productId, day));
      const row = products.get(key) ?? {
        productId,
        name,
        netFen: 0,
        netG: 0,
        pieces: 0,
        margin: null,
        cost: costOn(productId, of.to),
      };
      row.name = name;
      row.netFen += figures.weightFen + figures.pieceFen + figures.otherFen;
      row.netG += figures.weightG;
      row.pieces += figures.pieces;
      row.margin = own === null ? row.margin : plusMargin(row.margin ?? nothing, own);
      products.set(key, row);
      ofDay = plusMargin(ofDay, own);
      netG += figures.weightG;
    }
    margin = plusMargin(margin, ofDay);
    return { day, netFen, sales, netG, ...ofDay };
  });
  const sum = (figure: (day: DayEarnings) => number): number => made.reduce((all, day) => all + figure(day), 0);
  return {
    ...of,
    sales: sum((day) => day.sales),
    netFen: sum((day) => day.netFen),
    netG: sum((day) => day.netG),
    days: made.filter((day) => day.sales > 0 || day.netFen !== 0),
    hours: Array.from({ length: 24 }, (_, hour) => days.reduce((all, day) => all + (day.hours[hour] ?? 0), 0)),
    products: [...products.values()].toSorted((a, b) => b.netFen - a.netFen).slice(0, 200),
    ...margin,
  };
}
