import { randomBytes } from 'node:crypto';
import type { Channel } from '../channel.ts';
import { http } from '../http.ts';
import { fetchBill } from './bills.ts';
import type { Deps, WechatConfig } from './config.ts';
import { parseNotify } from './notice.ts';
import { close, codepay, prepay, query, reverse, type Wechat } from './orders.ts';
import { payerOf, payerUrl } from './payer.ts';
import { refund, refundQuery } from './refunds.ts';
import { addReceiver, split, splitQuery, splitReturn, unfreeze } from './sharing.ts';
import { micropay, reverseV2 } from './v2.ts';

/** WeChat Pay as a service provider (服务商): APIv3, and APIv2 for the payment codes of merchants that have no other. */
export function createWechat(config: WechatConfig, deps: Partial<Deps> & Pick<Deps, 'now'>): Channel {
  const wechat: Wechat = { config, deps: { http, nonce: () => randomBytes(16).toString('hex'), ...deps } };
  return {
    name: 'wechat',
    isSimulated: config.isSimulated,
    billsByMerchant: false,
    returnsSharesItself: false,
    payerUrl: (wallet, returnTo, state) =>
      wallet === 'wechat' && config.appSecret !== '' ? payerUrl(wechat, returnTo, state) : null,
    payerOf: (_wallet, asked) => payerOf(wechat, asked),
    prepay: (trade, scene) => prepay(wechat, trade, scene),
    payByCode: (trade, code) => (trade.merchant.codepayV3 ? codepay : micropay)(wechat, trade, code),
    query: (trade) => query(wechat, trade),
    close: (trade) => close(wechat, trade),
    reverse: (trade) => (trade.merchant.codepayV3 ? reverse : reverseV2)(wechat, trade),
    refund: (wish) => refund(wechat, wish),
    refundQuery: (wish) => refundQuery(wechat, wish),
    addReceiver: (merchant, receiver) => addReceiver(wechat, merchant, receiver),
    split: (wish) => split(wechat, wish),
    splitQuery: (wish) => splitQuery(wechat, wish),
    splitReturn: (wish) => splitReturn(wechat, wish),
    unfreeze: (wish) => unfreeze(wechat, wish),
    fetchBill: (kind, day) => fetchBill(wechat, kind, day),
    parseNotify: (headers, body) => parseNotify(wechat, headers, body),
    notifyReply: (isTaken) =>
      isTaken
        ? { status: 204, body: '', contentType: 'text/plain' }
        : { status: 400, body: '{"code":"FAIL","message":"not taken"}', contentType: 'application/json' },
  };
}
