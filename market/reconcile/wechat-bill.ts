import { columnsOf, numberOf, timeOf } from './csv.ts';
import { collect, type BillEntry, type Read, type Rows } from './entry.ts';
import { isFault, type FileFault } from './fault.ts';
import { sumsFault, wechatFile } from './wechat-file.ts';

/** WeChat's trade bill, ALL or SUCCESS or REFUND, old headings and new (payments.md 1.5). */
const wanted = {
  at: ['交易时间'],
  merchant: ['特约商户号', '子商户号'],
  channelNo: ['微信订单号'],
  outTradeNo: ['商户订单号'],
  state: ['交易状态'],
  amount: ['订单金额', '总金额'],
  fee: ['手续费'],
} as const;
const refundColumns = { outRefundNo: ['商户退款单号'], refund: ['申请退款金额', '退款金额'] } as const;

export const readWechatBill = (bytes: Uint8Array): Read<BillEntry> => collect(wechatRows(bytes));

export function wechatRows(bytes: Uint8Array): Rows<BillEntry> {
  const sums = { rows: 0, paidFen: 0, backFen: 0, fee: 0 };
  return wechatFile(bytes, {
    sumHeading: '总交易单数',
    open: (header) => {
      const columns = columnsOf(header, wanted);
      if (!columns.ok) return columns.fault;
      const back = refundHeadings(header);
      return (fields): BillEntry | FileFault => {
        const entry = rowOf(fields, columns.at, back);
        if (isFault(entry)) return entry;
        sums.rows += 1;
        sums.paidFen += entry.kind === 'pay' ? entry.amountFen : 0;
        sums.backFen += entry.kind === 'refund' ? entry.amountFen : 0;
        sums.fee += entry.kind === 'pay' ? entry.fee : -entry.fee;
        return entry;
      };
    },
    check: (headings, said) =>
      sumsFault(
        headings,
        said,
        ['总交易单数', sums.rows],
        [
          [['订单总金额', '总交易额'], 2, sums.paidFen],
          [['申请退款总金额', '退款总金额', '总退款金额'], 2, sums.backFen],
          [['手续费总金额'], 5, sums.fee],
        ],
      ),
  });
}

/** A bill may have both amounts of a refund; the one that was asked for is compared with ours. */
function refundHeadings(header: readonly string[]): { readonly outRefundNo: number; readonly refund: number } | null {
  const no = columnsOf(header, { outRefundNo: refundColumns.outRefundNo });
  if (!no.ok) return null;
  for (const heading of refundColumns.refund) {
    const found = columnsOf(header, { refund: [heading] });
    if (found.ok) return { ...no.at, ...found.at };
  }
  return null;
}

function rowOf(
  fields: readonly string[],
  at: Readonly<Record<keyof typeof wanted, number>>,
  back: { readonly outRefundNo: number; readonly refund: number } | null,
): BillEntry | FileFault {
  const read = (place: number): string => fields[place] ?? '';
  const isRefund = read(at.state) === 'REFUND' || read(at.state) === 'REVOKED';
  if (!isRefund && read(at.state) !== 'SUCCESS')
    return { fault: 'unknown_word', column: '交易状态', value: read(at.state) };
  if (isRefund && back === null) return { fault: 'no_refund_columns' };
  const time = timeOf(read(at.at));
  if (time === null) return { fault: 'bad_time', value: read(at.at) };
  const amount = read(isRefund ? (back?.refund ?? 0) : at.amount);
  const amountFen = numberOf(amount, 2);
  if (amountFen === null || amountFen < 0)
    return { fault: 'bad_amount', column: isRefund ? '退款金额' : '订单金额', value: amount };
  const fee = numberOf(read(at.fee), 5);
  if (fee === null) return { fault: 'bad_amount', column: '手续费', value: read(at.fee) };
  return {
    channel: 'wechat',
    merchant: read(at.merchant),
    kind: isRefund ? 'refund' : 'pay',
    at: time,
    outTradeNo: read(at.outTradeNo),
    channelNo: read(at.channelNo),
    outRefundNo: isRefund ? read(back?.outRefundNo ?? 0) : null,
    amountFen,
    fee: Math.abs(fee),
  };
}
