import type { ServerMark } from '../../shared/records/market.ts';
import { putDocuments } from '../feed.ts';
import { attemptsOf, findOrder } from './rows.ts';
import type { Market, Trx } from './rows.ts';
import { arrivalOf, standingOf, standingText } from './standing.ts';

export const paymentMarkId = (orderHash: string): string => `pay:${orderHash.slice(0, 32)}`;
export const arrivalMarkId = (orderHash: string): string => `arr:${orderHash.slice(0, 32)}`;

/**
 * Tells the terminal how an order stands now, or the stall of money on its printed code. The last step of the transaction that changed
 * it, so that there is never a mark without its change, nor the other way round.
 */
export async function putMark(trx: Trx, { market, now }: Market, orderHash: string): Promise<void> {
  const order = await findOrder(trx, market, orderHash);
  if (order === null) return;
  const attempts = await attemptsOf(trx, market, orderHash);
  const common = { entryId: null, epoch: 0, seq: 0, receipt: null, at: now };
  if (order.terminal === 0) {
    const arrival = arrivalOf(order, attempts);
    const id = arrivalMarkId(orderHash);
    if (arrival === null && order.paid_by === null) return;
    const mark = { ...common, id, kind: 'arrival', terminal: 0, reason: 'arrival', text: '' } as const;
    const doc: ServerMark = arrival === null ? mark : { ...mark, arrival };
    // Gone back to the shopper: there is nothing to claim any more.
    const deleted = arrival === null;
    await putDocuments(
      trx,
      market,
      [{ collection: 'server_marks', scope: `stall:${order.stall}`, doc, deleted }],
      'replace',
    );
    return;
  }
  const payment = standingOf(order, attempts);
  // What the terminal knows by itself needs no message.
  if (payment.state === 'open' && attempts.length <= 1 && attempts[0]?.way !== 'payment_code') return;
  const doc: ServerMark = {
    ...common,
    id: paymentMarkId(orderHash),
    kind: 'payment',
    terminal: order.terminal,
    payment,
    reason: payment.state,
    text: standingText(payment.state, attempts),
  };
  await putDocuments(
    trx,
    market,
    [{ collection: 'server_marks', scope: `terminal:${order.terminal}`, doc }],
    'replace',
  );
}
