import { canonicalOf } from './canonical.ts';
import type { DayClose, EntryFacts, EpochStart, ShiftClose } from './entry.ts';
import type { AwaitedTender, ConfirmationFacts } from './confirmations.ts';
import type { LaterFacts } from './later.ts';
import type { MoneyFacts } from './parts.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import {
  emptyTender,
  lineKinds,
  MOST,
  nextLine,
  nextTender,
  NONE,
  roundings,
  tareKinds,
  tenderKinds,
  tenderStates,
} from './sale.ts';
import type { SaleFigures, TenderFigures } from './sale.ts';

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const modes = ['live', 'simulated', 'training'] as const;
/** No clock is later than the year 2100 (epoch ms). */
export const MAX_TIME = 4_102_444_800_000;

/** Parses a line and wants it to be the canonical text of its value. */
export function parseCanonical(text: string): { readonly value: unknown } | Problem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem('not_a_line', 'it is not JSON', '不是有效的 JSON 内容');
  }
  if (canonicalOf(value) === text) return { value };
  return problem(
    'not_canonical',
    'it is not written in the canonical form: spaces, order of names, escapes, a doubled name or a number differ',
    '书写形式不规范:空格、字段顺序、转义、重复字段或数字写法不对',
  );
}

/**
 * Reads an entry from its text, slowly and whatever the order of things: the reader that decides. Fields it does not know
 * are let be: the hash vouches for them.
 */
export function readPlain(text: string, facts: EntryFacts): Problem | null {
  const parsed = parseCanonical(text);
  if (!('value' in parsed)) return parsed;
  if (!isObject(parsed.value)) return problem('bad_field', 'the entry is no object', '记录不是一个对象');
  const own = Object.keys(parsed.value).find((name) => name === 'hash' || name === 'sig' || name.startsWith('_'));
  if (own !== undefined)
    return problem('not_canonical', `the field ${own} is no part of the hashed text`, `字段 ${own} 不应在封存的内容里`);
  const fields = fieldsOf(parsed.value, '');
  facts.id = fields.text('id');
  facts.kind = fields.text('kind');
  facts.mode = fields.choice('mode', modes);
  facts.market = fields.whole('market', 65_535);
  facts.terminal = fields.whole('terminal', 4_294_967_295);
  facts.epoch = fields.whole('epoch', 2_147_483_647);
  facts.seq = fields.whole('seq', 2_147_483_647);
  facts.prevHash = fields.text('prevHash');
  facts.at = fields.whole('at', MAX_TIME);
  facts.day = fields.text('day');
  facts.perpetualFen = fields.signed('perpetualFen');
  facts.takenBackFen = 0;
  facts.start = null;
  facts.close = null;
  facts.shift = null;
  facts.money = null;
  facts.later = null;
  facts.confirmation = null;
  facts.awaited = null;
  facts.settled = null;
  fields.text('seller');
  if (fields.whole('v', MOST) !== 1) fields.refuse('v');
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(facts.id)) fields.refuse('id');
  const body = fields.object('body');
  if (body.text('kind') !== facts.kind) body.refuse('kind');
  if (facts.kind === 'sale') {
    readSale(body, facts.sale);
    facts.settled = { cartId: body.text('cartId'), parts: body.textsOrNone('parts') };
    const tenders = readAwaited(body, 'tenders');
    if (tenders.some(({ state }) => isAwaited(state))) facts.awaited = { saleId: facts.id, tenders };
  }
  if (facts.kind === 'part_payment' || facts.kind === 'part_return' || facts.kind === 'repayment')
    facts.money = readMoney(body, facts.kind);
  if (facts.kind === 'void' || facts.kind === 'refund') facts.takenBackFen = body.amount('amountFen');
  if (facts.kind === 'void' || facts.kind === 'refund' || facts.kind === 'correction')
    facts.later = readLater(body, facts.kind);
  if (facts.kind === 'correction') facts.awaited = { saleId: body.text('saleId'), tenders: readAwaited(body, 'after') };
  if (facts.kind === 'confirmation') facts.confirmation = readConfirmation(body);
  if (facts.kind === 'epoch_start') facts.start = readStart(body);
  if (facts.kind === 'day_close') facts.close = readDayClose(body);
  if (facts.kind === 'shift_close') facts.shift = readShiftClose(body);
  const bad = fields.bad() ?? body.bad();
  return bad === null ? null : problem('bad_field', `the field ${bad} is missing or wrong`, `字段 ${bad} 缺失或不对`);
}

