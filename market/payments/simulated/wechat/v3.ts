import { isObject, readObject, textOf, timeOf, wholeOf } from '../../http.ts';
import { billFile, billLink } from './bills.ts';
import { beijing, no, ok, types, wordsOf, type Fields, type Route, type V3, type V3Said } from './common.ts';
import type { SimOrder, SimRefund } from '../order.ts';
import { payByPlan } from '../phone.ts';
import type { Asked } from '../server.ts';
import { shareRoutes } from './sharing.ts';

export function orderJson({ config }: V3, order: SimOrder): Fields {
  const [state, text] = wordsOf(order);
  const isPaid = order.paidAt !== null;
  return {
    sp_appid: config.spAppid,
    sp_mchid: config.spMchid,
    sub_mchid: order.subMerchant,
    out_trade_no: order.outTradeNo,
    trade_state: state,
    trade_state_desc: `模拟：${text}`,
    ...(isPaid
      ? {
          transaction_id: order.channelNo,
          trade_type: types[order.way],
          bank_type: 'OTHERS',
          success_time: beijing(order.paidAt ?? 0),
          payer: { sp_openid: order.payer },
          amount: { total: order.amountFen, payer_total: order.amountFen, currency: 'CNY', payer_currency: 'CNY' },
        }
      : {}),
  };
}
export function refundJson({ config }: V3, order: SimOrder, refund: SimRefund): Fields {
  const status = { processing: 'PROCESSING', success: 'SUCCESS', abnormal: 'ABNORMAL' }[refund.state];
  return {
    sp_mchid: config.spMchid,
    sub_mchid: order.subMerchant,
    refund_id: refund.channelNo,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.channelNo,
    out_trade_no: order.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '模拟零钱',
    create_time: beijing(refund.at),
    ...(refund.state === 'success' ? { success_time: beijing(refund.doneAt) } : {}),
    // A query's and an answer's name for it, and a notice's.
    status,
    refund_status: status,
    amount: {
      total: order.amountFen,
      refund: refund.fen,
      payer_total: order.amountFen,
      payer_refund: refund.fen,
      currency: 'CNY',
    },
  };
}

const prepay =
  (way: 'native' | 'jsapi'): Route =>
  (v3, json) => {
    const amountFen = isObject(json['amount']) ? wholeOf(json['amount'], 'total') : null;
    const [outTradeNo, notifyUrl] = [textOf(json, 'out_trade_no'), textOf(json, 'notify_url')];
    const payerId = way === 'jsapi' ? textOf(json['payer'], 'sp_openid') : null;
    if (
      amountFen === null ||
      amountFen < 1 ||
      !/^[\w\-*]{6,32}$/.test(outTradeNo) ||
      !/^https?:\/\/[^?]+$/.test(notifyUrl) ||
      payerId === ''
    )
      return no(400, 'PARAM_ERROR', '参数错误');
    if (textOf(json, 'sp_mchid') !== v3.config.spMchid) return no(403, 'NO_AUTH', '商户无权限');
    const { made, ...rest } = v3.book.make({
      outTradeNo,
      subMerchant: textOf(json, 'sub_mchid'),
      amountFen,
      subject: textOf(json, 'description'),
      way,
      payerId,
      notifyUrl,
      expiresAt: timeOf(textOf(json, 'time_expire')) ?? v3.now() + 7 * 86_400_000,
      isShared: isObject(json['settle_info']) && json['settle_info']['profit_sharing'] === true,
      wallet: 'wechat',
    });
    if (made === null) return taken('why' in rest ? rest.why : '');
    return ok(
      way === 'native' ? { code_url: `weixin://wxpay/bizpayurl?pr=${made.token}` } : { prepay_id: `wx${made.token}` },
    );
  };
const taken = (why: unknown): V3Said => {
  if (why === 'paid') return no(400, 'ORDERPAID', '订单已支付');
  return why === 'closed' ? no(400, 'ORDER_CLOSED', '订单已关闭') : no(403, 'OUT_TRADE_NO_USED', '商户订单号重复');
};

const codepay: Route = (v3, json) => {
  const amountFen = isObject(json['amount']) ? wholeOf(json['amount'], 'total') : null;
  const outTradeNo = textOf(json, 'out_trade_no');
  if (amountFen === null || amountFen < 1 || !isObject(json['scene_info'])) return no(400, 'PARAM_ERROR', '参数错误');
  // What the documentation calls optional and the real one misses (payments.md 1.3).
  if (textOf(json, 'sp_appid') === '') return no(500, 'SYSTEM_ERROR', '系统错误');
  const held = v3.book.find(textOf(json, 'sub_mchid'), outTradeNo);
  if (held !== null) return taken(held.state === 'paid' ? 'paid' : 'used');
  const code = v3.codes.use(textOf(json['payer'], 'auth_code'));
  if (code === null) return no(400, 'AUTH_CODE_EXPIRED', '付款码已过期');
  const { made } = v3.book.make({
    outTradeNo,
    subMerchant: textOf(json, 'sub_mchid'),
    amountFen,
    subject: textOf(json, 'description'),
    way: 'code',
    payerId: null,
    notifyUrl: '',
    expiresAt: v3.now() + 45_000,
    isShared: isObject(json['settle_info']) && json['settle_info']['profit_sharing'] === true,
    wallet: code.wallet,
  });
  if (made === null) return taken('used');
  if (payByPlan(v3.book, made, code.plan, 'sim-wechat-shopper', v3.now()) === 'no_money')
    return no(403, 'NOT_ENOUGH', '余额不足');
  return ok(orderJson(v3, made));
};

