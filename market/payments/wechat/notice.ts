import type { Notice, Notified } from '../channel.ts';
import { isObject, readObject, textOf, timeOf, wholeOf } from '../http.ts';
import { orderFacts, type Wechat } from './orders.ts';
import { refundState } from './refunds.ts';
import { checkSigned, decrypt } from './sign.ts';

const MAX_LETTERS = 64 * 1024;
const refused = (reason: Extract<Notified, { ok: false }>['reason']): Notified => ({ ok: false, reason });

/** Proves a notice first, then decrypts and reads it. Another service provider's is `foreign`. */
export function parseNotify(
  { config, deps }: Wechat,
  headers: Readonly<Record<string, string>>,
  body: string,
): Notified {
  if (body.length > MAX_LETTERS) return refused('unreadable');
  const signed = checkSigned(headers, body, config.platformKeys, deps.now());
  if (signed !== 'good') return refused(signed === 'stale' ? 'stale' : 'signature');
  const envelope = readObject(body);
  const resource = envelope?.['resource'];
  const id = textOf(envelope, 'id');
  if (!isObject(resource) || id === '' || textOf(resource, 'algorithm') !== 'AEAD_AES_256_GCM')
    return refused('unreadable');
  const plain = decrypt(
    textOf(resource, 'ciphertext'),
    config.apiV3Key,
    textOf(resource, 'nonce'),
    textOf(resource, 'associated_data'),
  );
  const json = plain === null ? null : readObject(plain);
  if (json === null) return refused('unreadable');
  if (textOf(json, 'sp_mchid') !== config.spMchid) return refused('foreign');
  const notice = noticeOf(id, textOf(envelope, 'event_type'), json);
  return notice === null ? refused('unreadable') : { ok: true, notice };
}

function noticeOf(id: string, event: string, json: Readonly<Record<string, unknown>>): Notice | null {
  const refund = event.startsWith('REFUND.');
  const facts = orderFacts(json);
  const numbers = {
    id,
    subMerchant: textOf(json, 'sub_mchid'),
    outTradeNo: textOf(json, 'out_trade_no'),
    outRefundNo: textOf(json, 'out_refund_no') || null,
  };
  // A notice that comes late may tell that money went back since: it has been paid all the same.
  const paid = facts.state === 'refunded' ? 'paid' : facts.state;
  const state = refund ? refundState(textOf(json, 'refund_status'))[1] : paid;
  const amountFen = refund ? wholeOf(json['amount'], 'refund') : facts.amountFen;
  const channelNo = refund ? textOf(json, 'refund_id') : facts.channelNo;
  if (event !== 'TRANSACTION.SUCCESS' && !refund)
    return { ...numbers, kind: 'other', state: 'open', amountFen: 0, channelNo: '', paidAt: null, wallet: null };
  if (state === null || amountFen === null || channelNo === null || channelNo === '') return null;
  if (numbers.outTradeNo === '' || (refund && numbers.outRefundNo === null)) return null;
  return {
    ...numbers,
    kind: refund ? 'refund' : 'paid',
    state,
    amountFen,
    channelNo,
    paidAt: timeOf(textOf(json, 'success_time')),
    wallet: facts.wallet,
  };
}