function readStart(body: Fields): EpochStart {
  const carriedFen = body.signed('carriedFen');
  const of = body.objectOrNull('previous');
  if (of === null) return { previous: null, carriedFen };
  const previous = {
    epoch: of.whole('epoch', 2_147_483_647),
    seq: of.whole('seq', 2_147_483_647),
    hash: of.text('hash'),
  };
  if (!/^[0-9a-f]{64}$/.test(previous.hash)) of.refuse('hash');
  return { previous, carriedFen };
}

function readDayClose(body: Fields): DayClose {
  const close = {
    closedDay: body.text('closedDay'),
    zNo: body.amount('zNo'),
    firstSeq: body.whole('firstSeq', 2_147_483_647),
    lastSeq: body.whole('lastSeq', 2_147_483_647),
    sales: body.amount('sales'),
    payableFen: body.signed('payableFen'),
  };
  if (!/^\d{4}-\d\d-\d\d$/.test(close.closedDay)) body.refuse('closedDay');
  readCounts(body, body.amountOrNull('countedFen'));
  return close;
}

function readShiftClose(body: Fields): ShiftClose {
  body.text('to');
  body.signed('expectedFen');
  readCounts(body, body.amount('countedFen'));
  return { no: body.amount('no'), sales: body.amount('sales'), payableFen: body.signed('payableFen') };
}

/** A count by note sums to what was counted, the largest first, each once. */
function readCounts(body: Fields, countedFen: number): void {
  if (!body.has('counts')) return;
  let sum = 0;
  let above = MOST;
  for (const note of body.list('counts')) {
    const fen = note.amount('fen');
    if (fen >= above || fen === 0) body.refuse('counts');
    sum += fen * note.amount('pieces');
    above = fen;
  }
  if (sum !== countedFen) body.refuse('counts');
}

function readMoney(body: Fields, kind: MoneyFacts['kind']): MoneyFacts {
  const tender = emptyTender();
  readTender(body.object('tender'), tender);
  if (kind === 'repayment') body.object('account').text('id');
  return {
    kind,
    cartId: kind === 'repayment' ? '' : body.text('cartId'),
    partId: kind === 'part_return' ? body.text('partId') : '',
    tender,
  };
}

function readLater(body: Fields, kind: LaterFacts['kind']): LaterFacts {
  const read = (name: string): readonly TenderFigures[] =>
    body.list(name).map((of) => {
      const tender = emptyTender();
      readTender(of, tender);
      return tender;
    });
  const sumOf = (tenders: readonly { readonly amountFen: number }[]): number =>
    tenders.reduce((sum, tender) => sum + tender.amountFen, 0);
  const lines = kind === 'refund' ? body.list('lines').map((line) => ({ amountFen: line.amount('amountFen') })) : [];
  return {
    kind,
    saleId: body.text('saleId'),
    amountFen: kind === 'correction' ? sumOf(read('before')) : body.amount('amountFen'),
    linesFen: sumOf(lines),
    tenders: read(kind === 'correction' ? 'after' : 'tenders'),
  };
}

/** Money of this state is still to be proven. */
export const isAwaited = (state: string): boolean => state === 'unproven' || state === 'proven_offline';
const channelKinds: readonly string[] = ['dynamic_qr', 'payment_code', 'static_code'];

/** The tenders of a list that a channel brings the money of. */
function readAwaited(body: Fields, name: string): readonly AwaitedTender[] {
  return body
    .list(name)
    .map((of) => ({
      no: of.amount('no'),
      kind: of.text('kind'),
      state: of.text('state'),
      amountFen: of.amount('amountFen'),
      order: of.textOrNone('paymentOrderId'),
      channel: of.textOrNone('channel'),
      transaction: of.textOrNone('transactionId'),
    }))
    .filter(({ kind }) => channelKinds.includes(kind));
}

function readConfirmation(body: Fields): ConfirmationFacts {
  return {
    saleId: body.text('saleId'),
    tenderNo: body.amount('tenderNo'),
    state: body.choice('state', ['confirmed', 'proven_offline']),
    mark: body.textOrNone('markId'),
    transaction: body.textOrNone('transactionId'),
    amountFen: body.has('amountFen') ? body.amount('amountFen') : NONE,
    channel: body.textOrNone('channel'),
  };
}

