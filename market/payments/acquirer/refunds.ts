import { unknown, type Answer, type Refund } from '../channel.ts';
import { textOf, timeOf, wholeOf } from '../http.ts';
import { call, type Called } from './call.ts';
import type { Acquirer } from './config.ts';

export const refund = async (acquirer: Acquirer, wish: Refund): Promise<Answer> =>
  told(
    await call(acquirer, 'refund', {
      merchant_no: wish.merchant.subMerchant,
      out_trade_no: wish.outTradeNo,
      out_refund_no: wish.outRefundNo,
      refund_fen: wish.refundFen,
      total_fen: wish.totalFen,
      reason: wish.reason.slice(0, 80),
    }),
    wish.outRefundNo,
  );

export async function refundQuery(
  acquirer: Acquirer,
  wish: Pick<Refund, 'merchant' | 'outTradeNo' | 'outRefundNo'>,
): Promise<Answer> {
  const answer = told(
    await call(acquirer, 'refund_query', {
      merchant_no: wish.merchant.subMerchant,
      out_trade_no: wish.outTradeNo,
      out_refund_no: wish.outRefundNo,
    }),
    wish.outRefundNo,
  );
  return answer.outcome === 'DENIED' && answer.state !== 'failed' ? { ...answer, outcome: 'UNKNOWN' } : answer;
}

function told(called: Called, outRefundNo: string): Answer {
  if ('no' in called) return called.no;
  const { data, raw } = called;
  if (textOf(data, 'out_refund_no') !== outRefundNo) return { ...unknown('an answer about another refund'), raw };
  const word = textOf(data, 'state');
  return {
    ...unknown(''),
    outcome: word === 'DONE' ? 'OK' : word === 'REFUSED' ? 'DENIED' : 'PENDING',
    state: word === 'DONE' ? 'refunded' : word === 'REFUSED' ? 'failed' : 'open',
    amountFen: wholeOf(data, 'refund_fen'),
    channelNo: textOf(data, 'refund_no') || null,
    paidAt: timeOf(textOf(data, 'done_at')),
    code: word,
    raw,
  };
}
