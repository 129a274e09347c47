import type { Channel } from '../channel.ts';
import { http } from '../http.ts';
import { fetchBill } from './bills.ts';
import type { Alipay, AlipayConfig, Deps } from './config.ts';
import { parseNotify } from './notice.ts';
import { cancel, close, payByCode, prepay, query } from './orders.ts';
import { payerOf, payerUrl } from './payer.ts';
import { refund, refundQuery } from './refunds.ts';
import { addReceiver, split, splitQuery, splitReturn, unfreeze } from './sharing.ts';

/** Alipay in person (当面付) as an ISV: every call names its stall by the stall's authorisation of our app. */
export function createAlipay(config: AlipayConfig, deps: Partial<Deps> & Pick<Deps, 'now'>): Channel {
  const alipay: Alipay = { config, deps: { http, ...deps } };
  return {
    name: 'alipay',
    isSimulated: config.isSimulated,
    billsByMerchant: true,
    returnsSharesItself: true,
    payerUrl: (wallet, returnTo, state) => (wallet === 'alipay' ? payerUrl(alipay, returnTo, state) : null),
    payerOf: (_wallet, asked) => payerOf(alipay, asked),
    prepay: (trade, scene) => prepay(alipay, trade, scene),
    payByCode: (trade, code) => payByCode(alipay, trade, code),
    query: (trade) => query(alipay, trade),
    close: (trade) => close(alipay, trade),
    reverse: (trade) => cancel(alipay, trade),
    refund: (wish) => refund(alipay, wish),
    refundQuery: (wish) => refundQuery(alipay, wish),
    addReceiver: (merchant, receiver) => addReceiver(alipay, merchant, receiver),
    split: (wish) => split(alipay, wish),
    splitQuery: (wish) => splitQuery(alipay, wish),
    splitReturn: () => splitReturn(),
    unfreeze: (wish) => unfreeze(alipay, wish),
    fetchBill: (kind, day, merchant) => fetchBill(alipay, kind, day, merchant ?? null),
    parseNotify: (_headers, body) => parseNotify(alipay, body),
    // Alipay reads these seven letters and nothing else.
    notifyReply: (isTaken) => ({
      status: isTaken ? 200 : 400,
      body: isTaken ? 'success' : 'fail',
      contentType: 'text/plain',
    }),
  };
}
