import { isObject, textOf } from '../../http.ts';
import { beijingMs, beijingTime, fenOf, yuanOf } from '../../yuan.ts';
import type { Wish } from '../book.ts';
import { refundedFen, type SimOrder, type Way } from '../order.ts';
import { payByPlan } from '../phone.ts';
import { billLink } from './bills.ts';
import { done, refuse, type Fields, type Gateway, type Method } from './common.ts';
import { shareMethods } from './sharing.ts';

/** Alipay's word for a trade. One that was given back whole is closed. */
export const statusOf = (order: SimOrder): string => {
  if (order.state === 'paid') return refundedFen(order) === order.amountFen ? 'TRADE_CLOSED' : 'TRADE_SUCCESS';
  return order.state === 'open' || order.state === 'paying' ? 'WAIT_BUYER_PAY' : 'TRADE_CLOSED';
};
const SHOPPER = 'sim-alipay-shopper';
const missing = (): Fields => refuse('ACQ.TRADE_NOT_EXIST', '交易不存在');
const tradeFields = (order: SimOrder): Fields => ({
  trade_no: order.channelNo,
  out_trade_no: order.outTradeNo,
  total_amount: yuanOf(order.amountFen),
  buyer_user_id: order.payer,
});
/** A trade exists from when somebody has scanned its code. */
const tradeOf = ({ book }: Gateway, content: Fields, subMerchant: string): SimOrder | null => {
  const order = book.find(subMerchant, textOf(content, 'out_trade_no'));
  return order?.isOpened === true ? order : null;
};

