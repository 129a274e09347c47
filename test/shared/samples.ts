import { openCart } from '../../shared/cart.ts';
import { lineAmount, pieceAmount } from '../../shared/money.ts';
import type { CartLine, Rounding } from '../../shared/records/goods.ts';
import type { SaleBody, SaleEntry } from '../../shared/records/journal.ts';
import type { Cart } from '../../shared/records/terminal.ts';
import { buildSale, type SaleInput } from '../../shared/sale.ts';

/** 08:47:02 in Shanghai on 2026-11-23. */
export const morning = 1_795_394_822_000;

/** 1.250 kg cucumber at 7.20 yuan/kg: 9.00. */
export function weightLine(change: Partial<CartLine> = {}): CartLine {
  const line: CartLine = {
    id: 'line-1',
    kind: 'weight',
    productId: 'huanggua',
    name: '黄瓜',
    category: '01',
    priceFen: 720,
    basisG: 1000,
    priceSource: 'stall',
    pieceUnit: '',
    qty: 1,
    grossG: 1250,
    tareG: 0,
    tareKind: 'none',
    netG: 1250,
    amountFen: 0,
    concessionFen: 0,
    capped: false,
    evidenceId: 'evidence-1',
    evidenceHash: 'a'.repeat(64),
    scaleSerial: 'S-0417',
    eG: 5,
    marks: [],
    takenAt: morning,
    ...change,
  };
  return { ...line, amountFen: change.amountFen ?? lineAmount(line.netG ?? 0, line.priceFen, line.basisG ?? 1000) };
}

/** Two blocks of tofu at 3.00: 6.00. */
export function pieceLine(change: Partial<CartLine> = {}): CartLine {
  const line: CartLine = {
    id: 'line-2',
    kind: 'piece',
    productId: 'doufu',
    name: '豆腐',
    category: '07',
    priceFen: 300,
    basisG: null,
    priceSource: 'stall',
    pieceUnit: '块',
    qty: 2,
    grossG: null,
    tareG: null,
    tareKind: 'none',
    netG: null,
    amountFen: 0,
    concessionFen: 0,
    capped: false,
    evidenceId: null,
    evidenceHash: null,
    scaleSerial: null,
    eG: null,
    marks: [],
    takenAt: morning,
    ...change,
  };
  return { ...line, amountFen: change.amountFen ?? pieceAmount(line.qty, line.priceFen) };
}

export const emptyCart = (rounding: Rounding = 'jiao'): Cart =>
  openCart({ id: 'cart-1', sign: 'A', rounding, seller: '老王', mode: 'live', now: morning });

export const cartOf = (lines: readonly CartLine[], rounding: Rounding = 'jiao'): Cart => ({
  ...emptyCart(rounding),
  lines: [...lines],
});

/** What the window sends for exact cash; `change` puts one field differently. */
export const exactCash = (cart: Cart, payableFen: number, change: Partial<SaleInput> = {}): SaleInput => ({
  cart,
  payableFen,
  tenders: [{ kind: 'cash', amountFen: payableFen - (change.concedeFen ?? 0), tenderedFen: null }],
  concedeFen: 0,
  paper: 'short',
  drawer: true,
  online: true,
  appVersion: '0.1.0',
  ...change,
});

/** The body of a sale that can't be refused. */
export function soldBody(input: SaleInput): SaleBody {
  const sold = buildSale(input);
  if (!sold.ok) throw new Error(`refused: ${sold.refusal.code}`);
  return sold.body;
}

export const saleEntry = (body: SaleBody, change: Partial<SaleEntry> = {}): SaleEntry => ({
  id: 'sale-212',
  v: 1,
  market: 1,
  terminal: 17,
  epoch: 1,
  seq: 212,
  prevHash: '0'.repeat(64),
  at: morning,
  day: '2026-11-23',
  seller: '老王',
  mode: 'live',
  kind: 'sale',
  perpetualFen: body.payableFen,
  body,
  hash: 'b'.repeat(64),
  sig: 'c'.repeat(86),
  ...change,
});