const orderOf = (v3: V3, json: Fields, outTradeNo: string): SimOrder | null =>
  textOf(json, 'sp_mchid') === v3.config.spMchid ? v3.book.find(textOf(json, 'sub_mchid'), outTradeNo) : null;
const missing = (): V3Said => no(404, 'ORDER_NOT_EXIST', '订单不存在');

const query: Route = (v3, _json, [outTradeNo = ''], asked) => {
  const order = orderOf(v3, asked, outTradeNo);
  return order === null ? missing() : ok(orderJson(v3, order));
};
const close: Route = (v3, json, [outTradeNo = '']) => {
  const order = orderOf(v3, json, outTradeNo);
  if (order === null) return missing();
  if (order.way === 'code') return no(400, 'INVALID_REQUEST', '付款码订单请撤销');
  return v3.book.close(order) === 'paid' ? no(400, 'ORDERPAID', '订单已支付') : { status: 204, body: '' };
};
const reverse: Route = (v3, json, [outTradeNo = '']) => {
  const order = orderOf(v3, json, outTradeNo);
  if (order === null) return missing();
  v3.book.reverse(order);
  return ok({ sp_mchid: v3.config.spMchid, sub_mchid: order.subMerchant, out_trade_no: outTradeNo });
};

const refund: Route = (v3, json) => {
  const order = v3.book.find(textOf(json, 'sub_mchid'), textOf(json, 'out_trade_no'));
  const amount = isObject(json['amount']) ? json['amount'] : {};
  const fen = wholeOf(amount, 'refund');
  if (order === null) return no(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
  if (fen === null || fen < 1 || wholeOf(amount, 'total') !== order.amountFen)
    return no(400, 'PARAM_ERROR', '金额不一致');
  const made = v3.book.refund(order, textOf(json, 'out_refund_no'), fen);
  if (typeof made === 'string')
    return no(400, 'INVALID_REQUEST', made === 'too_much' ? '订单已全额退款' : '订单状态不允许退款');
  return ok(refundJson(v3, order, made));
};
const refundQuery: Route = (v3, _json, [outRefundNo = ''], asked) => {
  const found = v3.book.findRefund(asked['sub_mchid'] ?? '', outRefundNo);
  return found === null
    ? no(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
    : ok(refundJson(v3, found.order, found.refund));
};

/** Who is paying: sends the browser straight back, as the real one does without asking (`snsapi_base`). */
const authorize: Route = (v3, _json, _parts, asked) => {
  const back = URL.parse(asked['redirect_uri'] ?? '');
  if (back === null || asked['appid'] !== v3.config.spAppid) return { status: 400, headers: {}, body: '' };
  back.searchParams.set('code', `sim${v3.book.number()}`);
  back.searchParams.set('state', asked['state'] ?? '');
  return { status: 302, headers: { location: back.href }, body: '' };
};
const accessToken: Route = (v3, _json, _parts, asked) => {
  const isGood =
    asked['appid'] === v3.config.spAppid &&
    asked['secret'] === v3.config.appSecret &&
    (asked['code'] ?? '').startsWith('sim');
  const said = isGood
    ? { access_token: 'simulated', openid: 'sim-wechat-shopper' }
    : { errcode: 40_029, errmsg: '模拟：invalid code' };
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: JSON.stringify(said) };
};

const transactions = '/v3/pay/partner/transactions';
/** Method, pattern, what it is called for the faults, and who answers. */
const routes: readonly (readonly [string, RegExp, string, Route])[] = [
  ['POST', new RegExp(`^${transactions}/native$`), 'prepay', prepay('native')],
  ['POST', new RegExp(`^${transactions}/jsapi$`), 'prepay', prepay('jsapi')],
  ['POST', new RegExp(`^${transactions}/codepay$`), 'payByCode', codepay],
  ['GET', new RegExp(`^${transactions}/out-trade-no/([^/]+)$`), 'query', query],
  ['POST', new RegExp(`^${transactions}/out-trade-no/([^/]+)/close$`), 'close', close],
  ['POST', new RegExp(`^${transactions}/out-trade-no/([^/]+)/reverse$`), 'reverse', reverse],
  ['POST', /^\/v3\/refund\/domestic\/refunds$/, 'refund', refund],
  ['GET', /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/, 'refundQuery', refundQuery],
  ...shareRoutes,
  ['GET', /^\/v3\/bill\/(tradebill|fundflowbill)$/, 'fetchBill', billLink],
  ['GET', /^\/v3\/billdownload\/file$/, 'fetchBill', billFile],
  ['GET', /^\/connect\/oauth2\/authorize$/, 'payer', authorize],
  ['GET', /^\/sns\/oauth2\/access_token$/, 'payer', accessToken],
];
const routeOf = ({ method, path }: Asked) =>
  routes.find(([wanted, pattern]) => wanted === method && pattern.test(path));

export const operationV3 = (asked: Asked): string | null => routeOf(asked)?.[2] ?? null;

export function answerV3(v3: V3, asked: Asked): V3Said {
  const [, pattern, , route] = routeOf(asked) ?? [];
  if (pattern === undefined || route === undefined) return no(404, 'NOT_FOUND', '没有此接口');
  const json = asked.method === 'POST' ? readObject(asked.body) : {};
  if (json === null) return no(400, 'PARAM_ERROR', '不是 JSON');
  const parts = (pattern.exec(asked.path) ?? []).slice(1).map(decodeURIComponent);
  return route(v3, json, parts, asked.query);
}
