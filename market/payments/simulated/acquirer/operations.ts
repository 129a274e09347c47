import { walletOf } from '../../acquirer/orders.ts';
import { isObject, textOf, timeOf, wholeOf } from '../../http.ts';
import type { Wish } from '../book.ts';
import { refundedFen, type OrderState, type SimOrder, type SimRefund, type Way } from '../order.ts';
import { payByPlan } from '../phone.ts';
import { returnShare, splitOf, splitOrder, unfreezeOrder, type SplitRefusal } from '../sharing.ts';
import type { Parts } from '../simulated.ts';
import { billLink } from './bills.ts';

export type Fields = Readonly<Record<string, unknown>>;
type Result = readonly [code: string, data: Fields];
/** What it is called for the faults, and how it is answered. */
interface Operation {
  readonly name: string;
  readonly answer: (parts: Parts, data: Fields) => Result;
}
const no = (code: string, text: string): Result => [code, { message: `模拟：${text}` }];
const missing = (): Result => no('TRADE_NOT_FOUND', '订单不存在');

const words: Readonly<Record<OrderState, string>> = {
  open: 'OPEN',
  paying: 'PAYING',
  paid: 'PAID',
  closed: 'CLOSED',
  reversed: 'REVERSED',
  failed: 'FAILED',
};
export const orderData = (order: SimOrder): Fields => ({
  merchant_no: order.subMerchant,
  out_trade_no: order.outTradeNo,
  trade_no: order.channelNo,
  state: order.state === 'paid' && refundedFen(order) === order.amountFen ? 'REFUNDED' : words[order.state],
  amount_fen: order.amountFen,
  wallet: order.wallet.toUpperCase(),
  payer_id: order.payer,
  ...(order.paidAt === null ? {} : { paid_at: new Date(order.paidAt).toISOString() }),
});
export const refundData = (refund: SimRefund): Fields => ({
  out_refund_no: refund.outRefundNo,
  refund_no: refund.channelNo,
  refund_fen: refund.fen,
  state: refund.state === 'success' ? 'DONE' : 'PENDING',
  ...(refund.state === 'success' ? { done_at: new Date(refund.doneAt).toISOString() } : {}),
});

const orderOf = ({ book }: Parts, data: Fields) => book.find(textOf(data, 'merchant_no'), textOf(data, 'out_trade_no'));
function wishOf({ now }: Parts, data: Fields, way: Way, wallet: Wish['wallet'] | null): Wish | null {
  const amountFen = wholeOf(data, 'amount_fen');
  const outTradeNo = textOf(data, 'out_trade_no');
  if (amountFen === null || amountFen < 1 || !/^[\w-]{1,32}$/.test(outTradeNo) || wallet === null) return null;
  return {
    outTradeNo,
    subMerchant: textOf(data, 'merchant_no'),
    amountFen,
    subject: textOf(data, 'subject'),
    way,
    payerId: null,
    notifyUrl: textOf(data, 'notify_url'),
    expiresAt: way === 'code' ? now() + 60_000 : (timeOf(textOf(data, 'expires_at')) ?? now() + 7_200_000),
    isShared: data['profit_sharing'] === true,
    wallet,
  };
}
const taken = (why: 'paid' | 'closed' | 'different'): Result =>
  no({ paid: 'TRADE_PAID', closed: 'TRADE_CLOSED', different: 'TRADE_MISMATCH' }[why], '订单号已使用');

const prepay: Operation['answer'] = (parts, data) => {
  const way = textOf(data, 'way') === 'CODE' ? 'native' : 'browser';
  const wish = wishOf(parts, data, way, walletOf(textOf(data, 'wallet')));
  if (wish === null) return no('PARAM_INVALID', '参数错误');
  const result = parts.book.make(wish);
  if (result.made === null) return taken(result.why);
  const { token } = result.made;
  return ['OK', { ...orderData(result.made), url: `${parts.url()}/${way === 'native' ? 'code' : 'page'}/${token}` }];
};
const payByCode: Operation['answer'] = (parts, data) => {
  const held = orderOf(parts, data);
  if (held !== null) return taken(held.state === 'paid' ? 'paid' : 'different');
  const code = parts.codes.use(textOf(data, 'auth_code'));
  if (code === null) return no('AUTH_CODE_INVALID', '付款码无效');
  const wish = wishOf(parts, data, 'code', code.wallet);
  if (wish === null) return no('PARAM_INVALID', '参数错误');
  const result = parts.book.make(wish);
  if (result.made === null) return taken(result.why);
  const paid = payByPlan(parts.book, result.made, code.plan, 'sim-acquirer-shopper', parts.now());
  return paid === 'no_money' ? no('BALANCE_NOT_ENOUGH', '余额不足') : ['OK', orderData(result.made)];
};
const query: Operation['answer'] = (parts, data) => {
  const order = orderOf(parts, data);
  return order === null ? missing() : ['OK', orderData(order)];
};
const close: Operation['answer'] = (parts, data) => {
  const order = orderOf(parts, data);
  if (order === null) return missing();
  return parts.book.close(order) === 'paid' ? no('TRADE_PAID', '订单已支付') : ['OK', orderData(order)];
};
const reverse: Operation['answer'] = (parts, data) => {
  const order = orderOf(parts, data);
  if (order === null) return missing();
  parts.book.reverse(order);
  return ['OK', orderData(order)];
};

