import { isSimulatedChannel } from './tender.ts';
import type { DeviceAbout } from './device-view.ts';
import type { Standing } from './after/standing.ts';
import { shanghaiTime } from './day.ts';
import { fenText, kgText } from './money.ts';
import { FROM_LABEL, UNVERIFIED } from './marks.ts';
import type { Mode, SaleLine, Tender } from './records/goods.ts';
import type { SaleEntry } from './records/journal.ts';
import { printedNumber } from './sale.ts';

/** Black and white. `bits` is base64 of rows from the top, each padded to whole bytes, the left dot in the highest bit, 1 black. */
export interface Picture {
  readonly kind: 'picture';
  readonly width: number;
  readonly height: number;
  readonly bits: string;
}

/** One line of a receipt as plain data. `hardware/printer` turns lines into bytes; widths are in columns, a hanzi takes two. */
export type ReceiptLine =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly align: 'left' | 'center' | 'right';
      readonly bold: boolean;
      readonly size: 'normal' | 'double';
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'qr'; readonly data: string }
  | Picture
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'cut' };

/** Who sells, as printed. Empty texts are left out. */
export interface ReceiptStall {
  readonly marketName: string;
  readonly stallNo: string;
  readonly stallName: string;
  readonly complaintPhone: string;
  readonly publicScale: string;
}

export interface ReceiptInput {
  readonly entry: SaleEntry;
  readonly stall: ReceiptStall;
  readonly columns: 32 | 48;
  readonly layout: 'short' | 'long';
  readonly reprint: boolean;
  /** What holds of the sale now. Absent: nothing came after it. */
  readonly standing?: Standing;
  /** What the QR holds; null prints none. */
  readonly receiptUrl: string | null;
}

export type Rows = readonly ReceiptLine[];

/** Columns of a text: ASCII takes one, all else two, as in a printer's double-byte font. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += char < '\u0080' ? 1 : 2;
  return width;
}

/** A text fit for paper: control, format and unpaired characters out (they could move the print head), white space to single blanks. */
const printable = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .trim();

/** A text in rows of at most `columns`; never empty. A row holds at least one character. */
export function wrapText(text: string, columns: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const char of text) {
    if (row !== '' && textWidth(row) + textWidth(char) > columns) {
      rows.push(row);
      row = '';
    }
    row += char;
  }
  return [...rows, row];
}

/** Left and right text on one row of exactly `columns`; a left text that leaves no blank before the right one is cut. */
export function padPair(left: string, right: string, columns: number): string {
  const room = Math.max(0, columns - textWidth(right) - 1);
  const kept = textWidth(left) <= room ? left : room < 2 ? '' : (wrapText(left, room)[0] ?? '');
  return kept + ' '.repeat(Math.max(0, columns - textWidth(kept) - textWidth(right))) + right;
}

export const text = (
  content: string,
  align: 'left' | 'center' | 'right' = 'left',
  bold = false,
  size: 'normal' | 'double' = 'normal',
): ReceiptLine => ({ kind: 'text', text: content, align, bold, size });

export const rule: ReceiptLine = { kind: 'rule' };

/** A text on as many rows as it takes, indented by `indent` blanks; no rows when it is empty. */
export function block(
  content: string,
  columns: number,
  align: 'left' | 'center' = 'left',
  bold = false,
  indent = 0,
): Rows {
  const clean = printable(content);
  return clean === ''
    ? []
    : wrapText(clean, columns - indent).map((row) => text(' '.repeat(indent) + row, align, bold));
}

/** A pair whose left side takes rows of its own where both don't fit on one. */
export function pair(left: string, right: string, columns: number, bold = false): Rows {
  const rows = wrapText(left, columns);
  const last = rows.at(-1) ?? '';
  if (textWidth(last) + textWidth(right) + 1 <= columns)
    return [
      ...rows.slice(0, -1).map((row) => text(row, 'left', bold)),
      text(padPair(last, right, columns), 'left', bold),
    ];
  return [...rows.map((row) => text(row, 'left', bold)), text(right, 'right', bold)];
}

/** The printer's character set has no true minus sign. */
export const amount = (fen: number): string => fenText(fen).replace('−', '-');
export const kg = (grams: number): string => `${kgText(grams).replace('−', '-')}kg`;

export const modeMarks: Readonly<Record<Mode, string>> = { live: '', simulated: '模拟', training: '训练' };

const stateMarks: Readonly<Record<Standing['state'], string>> = {
  sold: '',
  part_refunded: '部分退款',
  refunded: '已退款',
  voided: '作废',
};

/** What must never be taken for an original or for trade, in letters twice the size. */
function marks(input: ReceiptInput): Rows {
  const became = input.standing === undefined ? '' : stateMarks[input.standing.state];
  const unverified = input.entry.body.lines.some((line) => line.marks.includes(UNVERIFIED)) ? '秤未检定' : '';
  const words = [modeMarks[input.entry.mode], became, unverified, input.reprint ? '重打印' : ''].filter(
    (word) => word !== '',
  );
  return words.map((word) => text(word, 'center', true, 'double'));
}

