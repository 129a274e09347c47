import type { Ledger, Movement } from './accounts.ts';
import { shanghaiTime } from './day.ts';
import { fenText } from './money.ts';
import { padPair, wrapText } from './receipt.ts';
import type { ReceiptLine, ReceiptStall } from './receipt.ts';

const words: Readonly<Record<Movement['kind'], string>> = {
  sale: '赊账',
  repayment: '还款',
  void: '作废',
  refund: '退货',
  correction: '改收款',
};

const text = (
  content: string,
  size: 'normal' | 'double' = 'normal',
  align: 'left' | 'center' = 'left',
): ReceiptLine => ({
  kind: 'text',
  text: content,
  align,
  bold: size === 'double',
  size,
});
/** The printer's character set has no true minus sign. */
const amount = (fen: number): string => fenText(fen).replace('−', '-');

/** 对账单: what the account owed before, what came and went since, and what it owes now. `ledger` null: nothing was ever sold to it. */
export function statementLines(input: {
  readonly name: string;
  readonly ledger: Ledger | null;
  readonly stall: ReceiptStall;
  readonly columns: 32 | 48;
  readonly now: number;
}): ReceiptLine[] {
  const { name, ledger, stall, columns, now } = input;
  const pair = (left: string, fen: number): ReceiptLine => text(padPair(left, amount(fen), columns));
  return [
    text('赊账对账单', 'double', 'center'),
    ...wrapText(`${stall.stallName} ${name}`, columns).map((row) => text(row)),
    text(shanghaiTime(now).slice(0, 16)),
    { kind: 'rule' },
    pair('前欠', ledger?.openingFen ?? 0),
    ...(ledger?.movements ?? []).map((one) =>
      pair(`${shanghaiTime(one.at).slice(5, 16)} ${words[one.kind]}`, one.amountFen),
    ),
    { kind: 'rule' },
    pair('现欠', ledger?.owedFen ?? 0),
    text(''),
    text('签字:'),
    { kind: 'rule' },
    { kind: 'feed', lines: 3 },
    { kind: 'cut' },
  ];
}
