import {
  ended,
  payOutcome,
  unknown,
  type Answer,
  type Channel,
  type Invitation,
  type Outcome,
  type Trade,
  type UpstreamState,
} from '../channel.ts';
import { textOf, timeOf, wholeOf } from '../http.ts';
import { callV3, type Called } from './call.ts';
import type { Deps, WechatConfig } from './config.ts';
import { jsapiArguments } from './sign.ts';

export interface Wechat {
  readonly config: WechatConfig;
  readonly deps: Deps;
}

/** What WeChat's words for an order mean (订单状态流转). `REFUND`: money was here and at least some went back. */
const states: Readonly<Record<string, UpstreamState>> = {
  NOTPAY: 'open',
  ACCEPT: 'open',
  USERPAYING: 'paying',
  SUCCESS: 'paid',
  REFUND: 'refunded',
  CLOSED: 'closed',
  REVOKED: 'closed',
  PAYERROR: 'failed',
};
export const stateOf = (word: string): UpstreamState | null =>
  Object.hasOwn(states, word) ? (states[word] ?? null) : null;

/** What a refusal of WeChat means for an order; APIv2 writes the same words without `_`. Anything not listed says nothing. */
const refusals: Readonly<Record<string, { readonly outcome: Outcome; readonly state: UpstreamState | null }>> = {
  ORDERPAID: { outcome: 'DENIED', state: 'paid' },
  ORDERCLOSED: { outcome: 'DENIED', state: 'closed' },
  ORDERREVERSED: { outcome: 'DENIED', state: 'closed' },
  ORDERNOTEXIST: { outcome: 'DENIED', state: 'absent' },
  RESOURCENOTEXISTS: { outcome: 'DENIED', state: 'absent' },
  USERPAYING: { outcome: 'PENDING', state: 'paying' },
  NOTENOUGH: { outcome: 'DENIED', state: 'failed' },
  NOTSUPORTCARD: { outcome: 'DENIED', state: 'failed' },
  AUTHCODEERROR: { outcome: 'DENIED', state: 'failed' },
  AUTHCODEINVALID: { outcome: 'DENIED', state: 'failed' },
  AUTHCODEEXPIRE: { outcome: 'DENIED', state: 'failed' },
  AUTHCODEEXPIRED: { outcome: 'DENIED', state: 'failed' },
  BUYERMISMATCH: { outcome: 'DENIED', state: 'failed' },
  NOAUTH: { outcome: 'DENIED', state: null },
  PARAMERROR: { outcome: 'DENIED', state: null },
  LACKPARAMS: { outcome: 'DENIED', state: null },
  SIGNERROR: { outcome: 'DENIED', state: null },
  APPIDNOTEXIST: { outcome: 'DENIED', state: null },
  MCHIDNOTEXIST: { outcome: 'DENIED', state: null },
  MCHNOTEXISTS: { outcome: 'DENIED', state: null },
  APPIDMCHIDNOTMATCH: { outcome: 'DENIED', state: null },
  // Another order has this number, with other parameters: ours was not made.
  OUTTRADENOUSED: { outcome: 'DENIED', state: null },
};
/** An answer by a refusal; what it says is unknown when the word is not a definite one. */
export function refusal(code: string, text: string, raw: string): Answer {
  const known = refusals[code.replaceAll('_', '')] ?? { outcome: 'UNKNOWN', state: null };
  return { ...unknown(text), ...known, code, raw };
}

export const failed = (called: Called): Answer | null => {
  if (called.kind === 'nothing') return { ...unknown(called.text), raw: called.raw };
  return called.code === '' ? null : refusal(called.code, called.text, called.raw);
};

/** An order as a query, a payment code's answer or a notice tells it. */
export function orderFacts(
  json: unknown,
): Pick<Answer, 'state' | 'amountFen' | 'channelNo' | 'paidAt' | 'wallet' | 'code' | 'text'> {
  const amount = typeof json === 'object' && json !== null && 'amount' in json ? json.amount : null;
  const state = stateOf(textOf(json, 'trade_state'));
  return {
    state,
    amountFen: wholeOf(amount, 'total'),
    channelNo: textOf(json, 'transaction_id') || null,
    paidAt: timeOf(textOf(json, 'success_time')),
    wallet: state === 'paid' || state === 'refunded' ? 'wechat' : null,
    code: textOf(json, 'trade_state'),
    text: textOf(json, 'trade_state_desc'),
  };
}
/** Whether an answer is about our order; one about another says nothing. */
const isOf = (
  json: unknown,
  { spMchid }: WechatConfig,
  { merchant, outTradeNo }: Pick<Trade, 'merchant' | 'outTradeNo'>,
): boolean =>
  textOf(json, 'sp_mchid') === spMchid &&
  textOf(json, 'sub_mchid') === merchant.subMerchant &&
  textOf(json, 'out_trade_no') === outTradeNo;

const rfc3339 = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
const PATH = '/v3/pay/partner/transactions';
const pathOf = (outTradeNo: string): string => `${PATH}/out-trade-no/${encodeURIComponent(outTradeNo)}`;

