import type { SaleLine, Tender } from '../records/goods.ts';
import type { ConfirmationBody, JournalBody, RefundBody, SaleBody } from '../records/journal.ts';

/** What is still sold of a line. `leftFen` of `paidFen` was not refunded. */
export interface LineStanding {
  readonly no: number;
  /** Amount − concession − allocated: what was paid for it. */
  readonly paidFen: number;
  readonly leftFen: number;
  /** Pieces of a line without a weight. */
  readonly leftQty: number;
  /** Grams of a weighed line. */
  readonly leftG: number;
}

/** What now holds of a sale, after all that came later. */
export interface Standing {
  readonly state: 'sold' | 'part_refunded' | 'refunded' | 'voided';
  /** What the stall keeps of it. */
  readonly netFen: number;
  readonly refundedFen: number;
  /** The tenders as corrected and confirmed, in full. */
  readonly tenders: readonly Tender[];
  /** The same less what was given back; those of which nothing is left stay, with 0. */
  readonly kept: readonly Tender[];
  readonly lines: readonly LineStanding[];
}

const laterKinds = ['correction', 'void', 'refund', 'confirmation', 'reweigh'] as const;
export type LaterBody = Extract<JournalBody, { readonly kind: (typeof laterKinds)[number] }>;
/** Entries that speak of an earlier sale. */
export const isLater = (body: JournalBody): body is LaterBody => laterKinds.some((kind) => kind === body.kind);

export const paidFor = (line: SaleLine): number => line.amountFen - line.concessionFen - line.allocatedFen;
/** What a line is divided into for a refund: grams where it was weighed, else pieces; a portion is one piece. */
export const unitsOf = (line: SaleLine): number => line.netG ?? line.qty;

/**
 * What was paid for the first `units` of a line of `all`, fen, half up. The share of a part is the difference of two of these, so parts
 * sum exactly to the whole, in any order and number.
 */
export function shareOf(paidFen: number, units: number, all: number): number {
  const twice = 2n * BigInt(paidFen) * BigInt(units) + BigInt(all);
  return Number(twice / (2n * BigInt(all)));
}

/** In this order money goes back: what was never paid, then the channels it came by, cash last. */
const backOrder: readonly Tender['kind'][] = [
  'credit',
  'dynamic_qr',
  'payment_code',
  'static_code',
  'card',
  'other',
  'cash',
];

/** Takes an amount off tenders in the order in which money goes back. Answers what each gives, 0 for those that give nothing. */
export function giveBack(kept: readonly Tender[], amountFen: number): readonly number[] {
  const gives = kept.map(() => 0);
  let restFen = amountFen;
  for (const kind of backOrder)
    for (const [index, tender] of kept.entries()) {
      if (tender.kind !== kind) continue;
      const fen = Math.min(restFen, tender.amountFen);
      gives[index] = fen;
      restFen -= fen;
    }
  return gives;
}

/** What is left after money went back: of its own channel, and what that can't bear (cash for what a channel paid) of the others. */
function lessRefund(kept: readonly Tender[], refund: RefundBody): readonly Tender[] {
  const left = kept.map((tender) => tender.amountFen);
  let restFen = 0;
  for (const back of refund.tenders) {
    let fen = back.amountFen;
    for (const [index, tender] of kept.entries()) {
      if (tender.kind !== back.kind || tender.paymentOrderId !== back.paymentOrderId) continue;
      const part = Math.min(fen, left[index] ?? 0);
      left[index] = (left[index] ?? 0) - part;
      fen -= part;
    }
    restFen += fen;
  }
  const borne = giveBack(
    kept.map((tender, index) => ({ ...tender, amountFen: left[index] ?? 0 })),
    restFen,
  );
  return kept.map((tender, index) => ({ ...tender, amountFen: (left[index] ?? 0) - (borne[index] ?? 0) }));
}

/** A tender after a confirmation, of this one or another of its sale. */
export const confirmed = (tender: Tender, { tenderNo, state, transactionId }: ConfirmationBody): Tender =>
  tender.no === tenderNo &&
  (tender.state === 'unproven' || (tender.state === 'proven_offline' && state === 'confirmed'))
    ? { ...tender, state, transactionId: transactionId ?? tender.transactionId }
    : tender;

/** A sale and the later entries that name it, in order of (epoch, seq), folded into what now holds. */
export function standingOf(sale: SaleBody, later: readonly JournalBody[]): Standing {
  let tenders: readonly Tender[] = sale.tenders;
  let voided = false;
  const refunds: RefundBody[] = [];
  for (const body of later) {
    if (body.kind === 'correction') tenders = body.after;
    if (body.kind === 'confirmation') tenders = tenders.map((tender) => confirmed(tender, body));
    if (body.kind === 'void') voided = true;
    if (body.kind === 'refund') refunds.push(body);
  }
  const lines = sale.lines.map((line): LineStanding => {
    const paidFen = paidFor(line);
    const back = refunds.flatMap((refund) => refund.lines.filter(({ no }) => no === line.no));
    const sum = (of: (one: (typeof back)[number]) => number): number => back.reduce((total, one) => total + of(one), 0);
    return {
      no: line.no,
      paidFen,
      leftFen: voided ? 0 : paidFen - sum((one) => one.amountFen),
      leftQty: voided || line.netG !== null ? 0 : line.qty - sum((one) => one.qty),
      leftG: voided || line.netG === null ? 0 : line.netG - sum((one) => one.netG ?? 0),
    };
  });
  const refundedFen = refunds.reduce((sum, refund) => sum + refund.amountFen, 0);
  const kept = voided ? tenders.map((tender) => ({ ...tender, amountFen: 0 })) : refunds.reduce(lessRefund, tenders);
  const netFen = voided ? 0 : sale.payableFen - refundedFen;
  return {
    state: voided ? 'voided' : netFen === 0 ? 'refunded' : refundedFen > 0 ? 'part_refunded' : 'sold',
    netFen,
    refundedFen,
    tenders,
    kept,
    lines,
  };
}
