import { unknown, type Answer, type Channel, type Merchant, type Split, type SplitAnswer } from '../channel.ts';
import { isObject, textOf } from '../http.ts';
import { fenOf, yuanOf } from '../yuan.ts';
import { call } from './call.ts';
import type { Alipay } from './config.ts';
import { refusal } from './orders.ts';

/** 分账 (alipay.trade.order.settle). Up to five receivers are one step, all or none; more are carried out one by one. */
const ALL_OR_NONE = 5;
const final = [
  'ACQ.INVALID_PARAMETER',
  'ACQ.TRADE_NOT_EXIST',
  'ACQ.TRADE_STATUS_ERROR',
  'ACQ.TRADE_SETTLE_ERROR',
  'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR',
  'ACQ.ROYALTY_RECEIVER_INVALID',
  'ACQ.DISCORDANT_REPEAT_REQUEST',
  'ACQ.ROYALTY_FINISHED',
];
const results: Readonly<Record<string, 'success' | 'pending' | 'failed'>> = {
  SUCCESS: 'success',
  PROCESSING: 'pending',
  FAIL: 'failed',
};

export async function addReceiver(
  alipay: Alipay,
  merchant: Merchant,
  receiver: Parameters<Channel['addReceiver']>[1],
): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.royalty.relation.bind',
    appAuthToken: merchant.appAuthToken,
    content: {
      receiver_list: [{ type: 'userId', account: receiver.account, memo: receiver.description.slice(0, 32) }],
      out_request_no: `bind${receiver.account}`,
    },
  });
  const no = refusal(called, final);
  if (no !== null || called.kind === 'nothing') return no ?? unknown('');
  const word = textOf(called.json, 'result_code');
  return { ...unknown(''), outcome: word === 'SUCCESS' ? 'OK' : 'UNKNOWN', code: word, raw: called.raw };
}

export async function split(alipay: Alipay, wish: Split): Promise<SplitAnswer> {
  const called = await settle(alipay, wish.merchant, wish.channelNo, wish.outSplitNo, wish.receivers, wish.isLast);
  if (called.outcome !== 'OK') return { ...called, receivers: [] };
  const isDone = wish.receivers.length <= ALL_OR_NONE;
  const receivers = wish.receivers.map(({ account, amountFen }) => ({
    account,
    amountFen,
    result: isDone ? ('success' as const) : ('pending' as const),
    reason: '',
  }));
  return { ...called, outcome: isDone ? 'OK' : 'PENDING', receivers };
}

async function settle(
  alipay: Alipay,
  merchant: Merchant,
  tradeNo: string,
  outSplitNo: string,
  receivers: Split['receivers'],
  isLast: boolean,
): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.order.settle',
    appAuthToken: merchant.appAuthToken,
    content: {
      out_request_no: outSplitNo,
      trade_no: tradeNo,
      royalty_parameters: receivers.map(({ account, amountFen, description }) => ({
        royalty_type: 'transfer',
        trans_in_type: 'userId',
        trans_in: account,
        amount: yuanOf(amountFen),
        desc: description,
      })),
      royalty_mode: receivers.length <= ALL_OR_NONE ? 'sync' : 'async',
      ...(isLast ? { extend_params: { royalty_finish: 'true' } } : {}),
    },
  });
  const no = refusal(called, final);
  if (no !== null || called.kind === 'nothing') return no ?? unknown('');
  const { json, raw } = called;
  if (textOf(json, 'trade_no') !== tradeNo) return { ...unknown('an answer about another trade'), raw };
  return { ...unknown(''), outcome: 'OK', channelNo: textOf(json, 'settle_no') || null, code: called.code, raw };
}

export async function splitQuery(alipay: Alipay, wish: Parameters<Channel['splitQuery']>[0]): Promise<SplitAnswer> {
  const called = await call(alipay, {
    method: 'alipay.trade.order.settle.query',
    appAuthToken: wish.merchant.appAuthToken,
    content: { out_request_no: wish.outSplitNo, trade_no: wish.channelNo },
  });
  const no = refusal(called, []);
  if (no?.code === 'ACQ.TRADE_SETTLE_NOT_EXIST') return { ...no, state: 'absent', receivers: [] };
  if (no !== null || called.kind === 'nothing') return { ...(no ?? unknown('')), receivers: [] };
  const { json, raw } = called;
  if (textOf(json, 'out_request_no') !== wish.outSplitNo)
    return { ...unknown('an answer about another split'), raw, receivers: [] };
  const list: readonly unknown[] = Array.isArray(json['royalty_detail_list']) ? json['royalty_detail_list'] : [];
  const receivers = list.filter(isObject).map((one) => ({
    account: textOf(one, 'trans_in'),
    amountFen: fenOf(textOf(one, 'amount')) ?? 0,
    result: results[textOf(one, 'state')] ?? ('pending' as const),
    reason: textOf(one, 'error_code'),
  }));
  const isDone = receivers.every(({ result }) => result !== 'pending');
  return { ...unknown(''), outcome: isDone ? 'OK' : 'PENDING', code: called.code, raw, receivers };
}

/** Alipay takes shares back by itself when the trade is refunded, in proportion; there is nothing to ask for. */
export const splitReturn = (): Promise<Answer> =>
  Promise.resolve({ ...unknown('shares go back with the refund itself'), outcome: 'DENIED', code: 'BY_REFUND' });

export const unfreeze = (alipay: Alipay, wish: Parameters<Channel['unfreeze']>[0]): Promise<Answer> =>
  settle(alipay, wish.merchant, wish.channelNo, wish.outSplitNo, [], true);
