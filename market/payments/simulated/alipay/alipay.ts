import { randomUUID } from 'node:crypto';
import { createAlipay } from '../../alipay/alipay.ts';
import type { AlipayConfig } from '../../alipay/config.ts';
import { readForm, type Params } from '../../alipay/sign.ts';
import { rsaSign, rsaVerify, sortedText } from '../../rsa.ts';
import { beijingMs, beijingTime, yuanOf } from '../../yuan.ts';
import type { NoticeFault } from '../faults.ts';
import { once, rsaPair } from '../keys.ts';
import { refundedFen, type SimOrder } from '../order.ts';
import type { Outgoing } from '../notifier.ts';
import type { Asked, Said } from '../server.ts';
import { simulate, type Parts, type Simulated, type SimulatedOptions, type Skin } from '../simulated.ts';
import { billFile } from './bills.ts';
import type { Fields, Gateway } from './common.ts';
import { methods, statusOf } from './methods.ts';

/** Seconds between two notices: 4 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h. */
const SCHEDULE = [240, 600, 600, 3_600, 7_200, 21_600, 54_000];
/** The address in a code, the number of a trade, or the call a page makes with it. */
const tokenOf = (text: string): string | null => {
  const number = /^(?:\{"tradeNO":")?(20\d{20,})(?:"\})?$/.exec(text)?.[1];
  return number === undefined ? (/^https:\/\/qr\.alipay\.com\/sim(n\d+)$/.exec(text)?.[1] ?? null) : `j${number}`;
};

/** Alipay's gateway as an ISV meets it, signed with keys made at the start. A stall's authorisation of us is its own number. */
export const simulateAlipay = (options: SimulatedOptions): Promise<Simulated> =>
  simulate(options, {
    name: 'alipay',
    prefix: '20',
    wallets: ['alipay'],
    tokenOf,
    schedule: SCHEDULE,
    isTaken: (_status, body) => body === 'success',
    skin,
  });

