import { isObject, textOf } from '../../http.ts';
import { fenOf, yuanOf } from '../../yuan.ts';
import { splitOf, splitOrder, unfreezeOrder, type SplitRefusal } from '../sharing.ts';
import { done, refuse, type Fields, type Method } from './common.ts';

/** 分账 of the simulated Alipay. */
const refusals: Readonly<Record<SplitRefusal, readonly [string, string]>> = {
  not_shared: ['ACQ.TRADE_SETTLE_ERROR', '交易未冻结分账资金'],
  not_paid: ['ACQ.TRADE_STATUS_ERROR', '交易状态不合法'],
  too_early: ['ACQ.SYSTEM_ERROR', '系统繁忙'],
  over: ['ACQ.ROYALTY_FINISHED', '分账已完结'],
  too_much: ['ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', '分账金额超限'],
  bad: ['ACQ.INVALID_PARAMETER', '参数无效'],
  different: ['ACQ.DISCORDANT_REPEAT_REQUEST', '不一致的请求'],
};

const bind: Method['answer'] = (gateway, content, subMerchant) => {
  const list: readonly unknown[] = Array.isArray(content['receiver_list']) ? content['receiver_list'] : [];
  for (const one of list) gateway.addReceiver(subMerchant, textOf(one, 'account'));
  return done({ result_code: 'SUCCESS' });
};
const settle: Method['answer'] = (gateway, content, subMerchant) => {
  const order = gateway.book.byChannelNo(textOf(content, 'trade_no'));
  if (order === null || order.subMerchant !== subMerchant) return refuse('ACQ.TRADE_NOT_EXIST', '交易不存在');
  const list: readonly unknown[] = Array.isArray(content['royalty_parameters']) ? content['royalty_parameters'] : [];
  const receivers = list.filter(isObject).map((one) => ({
    kind: textOf(one, 'trans_in_type'),
    account: textOf(one, 'trans_in'),
    fen: fenOf(textOf(one, 'amount')) ?? 0,
    description: textOf(one, 'desc'),
  }));
  // All or none: one receiver that is not known stops the whole.
  if (receivers.some(({ account }) => !gateway.sharing.isReceiver(subMerchant, account)))
    return refuse('ACQ.ROYALTY_RECEIVER_INVALID', '分账收入方无效');
  const outSplitNo = textOf(content, 'out_request_no');
  const extra = content['extend_params'];
  const isLast = isObject(extra) && extra['royalty_finish'] === 'true';
  const split =
    receivers.length === 0 && isLast
      ? unfreezeOrder(gateway.sharing, order, outSplitNo)
      : splitOrder(gateway.sharing, order, { outSplitNo, receivers, isLast });
  return typeof split === 'string'
    ? refuse(...refusals[split])
    : done({ trade_no: order.channelNo, settle_no: split.channelNo });
};
const query: Method['answer'] = (gateway, content): Fields => {
  const outSplitNo = textOf(content, 'out_request_no');
  const split = splitOf(gateway.book.byChannelNo(textOf(content, 'trade_no')), outSplitNo);
  if (split === null) return refuse('ACQ.TRADE_SETTLE_NOT_EXIST', '分账不存在');
  return done({
    out_request_no: outSplitNo,
    royalty_detail_list: split.receivers.map(({ account, fen }) => ({
      operation_type: 'transfer',
      trans_in: account,
      trans_in_type: 'userId',
      amount: yuanOf(fen),
      state: 'SUCCESS',
    })),
  });
};

export const shareMethods: Readonly<Record<string, Method>> = {
  'alipay.trade.royalty.relation.bind': { operation: 'addReceiver', answer: bind },
  'alipay.trade.order.settle': { operation: 'split', answer: settle },
  'alipay.trade.order.settle.query': { operation: 'splitQuery', answer: query },
};
