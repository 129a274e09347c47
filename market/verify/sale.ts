import { problem, yuan } from './problem.ts';
import type { Problem } from './problem.ts';

/** Stands for null in the numbers below; none of them is ever negative. */
export const NONE = -1;

/** No amount, weight or quantity of a sale is larger (fen, grams). */
export const MOST = 1_000_000_000;

export const lineKinds = ['weight', 'piece', 'portion', 'gift'] as const;
export const tareKinds = ['none', 'key', 'preset'] as const;
export const roundings = ['jiao', 'yuan', 'none'] as const;
export const tenderKinds = ['cash', 'dynamic_qr', 'payment_code', 'static_code', 'card', 'other', 'credit'] as const;
export const tenderStates = ['cash', 'confirmed', 'proven_offline', 'unproven', 'external', 'credit'] as const;
type LineKind = (typeof lineKinds)[number];
type TenderKind = (typeof tenderKinds)[number];
type TenderState = (typeof tenderStates)[number];

/** What a line of a sale says of its money. Integers of fen, grams, pieces; `NONE` for null. */
export interface LineFigures {
  no: number;
  kind: LineKind;
  tareKind: (typeof tareKinds)[number];
  qty: number;
  priceFen: number;
  basisG: number;
  grossG: number;
  tareG: number;
  netG: number;
  amountFen: number;
  concessionFen: number;
  allocatedFen: number;
}

export interface TenderFigures {
  no: number;
  kind: TenderKind;
  state: TenderState;
  amountFen: number;
  tenderedFen: number;
  changeFen: number;
}

/** The figures of one sale. One set is used for all sales of a file: only the first `lineCount` and `tenderCount` count. */
export interface SaleFigures {
  readonly lines: LineFigures[];
  readonly tenders: TenderFigures[];
  lineCount: number;
  tenderCount: number;
  goodsFen: number;
  concessionFen: number;
  rounding: (typeof roundings)[number];
  roundingFen: number;
  payableFen: number;
  /** Whether it names the account it was sold to. */
  hasAccount: boolean;
}

const emptyLine = (): LineFigures => ({
  no: 0,
  kind: 'weight',
  tareKind: 'none',
  qty: 0,
  priceFen: 0,
  basisG: NONE,
  grossG: NONE,
  tareG: NONE,
  netG: NONE,
  amountFen: 0,
  concessionFen: 0,
  allocatedFen: 0,
});
export const emptyTender = (): TenderFigures => ({
  no: 0,
  kind: 'cash',
  state: 'cash',
  amountFen: 0,
  tenderedFen: NONE,
  changeFen: NONE,
});

export const emptySale = (): SaleFigures => ({
  lines: [],
  tenders: [],
  lineCount: 0,
  tenderCount: 0,
  goodsFen: 0,
  concessionFen: 0,
  rounding: 'none',
  roundingFen: 0,
  payableFen: 0,
  hasAccount: false,
});

/** The next line, or tender, of the figures being filled. */
export function nextLine(sale: SaleFigures): LineFigures {
  const line = (sale.lines[sale.lineCount] ??= emptyLine());
  sale.lineCount += 1;
  return line;
}
export function nextTender(sale: SaleFigures): TenderFigures {
  const tender = (sale.tenders[sale.tenderCount] ??= emptyTender());
  sale.tenderCount += 1;
  return tender;
}

/** Below this a product of integers and its double are exact in floating point. */
const EXACT = 2 ** 51;

/** round half up(grams × price ÷ basis). */
function priceOf(grams: number, priceFen: number, basisG: number): number {
  if (grams * priceFen < EXACT) return Math.floor((2 * grams * priceFen + basisG) / (2 * basisG));
  const basis = BigInt(basisG);
  return Number((2n * BigInt(grams) * BigInt(priceFen) + basis) / (2n * basis));
}

const wrong = (en: string, zh: string): Problem => problem('bad_sum', en, zh);
const differs = (en: string, zh: string, is: number, should: number): Problem =>
  wrong(`${en} is ${yuan(is)}, recomputed ${yuan(should)}`, `${zh}写的是 ${yuan(is)},重新计算应为 ${yuan(should)}`);

