import { unknown, type Answer, type Refund } from '../channel.ts';
import { textOf } from '../http.ts';
import { beijingMs, fenOf, yuanOf } from '../yuan.ts';
import { call } from './call.ts';
import type { Alipay } from './config.ts';
import { refusal } from './orders.ts';

/** Refusals that are for good. `ACQ.SELLER_BALANCE_NOT_ENOUGH` is not: the number stays good until there is money. */
const final = [
  'ACQ.INVALID_PARAMETER',
  'ACQ.TRADE_NOT_EXIST',
  'ACQ.TRADE_HAS_FINISHED',
  'ACQ.TRADE_STATUS_ERROR',
  'ACQ.TRADE_HAS_CLOSE',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR',
  'ACQ.DISCORDANT_REPEAT_REQUEST',
  'ACQ.TRADE_NOT_ALLOW_REFUND',
];

export async function refund(alipay: Alipay, wish: Refund): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.refund',
    appAuthToken: wish.merchant.appAuthToken,
    content: {
      out_trade_no: wish.outTradeNo,
      out_request_no: wish.outRefundNo,
      refund_amount: yuanOf(wish.refundFen),
      refund_reason: wish.reason.slice(0, 256),
    },
  });
  const no = refusal(called, final);
  if (no !== null || called.kind === 'nothing') return no ?? unknown('');
  const { json, raw } = called;
  if (textOf(json, 'out_trade_no') !== wish.outTradeNo) return { ...unknown('an answer about another refund'), raw };
  // No money moved by this call: it had gone back before, or has not yet. What the answer sums up is all refunds of the trade.
  if (textOf(json, 'fund_change') !== 'Y') return refundQuery(alipay, wish);
  const paidAt = beijingMs(textOf(json, 'gmt_refund_pay'));
  return {
    ...unknown(''),
    outcome: 'OK',
    state: 'refunded',
    amountFen: wish.refundFen,
    paidAt,
    code: called.code,
    raw,
  };
}

export async function refundQuery(
  alipay: Alipay,
  wish: Pick<Refund, 'merchant' | 'outTradeNo' | 'outRefundNo'>,
): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.fastpay.refund.query',
    appAuthToken: wish.merchant.appAuthToken,
    content: { out_trade_no: wish.outTradeNo, out_request_no: wish.outRefundNo, query_options: ['gmt_refund_pay'] },
  });
  const no = refusal(called, []);
  if (no !== null || called.kind === 'nothing') return no ?? unknown('');
  const { json, raw } = called;
  // An answer without the refund's number says that there is none (yet).
  if (textOf(json, 'out_request_no') !== wish.outRefundNo)
    return { ...unknown('no such refund'), state: 'absent', raw };
  const word = textOf(json, 'refund_status');
  const isDone = word === 'REFUND_SUCCESS';
  return {
    ...unknown(''),
    outcome: isDone ? 'OK' : 'PENDING',
    state: isDone ? 'refunded' : 'open',
    amountFen: fenOf(textOf(json, 'refund_amount')),
    paidAt: beijingMs(textOf(json, 'gmt_refund_pay')),
    code: word,
    raw,
  };
}
