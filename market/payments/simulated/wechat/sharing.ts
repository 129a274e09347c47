import { isObject, textOf, wholeOf } from '../../http.ts';
import type { SimSplit } from '../order.ts';
import { returnShare, splitOf, splitOrder, unfreezeOrder, type SplitRefusal } from '../sharing.ts';
import { beijing, no, ok, type Fields, type Route, type V3, type V3Said } from './common.ts';

/** 分账 of the simulated WeChat Pay. */
const refusals: Readonly<Record<SplitRefusal, readonly [number, string, string]>> = {
  not_shared: [400, 'INVALID_REQUEST', '订单未指定分账'],
  not_paid: [400, 'INVALID_REQUEST', '订单未支付'],
  // The money is not there yet: the same split goes through later.
  too_early: [429, 'FREQUENCY_LIMITED', '支付成功一分钟后才可分账'],
  over: [400, 'INVALID_REQUEST', '分账已完结'],
  too_much: [403, 'RULE_LIMIT', '超过最大分账比例'],
  bad: [400, 'PARAM_ERROR', '参数错误'],
  different: [400, 'INVALID_REQUEST', '分账单号重复且参数不一致'],
};
const splitSaid = (v3: V3, json: Fields, split: SimSplit | SplitRefusal | null): V3Said => {
  if (split === null) return no(404, 'RESOURCE_NOT_EXISTS', '分账单不存在');
  if (typeof split === 'string') return no(...refusals[split]);
  return ok({
    sub_mchid: textOf(json, 'sub_mchid'),
    transaction_id: textOf(json, 'transaction_id'),
    out_order_no: split.outSplitNo,
    order_id: split.channelNo,
    state: 'FINISHED',
    receivers: split.receivers.map(({ kind, account, fen, description, reason }) => ({
      type: kind,
      account,
      amount: fen,
      description,
      result: reason === '' ? 'SUCCESS' : 'CLOSED',
      ...(reason === '' ? {} : { fail_reason: reason }),
      create_time: beijing(v3.now()),
      finish_time: beijing(v3.now()),
    })),
  });
};
const paidOrder = ({ book }: V3, json: Fields) => {
  const order = book.byChannelNo(textOf(json, 'transaction_id'));
  return order !== null && order.subMerchant === textOf(json, 'sub_mchid') ? order : null;
};

const addReceiver: Route = (v3, json) => {
  const [subMerchant, account] = [textOf(json, 'sub_mchid'), textOf(json, 'account')];
  if (account === '' || textOf(json, 'appid') !== v3.config.spAppid) return no(400, 'PARAM_ERROR', '参数错误');
  v3.addReceiver(subMerchant, account);
  return ok({ sub_mchid: subMerchant, type: json['type'], account, relation_type: json['relation_type'] });
};
const split: Route = (v3, json) => {
  const order = paidOrder(v3, json);
  if (order === null) return no(400, 'INVALID_REQUEST', '订单不存在');
  const list: readonly unknown[] = Array.isArray(json['receivers']) ? json['receivers'] : [];
  const receivers = list.filter(isObject).map((one) => ({
    kind: textOf(one, 'type'),
    account: textOf(one, 'account'),
    fen: wholeOf(one, 'amount') ?? 0,
    description: textOf(one, 'description'),
  }));
  const wish = { outSplitNo: textOf(json, 'out_order_no'), receivers, isLast: json['unfreeze_unsplit'] === true };
  return splitSaid(v3, json, splitOrder(v3.sharing, order, wish));
};
const splitQuery: Route = (v3, _json, [outSplitNo = ''], asked) => {
  const order = paidOrder(v3, asked);
  return splitSaid(v3, asked, order === null ? null : splitOf(order, outSplitNo));
};
const unfreeze: Route = (v3, json) => {
  const order = paidOrder(v3, json);
  return splitSaid(
    v3,
    json,
    order === null ? 'not_paid' : unfreezeOrder(v3.sharing, order, textOf(json, 'out_order_no')),
  );
};
const giveBack: Route = (v3, json) => {
  const outSplitNo = textOf(json, 'out_order_no');
  const order = v3.book
    .orders()
    .find((one) => one.subMerchant === textOf(json, 'sub_mchid') && splitOf(one, outSplitNo) !== null);
  if (order === undefined) return no(404, 'RESOURCE_NOT_EXISTS', '分账单不存在');
  const wish = {
    outSplitNo,
    outReturnNo: textOf(json, 'out_return_no'),
    account: textOf(json, 'return_mchid'),
    fen: wholeOf(json, 'amount') ?? 0,
  };
  const made = returnShare(v3.sharing, order, wish);
  if (typeof made === 'string')
    return no(400, 'INVALID_REQUEST', made === 'too_much' ? '回退金额超过分账金额' : '没有可回退的分账');
  const { outReturnNo, channelNo, account, fen } = made;
  return ok({
    sub_mchid: order.subMerchant,
    out_order_no: outSplitNo,
    out_return_no: outReturnNo,
    return_id: channelNo,
    return_mchid: account,
    amount: fen,
    result: 'SUCCESS',
  });
};

export const shareRoutes: readonly (readonly [string, RegExp, string, Route])[] = [
  ['POST', /^\/v3\/profitsharing\/receivers\/add$/, 'addReceiver', addReceiver],
  ['POST', /^\/v3\/profitsharing\/orders$/, 'split', split],
  ['POST', /^\/v3\/profitsharing\/orders\/unfreeze$/, 'unfreeze', unfreeze],
  ['GET', /^\/v3\/profitsharing\/orders\/([^/]+)$/, 'splitQuery', splitQuery],
  ['POST', /^\/v3\/profitsharing\/return-orders$/, 'splitReturn', giveBack],
];
