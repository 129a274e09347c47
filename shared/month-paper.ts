import type { Earnings } from './after/earnings.ts';
import { shanghaiTime } from './day.ts';
import {
  amount,
  block,
  kg,
  modeMarks,
  pair,
  rule,
  stallNoText,
  text,
  type ReceiptLine,
  type ReceiptStall,
} from './receipt.ts';

/** A month's book on paper: what came in by day and by product, and what is left of it where the purchase price is known. */
export function monthLines(input: {
  readonly earned: Earnings;
  readonly stall: ReceiptStall;
  readonly columns: 32 | 48;
  readonly now: number;
}): ReceiptLine[] {
  const { earned, stall, columns, now } = input;
  const money = (left: string, fen: number, strong = false): readonly ReceiptLine[] =>
    pair(left, `${amount(fen)}元`, columns, strong);
  const weight = (g: number): string => (g === 0 ? '' : kg(g));
  return [
    ...block(modeMarks[earned.mode], columns, 'center', true),
    text(`月账 ${earned.from.slice(0, 7)}`, 'center', true, 'double'),
    ...block(`${stall.marketName} ${stallNoText(stall.stallNo)} ${stall.stallName}`, columns, 'center'),
    rule,
    ...money(`销售 ${earned.sales}笔 ${weight(earned.netG)}`, earned.netFen, true),
    ...(earned.knownFen === 0
      ? []
      : [
          ...money('知道进价的', earned.knownFen),
          ...money('进货', earned.knownFen - earned.marginFen),
          ...money('毛利', earned.marginFen, true),
        ]),
    rule,
    ...earned.days.flatMap((day) => [
      ...money(`${day.day.slice(5)} ${day.sales}笔 ${weight(day.netG)}`, day.netFen),
      ...(day.knownFen === 0 ? [] : money('  毛利', day.marginFen)),
    ]),
    rule,
    ...earned.products.flatMap(({ name, netG, pieces, netFen, margin }) => [
      ...money([name, weight(netG), pieces === 0 ? '' : `${pieces}件`].filter(Boolean).join(' '), netFen),
      ...(margin === null ? [] : money('  毛利', margin.marginFen)),
    ]),
    rule,
    ...pair('打印', shanghaiTime(now).slice(0, 16), columns),
    { kind: 'feed', lines: 3 },
    { kind: 'cut' },
  ];
}