/** Recomputes a sale (docs/journal.md, "A sale adds up"). Null when it adds up. */
export function saleProblem(sale: SaleFigures): Problem | null {
  if (sale.lineCount === 0) return wrong('the sale has no lines', '这笔交易没有商品');
  let goodsFen = 0;
  let linesFen = 0;
  for (let i = 0; i < sale.lineCount; i += 1) {
    const line = sale.lines[i] as LineFigures;
    const fault = lineProblem(line, i + 1);
    if (fault !== null) return fault;
    goodsFen += line.amountFen;
    linesFen += line.amountFen - line.concessionFen;
  }
  if (sale.goodsFen !== goodsFen) return differs('the sum of goods', '商品合计', sale.goodsFen, goodsFen);
  if (sale.concessionFen < goodsFen - linesFen)
    return differs('the concession', '让价', sale.concessionFen, goodsFen - linesFen);
  // Rounding is what the rule takes off the lines, or nothing where a total was agreed.
  const ruleFen = roundedOff(linesFen, sale.rounding);
  if (sale.roundingFen !== 0 && sale.roundingFen !== ruleFen)
    return differs('the rounding', '抹零', sale.roundingFen, ruleFen);
  const payableFen = goodsFen - sale.concessionFen - sale.roundingFen;
  if (sale.payableFen !== payableFen) return differs('the payable', '应付', sale.payableFen, payableFen);
  if (payableFen <= 0) return wrong('the payable is not above zero', '应付不大于零');
  return sharesProblem(sale, linesFen - payableFen, linesFen) ?? tendersProblem(sale);
}

function lineProblem(line: LineFigures, no: number): Problem | null {
  const at = (en: string, zh: string): Problem => wrong(`line ${no}: ${en}`, `第 ${no} 行:${zh}`);
  if (line.no !== no) return at(`it is numbered ${line.no}`, `行号写的是 ${line.no}`);
  if ((line.tareKind === 'none') !== line.tareG <= 0) return at('the tare does not fit its kind', '皮重与去皮方式不符');
  let due = 0;
  if (line.kind === 'weight') {
    if (line.netG === NONE || line.grossG === NONE || line.tareG === NONE)
      return at('a weighed line without its weights', '称重行缺少重量');
    if (line.basisG !== 500 && line.basisG !== 1000)
      return at('the price is neither per 500 g nor per 1000 g', '单价既不是每 500 克也不是每 1000 克');
    if (line.qty !== 1) return at('a weighed line of more than one', '称重行数量不为 1');
    if (line.netG === 0 || line.netG !== line.grossG - line.tareG)
      return at(
        `net ${line.netG} g is not gross ${line.grossG} g less tare ${line.tareG} g`,
        `净重 ${line.netG} 克不等于毛重 ${line.grossG} 克减皮重 ${line.tareG} 克`,
      );
    due = priceOf(line.netG, line.priceFen, line.basisG);
  } else if (line.kind !== 'gift') {
    if (line.netG !== NONE || line.grossG !== NONE || line.tareG !== NONE || line.basisG !== NONE)
      return at('a line by the piece with a weight', '按件的行却有重量');
    if (line.kind === 'portion' && line.qty !== 1) return at('a portion of more than one', '按份的行数量不为 1');
    due = line.qty * line.priceFen;
  }
  if (line.amountFen !== due)
    return at(
      `the amount is ${yuan(line.amountFen)}, recomputed ${yuan(due)}`,
      `金额写的是 ${yuan(line.amountFen)},重新计算应为 ${yuan(due)}`,
    );
  if (line.concessionFen > line.amountFen) return at('the concession is above the amount', '让价大于金额');
  return null;
}

/** What rounding down takes off: to whole jiao or whole yuan, by the next finer step where nothing would be left. */
function roundedOff(fen: number, rounding: SaleFigures['rounding']): number {
  if (rounding === 'yuan' && fen >= 100) return fen % 100;
  return rounding === 'none' || fen < 10 ? 0 : fen % 10;
}