const orderFields = ({ config }: Wechat, trade: Trade) => ({
  sp_appid: config.spAppid,
  sp_mchid: config.spMchid,
  sub_mchid: trade.merchant.subMerchant,
  description: trade.subject.slice(0, 40),
  out_trade_no: trade.outTradeNo,
  amount: { total: trade.amountFen, currency: 'CNY' },
  settle_info: { profit_sharing: trade.isShared },
});

export const prepay = async (
  wechat: Wechat,
  ...[trade, scene]: Parameters<Channel['prepay']>
): ReturnType<Channel['prepay']> => {
  if (scene.wallet !== 'wechat' || scene.kind === 'browser')
    return {
      ...unknown('WeChat sends no browser to an address: it is paid by a code or inside WeChat'),
      outcome: 'DENIED',
      invitation: null,
    };
  const { config, deps } = wechat;
  const called = await callV3(wechat, 'POST', `${PATH}/${scene.kind}`, {
    ...orderFields(wechat, trade),
    notify_url: config.notifyUrl,
    time_expire: rfc3339(trade.expiresAt),
    ...(scene.kind === 'jsapi' ? { payer: { sp_openid: scene.payerId } } : {}),
  });
  const no = failed(called);
  if (no !== null || called.kind === 'nothing') return { ...(no ?? unknown('')), invitation: null };
  const url = textOf(called.json, 'code_url');
  const prepayId = textOf(called.json, 'prepay_id');
  const timestamp = Math.floor(deps.now() / 1_000);
  const invitation: Invitation | null =
    scene.kind === 'native'
      ? url === ''
        ? null
        : { kind: 'url', url }
      : prepayId === ''
        ? null
        : {
            kind: 'call',
            arguments: jsapiArguments(prepayId, {
              appid: config.spAppid,
              timestamp,
              nonce: deps.nonce(),
              privateKey: config.privateKey,
            }),
          };
  if (invitation === null) return { ...unknown('an order without its code'), raw: called.raw, invitation };
  return { ...unknown(''), outcome: 'OK', state: 'open', raw: called.raw, invitation };
};

/** 付款码 by APIv3. */
export async function codepay(wechat: Wechat, trade: Trade, authCode: string): Promise<Answer> {
  const called = await callV3(wechat, 'POST', `${PATH}/codepay`, {
    ...orderFields(wechat, trade),
    payer: { auth_code: authCode },
    scene_info: { store_info: { out_id: trade.merchant.subMerchant } },
  });
  const no = failed(called);
  if (no !== null || called.kind === 'nothing') return payRefusal(no ?? unknown(''));
  return told(wechat, trade, called.json, called.raw);
}
/** A number that is taken, paid or closed may be so by our own lost call: only a query tells. Any other refusal took no money. */
export const payRefusal = (no: Answer): Answer => {
  if (no.outcome !== 'DENIED') return no;
  const isOpen = no.code.replaceAll('_', '') === 'OUTTRADENOUSED' || (no.state !== null && no.state !== 'failed');
  return isOpen ? { ...no, outcome: 'UNKNOWN', state: null } : { ...no, state: 'failed' };
};

/** The answer to a payment by code, from an order's facts. */
function told({ config }: Wechat, trade: Pick<Trade, 'merchant' | 'outTradeNo'>, json: unknown, raw: string): Answer {
  if (!isOf(json, config, trade)) return { ...unknown('an answer about another order'), raw };
  const facts = orderFacts(json);
  return { ...facts, outcome: payOutcome(facts.state), raw };
}

export async function query(wechat: Wechat, trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer> {
  const { spMchid } = wechat.config;
  const numbers = new URLSearchParams({ sp_mchid: spMchid, sub_mchid: trade.merchant.subMerchant });
  const called = await callV3(wechat, 'GET', `${pathOf(trade.outTradeNo)}?${numbers.toString()}`);
  const no = failed(called);
  if (no !== null) return { ...no, outcome: no.state === 'absent' ? 'OK' : 'UNKNOWN' };
  if (called.kind === 'nothing') return unknown('');
  const answer = told(wechat, trade, called.json, called.raw);
  return { ...answer, outcome: answer.state === null ? 'UNKNOWN' : 'OK' };
}

export async function close(wechat: Wechat, trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer> {
  const { spMchid } = wechat.config;
  const called = await callV3(wechat, 'POST', `${pathOf(trade.outTradeNo)}/close`, {
    sp_mchid: spMchid,
    sub_mchid: trade.merchant.subMerchant,
  });
  return ended(failed(called), called.raw);
}

/** 撤销 by APIv3. */
export async function reverse(wechat: Wechat, trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer> {
  const { spMchid, spAppid } = wechat.config;
  const called = await callV3(wechat, 'POST', `${pathOf(trade.outTradeNo)}/reverse`, {
    sp_appid: spAppid,
    sp_mchid: spMchid,
    sub_mchid: trade.merchant.subMerchant,
  });
  return ended(failed(called), called.raw);
}
