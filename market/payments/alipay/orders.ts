import { unknown, type Answer, type Channel, type Invitation, type Trade, type UpstreamState } from '../channel.ts';
import { textOf } from '../http.ts';
import { beijingMs, beijingTime, fenOf, yuanOf } from '../yuan.ts';
import { call, type Called } from './call.ts';
import type { Alipay } from './config.ts';

/** What Alipay's words for a trade mean. FINISHED is paid too, only that nothing can be refunded any more. */
const states: Readonly<Record<string, UpstreamState>> = {
  WAIT_BUYER_PAY: 'paying',
  TRADE_SUCCESS: 'paid',
  TRADE_FINISHED: 'paid',
  TRADE_CLOSED: 'closed',
};
export const stateOf = (word: string): UpstreamState | null =>
  Object.hasOwn(states, word) ? (states[word] ?? null) : null;

/** Refusals by which a payment code has certainly moved no money. Whatever is not listed says nothing. */
const payRefusals = [
  'ACQ.INVALID_PARAMETER',
  'ACQ.ACCESS_FORBIDDEN',
  'ACQ.EXIST_FORBIDDEN_WORD',
  'ACQ.PARTNER_ERROR',
  'ACQ.TOTAL_FEE_EXCEED',
  'ACQ.PAYMENT_AUTH_CODE_INVALID',
  'ACQ.BUYER_BALANCE_NOT_ENOUGH',
  'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH',
  'ACQ.ERROR_BALANCE_PAYMENT_DISABLE',
  'ACQ.BUYER_SELLER_EQUAL',
  'ACQ.BUYER_ENABLE_STATUS_FORBID',
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
  'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR',
  'ACQ.BEYOND_PAY_RESTRICTION',
  'ACQ.BEYOND_PER_RECEIPT_RESTRICTION',
  'ACQ.SELLER_BEEN_BLOCKED',
  'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE',
  'ACQ.PAYMENT_REQUEST_HAS_RISK',
];
/** Codes of the gateway itself: it passed nothing on. */
const gatewayRefusals = ['20001', '40001', '40002', '40003', '40006'];

/** An answer to a call that is no 10000. `final`: business refusals that are for good. */
export function refusal(called: Called, final: readonly string[]): Answer | null {
  if (called.kind === 'nothing') return { ...unknown(called.text), raw: called.raw };
  if (called.code === '10000') return null;
  const isFinal = gatewayRefusals.includes(called.code) || (called.code === '40004' && final.includes(called.subCode));
  return {
    ...unknown(called.text),
    outcome: isFinal ? 'DENIED' : 'UNKNOWN',
    state: called.subCode === 'ACQ.TRADE_NOT_EXIST' ? 'absent' : null,
    code: called.subCode || called.code,
    raw: called.raw,
  };
}

const content = (trade: Trade) => ({
  out_trade_no: trade.outTradeNo,
  total_amount: yuanOf(trade.amountFen),
  subject: trade.subject.slice(0, 128),
  time_expire: beijingTime(trade.expiresAt),
  ...(trade.isShared ? { extend_params: { royalty_freeze: 'true' } } : {}),
});

export const prepay = async (
  alipay: Alipay,
  ...[trade, scene]: Parameters<Channel['prepay']>
): ReturnType<Channel['prepay']> => {
  if (scene.wallet !== 'alipay')
    return { ...unknown('this is no wallet of Alipay'), outcome: 'DENIED', invitation: null };
  const { appAuthToken } = trade.merchant;
  const isCall = scene.kind === 'jsapi';
  const called = await call(alipay, {
    method: isCall ? 'alipay.trade.create' : 'alipay.trade.precreate',
    appAuthToken,
    isNotified: true,
    content: isCall
      ? { ...content(trade), product_code: 'JSAPI_PAY', op_app_id: alipay.config.appId, ...payer(scene.payerId) }
      : content(trade),
  });
  const no = refusal(called, [
    'ACQ.CONTEXT_INCONSISTENT',
    'ACQ.TRADE_HAS_CLOSE',
    'ACQ.TRADE_HAS_SUCCESS',
    ...payRefusals,
  ]);
  if (no !== null || called.kind === 'nothing') {
    const isPaid = no?.code === 'ACQ.TRADE_HAS_SUCCESS';
    return { ...(no ?? unknown('')), ...(isPaid ? { state: 'paid' as const } : {}), invitation: null };
  }
  const { json, raw } = called;
  const [url, tradeNo] = [textOf(json, 'qr_code'), textOf(json, 'trade_no')];
  if (textOf(json, 'out_trade_no') !== trade.outTradeNo || (isCall ? tradeNo : url) === '')
    return { ...unknown('an answer about another order'), raw, invitation: null };
  const invitation: Invitation = isCall ? { kind: 'call', arguments: { tradeNO: tradeNo } } : { kind: 'url', url };
  return { ...unknown(''), outcome: 'OK', state: 'open', code: called.code, raw, invitation };
};
/** Older apps know a shopper by a user number, newer ones by an open id. */
const payer = (id: string) => (/^2088\d{12}$/.test(id) ? { buyer_id: id } : { buyer_open_id: id });