const refund: Operation['answer'] = (parts, data) => {
  const order = orderOf(parts, data);
  const fen = wholeOf(data, 'refund_fen');
  if (order === null) return missing();
  if (fen === null || fen < 1 || wholeOf(data, 'total_fen') !== order.amountFen)
    return no('PARAM_INVALID', '金额不一致');
  const made = parts.book.refund(order, textOf(data, 'out_refund_no'), fen);
  if (typeof made === 'string') return no(made === 'too_much' ? 'REFUND_EXCEEDS' : 'PARAM_INVALID', '不允许退款');
  return ['OK', refundData(made)];
};
const refundQuery: Operation['answer'] = (parts, data) => {
  const found = parts.book.findRefund(textOf(data, 'merchant_no'), textOf(data, 'out_refund_no'));
  return found === null ? no('REFUND_NOT_FOUND', '退款不存在') : ['OK', refundData(found.refund)];
};

const splitRefusals: Readonly<Record<SplitRefusal, string>> = {
  not_shared: 'NO_PERMISSION',
  not_paid: 'PARAM_INVALID',
  too_early: 'SYSTEM_BUSY',
  over: 'SHARE_FINISHED',
  too_much: 'SHARE_EXCEEDS',
  bad: 'PARAM_INVALID',
  different: 'TRADE_MISMATCH',
};
const splitSaid = (split: ReturnType<typeof splitOrder> | null): Result => {
  if (split === null) return no('SPLIT_NOT_FOUND', '分账不存在');
  if (typeof split === 'string') return no(splitRefusals[split], '不允许分账');
  const receivers = split.receivers.map(({ account, fen, reason }) => ({
    account,
    amount_fen: fen,
    state: reason === '' ? 'DONE' : 'REFUSED',
    reason,
  }));
  return ['OK', { out_split_no: split.outSplitNo, split_no: split.channelNo, receivers }];
};
const tradeOf = ({ book }: Parts, data: Fields) => {
  const order = book.byChannelNo(textOf(data, 'trade_no'));
  return order?.subMerchant === textOf(data, 'merchant_no') ? order : null;
};
const addReceiver: Operation['answer'] = (parts, data) => {
  parts.addReceiver(textOf(data, 'merchant_no'), textOf(data, 'account'));
  return ['OK', {}];
};
const split: Operation['answer'] = (parts, data) => {
  const order = tradeOf(parts, data);
  if (order === null) return missing();
  const list: readonly unknown[] = Array.isArray(data['receivers']) ? data['receivers'] : [];
  const receivers = list.filter(isObject).map((one) => ({
    kind: textOf(one, 'kind'),
    account: textOf(one, 'account'),
    fen: wholeOf(one, 'amount_fen') ?? 0,
    description: textOf(one, 'description'),
  }));
  const wish = { outSplitNo: textOf(data, 'out_split_no'), receivers, isLast: data['is_last'] === true };
  return splitSaid(splitOrder(parts.sharing, order, wish));
};
const splitQuery: Operation['answer'] = (parts, data) =>
  splitSaid(splitOf(tradeOf(parts, data), textOf(data, 'out_split_no')));
const unfreeze: Operation['answer'] = (parts, data) => {
  const order = tradeOf(parts, data);
  return order === null ? missing() : splitSaid(unfreezeOrder(parts.sharing, order, textOf(data, 'out_split_no')));
};
const splitReturn: Operation['answer'] = (parts, data) => {
  const outSplitNo = textOf(data, 'out_split_no');
  const order = parts.book
    .orders()
    .find((one) => one.subMerchant === textOf(data, 'merchant_no') && splitOf(one, outSplitNo) !== null);
  if (order === undefined) return no('SPLIT_NOT_FOUND', '分账不存在');
  const wish = {
    outSplitNo,
    outReturnNo: textOf(data, 'out_return_no'),
    account: textOf(data, 'account'),
    fen: wholeOf(data, 'amount_fen') ?? 0,
  };
  const made = returnShare(parts.sharing, order, wish);
  if (typeof made === 'string') return no(made === 'too_much' ? 'SHARE_EXCEEDS' : 'RECEIVER_UNKNOWN', '不允许回退');
  return ['OK', { out_return_no: made.outReturnNo, return_no: made.channelNo, amount_fen: made.fen }];
};

export const operations: Readonly<Record<string, Operation>> = {
  prepay: { name: 'prepay', answer: prepay },
  pay_by_code: { name: 'payByCode', answer: payByCode },
  query: { name: 'query', answer: query },
  close: { name: 'close', answer: close },
  reverse: { name: 'reverse', answer: reverse },
  refund: { name: 'refund', answer: refund },
  refund_query: { name: 'refundQuery', answer: refundQuery },
  receiver_add: { name: 'addReceiver', answer: addReceiver },
  split: { name: 'split', answer: split },
  split_query: { name: 'splitQuery', answer: splitQuery },
  split_return: { name: 'splitReturn', answer: splitReturn },
  unfreeze: { name: 'unfreeze', answer: unfreeze },
  bill: { name: 'fetchBill', answer: billLink },
};
