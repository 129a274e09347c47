import { isSigned, readXml, signFields, toXml, type Fields } from '../../wechat/xml.ts';
import { payByPlan } from '../phone.ts';
import type { Asked, Said } from '../server.ts';
import { beijing, wordsOf, type V3 } from './common.ts';

/** APIv2 of the simulated WeChat Pay: payment codes and what ends them. The client certificate is TLS's work and not looked at. */
const operations: Readonly<Record<string, string>> = {
  '/pay/micropay': 'payByCode',
  '/pay/orderquery': 'query',
  '/secapi/pay/reverse': 'reverse',
};
export const operationV2 = ({ path }: Asked): string | null =>
  Object.hasOwn(operations, path) ? (operations[path] ?? null) : null;

export function answerV2(v3: V3, { path, body }: Asked): Said {
  const { apiV2Key: key, v2SignType: type, spMchid, spAppid } = v3.config;
  const say = (fields: Fields): Said => ({
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: toXml(fields),
  });
  const fields = readXml(body);
  if (fields === null) return say({ return_code: 'FAIL', return_msg: '模拟：XML格式错误' });
  if (!isSigned(fields, key, type)) return say({ return_code: 'FAIL', return_msg: '模拟：签名错误' });
  const result =
    operations[path] === 'payByCode'
      ? micropay(v3, fields)
      : operations[path] === 'query'
        ? orderquery(v3, fields)
        : reverse(v3, fields);
  const whole: Fields = {
    return_code: 'SUCCESS',
    return_msg: 'OK',
    appid: spAppid,
    mch_id: spMchid,
    sub_mch_id: fields['sub_mch_id'] ?? '',
    nonce_str: String(v3.now()),
    result_code: 'err_code' in result ? 'FAIL' : 'SUCCESS',
    ...result,
  };
  return say({ ...whole, sign: signFields(whole, key, type) });
}

const refused = (code: string, text: string): Fields => ({ err_code: code, err_code_des: `模拟：${text}` });
const orderOf = ({ book }: V3, fields: Fields) => book.find(fields['sub_mch_id'] ?? '', fields['out_trade_no'] ?? '');

function micropay(v3: V3, fields: Fields): Fields {
  const fen = Number(fields['total_fee']);
  if (!Number.isSafeInteger(fen) || fen < 1) return refused('PARAM_ERROR', '参数错误');
  const held = orderOf(v3, fields);
  if (held !== null) return refused(held.state === 'paid' ? 'ORDERPAID' : 'OUT_TRADE_NO_USED', '商户订单号重复');
  const code = v3.codes.use(fields['auth_code'] ?? '');
  if (code === null) return refused('AUTHCODEEXPIRE', '二维码已过期，请用户在微信上刷新后再试');
  const { made } = v3.book.make({
    outTradeNo: fields['out_trade_no'] ?? '',
    subMerchant: fields['sub_mch_id'] ?? '',
    amountFen: fen,
    subject: fields['body'] ?? '',
    way: 'code',
    payerId: null,
    notifyUrl: '',
    expiresAt: v3.now() + 45_000,
    isShared: fields['profit_sharing'] === 'Y',
    wallet: code.wallet,
  });
  if (made === null) return refused('OUT_TRADE_NO_USED', '商户订单号重复');
  if (payByPlan(v3.book, made, code.plan, 'sim-wechat-shopper', v3.now()) === 'no_money')
    return refused('NOTENOUGH', '余额不足');
  if (made.state !== 'paid') return refused('USERPAYING', '需要用户输入支付密码');
  return {
    openid: made.payer,
    trade_type: 'MICROPAY',
    bank_type: 'OTHERS',
    ...paidFields(made.amountFen, made.channelNo, made.outTradeNo, made.paidAt),
  };
}
const paidFields = (fen: number, channelNo: string, outTradeNo: string, paidAt: number | null): Fields => ({
  total_fee: String(fen),
  cash_fee: String(fen),
  transaction_id: channelNo,
  out_trade_no: outTradeNo,
  time_end: paidAt === null ? '' : beijing(paidAt).slice(0, 19).replace(/\D/g, ''),
});

function orderquery(v3: V3, fields: Fields): Fields {
  const order = orderOf(v3, fields);
  if (order === null) return refused('ORDERNOTEXIST', '此交易订单号不存在');
  const [state, text] = wordsOf(order);
  return {
    trade_state: state,
    trade_state_desc: `模拟：${text}`,
    ...paidFields(order.amountFen, order.channelNo, order.outTradeNo, order.paidAt),
  };
}

function reverse(v3: V3, fields: Fields): Fields {
  const order = orderOf(v3, fields);
  if (order === null) return { ...refused('ORDERNOTEXIST', '订单不存在'), recall: 'N' };
  v3.book.reverse(order);
  return { recall: 'N' };
}
