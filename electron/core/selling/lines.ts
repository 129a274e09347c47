import { lineAmount, MAX_SALE_FEN } from '../../../shared/money.ts';
import { FROM_LABEL, PORTION_UNIT } from '../../../shared/marks.ts';
import type { CartLine, PriceBasis } from '../../../shared/records/goods.ts';
import type { ScalePlate } from '../../../shared/scale.ts';
import type { Sellable } from '../../../shared/weighing.ts';
import type { StallProduct } from '../goods/goods.ts';
import type { Priced } from '../goods/prices.ts';

const noWeight = {
  grossG: null,
  tareG: null,
  tareKind: 'none',
  netG: null,
  evidenceId: null,
  evidenceHash: null,
  scaleSerial: null,
  eG: null,
} as const;

/** What is sold by weight: the load, and the price with its basis. */
export interface WeighedGoods {
  readonly product: StallProduct;
  readonly priced: Priced;
  readonly basisG: PriceBasis;
  readonly sellable: Sellable;
}

export const weighedAmount = ({ sellable, priced, basisG }: WeighedGoods): number =>
  lineAmount(sellable.netG, priced.price.priceFen, basisG);

/** A line of one load. Without evidence (its write failed) the line says so. */
export function weightLine(
  input: WeighedGoods & {
    readonly id: string;
    readonly plate: ScalePlate;
    readonly evidence: { readonly id: string; readonly hash: string } | null;
    /** What the line has to say of its scale. */
    readonly marks: readonly string[];
    readonly takenAt: number;
  },
): CartLine {
  const { product, priced, sellable, evidence } = input;
  return {
    id: input.id,
    kind: 'weight',
    productId: product.id,
    name: product.name,
    category: product.category,
    priceFen: priced.price.priceFen,
    basisG: input.basisG,
    priceSource: priced.source,
    pieceUnit: '',
    qty: 1,
    grossG: sellable.grossG,
    tareG: sellable.tareG,
    tareKind: sellable.tareKind,
    netG: sellable.netG,
    amountFen: weighedAmount(input),
    concessionFen: 0,
    capped: priced.capped,
    evidenceId: evidence?.id ?? null,
    evidenceHash: evidence?.hash ?? null,
    scaleSerial: input.plate.serial,
    eG: input.plate.eG,
    marks: [...(evidence === null ? ['no_evidence'] : []), ...input.marks],
    takenAt: input.takenAt,
  };
}

/** The same load with another product's preset tare; a key tare stays. Null when nothing would be left. */
export function withPreset(sellable: Sellable, presetTareG: number, eG: number): Sellable | null {
  if (sellable.tareKind === 'key') return sellable;
  const tareG = Math.ceil(presetTareG / eG) * eG;
  const netG = sellable.grossG - tareG;
  return netG > 0 ? { ...sellable, tareG, tareKind: tareG > 0 ? 'preset' : 'none', netG } : null;
}

/** One piece. */
export function pieceLine(input: {
  readonly id: string;
  readonly product: StallProduct;
  readonly priced: Priced;
  readonly takenAt: number;
}): CartLine {
  const { product, priced } = input;
  return {
    id: input.id,
    kind: 'piece',
    productId: product.id,
    name: product.name,
    category: product.category,
    ...noWeight,
    priceFen: priced.price.priceFen,
    basisG: null,
    priceSource: priced.source,
    pieceUnit: product.pieceUnit,
    qty: 1,
    amountFen: priced.price.priceFen,
    concessionFen: 0,
    capped: priced.capped,
    marks: [],
    takenAt: input.takenAt,
  };
}

/** 按份: an amount for a product or a category, without a weight (S3). Null when the amount is none a stall takes. */
export function portionLine(input: {
  readonly id: string;
  readonly productId: string | null;
  readonly name: string;
  readonly category: string;
  readonly amountFen: number;
  readonly takenAt: number;
}): CartLine | null {
  if (input.amountFen <= 0 || input.amountFen > MAX_SALE_FEN) return null;
  return {
    id: input.id,
    kind: 'portion',
    productId: input.productId,
    name: input.name,
    category: input.category,
    ...noWeight,
    priceFen: input.amountFen,
    basisG: null,
    priceSource: 'manual',
    pieceUnit: PORTION_UNIT,
    qty: 1,
    amountFen: input.amountFen,
    concessionFen: 0,
    capped: false,
    marks: [],
    takenAt: input.takenAt,
  };
}

/** What the label of another scale says of goods: grams, fen, or both. */
export interface LabelGoods {
  readonly product: StallProduct;
  readonly grams: number | null;
  readonly fen: number | null;
}

/**
 * A line by a label. Its weight counts at the stall's price; where the label has an amount too and that price doesn't give it, the amount
 * is what the shopper was promised, and the unit price behind it isn't known: then the line has no weight. Only above the market's cap the
 * price wins. Null without a price for a weight alone, or for an amount no stall takes.
 */
export function labelLine(
  goods: LabelGoods & { readonly id: string; readonly priced: Priced | null; readonly takenAt: number },
): CartLine | null {
  const { id, product, grams, fen, priced, takenAt } = goods;
  const { name, category } = product;
  const basisG = priced?.price.basisG ?? null;
  const amountFen =
    grams === null || priced === null || basisG === null ? null : lineAmount(grams, priced.price.priceFen, basisG);
  const fits =
    amountFen !== null &&
    amountFen <= MAX_SALE_FEN &&
    (fen === null || fen === amountFen || (priced?.capped === true && fen > amountFen));
  if (priced === null || !fits) {
    const line =
      fen === null ? null : portionLine({ id, productId: product.id, name, category, amountFen: fen, takenAt });
    return line === null ? null : { ...line, marks: [FROM_LABEL] };
  }
  return {
    id,
    kind: 'weight',
    productId: product.id,
    name,
    category,
    ...noWeight,
    priceFen: priced.price.priceFen,
    basisG,
    priceSource: priced.source,
    pieceUnit: '',
    qty: 1,
    grossG: grams,
    tareG: 0,
    netG: grams,
    amountFen,
    concessionFen: 0,
    capped: priced.capped,
    marks: [FROM_LABEL],
    takenAt,
  };
}
