import type { Log } from '../../shared/log.ts';
import type { Store } from './database.ts';
import type { Printing } from './printing/printing.ts';

const DAY_MS = 86_400_000;
/** Evidence of a weighing stays readable for six months, of which the longest have 184 days; the line keeps its result and hash for ever. */
export const EVIDENCE_DAYS = 185;
/** A closed cart answers repeated commands for two days. */
const CART_DAYS = 2;
/** Of a payment that is over the journal and the market keep all that counts. */
const ORDER_DAYS = 40;
/** Small bites between sales: a removal is a write like any other. */
const AT_ONCE = 200;

/** Removes what its time is over. @returns whether there may be more. */
export async function prune(store: Store, printing: Pick<Printing, 'prune'>, now: number, log: Log): Promise<boolean> {
  const evidence = await store.evidence
    .find({ selector: { at: { $lt: now - EVIDENCE_DAYS * DAY_MS } }, limit: AT_ONCE })
    .exec();
  const closed = await store.carts
    .find({ selector: { state: 'closed', updatedAt: { $lt: now - CART_DAYS * DAY_MS } }, limit: AT_ONCE })
    .exec();
  const orders = await store.payment_orders
    .find({ selector: { state: 'done', updatedAt: { $lt: now - ORDER_DAYS * DAY_MS } }, limit: AT_ONCE })
    .exec();
  if (evidence.length > 0)
    await store.write(() => store.evidence.bulkRemove(evidence.map(({ id }) => id)), 'after_sale');
  if (closed.length > 0) await store.write(() => store.carts.bulkRemove(closed.map(({ id }) => id)), 'after_sale');
  const jobs = await printing.prune();
  if (orders.length > 0)
    await store.write(() => store.payment_orders.bulkRemove(orders.map(({ id }) => id)), 'after_sale');
  const removed = evidence.length + closed.length + jobs + orders.length;
  if (removed === 0) return false;
  for (const collection of [store.evidence, store.carts, store.print_jobs, store.payment_orders])
    await collection.storageInstance.cleanup(0);
  log.info(
    { evidence: evidence.length, carts: closed.length, printJobs: jobs, paymentOrders: orders.length },
    'removed what its time is over',
  );
  return Math.max(evidence.length, closed.length, jobs, orders.length) === AT_ONCE;
}
