import { hash, randomBytes } from 'node:crypto';
import { toBase64Url } from '../../../shared/base64url.ts';
import { canonicalText } from '../../../shared/canonical.ts';
import { orderBytes, orderSigned } from '../../../shared/payment-order.ts';
import type { Cart, PaymentOrder, PaymentOrderState } from '../../../shared/records/terminal.ts';
import type { Store } from '../database.ts';
import { sha256Hex, type Identity } from '../identity.ts';
import type { KeptConfig } from './config.ts';

export interface OrderBook {
  /** Orders something may still follow for, oldest first. */
  open(): readonly PaymentOrder[];
  get(id: string): PaymentOrder | null;
  /** Also one that is done with. */
  find(id: string): Promise<PaymentOrder | null>;
  /** The order whose name begins so. */
  findByStart(start: string): Promise<PaymentOrder | null>;
  /** Signs a new order and writes it; it is on the disk when this resolves. */
  make(
    cart: Pick<Cart, 'id' | 'sign' | 'lines'>,
    wish: Pick<PaymentOrder, 'way' | 'amountFen' | 'isRest'>,
    config: KeptConfig,
  ): Promise<PaymentOrder>;
  /** Changes an order, on the disk first. */
  change(id: string, to: Partial<PaymentOrder>): Promise<PaymentOrder | null>;
}

/** The shopper has this long from when the page is first opened. */
const TTL_S = 600;
/**
 * Numbers of orders begin at the seconds since 2025: a till that was put together anew goes on above the ones it has lost, and one with a wrong
 * clock above its own.
 */
const FIRST_COUNT_AT = 1_735_689_600;
const MAX_U32 = 4_294_967_295;
const open: readonly PaymentOrderState[] = ['waiting', 'released', 'proven', 'closing', 'late'];

/** The terminal's payment orders. Those something may follow for are held in memory, each as it is on the disk. */
export async function openOrderBook(deps: {
  readonly store: Store;
  readonly identity: () => Identity;
  readonly now: () => number;
  readonly onChange: () => void;
}): Promise<OrderBook> {
  const { store, now, onChange } = deps;
  const orders = new Map<string, PaymentOrder>();
  for (const state of open)
    for (const document of await store.payment_orders.find({ selector: { state } }).exec())
      orders.set(document.id, document.toMutableJSON());
  const [last] = await store.payment_orders.find({ sort: [{ counter: 'desc' }, { id: 'desc' }], limit: 1 }).exec();
  let counter = last?.counter ?? 0;

  const keep = async (order: PaymentOrder): Promise<void> => {
    await store.put(store.payment_orders, order, 'sale');
    if (order.state === 'done') orders.delete(order.id);
    else orders.set(order.id, order);
    onChange();
  };
  const find: OrderBook['find'] = async (id) =>
    orders.get(id) ?? (await store.payment_orders.findOne(id).exec())?.toMutableJSON() ?? null;
  return {
    open: () => [...orders.values()].toSorted((a, b) => a.counter - b.counter),
    get: (id) => orders.get(id) ?? null,
    find,
    findByStart: async (start) => {
      const held = [...orders.values()].find(({ id }) => id.startsWith(start));
      if (held !== undefined) return held;
      const selector = { id: { $gte: start, $lte: start.padEnd(64, 'f') } };
      return (await store.payment_orders.findOne({ selector }).exec())?.toMutableJSON() ?? null;
    },
    make: async (cart, { way, amountFen, isRest }, config) => {
      const identity = deps.identity();
      const at = now();
      const seconds = Math.min(MAX_U32, Math.max(0, Math.floor(at / 1_000)));
      counter = Math.min(MAX_U32, Math.max(counter + 1, seconds - FIRST_COUNT_AT));
      const bytes = orderBytes({
        market: identity.market,
        terminal: identity.terminal,
        keyId: config.keyId,
        counter,
        amountFen,
        issuedAt: seconds,
        ttlS: TTL_S,
        nonce: randomBytes(8).toString('hex'),
        linesHash: sha256Hex(canonicalText(cart.lines)).slice(0, 16),
      });
      const signature = identity.key.signBytes(orderSigned(bytes));
      const order: PaymentOrder = {
        id: hash('sha256', bytes, 'hex'),
        order: toBase64Url(Buffer.concat([bytes, signature])),
        host: config.host,
        counter,
        keyId: config.keyId,
        cartId: cart.id,
        sign: cart.sign,
        way,
        amountFen,
        isRest,
        isSimulated: config.isSimulated,
        createdAt: at,
        state: 'waiting',
        entryId: null,
        tenderNo: 0,
        tries: 0,
        market: null,
        returnedFen: 0,
        updatedAt: at,
      };
      await keep(order);
      return order;
    },
    change: async (id, to) => {
      const order = await find(id);
      if (order === null) return null;
      const changed = { ...order, ...to, updatedAt: now() };
      await keep(changed);
      return changed;
    },
  };
}