function wishOf(gateway: Gateway, content: Fields, subMerchant: string, way: Way, notifyUrl: string): Wish | null {
  const amountFen = fenOf(textOf(content, 'total_amount'));
  const outTradeNo = textOf(content, 'out_trade_no');
  if (amountFen === null || amountFen < 1 || !/^\w[\w-]{0,63}$/.test(outTradeNo) || subMerchant === '') return null;
  const extra = content['extend_params'];
  return {
    outTradeNo,
    subMerchant,
    amountFen,
    subject: textOf(content, 'subject'),
    way,
    payerId: way === 'jsapi' ? textOf(content, 'buyer_open_id') || textOf(content, 'buyer_id') || null : null,
    notifyUrl,
    // A payment code's trade is closed by itself after three minutes.
    expiresAt:
      way === 'code'
        ? gateway.now() + 180_000
        : (beijingMs(textOf(content, 'time_expire')) ?? gateway.now() + 7_200_000),
    isShared: isObject(extra) && extra['royalty_freeze'] === 'true',
    wallet: 'alipay',
  };
}
const taken = (why: 'paid' | 'closed' | 'different'): Fields => {
  if (why === 'paid') return refuse('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
  return why === 'closed'
    ? refuse('ACQ.TRADE_HAS_CLOSE', '交易已经关闭')
    : refuse('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改');
};

const order =
  (way: 'native' | 'jsapi'): Method['answer'] =>
  (gateway, content, subMerchant, params) => {
    const wish = wishOf(gateway, content, subMerchant, way, params['notify_url'] ?? '');
    if (wish === null || (way === 'jsapi' && wish.payerId === null)) return refuse('ACQ.INVALID_PARAMETER', '参数无效');
    const result = gateway.book.make(wish);
    if (result.made === null) return taken(result.why);
    const { channelNo, token } = result.made;
    const number = { out_trade_no: wish.outTradeNo };
    return done(
      way === 'native'
        ? { ...number, qr_code: `https://qr.alipay.com/sim${token}` }
        : { ...number, trade_no: channelNo },
    );
  };

const pay: Method['answer'] = (gateway, content, subMerchant, params) => {
  const wish = wishOf(gateway, content, subMerchant, 'code', params['notify_url'] ?? '');
  if (wish === null || textOf(content, 'scene') !== 'bar_code') return refuse('ACQ.INVALID_PARAMETER', '参数无效');
  const held = gateway.book.find(subMerchant, wish.outTradeNo);
  if (held !== null) return taken(held.state === 'paid' ? 'paid' : 'different');
  const code = gateway.codes.use(textOf(content, 'auth_code'));
  if (code === null) return refuse('ACQ.PAYMENT_AUTH_CODE_INVALID', '支付授权码无效');
  const result = gateway.book.make(wish);
  if (result.made === null) return taken(result.why);
  const { made } = result;
  if (payByPlan(gateway.book, made, code.plan, SHOPPER, gateway.now()) === 'no_money')
    return refuse('ACQ.BUYER_BALANCE_NOT_ENOUGH', '余额不足');
  if (made.state !== 'paid') return { code: '10003', msg: '模拟：等待用户付款', ...tradeFields(made) };
  return done({ ...tradeFields(made), gmt_payment: beijingTime(made.paidAt ?? gateway.now()) });
};

const query: Method['answer'] = (gateway, content, subMerchant) => {
  const trade = tradeOf(gateway, content, subMerchant);
  if (trade === null) return missing();
  const paid = trade.paidAt === null ? {} : { send_pay_date: beijingTime(trade.paidAt) };
  return done({ ...tradeFields(trade), trade_status: statusOf(trade), ...paid });
};
const close: Method['answer'] = (gateway, content, subMerchant) => {
  const trade = tradeOf(gateway, content, subMerchant);
  if (trade === null) return missing();
  if (statusOf(trade) !== 'WAIT_BUYER_PAY') return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  gateway.book.close(trade);
  return done(tradeFields(trade));
};
const cancel: Method['answer'] = (gateway, content, subMerchant) => {
  const number = { out_trade_no: textOf(content, 'out_trade_no'), retry_flag: 'N' };
  const trade = gateway.book.find(subMerchant, number.out_trade_no);
  if (trade === null) return done(number);
  const action = trade.state === 'paid' ? 'refund' : 'close';
  gateway.book.reverse(trade);
  return done({ ...number, trade_no: trade.channelNo, action });
};

const refund: Method['answer'] = (gateway, content, subMerchant) => {
  const trade = tradeOf(gateway, content, subMerchant);
  const fen = fenOf(textOf(content, 'refund_amount'));
  if (trade === null) return missing();
  if (fen === null || fen < 1) return refuse('ACQ.INVALID_PARAMETER', '参数无效');
  const before = trade.refunds.length;
  const made = gateway.book.refund(trade, textOf(content, 'out_request_no'), fen);
  if (made === 'not_paid') return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  if (made === 'too_much') return refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
  if (made === 'different') return refuse('ACQ.DISCORDANT_REPEAT_REQUEST', '不一致的请求');
  const isNew = trade.refunds.length > before && made.state === 'success';
  return done({
    ...tradeFields(trade),
    fund_change: isNew ? 'Y' : 'N',
    refund_fee: yuanOf(refundedFen(trade)),
    gmt_refund_pay: beijingTime(made.at),
  });
};
const refundQuery: Method['answer'] = (gateway, content, subMerchant) => {
  const trade = tradeOf(gateway, content, subMerchant);
  if (trade === null) return missing();
  const held = trade.refunds.find(({ outRefundNo }) => outRefundNo === textOf(content, 'out_request_no'));
  if (held === undefined) return done();
  return done({
    ...tradeFields(trade),
    out_request_no: held.outRefundNo,
    refund_amount: yuanOf(held.fen),
    ...(held.state === 'success' ? { refund_status: 'REFUND_SUCCESS', gmt_refund_pay: beijingTime(held.doneAt) } : {}),
  });
};
const token: Method['answer'] = (_gateway, _content, _subMerchant, params) =>
  (params['code'] ?? '').startsWith('sim')
    ? { user_id: '', open_id: SHOPPER, access_token: 'simulated', expires_in: 300 }
    : { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.code-invalid', sub_msg: '模拟：授权码无效' };

export const methods: Readonly<Record<string, Method>> = {
  'alipay.trade.precreate': { operation: 'prepay', answer: order('native') },
  'alipay.trade.create': { operation: 'prepay', answer: order('jsapi') },
  'alipay.trade.pay': { operation: 'payByCode', answer: pay },
  'alipay.trade.query': { operation: 'query', answer: query },
  'alipay.trade.close': { operation: 'close', answer: close },
  'alipay.trade.cancel': { operation: 'reverse', answer: cancel },
  'alipay.trade.refund': { operation: 'refund', answer: refund },
  'alipay.trade.fastpay.refund.query': { operation: 'refundQuery', answer: refundQuery },
  ...shareMethods,
  'alipay.data.dataservice.bill.downloadurl.query': { operation: 'fetchBill', answer: billLink },
  'alipay.system.oauth.token': { operation: 'payer', answer: token },
};