/** 条码支付. 10003 waits for a password, and everything that is not certain is asked for. */
export async function payByCode(alipay: Alipay, trade: Trade, authCode: string): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.pay',
    appAuthToken: trade.merchant.appAuthToken,
    isNotified: true,
    content: { ...content(trade), scene: 'bar_code', auth_code: authCode },
  });
  if (called.kind === 'answer' && called.code === '10003')
    return { ...unknown(called.text), outcome: 'PENDING', state: 'paying', code: called.code, raw: called.raw };
  const no = refusal(called, payRefusals);
  if (no !== null || called.kind === 'nothing')
    return { ...(no ?? unknown('')), state: no?.outcome === 'DENIED' ? 'failed' : null };
  const { json, raw } = called;
  if (textOf(json, 'out_trade_no') !== trade.outTradeNo) return { ...unknown('an answer about another order'), raw };
  return { ...unknown(''), outcome: 'OK', state: 'paid', ...money(json), wallet: 'alipay', code: called.code, raw };
}
const money = (json: unknown) => ({
  amountFen: fenOf(textOf(json, 'total_amount')),
  channelNo: textOf(json, 'trade_no') || null,
  paidAt: beijingMs(textOf(json, 'gmt_payment') || textOf(json, 'send_pay_date')),
});

export async function query(alipay: Alipay, trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.query',
    appAuthToken: trade.merchant.appAuthToken,
    content: { out_trade_no: trade.outTradeNo },
  });
  const no = refusal(called, []);
  // Behind a code no trade exists until somebody has scanned it: absent is not failed.
  if (no !== null) return { ...no, outcome: no.state === 'absent' ? 'OK' : 'UNKNOWN' };
  if (called.kind === 'nothing') return unknown('');
  const { json, raw } = called;
  const word = textOf(json, 'trade_status');
  const state = textOf(json, 'out_trade_no') === trade.outTradeNo ? stateOf(word) : null;
  if (state === null) return { ...unknown('an answer about another order'), raw };
  const isPaid = state === 'paid';
  return { ...unknown(''), outcome: 'OK', state, ...money(json), wallet: isPaid ? 'alipay' : null, code: word, raw };
}

/**
 * Closes a trade. Behind a code that nobody has scanned there is none to close; its number is then cancelled, so that the code
 * can't be paid later. Should it be paid all the same, the notice tells, and money is never dropped.
 */
export async function close(alipay: Alipay, trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.close',
    appAuthToken: trade.merchant.appAuthToken,
    content: { out_trade_no: trade.outTradeNo },
  });
  const no = refusal(called, []);
  if (no === null) return { ...unknown(''), outcome: 'OK', state: 'closed', raw: called.raw };
  if (no.state === 'absent') {
    const found = await query(alipay, trade);
    // Scanned, perhaps paid, in between.
    if (found.outcome !== 'OK' || found.state !== 'absent')
      return { ...found, outcome: found.state === 'closed' ? 'OK' : 'UNKNOWN' };
    return cancel(alipay, trade);
  }
  // It may be paid, closed already, or on its way: the query tells.
  if (no.code !== 'ACQ.TRADE_STATUS_ERROR' && no.code !== 'ACQ.REASON_TRADE_STATUS_INVALID') return no;
  const found = await query(alipay, trade);
  if (found.state === 'closed') return { ...found, outcome: 'OK' };
  return { ...found, outcome: found.state === 'paid' ? 'DENIED' : 'UNKNOWN' };
}

/** 撤销: closes what is not paid and gives back what is. Only for what is unknown or too late; else it is a refund. */
export async function cancel(alipay: Alipay, trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer> {
  const called = await call(alipay, {
    method: 'alipay.trade.cancel',
    appAuthToken: trade.merchant.appAuthToken,
    content: { out_trade_no: trade.outTradeNo },
  });
  const no = refusal(called, []);
  if (no !== null) return no.state === 'absent' ? { ...no, outcome: 'OK' } : no;
  if (called.kind === 'nothing') return unknown('');
  if (textOf(called.json, 'retry_flag') === 'Y') return { ...unknown('to be called again'), raw: called.raw };
  return { ...unknown(''), outcome: 'OK', state: 'closed', code: textOf(called.json, 'action'), raw: called.raw };
}