function unitText(line: SaleLine): string {
  if (line.basisG === null) return printable(line.pieceUnit) || '件';
  return line.basisG === 500 ? '500g' : 'kg';
}

const unitPrice = (line: SaleLine): string => `${amount(line.priceFen)}元/${unitText(line)}`;

/** How the amount came about: weight and unit price, pieces, or the word of a portion or gift. A tare is printed with the net it leaves (M9, M10). */
function basisRows(line: SaleLine, columns: number, layout: 'short' | 'long'): Rows {
  const row = (content: string) => block(content, columns, 'left', false, 2);
  // A product of two is broken before the sign, not inside a number.
  const product = (left: string, right: string) =>
    textWidth(left) + textWidth(right) + 5 <= columns
      ? row(`${left} x ${right}`)
      : [...row(left), ...row(`x ${right}`)];
  switch (line.kind) {
    case 'weight': {
      const tared = (line.tareG ?? 0) > 0;
      const tare = tared ? row(`皮重 ${kg(line.tareG ?? 0)}`) : [];
      const said = [
        ...(line.marks.includes(FROM_LABEL) ? row('按标签') : []),
        ...(line.marks.includes(UNVERIFIED) ? row('未检定') : []),
      ];
      if (layout === 'long')
        return [...row(`单价 ${unitPrice(line)}`), ...row(`净重 ${kg(line.netG ?? 0)}`), ...tare, ...said];
      return [...product(`${tared ? '净重 ' : ''}${kg(line.netG ?? 0)}`, unitPrice(line)), ...tare, ...said];
    }
    case 'piece':
      return product(`${line.qty}${unitText(line)}`, unitPrice(line));
    case 'portion':
      return row(line.marks.includes(FROM_LABEL) ? '按标签' : '按份');
    case 'gift':
      return line.netG === null ? row('赠') : row(`赠 净重 ${kg(line.netG)}`);
    default:
      return line.kind satisfies never;
  }
}

function lineRows(line: SaleLine, columns: number, layout: 'short' | 'long'): Rows {
  return [
    ...pair(`${printable(line.name) || '商品'}${line.capped ? ' 平价' : ''}`, amount(line.amountFen), columns),
    ...basisRows(line, columns, layout),
    ...(line.concessionFen > 0 ? pair('  让价', amount(-line.concessionFen), columns) : []),
  ];
}

export const tenderWords: Readonly<Record<Tender['kind'], string>> = {
  cash: '现金',
  dynamic_qr: '扫码付款',
  payment_code: '付款码',
  static_code: '收款码',
  card: '刷卡',
  other: '其他收款',
  credit: '赊账',
};

/** The finer truth states, for paper and records; empty where the kind says it all. */
const stateWords: Readonly<Record<Tender['state'], string>> = {
  cash: '',
  confirmed: '已到账',
  proven_offline: '已到账(离线核验)',
  unproven: '未到账',
  external: '未核',
  credit: '',
};

function tenderRows(tender: Tender, columns: number, layout: 'short' | 'long'): Rows {
  // On the short receipt only what the shopper may still owe is said.
  const state = layout === 'long' || tender.state === 'unproven' ? stateWords[tender.state] : '';
  const counted = tender.tenderedFen !== null && tender.changeFen !== null;
  return [
    ...pair(
      `${isSimulatedChannel(tender.channel) ? `${modeMarks.simulated} ` : ''}${tenderWords[tender.kind]}${state === '' ? '' : ` ${state}`}`,
      `${amount(tender.tenderedFen ?? tender.amountFen)}元`,
      columns,
    ),
    ...(counted ? pair('找零', `${amount(tender.changeFen)}元`, columns) : []),
  ];
}

/** From the lines down to the change: goods, less 让价 and 抹零, is 应付. A line's own 让价 stands under the line, so the rows add up. */
function totalRows(input: ReceiptInput): Rows {
  const {
    columns,
    layout,
    entry: { body },
  } = input;
  const cartConcession = body.concessionFen - body.lines.reduce((sum, line) => sum + line.concessionFen, 0);
  return [
    ...(layout === 'long' ? pair('合计', amount(body.goodsFen), columns) : []),
    ...(cartConcession > 0 ? pair('让价', amount(-cartConcession), columns) : []),
    ...pair('抹零', amount(-body.roundingFen), columns),
    ...pair('应付', `${amount(body.payableFen)}元`, columns, true),
    ...(input.standing?.tenders ?? body.tenders).flatMap((tender) => tenderRows(tender, columns, layout)),
    ...refundRows(input),
  ];
}

/** What was given back of it since, and what is left. */
function refundRows({ standing, columns }: ReceiptInput): Rows {
  if (standing === undefined || standing.state === 'voided' || standing.refundedFen === 0) return [];
  return [
    ...pair('已退', `${amount(-standing.refundedFen)}元`, columns),
    ...pair('实收', `${amount(standing.netFen)}元`, columns, true),
  ];
}

