import type { Earnings } from './after/earnings.ts';
import { paidFor } from './after/standing.ts';
import { movesOf } from './day-moves.ts';
import { moneyNames } from './day-paper.ts';
import { moneyByWord, moneyWordOf, moneyWords, type DayReport } from './day-report.ts';
import { shanghaiTime } from './day.ts';
import { tenderWords } from './receipt.ts';
import type { SaleLine, Tender } from './records/goods.ts';
import type { JournalEntry, SaleBody } from './records/journal.ts';
import { printedNumber } from './sale.ts';
import { kgCell, yuanCell, type Sheet, type SheetRow } from './sheet.ts';

/**
 * The till's own books as tables. What was taken back stands in them with a minus, on the day it was: so each column of money sums to what the
 * closes of these days say.
 */
export interface BookDay {
  readonly report: DayReport;
  /** Of one mode, in order of (epoch, seq). */
  readonly entries: readonly JournalEntry[];
  readonly soldBy: (saleId: string) => SaleBody | null;
}

const kinds = {
  sale: '销售',
  void: '作废',
  refund: '退款',
  correction: '改收款',
  confirmation: '到账',
  part_payment: '先收',
  part_return: '退先收',
  repayment: '还赊账',
} as const;

const salesOf = ({ report, entries }: BookDay): readonly SheetRow[] =>
  entries.flatMap((entry): readonly SheetRow[] => {
    const { at, body, seller } = entry;
    const row = (figures: readonly (number | null)[], payableFen: number, tenders: readonly Tender[]): SheetRow => [
      report.day,
      shanghaiTime(at),
      printedNumber(entry),
      body.kind === 'sale' || body.kind === 'void' || body.kind === 'refund' ? kinds[body.kind] : '',
      seller,
      ...figures.map(yuanCell),
      yuanCell(payableFen),
      tenders.map(({ kind }) => tenderWords[kind]).join('+'),
    ];
    if (body.kind === 'sale')
      return [row([body.goodsFen, body.concessionFen, body.roundingFen], body.payableFen, body.tenders)];
    if (body.kind === 'void' || body.kind === 'refund') return [row([null, null, null], -body.amountFen, body.tenders)];
    return [];
  });

const linesOf = ({ report, entries, soldBy }: BookDay, categoryName: (id: string) => string): readonly SheetRow[] =>
  entries.flatMap((entry): readonly SheetRow[] => {
    const { body } = entry;
    if (body.kind !== 'sale' && body.kind !== 'void' && body.kind !== 'refund') return [];
    const row = (line: SaleLine, of: { readonly g: number | null; readonly qty: number; readonly fen: number }) => [
      report.day,
      printedNumber(entry),
      kinds[body.kind],
      line.no,
      line.name,
      categoryName(line.category),
      kgCell(of.g),
      of.g === null ? of.qty : null,
      yuanCell(line.priceFen),
      line.basisG === null ? '件' : `${line.basisG} g`,
      yuanCell(of.fen),
      line.evidenceHash ?? '',
    ];
    if (body.kind === 'sale')
      return body.lines.map((line) => row(line, { g: line.netG, qty: line.qty, fen: paidFor(line) }));
    const sold = soldBy(body.saleId)?.lines ?? [];
    if (body.kind === 'void')
      return sold.map((line) =>
        row(line, { g: line.netG === null ? null : -line.netG, qty: -line.qty, fen: -paidFor(line) }),
      );
    return body.lines.flatMap(({ no, netG, qty, amountFen }) => {
      const line = sold[no - 1];
      return line === undefined ? [] : [row(line, { g: netG === null ? null : -netG, qty: -qty, fen: -amountFen })];
    });
  });

