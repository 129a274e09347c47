import { unknown, type Answer, type Channel, type Merchant, type Split, type SplitAnswer } from '../channel.ts';
import { isObject, textOf, wholeOf } from '../http.ts';
import { callV3, type Called } from './call.ts';
import { failed, type Wechat } from './orders.ts';

/** 分账 (payments.md 1.4). A split that is FINISHED has only been carried out: each receiver's own result counts. */
const kinds = { merchant: 'MERCHANT_ID', person: 'PERSONAL_OPENID' } as const;
const results: Readonly<Record<string, 'success' | 'pending' | 'failed'>> = {
  SUCCESS: 'success',
  PENDING: 'pending',
  CLOSED: 'failed',
};
/** Refusals that are for good; every other is asked again under the same number. */
const final = ['PARAM_ERROR', 'INVALID_REQUEST', 'NO_AUTH', 'RULE_LIMIT', 'SIGN_ERROR', 'NOT_ENOUGH'];

export async function addReceiver(
  wechat: Wechat,
  merchant: Merchant,
  receiver: Parameters<Channel['addReceiver']>[1],
): Promise<Answer> {
  const called = await callV3(wechat, 'POST', '/v3/profitsharing/receivers/add', {
    sub_mchid: merchant.subMerchant,
    appid: wechat.config.spAppid,
    type: kinds[receiver.kind],
    account: receiver.account,
    relation_type: 'CUSTOM',
    custom_relation: receiver.description.slice(0, 10),
  });
  return answered(called);
}
const answered = (called: Called): Answer => {
  const no = failed(called);
  if (no !== null) return { ...no, outcome: final.includes(no.code) ? 'DENIED' : 'UNKNOWN' };
  return { ...unknown(''), outcome: 'OK', raw: called.raw };
};

export const split = async (wechat: Wechat, wish: Split): Promise<SplitAnswer> =>
  told(
    await callV3(wechat, 'POST', '/v3/profitsharing/orders', {
      sub_mchid: wish.merchant.subMerchant,
      appid: wechat.config.spAppid,
      transaction_id: wish.channelNo,
      out_order_no: wish.outSplitNo,
      receivers: wish.receivers.map(({ kind, account, amountFen, description }) => ({
        type: kinds[kind],
        account,
        amount: amountFen,
        description,
      })),
      unfreeze_unsplit: wish.isLast,
    }),
    wish.outSplitNo,
  );

export async function splitQuery(wechat: Wechat, wish: Parameters<Channel['splitQuery']>[0]): Promise<SplitAnswer> {
  const numbers = new URLSearchParams({ sub_mchid: wish.merchant.subMerchant, transaction_id: wish.channelNo });
  const path = `/v3/profitsharing/orders/${encodeURIComponent(wish.outSplitNo)}?${numbers.toString()}`;
  const answer = told(await callV3(wechat, 'GET', path), wish.outSplitNo);
  return answer.outcome === 'DENIED' ? { ...answer, outcome: 'UNKNOWN' } : answer;
}

function told(called: Called, outSplitNo: string): SplitAnswer {
  const answer = answered(called);
  if (answer.outcome !== 'OK' || called.kind === 'nothing') return { ...answer, receivers: [] };
  const { json, raw } = called;
  if (textOf(json, 'out_order_no') !== outSplitNo)
    return { ...unknown('an answer about another split'), raw, receivers: [] };
  const list: readonly unknown[] = Array.isArray(json['receivers']) ? json['receivers'] : [];
  const receivers = list.filter(isObject).map((one) => ({
    account: textOf(one, 'account'),
    amountFen: wholeOf(one, 'amount') ?? 0,
    result: results[textOf(one, 'result')] ?? ('pending' as const),
    reason: textOf(one, 'fail_reason'),
  }));
  const isDone = textOf(json, 'state') === 'FINISHED' && receivers.every(({ result }) => result !== 'pending');
  return {
    ...answer,
    outcome: isDone ? 'OK' : 'PENDING',
    channelNo: textOf(json, 'order_id') || null,
    code: textOf(json, 'state'),
    receivers,
  };
}

export async function splitReturn(wechat: Wechat, wish: Parameters<Channel['splitReturn']>[0]): Promise<Answer> {
  const called = await callV3(wechat, 'POST', '/v3/profitsharing/return-orders', {
    sub_mchid: wish.merchant.subMerchant,
    out_order_no: wish.outSplitNo,
    out_return_no: wish.outReturnNo,
    return_mchid: wish.account,
    amount: wish.amountFen,
    description: '退款回退',
  });
  const answer = answered(called);
  if (answer.outcome !== 'OK' || called.kind === 'nothing') return answer;
  const { json } = called;
  const word = textOf(json, 'result');
  return {
    ...answer,
    outcome: word === 'SUCCESS' ? 'OK' : word === 'FAILED' ? 'DENIED' : 'PENDING',
    amountFen: wholeOf(json, 'amount'),
    channelNo: textOf(json, 'return_id') || null,
    code: word,
    text: textOf(json, 'fail_reason'),
  };
}

/** Ends the sharing of an order; needs a number of its own, or WeChat says yes and does nothing. */
export async function unfreeze(wechat: Wechat, wish: Parameters<Channel['unfreeze']>[0]): Promise<Answer> {
  const called = await callV3(wechat, 'POST', '/v3/profitsharing/orders/unfreeze', {
    sub_mchid: wish.merchant.subMerchant,
    transaction_id: wish.channelNo,
    out_order_no: wish.outSplitNo,
    description: wish.reason.slice(0, 40),
  });
  const answer = answered(called);
  if (answer.outcome !== 'OK' || called.kind === 'nothing') return answer;
  return {
    ...answer,
    outcome: textOf(called.json, 'state') === 'FINISHED' ? 'OK' : 'PENDING',
    code: textOf(called.json, 'state'),
  };
}
