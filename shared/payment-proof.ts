import type { PaymentProof } from './payment-order.ts';
import type { PaymentOrder } from './records/terminal.ts';
import type { Refusal } from './refusal.ts';

/** Most that is taken on proofs without a line, fen: of one order, and of all since the last contact. */
export interface OfflineLimits {
  readonly offlineOrderFen: number;
  readonly offlineTotalFen: number;
}

/** Why an order can't be taken as paid on a proof; null: it can. `proven`: orders the market's ledger has not agreed to yet. */
export function proofFault(
  order: PaymentOrder,
  limits: OfflineLimits,
  { isOnline, proven }: { readonly isOnline: boolean; readonly proven: readonly PaymentOrder[] },
): Refusal | null {
  const { sign } = order;
  if (order.state !== 'waiting' && order.state !== 'released')
    return order.entryId !== null ? { code: 'proof_used', sign } : { code: 'proof_dropped', sign };
  if (isOnline) return null;
  if (order.amountFen > limits.offlineOrderFen)
    return { code: 'proof_limit', limitFen: limits.offlineOrderFen, total: false };
  const taken = proven.reduce((sum, one) => sum + one.amountFen, 0);
  return taken + order.amountFen > limits.offlineTotalFen
    ? { code: 'proof_limit', limitFen: limits.offlineTotalFen, total: true }
    : null;
}

/** The signed proof names this order and all of its amount. */
export const amountFault = (order: PaymentOrder, { paidFen }: PaymentProof): Refusal | null =>
  paidFen === order.amountFen ? null : { code: 'proof_amount', paidFen, amountFen: order.amountFen };

const HOUR_MS = 3_600_000;
/** Wrong typed codes that still count, latest last. A clock that was set back takes none of them off. */
export const recentWrong = (wrongAt: readonly number[], now: number): readonly number[] =>
  wrongAt.filter((at) => now - at < HOUR_MS);
