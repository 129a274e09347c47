import { numberOf, timeOf } from './csv.ts';
import type { BillEntry, Rows } from './entry.ts';
import { flatRows } from './flat-file.ts';

/** A bill of the acquirer's neutral interface: one heading, refunds negative. What it is fetched with names its hash. */
const wanted = {
  at: ['时间'],
  merchant: ['商户编号'],
  channelNo: ['平台流水号'],
  outTradeNo: ['商户订单号'],
  outRefundNo: ['商户退款号'],
  kind: ['类型'],
  amount: ['金额(元)'],
  fee: ['手续费(元)'],
} as const;

export function acquirerRows(bytes: Uint8Array): Rows<BillEntry> {
  return flatRows(bytes, {
    wanted,
    amount: 'amount',
    isEnded: true,
    row: (read): BillEntry | string => {
      const kind = read('kind') === '支付' ? 'pay' : read('kind') === '退款' ? 'refund' : null;
      if (kind === null) return `类型“${read('kind')}”不认识`;
      const [time, amountFen, fee] = [timeOf(read('at')), numberOf(read('amount'), 2), numberOf(read('fee'), 5)];
      if (time === null) return `时间“${read('at')}”不对`;
      if (amountFen === null) return `金额“${read('amount')}”不对，应到分为止`;
      if (fee === null) return `手续费“${read('fee')}”不对`;
      if (kind === 'pay' ? amountFen < 0 : amountFen > 0) return '金额的正负不对';
      return {
        channel: 'acquirer',
        merchant: read('merchant'),
        kind,
        at: time,
        outTradeNo: read('outTradeNo'),
        channelNo: read('channelNo'),
        outRefundNo: kind === 'refund' ? read('outRefundNo') : null,
        amountFen: Math.abs(amountFen),
        fee: Math.abs(fee),
      };
    },
  });
}
