import { dayNumber, dayText } from './day.ts';
import { addedFen } from './entry.ts';
import type { Chain, EntryFacts } from './entry.ts';
import { isAwaited, MAX_TIME } from './plain.ts';
import {
  lineKinds,
  nextLine,
  nextTender,
  roundings,
  saleProblem,
  tareKinds,
  tenderKinds,
  tenderStates,
} from './sale.ts';
import type { LineFigures, SaleFigures, TenderFigures } from './sale.ts';
import { program, scan, sorted } from './scan.ts';
import type { Program, Type } from './scan.ts';

const lineFields = {
  allocatedFen: 'number',
  amountFen: 'number',
  basisG: 'number or null',
  capped: 'flag',
  category: 'text',
  concessionFen: 'number',
  eG: 'number or null',
  evidenceHash: 'text or null',
  evidenceId: 'text or null',
  grossG: 'number or null',
  id: 'text',
  kind: lineKinds,
  marks: 'texts',
  name: 'text',
  netG: 'number or null',
  no: 'number',
  pieceUnit: 'text',
  priceFen: 'number',
  priceSource: 'text',
  productId: 'text or null',
  qty: 'number',
  scaleSerial: 'text or null',
  takenAt: 'time',
  tareG: 'number or null',
  tareKind: tareKinds,
} as const;
const tenderFields = {
  amountFen: 'number',
  changeFen: 'number or null',
  channel: 'text or null',
  kind: tenderKinds,
  no: 'number',
  paymentOrderId: 'text or null',
  state: tenderStates,
  tenderedFen: 'number or null',
  transactionId: 'text or null',
} as const;
// A sale is read in pieces, as it has any number of lines and tenders: up to its lines, between them and the tenders, the rest.
const startFields = {
  appVersion: 'text',
  cartId: 'text',
  concessionFen: 'number',
  drawer: 'flag',
  goodsFen: 'number',
} as const;
const middleFields = {
  online: 'flag',
  openedAt: 'time',
  paper: 'text',
  payableFen: 'number',
  rounding: roundings,
  roundingFen: 'number',
  sign: 'text',
} as const;
const endFields = {
  day: 'text',
  epoch: 'number',
  id: 'id',
  kind: 'text',
  market: 'number',
  // Practice is left to the slow reader, which says what is wrong with it, and so is a total below zero.
  mode: ['live', 'simulated'],
  perpetualFen: 'time',
  prevHash: 'text',
  seller: 'text',
  seq: 'number',
  terminal: 'number',
} as const;

const AT = ['{"at":', 'time'] as const;
const saleStart = program([AT, ...sorted(',"body":{', startFields), [',"kind":"sale","lines":[', 'nothing']]);
const saleLine = program(sorted('{', lineFields));
const saleMiddle = program([...sorted(',', middleFields), [',"tenders":[', 'nothing']]);
const saleTender = program(sorted('{', tenderFields));
const entryEnd = program([...sorted(',', endFields), [',"v":1}', 'nothing']]);

/** Bodies without figures to recompute, up to the brace that closes them. */
const body = (kind: string, fields: (readonly [string, Type])[]) => ({ kind, program: program([AT, ...fields]) });
const price = sorted('{', { basisG: 'number or null', priceFen: 'number' });
const [basis, fen] = [price[0] ?? AT, price[1] ?? AT];
const priced = (previous: readonly (readonly [string, Type])[], close: string): (readonly [string, Type])[] => [
  [',"body":{"kind":"price_change","name":', 'text'],
  [',"outsideGuard":', 'flag'],
  ...previous,
  [`${close},"price":${basis[0]}`, basis[1]],
  fen,
  ['},"productId":', 'text'],
];
const others = [
  body('price_change', priced([], ',"previous":null')),
  body('price_change', priced([[`,"previous":${basis[0]}`, basis[1]], fen], '}')),
  body(
    'cash_movement',
    sorted(',"body":{', { amountFen: 'number', direction: 'text', kind: ['cash_movement'], reason: 'text' }),
  ),
  body(
    'override',
    sorted(',"body":{', { detail: 'text', kind: ['override'], subjectId: 'text or null', what: 'text' }),
  ),
];

/** The place of a member among those of its program. */
const placesOf = <T extends object>(fields: T, before = 0): Readonly<Record<keyof T, number>> =>
  Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((name, index) => [name, index + before]),
  ) as Record<keyof T, number>;
const S = placesOf(startFields, 1);
const L = placesOf(lineFields);
const M = placesOf(middleFields);
const T = placesOf(tenderFields);
const E = placesOf(endFields);

const COMMA = 0x2c;
const BRACE = 0x7d;
const BRACKET = 0x5d;

export interface FastReader {
  /** `bytes` are UTF-8. */
  use(bytes: Buffer, view: DataView): void;
  /**
   * Whether the bytes are a canonical entry with exactly the fields of version 1, the next of its chain, of the right day, that
   * adds up. False means only that the slow reader has to look; true means that it would find nothing, which a test says.
   */
  isNext(from: number, to: number, chain: Chain, facts: EntryFacts): boolean;
}

