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
    (body.kind === 'void' || body.kind === 'refund') && !here.has(body.saleId) ? [body.saleId] : [],
  );
};

/** What goods were bought for, per 500 g, per kilogram or per piece. */
export interface Cost {
  readonly productId: string;
  readonly price: Price;
}
export interface ProductEarnings {
  readonly productId: string | null;
  readonly name: string;
  readonly netFen: number;
  readonly netG: number;
  readonly pieces: number;
  /** What is left of the part whose purchase price is known; null: it is not known. */
  readonly marginFen: number | null;
  readonly cost: Price | null;
}
export interface Earnings {
  /** `simulated`: virtual devices, `training`: nothing counts. */
  readonly mode: Mode;
  readonly from: string;
  readonly to: string;
  readonly sales: number;
  readonly netFen: number;
  readonly days: readonly { readonly day: string; readonly netFen: number; readonly sales: number }[];
  readonly hours: readonly number[];
  /** Most first. */
  readonly products: readonly ProductEarnings[];
  /** Over all products whose purchase price is known: what came in, and what is left of it. */
  readonly knownFen: number;
  readonly marginFen: number;
}

/** What a product's goods cost, and what came in for them; null where the purchase price is of another measure, or not known. */
function marginOf(
  figures: ProductFigures,
  cost: Price | null,
): { readonly inFen: number; readonly marginFen: number } | null {
  if (cost === null) return null;
  const { weightFen, weightG, pieceFen, pieces } = figures;
  if (cost.basisG === null)
    return pieces > 0 ? { inFen: pieceFen, marginFen: pieceFen - pieceAmount(pieces, cost.priceFen) } : null;
  return weightG > 0
    ? { inFen: weightFen, marginFen: weightFen - lineAmount(weightG, cost.priceFen, cost.basisG) }
    : null;
}

export function earningsOf(
  of: { readonly mode: Mode; readonly from: string; readonly to: string },
  days: readonly DayFigures[],
  costs: readonly Cost[],
): Earnings {
  const merged = new Map<string, ProductFigures>();
  for (const product of days.flatMap((day) => day.products)) {
    const before = merged.get(product.key);
    merged.set(
      product.key,
      before === undefined
        ? product
        : {
            ...product,
            weightFen: before.weightFen + product.weightFen,
            weightG: before.weightG + product.weightG,
            pieceFen: before.pieceFen + product.pieceFen,
            pieces: before.pieces + product.pieces,
            otherFen: before.otherFen + product.otherFen,
          },
    );
  }
  let knownFen = 0;
  let marginFen = 0;
  const products = [...merged.values()].map((figures): ProductEarnings => {
    const cost = costs.find((one) => one.productId === figures.productId)?.price ?? null;
    const margin = marginOf(figures, cost);
    knownFen += margin?.inFen ?? 0;
    marginFen += margin?.marginFen ?? 0;
    return {
      productId: figures.productId,
      name: figures.name,
      netFen: figures.weightFen + figures.pieceFen + figures.otherFen,
      netG: figures.weightG,
      pieces: figures.pieces,
      marginFen: margin?.marginFen ?? null,
      cost,
    };
  });
  return {
    ...of,
    sales: days.reduce((sum, day) => sum + day.sales, 0),
    netFen: days.reduce((sum, day) => sum + day.netFen, 0),
    days: days.map(({ day, netFen, sales }) => ({ day, netFen, sales })),
    hours: Array.from({ length: 24 }, (_, hour) => days.reduce((sum, day) => sum + (day.hours[hour] ?? 0), 0)),
    products: products.toSorted((a, b) => b.netFen - a.netFen).slice(0, 200),
    knownFen,
    marginFen,
  };
}
