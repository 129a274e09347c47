import type { Notified } from '../channel.ts';
import { beijingMs, fenOf } from '../yuan.ts';
import type { Alipay } from './config.ts';
import { stateOf } from './orders.ts';
import { isNoticeSigned, readForm } from './sign.ts';

const MAX_LETTERS = 64 * 1024;

/**
 * Proves and reads a notice. Its own repeats bear the same `notify_id`; there is no time in it that could be stale. A refund is
 * told too, but only as the sum of all refunds of the trade, so it is of kind `other`: the refund's own answer counts.
 */
export function parseNotify({ config }: Alipay, body: string): Notified {
  const fields = body.length > MAX_LETTERS ? null : readForm(body);
  if (fields === null) return { ok: false, reason: 'unreadable' };
  if (!isNoticeSigned(fields, config.alipayPublicKey)) return { ok: false, reason: 'signature' };
  if (fields['app_id'] !== config.appId) return { ok: false, reason: 'foreign' };
  const {
    notify_id: id = '',
    out_trade_no: outTradeNo = '',
    seller_id: subMerchant = '',
    trade_no: channelNo = '',
  } = fields;
  const state = stateOf(fields['trade_status'] ?? '');
  const amountFen = fenOf(fields['total_amount'] ?? '');
  if (id === '' || outTradeNo === '') return { ok: false, reason: 'unreadable' };
  const numbers = { id, subMerchant, outTradeNo, outRefundNo: null, channelNo };
  const isPaid = state === 'paid' && (fields['gmt_refund'] ?? '') === '';
  if (!isPaid)
    return {
      ok: true,
      notice: {
        ...numbers,
        kind: 'other',
        state: state ?? 'open',
        amountFen: amountFen ?? 0,
        paidAt: null,
        wallet: null,
      },
    };
  if (amountFen === null || channelNo === '') return { ok: false, reason: 'unreadable' };
  const paidAt = beijingMs(fields['gmt_payment'] ?? '');
  return { ok: true, notice: { ...numbers, kind: 'paid', state, amountFen, paidAt, wallet: 'alipay' } };
}
