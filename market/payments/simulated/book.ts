import { refundedFen, type SimOrder, type SimRefund } from './order.ts';

export type Wish = Pick<
  SimOrder,
  | 'outTradeNo'
  | 'subMerchant'
  | 'amountFen'
  | 'subject'
  | 'way'
  | 'payerId'
  | 'notifyUrl'
  | 'expiresAt'
  | 'isShared'
  | 'wallet'
>;

export interface BookOptions {
  readonly now: () => number;
  /** Digits before every number of the channel. */
  readonly prefix: string;
  /** How long a refund is under way, ms. */
  readonly refundMs: number;
  /** Money arrived or went back. */
  readonly onPaid: (order: SimOrder) => void;
  readonly onRefunded: (order: SimOrder, refund: SimRefund) => void;
}

export type Made = { readonly made: SimOrder } | { readonly made: null; readonly why: 'paid' | 'closed' | 'different' };
export type Payment = 'paid' | 'already_paid' | 'closed' | 'expired';
export type Refunding = SimRefund | 'not_paid' | 'too_much' | 'different';

/**
 * The truth of a simulated channel, whichever language it speaks: orders, refunds and shares, and what the shopper does. Plain
 * data; time passes only by `now`, so a plan that lies in the past has happened.
 */
export interface Book {
  make(wish: Wish): Made;
  find(subMerchant: string, outTradeNo: string): SimOrder | null;
  byToken(token: string): SimOrder | null;
  byChannelNo(channelNo: string): SimOrder | null;
  pay(order: SimOrder, payer: string): Payment;
  /** Takes the money although the order was closed: what no channel should do. */
  payAnyway(order: SimOrder, payer: string): void;
  /** Ends an order nobody has paid. */
  close(order: SimOrder): 'closed' | 'paid';
  /** Ends an order, or gives its money back. */
  reverse(order: SimOrder): void;
  refund(order: SimOrder, outRefundNo: string, fen: number): Refunding;
  findRefund(subMerchant: string, outRefundNo: string): { readonly order: SimOrder; readonly refund: SimRefund } | null;
  /** Lets everything happen whose time has come. */
  settle(): void;
  orders(): readonly SimOrder[];
  /** The next number of the channel. */
  number(): string;
}

export function createBook({ now, prefix, refundMs, onPaid, onRefunded }: BookOptions): Book {
  const orders = new Map<string, SimOrder>();
  const tokens = new Map<string, SimOrder>();
  const numbers = new Map<string, SimOrder>();
  /** Orders of which something can still happen by itself. */
  const waiting = new Set<SimOrder>();
  /** A server that is started again the same day goes on above its numbers of before. */
  let count = (now() % 86_400_000) * 1_000;

  const number = (): string => {
    count += 1;
    const day = new Date(now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
    return `${prefix}${day}${String(count).padStart(12, '0')}`;
  };
  const take = (order: SimOrder, payer: string): void => {
    order.state = 'paid';
    order.plan = null;
    order.paidAt = now();
    order.payer = payer;
    onPaid(order);
  };
  const settleOrder = (order: SimOrder): void => {
    const { plan } = order;
    if (order.state === 'paying' && plan !== null && plan.at <= now()) {
      order.plan = null;
      if (plan.does === 'pays') take(order, order.payer);
      else if (plan.does === 'cancels') order.state = 'failed';
    }
    if ((order.state === 'open' || order.state === 'paying') && order.expiresAt <= now()) order.state = 'closed';
    for (const refund of order.refunds)
      if (refund.state === 'processing' && refund.doneAt <= now()) {
        refund.state = 'success';
        onRefunded(order, refund);
      }
    const isWaiting =
      order.state === 'open' || order.state === 'paying' || order.refunds.some(({ state }) => state === 'processing');
    if (!isWaiting) waiting.delete(order);
  };
  const settled = (order: SimOrder | undefined): SimOrder | null => {
    if (order === undefined) return null;
    settleOrder(order);
    return order;
  };
  const find = (subMerchant: string, outTradeNo: string) => settled(orders.get(`${subMerchant}/${outTradeNo}`));

  return {
    number,
    find,
    byToken: (token) => settled(tokens.get(token)),
    byChannelNo: (channelNo) => settled(numbers.get(channelNo)),
    orders: () => [...orders.values()],
    settle: () => waiting.forEach(settleOrder),
    make(wish) {
      const held = find(wish.subMerchant, wish.outTradeNo);
      if (held !== null) {
        if (held.state === 'paid') return { made: null, why: 'paid' };
        if (held.state !== 'open') return { made: null, why: 'closed' };
        const names = ['amountFen', 'subject', 'way', 'payerId', 'expiresAt', 'isShared', 'wallet'] as const;
        return names.every((name) => held[name] === wish[name]) ? { made: held } : { made: null, why: 'different' };
      }
      const channelNo = number();
      const order: SimOrder = {
        ...wish,
        token: `${wish.way[0]}${channelNo}`,
        createdAt: now(),
        state: 'open',
        plan: null,
        channelNo,
        paidAt: null,
        payer: '',
        isOpened: wish.way !== 'native',
        refunds: [],
        sharing: { splits: [], returns: [], isOver: false },
      };
      orders.set(`${wish.subMerchant}/${wish.outTradeNo}`, order);
      tokens.set(order.token, order);
      numbers.set(channelNo, order);
      waiting.add(order);
      return { made: order };
    },
    pay(order, payer) {
      settleOrder(order);
      if (order.state === 'paid') return 'already_paid';
      if (order.state !== 'open' && order.state !== 'paying') return order.expiresAt <= now() ? 'expired' : 'closed';
      take(order, payer);
      return 'paid';
    },
    payAnyway(order, payer) {
      if (order.state === 'paid') return;
      // Whoever pays has opened it: what was taken is known to a query.
      order.isOpened = true;
      take(order, payer);
    },
    close(order) {
      settleOrder(order);
      if (order.state === 'paid') return 'paid';
      if (order.state === 'open' || order.state === 'paying') order.state = 'closed';
      return 'closed';
    },
    reverse(order) {
      settleOrder(order);
      const left = order.amountFen - refundedFen(order);
      if (order.state === 'paid' && left > 0)
        order.refunds.push({
          outRefundNo: '',
          channelNo: number(),
          fen: left,
          at: now(),
          state: 'success',
          doneAt: now(),
        });
      order.state = 'reversed';
      order.plan = null;
    },
    refund(order, outRefundNo, fen) {
      const held = order.refunds.find((one) => one.outRefundNo === outRefundNo);
      if (held !== undefined) return held.fen === fen ? held : 'different';
      if (order.state !== 'paid') return 'not_paid';
      if (refundedFen(order) + fen > order.amountFen) return 'too_much';
      const made: SimRefund = {
        outRefundNo,
        channelNo: number(),
        fen,
        at: now(),
        state: 'processing',
        doneAt: now() + refundMs,
      };
      order.refunds.push(made);
      waiting.add(order);
      settleOrder(order);
      return made;
    },
    findRefund(subMerchant, outRefundNo) {
      for (const order of orders.values()) {
        const refund =
          order.subMerchant === subMerchant ? order.refunds.find((one) => one.outRefundNo === outRefundNo) : undefined;
        if (refund !== undefined) {
          settleOrder(order);
          return { order, refund };
        }
      }
      return null;
    },
  };
}
