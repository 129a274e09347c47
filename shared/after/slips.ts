import { shanghaiTime } from '../day.ts';
import { shortOf } from './reweigh.ts';
import {
  amount,
  block,
  kg,
  modeMarks,
  pair,
  rule,
  stallNoText,
  tenderWords,
  text,
  type ReceiptLine,
  type ReceiptStall,
  type Rows,
} from '../receipt.ts';
import type { SaleLine, Tender } from '../records/goods.ts';
import type { JournalEntry, RefundBody, ReweighBody, SaleEntry, VoidBody } from '../records/journal.ts';
import { printedNumber } from '../sale.ts';

export interface SlipInput {
  readonly entry: JournalEntry;
  readonly body: RefundBody | VoidBody | ReweighBody;
  readonly sale: SaleEntry;
  readonly stall: ReceiptStall;
  readonly columns: 32 | 48;
  readonly reprint: boolean;
}

const titles: Readonly<Record<SlipInput['body']['kind'], string>> = { refund: '退款', void: '作废', reweigh: '复秤' };
const verdicts: Readonly<Record<ReweighBody['verdict'], string>> = {
  good: '足秤',
  within: '在允许误差内',
  short: '短秤',
  exempt: '此类商品不设误差限值',
};

/** By which way the money goes back, as the shopper finds it. */
const backWords = (tender: Tender): string => {
  switch (tender.kind) {
    case 'cash':
      return '退现金';
    case 'credit':
      return '从赊账里减';
    case 'card':
    case 'other':
      return `由${tenderWords[tender.kind]}退`;
    case 'dynamic_qr':
    case 'payment_code':
    case 'static_code':
      return '原路退回';
    default:
      return tender.kind satisfies never;
  }
};

const backRows = (tenders: readonly Tender[], amountFen: number, columns: number): Rows => [
  ...pair('退款合计', `${amount(amountFen)}元`, columns, true),
  ...tenders.flatMap((tender) => pair(backWords(tender), `${amount(tender.amountFen)}元`, columns)),
];

function refundRows(body: RefundBody, lines: readonly SaleLine[], columns: number): Rows {
  return body.lines.flatMap((back) => {
    const line = lines[back.no - 1];
    const part = back.netG === null ? `${back.qty}${line?.pieceUnit || '件'}` : kg(back.netG);
    return [...pair(`${line?.name ?? '商品'} ${part}`, amount(back.amountFen), columns)];
  });
}

function reweighRows(body: ReweighBody, columns: number): Rows {
  const scale = (of: ReweighBody['soldOn']): string => `${of.name || '未记'}${of.eG === null ? '' : ` e=${of.eG}g`}`;
  const limit = body.limitG === null ? [] : pair('允许误差', `${body.limitG}g`, columns);
  return [
    ...block(body.name, columns, 'left', true),
    ...pair('卖时净重', kg(body.soldG), columns),
    ...block(`  秤 ${scale(body.soldOn)}`, columns),
    ...pair('复秤净重', kg(body.foundG), columns),
    ...block(`  秤 ${scale(body.foundOn)}${body.source === 'typed' ? ' (手输)' : ''}`, columns),
    ...limit,
    ...(shortOf(body) > 0 ? pair('少', `${shortOf(body)}g`, columns) : []),
    ...block(verdicts[body.verdict], columns, 'left', true),
  ];
}

/** A slip for a refund, a void or a re-weighing: it names the sale it is about, and is no receipt of one. */
export function slipLines({ entry, body, sale, stall, columns, reprint }: SlipInput): ReceiptLine[] {
  const marks = [modeMarks[entry.mode], titles[body.kind], reprint ? '重打印' : ''].filter((word) => word !== '');
  return [
    ...marks.map((word) => text(word, 'center', true, 'double')),
    ...block(`${stall.stallName} ${stallNoText(stall.stallNo)}`, columns, 'center'),
    ...pair(`单号 ${printedNumber(entry)}`, shanghaiTime(entry.at).slice(0, 16), columns),
    ...pair(`原单 ${printedNumber(sale)}`, shanghaiTime(sale.at).slice(0, 16), columns),
    rule,
    ...(body.kind === 'refund' ? refundRows(body, sale.body.lines, columns) : []),
    ...(body.kind === 'reweigh' ? reweighRows(body, columns) : backRows(body.tenders, body.amountFen, columns)),
    rule,
    ...(body.kind === 'reweigh' ? [] : block('顾客签字:', columns)),
    { kind: 'feed', lines: 3 },
    { kind: 'cut' },
  ];
}
