import type { WechatConfig } from '../../wechat/config.ts';
import type { OrderState, SimOrder, Way } from '../order.ts';
import type { Parts } from '../simulated.ts';

export interface V3 extends Parts {
  readonly config: Pick<WechatConfig, 'spMchid' | 'spAppid' | 'apiV2Key' | 'v2SignType' | 'appSecret'>;
}
/** With headers of its own an answer is not signed. */
export interface V3Said {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}
export type Fields = Readonly<Record<string, unknown>>;
export type Route = (v3: V3, json: Fields, parts: readonly string[], query: Readonly<Record<string, string>>) => V3Said;

export const ok = (json: object): V3Said => ({ status: 200, body: JSON.stringify(json) });
export const no = (status: number, code: string, message: string): V3Said => ({
  status,
  body: JSON.stringify({ code, message: `模拟：${message}` }),
});
export const beijing = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

const words: Readonly<Record<OrderState, readonly [string, string]>> = {
  open: ['NOTPAY', '未支付'],
  paying: ['USERPAYING', '用户支付中'],
  paid: ['SUCCESS', '支付成功'],
  closed: ['CLOSED', '已关闭'],
  reversed: ['REVOKED', '已撤销'],
  failed: ['PAYERROR', '支付失败'],
};
export const types: Readonly<Record<Way, string>> = {
  native: 'NATIVE',
  jsapi: 'JSAPI',
  browser: 'MWEB',
  code: 'MICROPAY',
};
/** The word for an order's state, and one for people. Money that went back shows as REFUND. */
export const wordsOf = (order: SimOrder): readonly [string, string] =>
  order.state === 'paid' && order.refunds.length > 0 ? ['REFUND', '转入退款'] : words[order.state];