export function createFastReader(): FastReader {
  let bytes: Buffer = Buffer.alloc(0);
  let view = new DataView(bytes.buffer);
  /** The business day of the last entry: most entries are of the same one. */
  let day = { number: Number.NaN, text: '' };

  const is = (text: string, { starts, ends }: Program, member: number): boolean => {
    const [start, end] = [starts[member] as number, ends[member] as number];
    if (end - start !== text.length) return false;
    for (let i = 0; i < text.length; i += 1) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  };
  const dayOf = (at: number): string => {
    const number = dayNumber(at);
    if (day.number !== number) day = { number, text: dayText(number) };
    return day.text;
  };

  /** Fills the figures; the place behind the body, or -1. */
  const readSale = (from: number, sale: SaleFigures): number => {
    sale.lineCount = 0;
    sale.tenderCount = 0;
    sale.concessionFen = saleStart.numbers[S.concessionFen] as number;
    sale.goodsFen = saleStart.numbers[S.goodsFen] as number;
    let place = from - 1;
    do {
      place = scan(bytes, view, saleLine, place + 1);
      if (place === -1 || bytes[place] !== BRACE) return -1;
      takeLine(saleLine.numbers, nextLine(sale));
      place += 1;
    } while (bytes[place] === COMMA);
    if (bytes[place] !== BRACKET) return -1;
    place = scan(bytes, view, saleMiddle, place + 1);
    if (place === -1) return -1;
    sale.payableFen = saleMiddle.numbers[M.payableFen] as number;
    sale.rounding = roundings[saleMiddle.numbers[M.rounding] as number] ?? 'none';
    sale.roundingFen = saleMiddle.numbers[M.roundingFen] as number;
    place -= 1;
    do {
      place = scan(bytes, view, saleTender, place + 1);
      if (place === -1 || bytes[place] !== BRACE) return -1;
      takeTender(saleTender.numbers, nextTender(sale));
      place += 1;
    } while (bytes[place] === COMMA);
    return bytes[place] === BRACKET && bytes[place + 1] === BRACE ? place + 2 : -1;
  };

  /** Behind a body without figures, and its kind; null when it is none of them. */
  const readOther = (from: number): { readonly place: number; readonly kind: string; readonly at: number } | null => {
    for (const { kind, program: of } of others) {
      const place = scan(bytes, view, of, from);
      if (place !== -1 && bytes[place] === BRACE) return { place: place + 1, kind, at: of.numbers[0] as number };
    }
    return null;
  };

  const isNext: FastReader['isNext'] = (from, to, chain, facts) => {
    const lines = scan(bytes, view, saleStart, from);
    const other = lines === -1 ? readOther(from) : null;
    if (lines === -1 && other === null) return false;
    const place = other === null ? readSale(lines, facts.sale) : other.place;
    if (place === -1 || scan(bytes, view, entryEnd, place) !== to) return false;
    // Whose money is still to come is kept by what the slow reader reads of it.
    if (other === null && waits(facts.sale)) return false;
    const { numbers, starts, ends } = entryEnd;
    const at = other === null ? (saleStart.numbers[0] as number) : other.at;
    facts.kind = other === null ? 'sale' : other.kind;
    facts.perpetualFen = numbers[E.perpetualFen] as number;
    facts.takenBackFen = 0;
    facts.start = null;
    facts.close = null;
    facts.shift = null;
    facts.money = null;
    facts.later = null;
    facts.confirmation = null;
    facts.awaited = null;
    facts.settled = null;
    facts.sale.hasAccount = false;
    if (at > MAX_TIME || !is(dayOf(at), entryEnd, E.day) || !is(facts.kind, entryEnd, E.kind)) return false;
    if (numbers[E.epoch] !== chain.epoch || numbers[E.seq] !== chain.seq + 1) return false;
    if (numbers[E.market] !== chain.market || numbers[E.terminal] !== chain.terminal) return false;
    if (!is(chain.hash, entryEnd, E.prevHash)) return false;
    const [idStart, idEnd] = [starts[E.id] as number, ends[E.id] as number];
    if (idEnd === idStart || idEnd - idStart > 64) return false;
    if (facts.perpetualFen !== chain.perpetualFen + addedFen(facts)) return false;
    if (other === null && saleProblem(facts.sale) !== null) return false;
    facts.id = bytes.toString('latin1', idStart, idEnd);
    facts.mode = numbers[E.mode] === 0 ? 'live' : 'simulated';
    facts.at = at;
    facts.day = day.text;
    facts.seq = chain.seq + 1;
    facts.epoch = chain.epoch;
    facts.market = chain.market;
    facts.terminal = chain.terminal;
    return true;
  };
  return {
    use: (of, over) => {
      bytes = of;
      view = over;
    },
    isNext,
  };
}

function waits({ tenders, tenderCount }: SaleFigures): boolean {
  for (let i = 0; i < tenderCount; i += 1) if (isAwaited((tenders[i] as TenderFigures).state)) return true;
  return false;
}

function takeLine(numbers: Float64Array, line: LineFigures): void {
  line.allocatedFen = numbers[L.allocatedFen] as number;
  line.amountFen = numbers[L.amountFen] as number;
  line.basisG = numbers[L.basisG] as number;
  line.concessionFen = numbers[L.concessionFen] as number;
  line.grossG = numbers[L.grossG] as number;
  line.kind = lineKinds[numbers[L.kind] as number] ?? 'weight';
  line.netG = numbers[L.netG] as number;
  line.no = numbers[L.no] as number;
  line.priceFen = numbers[L.priceFen] as number;
  line.qty = numbers[L.qty] as number;
  line.tareG = numbers[L.tareG] as number;
  line.tareKind = tareKinds[numbers[L.tareKind] as number] ?? 'none';
}

function takeTender(numbers: Float64Array, tender: TenderFigures): void {
  tender.amountFen = numbers[T.amountFen] as number;
  tender.changeFen = numbers[T.changeFen] as number;
  tender.kind = tenderKinds[numbers[T.kind] as number] ?? 'cash';
  tender.no = numbers[T.no] as number;
  tender.state = tenderStates[numbers[T.state] as number] ?? 'cash';
  tender.tenderedFen = numbers[T.tenderedFen] as number;
}
