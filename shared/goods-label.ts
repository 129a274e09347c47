import { shanghaiTime } from './day.ts';
import type { SaleLine } from './records/goods.ts';
import type { SaleEntry } from './records/journal.ts';
import { amount, kg, modeMarks, type ReceiptStall } from './receipt.ts';
import { printedNumber } from './sale.ts';

/** What stands on the label of one line of a sale, as ready words; empty ones are left out. `hardware/printer/tspl.ts` sets it. */
export interface GoodsLabel {
  /** 模拟, 训练: never to be taken for trade. */
  readonly mark: string;
  readonly name: string;
  /** Net weight, or pieces. */
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: string;
  readonly packedAt: string;
  readonly stall: string;
  /** What the code on it holds: the sale's receipt in the market, or its number and line where there is no market to look it up. */
  readonly trace: string;
}

const unitOf = (line: SaleLine): string =>
  line.basisG === null ? line.pieceUnit || '件' : line.basisG === 500 ? '500g' : 'kg';

/** A label to try the printer with: no goods, no price. `at`: epoch ms. */
export const testLabel = (at: number): GoodsLabel => ({
  mark: '',
  name: '试打 TEST',
  quantity: '不是商品',
  unitPrice: '',
  amount: '',
  packedAt: shanghaiTime(at).slice(0, 16),
  stall: '',
  trace: 'TEST',
});

/** The label of one line, in legal units, with the amount after what was let off on it. `receiptUrl` null: the market shows no receipts. */
export function goodsLabel(
  entry: SaleEntry,
  line: SaleLine,
  stall: ReceiptStall,
  receiptUrl: string | null,
): GoodsLabel {
  const isPriced = line.kind === 'weight' || line.kind === 'piece';
  const quantity = line.netG === null ? (line.kind === 'piece' ? `${line.qty}${unitOf(line)}` : '') : kg(line.netG);
  return {
    mark: modeMarks[entry.mode],
    name: `${line.name || '商品'}${line.kind === 'gift' ? ' 赠' : ''}`,
    quantity,
    unitPrice: isPriced ? `${amount(line.priceFen)}元/${unitOf(line)}` : '',
    amount: `￥${amount(line.amountFen - line.concessionFen)}`,
    packedAt: shanghaiTime(entry.at).slice(0, 16),
    stall: [stall.marketName, stall.stallNo === '' ? '' : `${stall.stallNo}号`].filter((word) => word !== '').join(' '),
    trace: receiptUrl ?? `${printedNumber(entry)}/${line.no}`,
  };
}
