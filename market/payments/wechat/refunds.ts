import { unknown, type Answer, type Refund, type UpstreamState } from '../channel.ts';
import { isObject, textOf, timeOf, wholeOf } from '../http.ts';
import { callV3, type Called } from './call.ts';
import { failed, type Wechat } from './orders.ts';

/**
 * What WeChat's words for a refund mean. `ABNORMAL`: the shopper's card is gone, and somebody must send the money elsewhere on
 * WeChat's own pages; it stays under way, since another number would pay twice.
 */
const states: Readonly<Record<string, readonly [Answer['outcome'], UpstreamState]>> = {
  SUCCESS: ['OK', 'refunded'],
  PROCESSING: ['PENDING', 'open'],
  ABNORMAL: ['PENDING', 'open'],
  CLOSED: ['DENIED', 'closed'],
};
export const refundState = (word: string): readonly [Answer['outcome'], UpstreamState | null] =>
  (Object.hasOwn(states, word) ? states[word] : undefined) ?? ['UNKNOWN', null];

/** Refusals that are for good. `NOT_ENOUGH` is not: the stall has money again later, and the number stays good. */
const final = ['INVALID_REQUEST', 'PARAM_ERROR', 'MCH_NOT_EXISTS', 'USER_ACCOUNT_ABNORMAL', 'NO_AUTH', 'SIGN_ERROR'];

export async function refund(wechat: Wechat, wish: Refund): Promise<Answer> {
  return told(
    await callV3(wechat, 'POST', '/v3/refund/domestic/refunds', {
      sub_mchid: wish.merchant.subMerchant,
      out_trade_no: wish.outTradeNo,
      out_refund_no: wish.outRefundNo,
      reason: wish.reason.slice(0, 26),
      notify_url: wechat.config.notifyUrl,
      amount: { refund: wish.refundFen, total: wish.totalFen, currency: 'CNY' },
    }),
    wish.outRefundNo,
  );
}

export async function refundQuery(wechat: Wechat, wish: Pick<Refund, 'merchant' | 'outRefundNo'>): Promise<Answer> {
  const sub = new URLSearchParams({ sub_mchid: wish.merchant.subMerchant });
  const path = `/v3/refund/domestic/refunds/${encodeURIComponent(wish.outRefundNo)}?${sub.toString()}`;
  const answer = told(await callV3(wechat, 'GET', path), wish.outRefundNo);
  // Not known (yet) is no refusal: it is asked for again under its number.
  return answer.state === 'closed' || answer.outcome !== 'DENIED' ? answer : { ...answer, outcome: 'UNKNOWN' };
}

function told(called: Called, outRefundNo: string): Answer {
  const no = failed(called);
  if (no !== null || called.kind === 'nothing') {
    const { state, code } = no ?? unknown('');
    return { ...(no ?? unknown('')), outcome: state === 'absent' || final.includes(code) ? 'DENIED' : 'UNKNOWN' };
  }
  const { json, raw } = called;
  if (textOf(json, 'out_refund_no') !== outRefundNo) return { ...unknown('an answer about another refund'), raw };
  const [outcome, state] = refundState(textOf(json, 'status'));
  return {
    outcome,
    state,
    amountFen: isObject(json['amount']) ? wholeOf(json['amount'], 'refund') : null,
    channelNo: textOf(json, 'refund_id') || null,
    paidAt: timeOf(textOf(json, 'success_time')),
    wallet: null,
    code: textOf(json, 'status'),
    text: '',
    raw,
  };
}
