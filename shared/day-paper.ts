import { shanghaiTime } from './day.ts';
import { moneyByWord, type DayReport, type MoneyWord, type ShiftRow } from './day-report.ts';
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
} from './receipt.ts';
import type { Mode } from './records/goods.ts';
import type { CashCount } from './records/journal.ts';

/** The vendor's words for money, as paper and tables have them. */
export const moneyNames: Readonly<Record<MoneyWord, string>> = {
  received: '已到账',
  cash: '现金',
  credit: '赊账',
  external: '刷卡/其他(未核)',
  unproven: '未到账',
};
const channelWords: Readonly<Record<string, string>> = {
  wechat: '微信',
  alipay: '支付宝',
  unionpay: '云闪付',
  ecny: '数字人民币',
};

type Pairs = (left: string, fen: number, strong?: boolean) => readonly ReceiptLine[];

/** What the drawer should hold, what was counted in it and how, and by how much that is off. */
const drawer = (
  money: Pairs,
  of: { readonly expectedFen: number; readonly countedFen: number | null; readonly counts?: CashCount | undefined },
): readonly ReceiptLine[] => [
  ...money('应有现金', of.expectedFen, true),
  ...(of.countedFen === null
    ? []
    : [...money('实点现金', of.countedFen), ...money('差额', of.countedFen - of.expectedFen)]),
  ...(of.counts ?? []).flatMap(({ fen, pieces }) => money(`  ${amount(fen)} × ${pieces}`, fen * pieces)),
];

/** 老王→王嫂. */
const handedBy = ({ from, close }: ShiftRow): string => `${from || '老板'}→${close.to || '老板'}`;

/** Who sold what, where several did. */
const sellers = (money: Pairs, report: DayReport): readonly ReceiptLine[] =>
  report.sellers.length < 2
    ? []
    : report.sellers.flatMap(({ name, sales, payableFen }) => money(`${name || '老板'} ${sales}笔`, payableFen));

/**
 * The figures of a day on paper: 日结单 (Z) with its number once it is closed, 当日小计 (X) before; 交班单 where they are those of one `shift`.
 */
export function dayLines(input: {
  readonly report: DayReport;
  readonly stall: ReceiptStall;
  readonly mode: Mode;
  readonly columns: 32 | 48;
  /** Of a category's id. */
  readonly categoryName: (id: string) => string;
  readonly shift?: ShiftRow;
  readonly now: number;
}): ReceiptLine[] {
  const { report, stall, mode, columns, shift, now } = input;
  const { closed } = report;
  const money = (left: string, fen: number, strong = false): readonly ReceiptLine[] =>
    pair(left, `${amount(fen)}元`, columns, strong);
  const time = (at: number | null): string => (at === null ? '--:--' : shanghaiTime(at).slice(11, 16));
  return [
    ...block(modeMarks[mode], columns, 'center', true),
    text(
      shift !== undefined
        ? `交班单 第${shift.close.no}班`
        : closed === null
          ? '当日小计 X'
          : `日结单 Z${closed.zNo}${closed.auto ? ' 自动' : ''}`,
      'center',
      true,
      'double',
    ),
    ...block(`${stall.marketName} ${stallNoText(stall.stallNo)} ${stall.stallName}`, columns, 'center'),
    ...pair('营业日', report.day, columns),
    ...(shift === undefined ? [] : pair('交班', `${handedBy(shift)} ${time(shift.at)}`, columns)),
    ...pair('时间', `${time(report.firstAt)}-${time(report.lastAt)}`, columns),
    rule,
    ...money(`销售 ${report.sales}笔`, report.payableFen, true),
    ...moneyByWord(report.money).flatMap(({ word, count, fen }) => [
      ...money(`${moneyNames[word]} ${count}笔`, fen),
      ...report.money
        .filter((row) => row.word === word && word !== 'cash' && word !== 'credit')
        .flatMap((row) =>
          money(`  ${[channelWords[row.channel ?? ''] ?? '', tenderWords[row.kind]].join('')} ${row.count}笔`, row.fen),
        ),
    ]),
    rule,
    ...money('让价', report.concessionFen),
    ...money('抹零', report.roundingFen),
    ...money(`作废 ${report.voids}笔`, report.voidFen),
    ...money(`退款 ${report.refunds}笔`, report.refundFen),
    ...(report.repaymentFen === 0 ? [] : money('收回赊账(不算销售)', report.repaymentFen)),
    ...(report.partFen === 0 ? [] : money('先收未成交', report.partFen)),
    ...(report.cashInFen === 0 ? [] : money('放入现金', report.cashInFen)),
    ...(report.cashOutFen === 0 ? [] : money('取出现金', report.cashOutFen)),
    ...sellers(money, report),
    ...drawer(
      money,
      shift?.close ?? {
        expectedFen: closed?.expectedFen ?? report.cashFen,
        countedFen: closed?.countedFen ?? null,
        counts: closed?.counts,
      },
    ),
    rule,
    ...report.shifts.flatMap((one) => [
      ...pair(`第${one.close.no}班 ${time(one.at)}`, handedBy(one), columns),
      ...money(`  销售 ${one.close.sales}笔`, one.close.payableFen),
      ...drawer((left, fen) => money(`  ${left}`, fen), one.close),
    ]),
    ...(report.shifts.length === 0 ? [] : [rule]),
    ...report.categories.flatMap((row) =>
      money(
        [input.categoryName(row.category), row.g === 0 ? '' : kg(row.g), row.pieces === 0 ? '' : `${row.pieces}件`]
          .filter(Boolean)
          .join(' '),
        row.fen,
      ),
    ),
    rule,
    ...report.unproven.flatMap((row) => money(`未到账 ${row.no} ${time(row.at)}`, row.fen)),
    ...pair('改价', `${report.priceChanges}次`, columns),
    ...pair('越权与设置', `${report.overrides}次`, columns),
    ...(closed?.seen === undefined ? [] : pair('秤的事件', `${closed.seen.scaleEvents}次`, columns)),
    ...pair('首号', report.firstNo, columns),
    ...pair('末号', report.lastNo, columns),
    ...block(`链 ${report.lastHash.slice(0, 32)}`, columns),
    ...(closed?.seen === undefined
      ? []
      : block(`软件 ${closed.seen.appVersion} 计量 ${closed.seen.weighing.slice(0, 16)}`, columns)),
    ...pair('打印', shanghaiTime(now).slice(0, 16), columns),
    { kind: 'feed', lines: 3 },
    { kind: 'cut' },
  ];
}
