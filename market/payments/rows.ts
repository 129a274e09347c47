import type { Transaction } from 'kysely';
import type { ProofChannel } from '../../shared/payment-order.ts';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';

export type Trx = Transaction<Schema>;
export interface Market {
  readonly market: number;
  readonly now: number;
}

export interface OrderRow {
  readonly orderHash: string;
  readonly terminal: number;
  readonly stall: string;
  /** base64url of the order's bytes and of the terminal's signature; both empty for money on the stall's printed code. */
  readonly payload: string;
  readonly signature: string;
  /** The public key that signed it. */
  readonly signer: string;
  readonly keyId: number;
  readonly counter: number;
  readonly amountFen: number;
  readonly expiresAt: number;
}

export type Order = NonNullable<Awaited<ReturnType<typeof findOrder>>>;
export async function findOrder(db: Database | Trx, market: number, orderHash: string) {
  return (
    (await db
      .selectFrom('payment_orders')
      .selectAll()
      .where('market', '=', market)
      .where('order_hash', '=', orderHash)
      .executeTakeFirst()) ?? null
  );
}

export type Attempt = NonNullable<Awaited<ReturnType<typeof findAttempt>>>;
export async function findAttempt(db: Database | Trx, market: number, outTradeNo: string) {
  return (
    (await db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('market', '=', market)
      .where('out_trade_no', '=', outTradeNo)
      .executeTakeFirst()) ?? null
  );
}

export const attemptsOf = (db: Database | Trx, market: number, orderHash: string): Promise<Attempt[]> =>
  db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('market', '=', market)
    .where('order_hash', '=', orderHash)
    .orderBy('attempt')
    .execute();

/** The order, locked to the end of the transaction: it is the lock of all its attempts. */
export const lockOrder = (trx: Trx, market: number, orderHash: string): Promise<Order> =>
  trx
    .selectFrom('payment_orders')
    .selectAll()
    .where('market', '=', market)
    .where('order_hash', '=', orderHash)
    .forUpdate()
    .executeTakeFirstOrThrow();

/** Locks several orders, in one order for everybody; those that are not known yet are passed over. */
export const lockOrders = (trx: Trx, market: number, orderHashes: readonly string[]): Promise<unknown> =>
  trx
    .selectFrom('payment_orders')
    .select('order_hash')
    .where('market', '=', market)
    .where('order_hash', 'in', orderHashes)
    .orderBy('order_hash')
    .forUpdate()
    .execute();

/** The hash of a stall's arrival by the id of its mark (`arr:` and half the hash); null: there is none, or it is no such id. */
export async function arrivalHash(
  db: Database | Trx,
  { market, stall }: { readonly market: number; readonly stall: string },
  id: string,
): Promise<string | null> {
  const start = /^arr:([0-9a-f]{32})$/.exec(id)?.[1];
  if (start === undefined) return null;
  const row = await db
    .selectFrom('payment_orders')
    .select('order_hash')
    .where('market', '=', market)
    .where('stall', '=', stall)
    .where('terminal', '=', 0)
    .where('order_hash', '>=', start)
    .where('order_hash', '<', `${start}g`)
    .executeTakeFirst();
  return row?.order_hash ?? null;
}

/**
 * Keeps an order the first time somebody opens it; later openings find it. Answers what is held. Another order of the same signer under
 * the same counter is kept too, and flagged: the terminal's disk was copied.
 */
export async function keepOrder(db: Database | Trx, { market, now }: Market, order: OrderRow): Promise<Order> {
  const held = await findOrder(db, market, order.orderHash);
  if (held !== null) return held;
  const twin =
    order.signer === ''
      ? undefined
      : await db
          .selectFrom('payment_orders')
          .select('order_hash')
          .where('market', '=', market)
          .where('terminal', '=', order.terminal)
          .where('counter', '=', order.counter)
          .where('signer', '=', order.signer)
          .where('order_hash', '!=', order.orderHash)
          .executeTakeFirst();
  const made = await db
    .insertInto('payment_orders')
    .values({
      market,
      order_hash: order.orderHash,
      terminal: order.terminal,
      stall: order.stall,
      payload: order.payload,
      signature: order.signature,
      signer: order.signer,
      key_id: order.keyId,
      counter: order.counter,
      flag: twin === undefined ? '' : 'counter',
      amount_fen: order.amountFen,
      first_seen_at: now,
      expires_at: order.expiresAt,
      paid_by: null,
      voided_at: null,
    })
    .onConflict((conflict) => conflict.columns(['market', 'order_hash']).doNothing())
    .returningAll()
    .executeTakeFirst();
  const kept = made ?? (await findOrder(db, market, order.orderHash));
  if (kept === null) throw new Error(`order ${order.orderHash} was not kept`);
  return kept;
}

/** What a source said besides the event itself. */
export interface Facts {
  readonly source: 'answer' | 'query' | 'notice' | 'stall' | 'schedule';
  readonly amountFen: number | null;
  readonly channelNo: string | null;
  readonly paidAt: number | null;
  readonly wallet?: ProofChannel | null;
  readonly raw: string;
}
export const noFacts = (source: Facts['source']): Facts => ({
  source,
  amountFen: null,
  channelNo: null,
  paidAt: null,
  raw: '',
});