function readTender(of: Fields, tender: TenderFigures): void {
  tender.no = of.amount('no');
  tender.kind = of.choice('kind', tenderKinds);
  tender.state = of.choice('state', tenderStates);
  tender.amountFen = of.amount('amountFen');
  tender.tenderedFen = of.amountOrNull('tenderedFen');
  tender.changeFen = of.amountOrNull('changeFen');
}

function readSale(body: Fields, sale: SaleFigures): void {
  sale.lineCount = 0;
  sale.tenderCount = 0;
  sale.goodsFen = body.amount('goodsFen');
  sale.concessionFen = body.amount('concessionFen');
  sale.rounding = body.choice('rounding', roundings);
  sale.roundingFen = body.amount('roundingFen');
  sale.payableFen = body.amount('payableFen');
  for (const of of body.list('lines')) {
    const line = nextLine(sale);
    line.no = of.amount('no');
    line.kind = of.choice('kind', lineKinds);
    line.tareKind = of.choice('tareKind', tareKinds);
    line.qty = of.amount('qty');
    line.priceFen = of.amount('priceFen');
    line.basisG = of.amountOrNull('basisG');
    line.grossG = of.amountOrNull('grossG');
    line.tareG = of.amountOrNull('tareG');
    line.netG = of.amountOrNull('netG');
    line.amountFen = of.amount('amountFen');
    line.concessionFen = of.amount('concessionFen');
    line.allocatedFen = of.amount('allocatedFen');
  }
  for (const of of body.list('tenders')) readTender(of, nextTender(sale));
  sale.hasAccount = body.has('account');
  if (sale.hasAccount) body.object('account').text('id');
}

/** Typed reading of an object's fields that remembers the first one that is not what it should be. */
export interface Fields {
  text(name: string): string;
  /** Empty for null, and where the field is missing. */
  textOrNone(name: string): string;
  whole(name: string, most: number): number;
  signed(name: string): number;
  /** 0…`MOST`. */
  amount(name: string): number;
  /** The same, `NONE` for null. */
  amountOrNull(name: string): number;
  choice<const T extends string>(name: string, values: readonly T[]): T;
  object(name: string): Fields;
  objectOrNull(name: string): Fields | null;
  list(name: string): readonly Fields[];
  /** Texts, none where the field is missing. */
  textsOrNone(name: string): readonly string[];
  has(name: string): boolean;
  refuse(name: string): void;
  /** Path of the first bad field, also of an object inside; null when there is none. */
  bad(): string | null;
}

export function fieldsOf(value: Members, path: string): Fields {
  let first: string | null = null;
  const inner: Fields[] = [];
  const refuse = (name: string): void => {
    first ??= `${path}${name}`;
  };
  const get = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);
  const within = (name: string, low: number, high: number): number => {
    const found = get(name);
    if (typeof found === 'number' && Number.isSafeInteger(found) && found >= low && found <= high) return found;
    refuse(name);
    return 0;
  };
  const nested = (found: unknown, name: string): Fields => {
    if (!isObject(found)) refuse(name);
    const fields = fieldsOf(isObject(found) ? found : {}, `${path}${name}.`);
    inner.push(fields);
    return fields;
  };
  return {
    text: (name) => {
      const found = get(name);
      if (typeof found === 'string') return found;
      refuse(name);
      return '';
    },
    textOrNone: (name) => {
      const found = get(name) ?? null;
      if (found === null || typeof found === 'string') return found ?? '';
      refuse(name);
      return '';
    },
    whole: (name, most) => within(name, 0, most),
    signed: (name) => within(name, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    amount: (name) => within(name, 0, MOST),
    amountOrNull: (name) => (get(name) === null ? NONE : within(name, 0, MOST)),
    choice: <const T extends string>(name: string, values: readonly T[]): T => {
      const found = get(name);
      const value = values.find((one) => one === found);
      if (value === undefined) refuse(name);
      return value ?? (values[0] as T);
    },
    object: (name) => nested(get(name), name),
    objectOrNull: (name) => (get(name) === null ? null : nested(get(name), name)),
    list: (name) => {
      const found = get(name);
      if (!Array.isArray(found)) refuse(name);
      return Array.isArray(found) ? found.map((item, index) => nested(item, `${name}[${index}]`)) : [];
    },
    textsOrNone: (name) => {
      const found = get(name) ?? [];
      const texts = Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : [];
      if (!Array.isArray(found) || texts.length !== found.length) refuse(name);
      return texts;
    },
    has: (name) => Object.hasOwn(value, name),
    refuse,
    bad: () => first ?? inner.map((fields) => fields.bad()).find((bad) => bad !== null) ?? null,
  };
}
