import { randomBytes } from 'node:crypto';
import type { Channel } from '../channel.ts';
import { http } from '../http.ts';
import { fetchBill } from './bills.ts';
import type { Acquirer, AcquirerConfig, Deps } from './config.ts';
import { parseNotify } from './notice.ts';
import { end, payByCode, prepay, query } from './orders.ts';
import { refund, refundQuery } from './refunds.ts';
import { addReceiver, split, splitQuery, splitReturn, unfreeze } from './sharing.ts';

/**
 * A licensed acquirer (收单机构): one interface for WeChat, Alipay, UnionPay and e-CNY, for wallets we have no channel of our own
 * to, and for stalls that can't be onboarded with a wallet directly.
 *
 * **This is a neutral interface of ours, no particular acquirer's.** It follows the shape aggregating acquirers in China share:
 * every operation is a POST of JSON, an envelope with our number and a signed JSON text in it; one `prepay` for all wallets, whose
 * code or page the shopper opens; one `pay_by_code` that finds the wallet by the code; trades known by our number; notices in
 * the same envelope, sent until they are answered. To join a real one, write a folder beside this one to its document, keep the
 * same contract, and run the shared tests over it.
 *
 * - `POST {baseUrl}/v1/OPERATION`, body and answer an envelope (`envelope.ts`): `app_id`, `timestamp` (epoch ms), `nonce`, `data`,
 *   `sign`; a call has `operation`, an answer `code` and the call's `nonce`. Amounts are whole fen, times RFC 3339.
 * - `prepay` {merchant_no, out_trade_no, amount_fen, subject, expires_at, profit_sharing, notify_url, wallet WECHAT | ALIPAY |
 *   UNIONPAY | ECNY, way CODE | PAGE} → {url}. `PAGE`: the acquirer's page, where it finds out by itself who is paying.
 * - `pay_by_code` {… auth_code}, `query`, `close`, `reverse` {merchant_no, out_trade_no} → {state OPEN | PAYING | PAID | FAILED |
 *   CLOSED | REVERSED | REFUNDED, trade_no, amount_fen, paid_at, wallet}.
 * - `refund`, `refund_query` → {state DONE | PENDING | REFUSED, refund_no, refund_fen, done_at}.
 * - `receiver_add`, `split`, `split_query`, `split_return`, `unfreeze`; `bill` {kind, day} → {url, sha256}.
 * - A notice is a POST of an envelope with `notify_id`, `event` PAID | REFUNDED and the trade; the answer is `{"code":"SUCCESS"}`.
 */
export function createAcquirer(config: AcquirerConfig, deps: Partial<Deps> & Pick<Deps, 'now'>): Channel {
  const acquirer: Acquirer = { config, deps: { http, nonce: () => randomBytes(16).toString('hex'), ...deps } };
  return {
    name: 'acquirer',
    isSimulated: config.isSimulated,
    billsByMerchant: false,
    returnsSharesItself: false,
    payerUrl: () => null,
    payerOf: () => Promise.resolve(null),
    prepay: (trade, scene) => prepay(acquirer, trade, scene),
    payByCode: (trade, code) => payByCode(acquirer, trade, code),
    query: (trade) => query(acquirer, trade),
    close: (trade) => end(acquirer, 'close', trade),
    reverse: (trade) => end(acquirer, 'reverse', trade),
    refund: (wish) => refund(acquirer, wish),
    refundQuery: (wish) => refundQuery(acquirer, wish),
    addReceiver: (merchant, receiver) => addReceiver(acquirer, merchant, receiver),
    split: (wish) => split(acquirer, wish),
    splitQuery: (wish) => splitQuery(acquirer, wish),
    splitReturn: (wish) => splitReturn(acquirer, wish),
    unfreeze: (wish) => unfreeze(acquirer, wish),
    fetchBill: (kind, day) => fetchBill(acquirer, kind, day),
    parseNotify: (_headers, body) => parseNotify(acquirer, body),
    notifyReply: (isTaken) =>
      isTaken
        ? { status: 200, body: '{"code":"SUCCESS"}', contentType: 'application/json' }
        : { status: 400, body: '{"code":"FAIL"}', contentType: 'application/json' },
  };
}
