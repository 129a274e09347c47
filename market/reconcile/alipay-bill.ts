import { alipayFile } from './alipay-file.ts';
import { numberOf, timeOf } from './csv.ts';
import type { FileFault } from './fault.ts';
import { collect, type BillEntry, type Read, type Rows } from './entry.ts';

/** Alipay's 业务明细 (payments.md 2): refunds are negative; payments and refunds have a total each. */
const wanted = {
  channelNo: ['支付宝交易号'],
  outTradeNo: ['商户订单号'],
  kind: ['业务类型'],
  at: ['完成时间'],
  amount: ['订单金额(元)'],
  received: ['商家实收(元)'],
  outRefundNo: ['退款批次号/请求号'],
  fee: ['服务费(元)'],
} as const;

export const readAlipayBill = (bytes: Uint8Array): Read<BillEntry> => collect(alipayRows(bytes));

export function alipayRows(bytes: Uint8Array): Rows<BillEntry> {
  const pay = { words: /交易合计[：:]\s*(\d+)笔.*?商家实收共(-?[\d.,]+)元/, what: '商家实收', rows: 0, fen: 0 };
  const refund = {
    words: /退款合计[：:]\s*(\d+)笔.*?商家实收退款共(-?[\d.,]+)元/,
    what: '商家实收退款',
    rows: 0,
    fen: 0,
  };
  return alipayFile(bytes, {
    firstHeading: '支付宝交易号',
    wanted,
    totals: [pay, refund],
    row: (read, merchant): BillEntry | FileFault => {
      const kind = read('kind') === '交易' ? 'pay' : read('kind') === '退款' ? 'refund' : null;
      if (kind === null) return { fault: 'unknown_word', column: '业务类型', value: read('kind') };
      const [time, fee] = [timeOf(read('at')), numberOf(read('fee'), 5)];
      const [amountFen, receivedFen] = [numberOf(read('amount'), 2), numberOf(read('received'), 2)];
      if (time === null) return { fault: 'bad_time', value: read('at') };
      if (amountFen === null) return { fault: 'bad_amount', column: '订单金额', value: read('amount') };
      if (receivedFen === null) return { fault: 'bad_amount', column: '商家实收', value: read('received') };
      if (fee === null) return { fault: 'bad_amount', column: '服务费', value: read('fee') };
      if (kind === 'pay' ? amountFen < 0 : amountFen > 0) return { fault: 'wrong_sign' };
      const total = kind === 'pay' ? pay : refund;
      total.rows += 1;
      total.fen += receivedFen;
      return {
        channel: 'alipay',
        merchant,
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
