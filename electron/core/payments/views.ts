import type { OwedView, PayingView, PayNews, UnpaidView, WaitingView } from '../../../shared/pay-view.ts';
import type { PaymentOrder } from '../../../shared/records/terminal.ts';
import type { KeptConfig } from './config.ts';
import { isSentBack, MAX_TRIES } from '../../../shared/payments.ts';

function stageOf(order: PaymentOrder, isCharging: boolean): WaitingView['stage'] {
  if (order.market === 'pending') return 'pending';
  if (order.way === 'dynamic_qr') return 'shown';
  return isCharging || order.market === 'open' ? 'charging' : 'unknown';
}

const triesLeft = (order: PaymentOrder | undefined): number =>
  order === undefined ? 0 : Math.max(0, MAX_TRIES - order.tries);

export function payingView(
  config: KeptConfig | null,
  isOnline: boolean,
  open: readonly PaymentOrder[],
  isCharging: (orderId: string) => boolean,
  news: PayNews | null,
): PayingView {
  return {
    isOffered: config !== null,
    canCharge: config !== null && isOnline,
    isOnline,
    isSimulated: config?.isSimulated ?? false,
    channels: config?.channels ?? [],
    waiting: open
      .filter((order) => order.state === 'waiting')
      .map((order) => ({
        orderId: order.id,
        cartId: order.cartId,
        sign: order.sign,
        amountFen: order.amountFen,
        isRest: order.isRest,
        isSimulated: order.isSimulated,
        url: order.way === 'dynamic_qr' ? `${order.host}/1/${order.order}` : null,
        since: order.createdAt,
        stage: stageOf(order, isCharging(order.id)),
        triesLeft: triesLeft(order),
      })),
    news,
  };
}

export function owedView(unpaid: readonly UnpaidView[], open: readonly PaymentOrder[]): Omit<OwedView, 'arrivals'> {
  // A proven part whose money the market has too waits for its sale.
  const isAgreed = ({ tenderNo, market }: PaymentOrder): boolean =>
    tenderNo === 0 && (market === 'paid' || market === 'late');
  const isDifferent = (order: PaymentOrder): boolean =>
    order.state === 'proven' &&
    order.market !== null &&
    order.market !== 'open' &&
    order.market !== 'pending' &&
    !isAgreed(order);
  return {
    unpaid: unpaid.map((one) => ({ ...one, triesLeft: triesLeft(open.find(({ id }) => id === one.orderId)) })),
    unpaidFen: unpaid.reduce((sum, one) => sum + one.amountFen, 0),
    surplus: open
      .filter((order) => order.state === 'late')
      .map(({ id, sign, amountFen, returnedFen, market, updatedAt }) => ({
        orderId: id,
        sign,
        amountFen,
        returnedFen,
        isGoingBack: isSentBack(market),
        at: updatedAt,
      })),
    differing: open
      .filter(isDifferent)
      .map(({ id, sign, amountFen, updatedAt }) => ({ orderId: id, sign, amountFen, at: updatedAt })),
  };
}
