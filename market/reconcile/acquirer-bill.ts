import { numberOf, timeOf } from './csv.ts';
import type { BillEntry, Rows } from './entry.ts';
import type { FileFault } from './fault.ts';
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
    row: (read): BillEntry | FileFault => {
      const kind = read('kind') === '支付' ? 'pay' : read('kind') === '退款' ? 'refund' : null;
      if (kind === null) return { fault: 'unknown_word', column: '类型', value: read('kind') };
      const [time, amountFen, fee] = [timeOf(read('at')), numberOf(read('amount'), 2), numberOf(read('fee'), 5)];
      if (time === null) return { fault: 'bad_time', value: read('at') };
      if (amountFen === null) return { fault: 'bad_amount', column: '金额', value: read('amount') };
      if (fee === null) return { fault: 'bad_amount', column: '手续费', value: read('fee') };
      if (kind === 'pay' ? amountFen < 0 : amountFen > 0) return { fault: 'wrong_sign' };
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
