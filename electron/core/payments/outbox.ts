import { Compile } from 'typebox/compile';
import type { Log } from '../../../shared/log.ts';
import { OrderAnswer, type ChargeChannel } from '../../../shared/payment-wire.ts';
import { isSentBack } from '../../../shared/payments.ts';
import type { PaymentMark } from '../../../shared/records/market.ts';
import type { PaymentOrder } from '../../../shared/records/terminal.ts';
import type { Asked } from '../sync/client.ts';
import type { Sync } from '../sync/sync.ts';
import type { OrderBook } from './orders.ts';

/** What the market is asked about single orders. Nothing in the till waits for it; each answer is taken as a mark is. */
export interface Outbox {
  /** Tells the market of an order, or asks how it stands. */
  ask(order: PaymentOrder): Promise<void>;
  /** No money is to come for it: the market's answer, null without one. */
  close(order: PaymentOrder): Promise<PaymentMark | null>;
  /** Charges a shopper's code, once. The code is held by nobody after this call. */
  charge(order: PaymentOrder, authCode: string, channel: ChargeChannel): Promise<'answered' | 'refused' | 'unknown'>;
  isCharging(orderId: string): boolean;
  /** Everything that is still to be asked or told. */
  flush(): void;
  /** Resolves when what was begun is over. */
  idle(): Promise<void>;
}

const check = Compile(OrderAnswer);

const markOf = (order: PaymentOrder, answer: OrderAnswer): PaymentMark => ({
  orderHash: order.id,
  state: answer.state,
  channel: answer.channel,
  amountFen: answer.paidFen === 0 ? order.amountFen : answer.paidFen,
  returnedFen: 0,
  transactionId: answer.transactionId,
  paidAt: null,
  isSimulated: answer.isSimulated,
});

export function createOutbox(deps: {
  readonly sync: Pick<Sync, 'once'>;
  readonly orders: OrderBook;
  readonly take: (mark: PaymentMark, isAsked: boolean) => Promise<void>;
  /** The market will never say anything of this order. */
  readonly refused: (order: PaymentOrder) => Promise<void>;
  readonly onChange: () => void;
  readonly log: Log;
}): Outbox {
  const { sync, orders, log } = deps;
  const running = new Map<string, Promise<unknown>>();
  const charging = new Set<string>();

  const say = (order: PaymentOrder, answer: Asked<OrderAnswer>): void => {
    if (!answer.ok)
      log.warn({ order: order.id, status: answer.status, error: answer.error }, 'the market refused a payment order');
  };
  const isFinal = (answer: Extract<Asked<OrderAnswer>, { ok: false }>): boolean =>
    answer.status < 500 && answer.status !== 429 && answer.status !== 404;
  const send = async (order: PaymentOrder, path: string, more: object = {}): Promise<PaymentMark | null> => {
    const answer = await sync.once((client) => client.ask(path, { order: order.order, ...more }, check));
    if (answer === null) return null;
    if (!answer.ok) {
      say(order, answer);
      if (isFinal(answer)) await deps.refused(order);
      return null;
    }
    if (answer.value.orderHash !== order.id) throw new Error('the market answered for another order');
    const mark = markOf(order, answer.value);
    await deps.take(mark, path === '/payments/orders');
    return mark;
  };
  /** One question about an order at a time. */
  const alone = async <T>(order: PaymentOrder, work: () => Promise<T>): Promise<T> => {
    const before = running.get(order.id);
    const mine = (before ?? Promise.resolve()).then(work);
    const quiet = mine.catch(() => undefined);
    running.set(order.id, quiet);
    try {
      return await mine;
    } finally {
      if (running.get(order.id) === quiet) running.delete(order.id);
    }
  };
  const ask: Outbox['ask'] = async (order) => {
    await alone(order, () => send(order, '/payments/orders'));
  };
  const close: Outbox['close'] = (order) => alone(order, () => send(order, '/payments/close'));
  const beside = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      log.error({ err: error }, 'a payment order could not be asked about');
    });
  };
  return {
    ask,
    close,
    charge: async (order, authCode, channel) => {
      charging.add(order.id);
      try {
        return await alone(order, async () => {
          const answer = await sync.once((client) =>
            client.ask('/payments/charge', { order: order.order, authCode, channel }, check),
          );
          if (answer === null) return 'unknown';
          if (!answer.ok) {
            say(order, answer);
            return isFinal(answer) || answer.status === 404 ? 'refused' : 'unknown';
          }
          await deps.take(markOf(order, answer.value), false);
          return 'answered';
        });
      } finally {
        charging.delete(order.id);
        deps.onChange();
      }
    },
    isCharging: (orderId) => charging.has(orderId),
    flush: () => {
      for (const order of orders.open()) {
        if (running.has(order.id)) continue;
        if (order.state === 'closing') beside(close(order));
        else if (order.state !== 'late') beside(ask(order));
        else if (!isSentBack(order.market)) beside(close(order));
      }
    },
    idle: async () => {
      await Promise.all(running.values());
    },
  };
}