/** What was taken off the whole cart lies on the lines by largest remainder; of equal remainders the first line is first. */
function sharesProblem(sale: SaleFigures, offFen: number, linesFen: number): Problem | null {
  const due = offFen === 0 ? null : shares(sale, offFen, linesFen);
  for (let i = 0; i < sale.lineCount; i += 1) {
    const line = sale.lines[i] as LineFigures;
    const share = due?.[i] ?? 0;
    if (line.allocatedFen !== share)
      return differs(`line ${i + 1}: the allocated share`, `第 ${i + 1} 行:分摊`, line.allocatedFen, share);
  }
  return null;
}

function shares(sale: SaleFigures, offFen: number, linesFen: number): number[] {
  const exact = offFen * linesFen < EXACT;
  const rests: (number | bigint)[] = [];
  const result: number[] = [];
  let left = offFen;
  for (let index = 0; index < sale.lineCount; index += 1) {
    const line = sale.lines[index] as LineFigures;
    const weight = line.amountFen - line.concessionFen;
    const product = exact ? offFen * weight : BigInt(offFen) * BigInt(weight);
    const rest = typeof product === 'number' ? product % linesFen : product % BigInt(linesFen);
    const share = typeof product === 'number' ? Math.floor(product / linesFen) : Number(product / BigInt(linesFen));
    rests.push(rest);
    result.push(share);
    left -= share;
  }
  for (; left > 0; left -= 1) {
    let largest = 0;
    for (let index = 1; index < rests.length; index += 1)
      if ((rests[index] as number | bigint) > (rests[largest] as number | bigint)) largest = index;
    result[largest] = (result[largest] ?? 0) + 1;
    rests[largest] = -1;
  }
  return result;
}

const statesOf: Readonly<Record<TenderKind, readonly TenderState[]>> = {
  cash: ['cash'],
  dynamic_qr: ['confirmed', 'proven_offline', 'unproven'],
  payment_code: ['confirmed', 'proven_offline', 'unproven'],
  static_code: ['confirmed', 'proven_offline', 'unproven'],
  card: ['external'],
  other: ['external'],
  credit: ['credit'],
};

/** What is wrong with a tender by itself. */
export function tenderProblem(tender: TenderFigures): Problem | null {
  if (tender.amountFen === 0) return wrong('its amount is zero', '金额为零');
  if (!statesOf[tender.kind].includes(tender.state))
    return wrong(`${tender.kind} can't be ${tender.state}`, `方式(${tender.kind})与状态(${tender.state})不符`);
  if (tender.tenderedFen === NONE)
    return tender.changeFen === NONE ? null : wrong('change without money handed over', '没有实收却有找零');
  if (tender.kind !== 'cash') return wrong('money handed over that is not cash', '不是现金却有实收');
  if (tender.tenderedFen < tender.amountFen || tender.changeFen !== tender.tenderedFen - tender.amountFen)
    return wrong('handed over less amount is not the change', '实收减金额不等于找零');
  return null;
}

function tendersProblem(sale: SaleFigures): Problem | null {
  let takenFen = 0;
  for (let i = 0; i < sale.tenderCount; i += 1) {
    const tender = sale.tenders[i] as TenderFigures;
    const bad =
      tender.no === i + 1 ? tenderProblem(tender) : wrong(`it is numbered ${tender.no}`, `序号写的是 ${tender.no}`);
    if (bad !== null) return wrong(`tender ${i + 1}: ${bad.en}`, `第 ${i + 1} 笔收款:${bad.zh}`);
    if (tender.kind === 'credit' && !sale.hasAccount)
      return wrong('sold on credit, and to nobody', '赊账却没有写明账户');
    takenFen += tender.amountFen;
  }
  return takenFen === sale.payableFen ? null : differs('the sum of tenders', '收款合计', takenFen, sale.payableFen);
}
