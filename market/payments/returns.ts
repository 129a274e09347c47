import type { Tender } from '../../shared/records/goods.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { applyReturns } from './refunds.ts';
import { arrivalHash, findOrder, lockOrders } from './rows.ts';
import type { Market, Trx } from './rows.ts';
import { endOrderIn } from './store.ts';

/** What an entry of a terminal's journal gives back of an order. `isWhole`: the order is no tender of anything any more. */
export interface Return {
  readonly orderId: string;
  readonly fen: number;
  readonly reason: 'void' | 'refund' | 'correction' | 'part_return';
}

/** The returns an entry stands for. Cash and slips are the stall's own business. */
export function returnsOf({ body }: Pick<JournalEntry, 'body'>): readonly Return[] {
  switch (body.kind) {
    case 'void':
    case 'refund':
      return sums(body.tenders).map(([orderId, fen]) => ({ orderId, fen, reason: body.kind }));
    case 'part_return':
      return sums([body.tender]).map(([orderId, fen]) => ({ orderId, fen, reason: 'part_return' }));
    case 'correction': {
      const kept = new Map(sums(body.after));
      return sums(body.before)
        .map(([orderId, fen]) => ({ orderId, fen: fen - (kept.get(orderId) ?? 0), reason: 'correction' as const }))
        .filter(({ fen }) => fen > 0);
    }
    case 'sale':
    case 'reweigh':
    case 'part_payment':
    case 'confirmation':
    case 'repayment':
    case 'cash_movement':
    case 'price_change':
    case 'override':
    case 'shift_close':
    case 'day_close':
    case 'epoch_start':
      return [];
    default:
      return body satisfies never;
  }
}

function sums(tenders: readonly Tender[]): readonly (readonly [string, number])[] {
  const byOrder = new Map<string, number>();
  for (const { paymentOrderId, amountFen } of tenders)
    if (paymentOrderId !== null) byOrder.set(paymentOrderId, (byOrder.get(paymentOrderId) ?? 0) + amountFen);
  return [...byOrder];
}

/**
 * Gives back what entries of a terminal say, in the transaction that takes the entries in. Money that has not come yet is remembered: it
 * goes back when it comes. Only orders of the terminal's own stall.
 */
export async function noteReturns(
  trx: Trx,
  place: { readonly market: number; readonly stall: string },
  entries: readonly JournalEntry[],
  now: number,
): Promise<void> {
  const at: Market = { market: place.market, now };
  const wishes: (Return & { readonly entryId: string; readonly orderHash: string })[] = [];
  for (const entry of entries)
    for (const wish of returnsOf(entry)) {
      const orderHash = isHash(wish.orderId) ? wish.orderId : await arrivalHash(trx, place, wish.orderId);
      if (orderHash !== null) wishes.push({ ...wish, entryId: entry.id, orderHash });
    }
  if (wishes.length === 0) return;
  // All of them before the first mark: marks are numbered under a lock, and whoever holds an order may be waiting for it.
  await lockOrders(
    trx,
    place.market,
    wishes.map(({ orderHash }) => orderHash),
  );
  for (const { entryId, orderHash, fen, reason } of wishes) {
    await trx
      .insertInto('payment_returns')
      .values({
        market: place.market,
        entry_id: entryId,
        order_hash: orderHash,
        stall: place.stall,
        fen,
        reason,
        state: 'waiting',
        made_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const order = await findOrder(trx, place.market, orderHash);
    if (order === null) continue;
    // Nothing is to be paid any more for goods that were taken back before the money came.
    if (order.stall === place.stall && order.paid_by === null && fen >= order.amount_fen)
      await endOrderIn(trx, at, orderHash, 'stall');
    await applyReturns(trx, at, orderHash);
  }
}

/** What a tender calls its order: this, or the id of an arrival's mark. */
const isHash = (orderId: string): boolean => /^[0-9a-f]{64}$/.test(orderId);
