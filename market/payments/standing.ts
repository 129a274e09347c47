import type { ArrivalMark, PaymentMark } from '../../shared/records/market.ts';
import type { Attempt, Order } from './rows.ts';
import { isLive } from './state.ts';

type OrderOf = Pick<Order, 'order_hash' | 'amount_fen' | 'paid_by' | 'ended' | 'taken_terminal' | 'taken_subject'>;

/** How an order stands, by its row and its attempts (ascending): the one answer that page, terminal and console give. */
export function standingOf(order: OrderOf, attempts: readonly Attempt[]): PaymentMark {
  const counted = attempts.find((one) => one.out_trade_no === order.paid_by) ?? null;
  const last = counted ?? attempts.at(-1) ?? null;
  return {
    orderHash: order.order_hash,
    state: counted === null ? unpaidState(order, attempts) : paidState(order, counted),
    channel: last?.channel ?? null,
    amountFen: order.amount_fen,
    returnedFen: counted?.refunded_fen ?? 0,
    transactionId: counted?.channel_no ?? null,
    paidAt: counted?.paid_at ?? null,
    isSimulated: last?.is_simulated ?? false,
  };
}

function paidState({ ended }: OrderOf, counted: Attempt): PaymentMark['state'] {
  if (counted.state === 'refunded') return 'returned';
  // The stall has no use for this money any more; it is on its way back.
  if (ended === 'stall') return 'duplicate';
  if (counted.state === 'part_refunded') return 'part_returned';
  return ended === 'expired' ? 'late' : 'paid';
}

function unpaidState({ ended }: OrderOf, attempts: readonly Attempt[]): PaymentMark['state'] {
  const live = attempts.find(({ state }) => isLive(state));
  // Until the channel has said that it is closed, money may still come.
  if (live !== undefined && (ended !== '' || live.way === 'payment_code' || live.state === 'closing')) return 'pending';
  if (live !== undefined) return 'open';
  if (ended !== '') return 'closed';
  return attempts.at(-1)?.way === 'payment_code' ? 'failed' : 'open';
}

/** Money on the stall's printed code; null: none has come, or it has gone back. */
export function arrivalOf(order: OrderOf, attempts: readonly Attempt[]): ArrivalMark | null {
  const counted = attempts.find((one) => one.out_trade_no === order.paid_by);
  if (counted === undefined || counted.paid_at === null || counted.state === 'refunded') return null;
  const { taken_terminal: terminal, taken_subject: subjectId } = order;
  return {
    amountFen: order.amount_fen,
    channel: counted.channel,
    transactionId: counted.channel_no ?? counted.out_trade_no,
    paidAt: counted.paid_at,
    takenBy: terminal === null || subjectId === null ? null : { terminal, subjectId },
    isSimulated: counted.is_simulated,
  };
}

/** For the vendor, where the word alone is not enough. */
export function standingText(state: PaymentMark['state'], attempts: readonly Attempt[]): string {
  switch (state) {
    case 'pending':
      return attempts.some(({ state: at, way }) => at === 'closing' && way === 'qr')
        ? '正在关闭这一单的收款码,稍后再试。'
        : '等顾客确认付款。';
    case 'late':
      return '过期后才付的款,已记到账;不要货就退款。';
    case 'duplicate':
      return '这一单已不用收款,钱正在退回顾客。';
    case 'failed':
      return '没有扣款,请顾客换一种方式再付。';
    case 'closed':
      return '这一单已关闭,顾客不能再付。';
    case 'open':
    case 'paid':
    case 'part_returned':
    case 'returned':
      return '';
    default:
      return state satisfies never;
  }
}
