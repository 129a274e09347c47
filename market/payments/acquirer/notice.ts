import type { Notified } from '../channel.ts';
import { textOf, timeOf, wholeOf } from '../http.ts';
import type { Acquirer } from './config.ts';
import { open } from './envelope.ts';
import { orderFacts } from './orders.ts';

const MAX_LETTERS = 64 * 1024;

/** Proves and reads a notice: the same envelope as an answer, with `notify_id` and `event` beside its data. */
export function parseNotify({ config, deps }: Acquirer, body: string): Notified {
  if (body.length > MAX_LETTERS) return { ok: false, reason: 'unreadable' };
  const opened = open(body, config.acquirerKey, config.appId, deps.now());
  if (!opened.ok) return opened;
  const { fields, data } = opened;
  const [id, outTradeNo] = [fields['notify_id'] ?? '', textOf(data, 'out_trade_no')];
  if (id === '' || outTradeNo === '') return { ok: false, reason: 'unreadable' };
  const numbers = {
    id,
    outTradeNo,
    subMerchant: textOf(data, 'merchant_no'),
    outRefundNo: textOf(data, 'out_refund_no') || null,
  };
  const { state, amountFen, channelNo, paidAt, wallet } = orderFacts(data);
  const event = fields['event'] ?? '';
  if (event === 'PAID') {
    // A notice that comes late may tell that money went back since: it has been paid all the same.
    const isPaid = state === 'paid' || state === 'refunded';
    if (!isPaid || amountFen === null || channelNo === null) return { ok: false, reason: 'unreadable' };
    return { ok: true, notice: { ...numbers, kind: 'paid', state: 'paid', amountFen, channelNo, paidAt, wallet } };
  }
  if (event === 'REFUNDED') {
    const [fen, refundNo] = [wholeOf(data, 'refund_fen'), textOf(data, 'refund_no')];
    if (fen === null || refundNo === '' || numbers.outRefundNo === null) return { ok: false, reason: 'unreadable' };
    const doneAt = timeOf(textOf(data, 'done_at'));
    const told = { state: 'refunded', amountFen: fen, channelNo: refundNo, paidAt: doneAt, wallet: null } as const;
    return { ok: true, notice: { ...numbers, kind: 'refund', ...told } };
  }
  const nothing = { state: state ?? 'open', amountFen: 0, channelNo: '', paidAt: null, wallet: null } as const;
  return { ok: true, notice: { ...numbers, kind: 'other', ...nothing } };
}