/** `12号摊`, unless the number already says so. */
export function stallNoText(stallNo: string): string {
  const no = printable(stallNo);
  return no === '' || /[号摊位]$/u.test(no) ? no : `${no}号摊`;
}

function shortHead(input: ReceiptInput): Rows {
  const { entry, stall, columns } = input;
  return [
    ...marks(input),
    ...block(`${stall.stallName} ${stallNoText(stall.stallNo)}`, columns, 'center'),
    ...pair(`单号 ${printedNumber(entry)}`, shanghaiTime(entry.at).slice(0, 16), columns),
    ...extractRow(input),
  ];
}

/** The start of the entry's hash: whoever holds the paper can say later which journal it was (docs/journal.md, `--head`). */
const extractRow = ({ entry, columns }: ReceiptInput): Rows =>
  block(`校验码 ${entry.hash.slice(0, 16).replaceAll(/(.{4})(?=.)/g, '$1 ')}`, columns);

function longHead(input: ReceiptInput): Rows {
  const { entry, stall, columns } = input;
  return [
    ...marks(input),
    ...block(stall.marketName, columns, 'center', true),
    ...block(`${stallNoText(stall.stallNo)} ${stall.stallName}`, columns, 'center'),
    ...block(`单号 ${printedNumber(entry)}`, columns),
    ...block(`时间 ${shanghaiTime(entry.at)}`, columns),
    ...(printable(entry.seller) === '' ? [] : block(`售货员 ${entry.seller}`, columns)),
  ];
}

function longFoot(input: ReceiptInput): Rows {
  const { entry, stall, columns } = input;
  const serials = [...new Set(entry.body.lines.flatMap((line) => line.scaleSerial ?? []))];
  const named = (name: string, value: string) => (printable(value) === '' ? [] : block(`${name} ${value}`, columns));
  return [
    ...serials.flatMap((serial) => named('秤号', serial)),
    ...named('公平秤', stall.publicScale),
    ...named('投诉电话', stall.complaintPhone),
    ...extractRow(input),
    rule,
  ];
}

/** The two slips of a sale on credit: one stays, one goes along (S11). */
const slips = ['摊主联', '顾客联'] as const;

/** Who owes how much of this sale, and where to sign; empty where nothing was sold on credit. */
function creditRows({ columns, entry: { body } }: ReceiptInput): Rows {
  const creditFen = body.tenders.reduce((sum, { kind, amountFen }) => (kind === 'credit' ? sum + amountFen : sum), 0);
  if (creditFen === 0) return [];
  return [
    ...pair(`赊账 ${printable(body.account?.name ?? '')}`, `${amount(creditFen)}元`, columns, true),
    text(''),
    text('签字:'),
    { kind: 'feed', lines: 1 },
    rule,
  ];
}

/** One slip; `copy` says whose it is. */
function slipLines(input: ReceiptInput, copy: string): ReceiptLine[] {
  const {
    columns,
    layout,
    receiptUrl,
    entry: { body },
  } = input;
  const long = layout === 'long';
  return [
    ...(copy === '' ? [] : [text(`赊账单 ${copy}`, 'center', true)]),
    ...(long ? longHead(input) : shortHead(input)),
    rule,
    ...body.lines.flatMap((line) => lineRows(line, columns, layout)),
    rule,
    ...totalRows(input),
    rule,
    ...creditRows(input),
    ...(long ? longFoot(input) : []),
    ...block(receiptUrl === null ? '公平秤可复秤' : '扫码核对 公平秤可复秤', columns, 'center'),
    ...(receiptUrl === null ? [] : [{ kind: 'qr', data: receiptUrl } as const]),
    { kind: 'feed', lines: 3 },
    { kind: 'cut' },
  ];
}

/**
 * A committed sale as lines for the printer, none wider than the columns: one slip, or two to sign for a sale on credit. Legal units only
 * (no 斤, 两). `short` is the default; `long` has every field of the voucher. Every amount comes from the sale; nothing is computed anew but
 * the cart's part of the 让价.
 */
export function receiptLines(input: ReceiptInput): ReceiptLine[] {
  const onCredit = input.entry.body.tenders.some((tender) => tender.kind === 'credit');
  return onCredit ? slips.flatMap((copy) => slipLines(input, copy)) : slipLines(input, '');
}

/** A test print: shows what can go wrong with a model: hanzi, double size, the width, the QR and the knife. It is no receipt and says so. */
export function testLines(columns: 32 | 48, about: DeviceAbout, now: number): ReceiptLine[] {
  return [
    text('打印测试', 'center', true, 'double'),
    ...block(`${about.name.zh} ${about.port}`, columns, 'center'),
    ...block(shanghaiTime(now), columns, 'center'),
    rule,
    text('1234567890'.repeat(5).slice(0, columns)),
    text('汉'.repeat(columns / 2)),
    ...pair('左', '右', columns),
    rule,
    { kind: 'qr', data: 'STALL POS TEST' },
    ...block('非销售凭证', columns, 'center'),
    { kind: 'feed', lines: 3 },
    { kind: 'cut' },
  ];
}