const paymentsOf = ({ report, entries, soldBy }: BookDay): readonly SheetRow[] => {
  const standing = new Map<string, readonly Tender[]>();
  return entries.flatMap((entry): readonly SheetRow[] => {
    const { id, at, body } = entry;
    const row = (kind: keyof typeof kinds, tender: Tender, sign: 1 | -1): SheetRow => [
      report.day,
      shanghaiTime(at),
      printedNumber(entry),
      kinds[kind],
      tenderWords[tender.kind],
      tender.channel ?? '',
      moneyNames[moneyWordOf(tender.state)],
      yuanCell(sign * tender.amountFen),
      tender.transactionId ?? '',
    ];
    if (body.kind === 'part_payment' || body.kind === 'repayment') return [row(body.kind, body.tender, 1)];
    if (body.kind === 'part_return') return [row(body.kind, body.tender, -1)];
    const moved = movesOf(id, body, (saleId) => standing.get(saleId) ?? soldBy(saleId)?.tenders ?? []);
    if (moved === null) return [];
    if (moved.after !== null) standing.set(moved.saleId, moved.after);
    // What came as a part stands where it came.
    const parts = body.kind === 'sale' ? (body.parts?.length ?? 0) : 0;
    const kind = body.kind as 'sale' | 'void' | 'refund' | 'correction' | 'confirmation';
    return moved.moves.slice(parts).map(({ tender, sign }) => row(kind, tender, sign));
  });
};

const dayOf = ({ report }: BookDay): SheetRow => {
  const { closed } = report;
  const byWord = moneyByWord(report.money);
  const expectedFen = closed?.expectedFen ?? report.cashFen;
  const countedFen = closed?.countedFen ?? null;
  return [
    report.day,
    closed?.zNo ?? null,
    closed?.auto === true ? '是' : '',
    report.sales,
    yuanCell(report.payableFen),
    ...moneyWords.map((word) => yuanCell(byWord.find((row) => row.word === word)?.fen ?? 0)),
    yuanCell(report.concessionFen),
    yuanCell(report.roundingFen),
    yuanCell(report.voidFen),
    yuanCell(report.refundFen),
    yuanCell(expectedFen),
    yuanCell(countedFen),
    countedFen === null ? null : yuanCell(countedFen - expectedFen),
    report.firstNo,
    report.lastNo,
  ];
};

/** Sales, lines, payments and day books, by the name that stands in the file's; rows are added a day at a time. */
export const bookTables = {
  sales: {
    name: '销售',
    columns: ['营业日', '时间', '单号', '种类', '卖货人', '货款(元)', '让价(元)', '抹零(元)', '应收(元)', '收款方式'],
    rows: salesOf,
  },
  lines: {
    name: '明细',
    columns: [
      '营业日',
      '单号',
      '种类',
      '行',
      '品名',
      '品类',
      '净重(kg)',
      '件数',
      '单价(元)',
      '计价',
      '实收(元)',
      '秤证据',
    ],
    rows: linesOf,
  },
  payments: {
    name: '收款',
    columns: ['营业日', '时间', '单号', '种类', '方式', '渠道', '状态', '金额(元)', '渠道单号'],
    rows: paymentsOf,
  },
  days: {
    name: '日账',
    columns: [
      '营业日',
      'Z号',
      '自动',
      '笔数',
      '销售(元)',
      ...moneyWords.map((word) => `${moneyNames[word]}(元)`),
      '让价(元)',
      '抹零(元)',
      '作废(元)',
      '退款(元)',
      '应有现金(元)',
      '实点现金(元)',
      '差额(元)',
      '首号',
      '末号',
    ],
    rows: (day: BookDay) => [dayOf(day)],
  },
} as const satisfies Record<
  string,
  Omit<Sheet, 'rows'> & {
    readonly rows: (day: BookDay, categoryName: (id: string) => string) => readonly SheetRow[];
  }
>;

/** What was earned, by product: what the goods cost and what is left, where the purchase price is known. */
export const earningsSheet = ({ products }: Earnings): Sheet => ({
  name: '毛利',
  columns: ['品名', '净重(kg)', '件数', '货款(元)', '知道进价的(元)', '进货(元)', '毛利(元)'],
  rows: products.map(({ name, netG, pieces, netFen, margin }) => [
    name,
    kgCell(netG),
    pieces,
    yuanCell(netFen),
    yuanCell(margin?.knownFen ?? null),
    yuanCell(margin === null ? null : margin.knownFen - margin.marginFen),
    yuanCell(margin?.marginFen ?? null),
  ]),
});