function skin(parts: Parts): Skin {
  const { now, url } = parts;
  const [ours, theirs, stranger] = [rsaPair(), rsaPair(), once(rsaPair)];
  const config = {
    name: 'alipay',
    appId: '2021000000000001',
    privateKey: theirs.privateKey,
    alipayPublicKey: ours.publicKey,
    isSimulated: true,
  } as const satisfies Partial<AlipayConfig>;
  const gateway: Gateway = { ...parts, appId: config.appId };

  const say = (method: string, fields: Fields): Said => {
    const own = JSON.stringify(fields);
    const sign = rsaSign(own, ours.privateKey);
    return {
      status: 200,
      headers: { 'content-type': 'text/html;charset=utf-8' },
      body: `{"${method.replaceAll('.', '_')}_response":${own},"sign":"${sign}"}`,
    };
  };
  const paramsOf = (asked: Asked): Params => readForm(asked.body) ?? {};
  const isSigned = (params: Params): boolean =>
    params['app_id'] === config.appId &&
    Math.abs((beijingMs(params['timestamp'] ?? '') ?? 0) - now()) <= 900_000 &&
    rsaVerify(sortedText(params), params['sign'] ?? '', theirs.publicKey);

  const answer = (asked: Asked): Said => {
    if (asked.path === '/oauth2/publicAppAuthorize.htm') return authorize(asked);
    if (asked.path === '/bill') return billFile(gateway, asked);
    const params = paramsOf(asked);
    const name = params['method'] ?? '';
    if (!isSigned(params)) return say(name, refused('40002', 'isv.invalid-signature', '验签出错'));
    const token = params['app_auth_token'] ?? '';
    if (token !== '' && !/^[\w-]+$/.test(token))
      return say(name, refused('20001', 'aop.invalid-app-auth-token', '无效的应用授权令牌'));
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) return say(name, refused('40004', 'isv.invalid-method', '没有此接口'));
    const content: unknown = params['biz_content'] === undefined ? {} : JSON.parse(params['biz_content']);
    return say(name, method.answer(gateway, content as Fields, token, params));
  };
  const authorize = ({ query }: Asked): Said => {
    const back = URL.parse(query['redirect_uri'] ?? '');
    if (back === null || query['app_id'] !== config.appId) return { status: 400, headers: {}, body: '' };
    back.searchParams.set('auth_code', `sim${parts.book.number()}`);
    back.searchParams.set('state', query['state'] ?? '');
    return { status: 302, headers: { location: back.href }, body: '' };
  };
  const operation = (asked: Asked): string | null => {
    if (asked.path === '/bill') return 'fetchBill';
    const name = paramsOf(asked)['method'] ?? '';
    return Object.hasOwn(methods, name) ? (methods[name]?.operation ?? null) : null;
  };

  const paidNotice = (order: SimOrder): Outgoing | null => {
    if (order.notifyUrl === '') return null;
    const id = randomUUID().replaceAll('-', '');
    const told = noticeOf(order, id);
    return {
      url: order.notifyUrl,
      write: (fault) => form({ ...told, notify_time: beijingTime(now()), ...spoilt(fault) }, fault),
    };
  };
  const noticeOf = (order: SimOrder, id: string): Params => ({
    notify_id: id,
    notify_type: 'trade_status_sync',
    charset: 'utf-8',
    version: '1.0',
    app_id: config.appId,
    auth_app_id: config.appId,
    seller_id: order.subMerchant,
    buyer_id: order.payer,
    out_trade_no: order.outTradeNo,
    trade_no: order.channelNo,
    trade_status: statusOf(order),
    total_amount: yuanOf(order.amountFen),
    subject: order.subject,
    body: '模拟',
    gmt_payment: beijingTime(order.paidAt ?? now()),
    fund_bill_list: `[{"amount":"${yuanOf(order.amountFen)}","fundChannel":"ALIPAYACCOUNT"}]`,
    ...(order.refunds.length === 0 ? {} : { refund_fee: yuanOf(refundedFen(order)), gmt_refund: beijingTime(now()) }),
  });
  const spoilt = (fault: NoticeFault | null): Params => {
    if (fault === 'other_merchant') return { seller_id: '2088000000000000' };
    return fault === 'other_amount' ? { total_amount: '0.01' } : {};
  };
  const form = (fields: Params, fault: NoticeFault | null) => {
    const key = fault === 'forged' || fault === 'probe' ? stranger().privateKey : ours.privateKey;
    const body = new URLSearchParams({
      ...fields,
      sign: rsaSign(sortedText(fields), key),
      sign_type: 'RSA2',
    }).toString();
    const sent = fault === 'huge' ? `${body}&padding=${'x'.repeat(200_000)}` : body;
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: fault === 'cut' ? sent.slice(0, sent.length / 2) : sent,
    };
  };

  return {
    speaker: {
      operation,
      answer,
      systemError: (asked) => say(paramsOf(asked)['method'] ?? '', refused('20000', 'aop.unknow-error', '系统繁忙')),
      forge: (said) => ({ ...said, body: forged(said.body, rsaSign('forged', stranger().privateKey)) }),
    },
    channel: (notifyUrl) =>
      createAlipay({ ...config, notifyUrl, gatewayUrl: `${url()}/gateway.do`, authUrl: url() }, { now }),
    paidNotice,
    // A refund is told by the trade's own notice.
    refundNotice: (order) => paidNotice(order),
  };
}
const refused = (code: string, subCode: string, text: string): Fields => ({
  code,
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: `模拟：${text}`,
});
/** A bill has no signature of its own: a forged one is other bytes. */
const forged = (body: string | Buffer, sign: string): string | Buffer =>
  typeof body === 'string'
    ? body.replace(/"sign":"[^"]*"/, `"sign":"${sign}"`)
    : Buffer.concat([body.subarray(0, 40), Buffer.from('forged'), body.subarray(46)]);
