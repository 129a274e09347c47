import type { Right } from '../people.ts';
import type { Tender } from '../records/goods.ts';
import type { CorrectionBody, JournalBody, SaleEntry, VoidBody } from '../records/journal.ts';
import type { Refusal } from '../refusal.ts';
import type { Standing } from './standing.ts';

/** An entry that may be written, once `right` (if any) was given. */
export type Decided<B extends JournalBody> =
  | { readonly ok: true; readonly body: B; readonly right: Right | null }
  | { readonly ok: false; readonly refusal: Refusal };
export const no = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });

/** Practice is changed in practice and trade in trade: each has figures of its own. */
export const canChangeOf = (
  sale: Pick<SaleEntry, 'terminal' | 'mode'>,
  books: Pick<SaleEntry, 'terminal' | 'mode'>,
): boolean => sale.terminal === books.terminal && sale.mode === books.mode;

/** How long 改收款方式 is offered, ms (S19). */
export const CORRECT_MS = 600_000;
/** To what a tender can be put right; a code is never proven by a key (S15). */
export const correctable = ['cash', 'static_code', 'card', 'other', 'credit'] as const;
export type Correctable = (typeof correctable)[number];
const stateOf: Readonly<Record<Correctable, Tender['state']>> = {
  cash: 'cash',
  static_code: 'unproven',
  card: 'external',
  other: 'external',
  credit: 'credit',
};

/** Whether the sale's means of payment may still be put right: within ten minutes, while nothing was given back. */
export const canCorrect = (sale: Pick<SaleEntry, 'at'>, standing: Standing, now: number): boolean =>
  standing.state === 'sold' && now - sale.at <= CORRECT_MS;

/** 改收款方式 (S19): one tender of the sale was keyed wrong. */
export function decideCorrection(
  sale: SaleEntry,
  standing: Standing,
  wish: { readonly tenderNo: number; readonly kind: Correctable; readonly now: number },
): Decided<CorrectionBody> {
  if (standing.state === 'voided') return no({ code: 'already_voided' });
  if (standing.state !== 'sold') return no({ code: 'already_refunded' });
  if (!canCorrect(sale, standing, wish.now)) return no({ code: 'correct_too_late' });
  const tender = standing.tenders.find((one) => one.no === wish.tenderNo);
  if (tender === undefined || tender.kind === wish.kind) return no({ code: 'correct_nothing' });
  // Money that has come is where it is; it can only be given back.
  if (tender.state === 'confirmed' || tender.state === 'proven_offline') return no({ code: 'correct_proven' });
  if (wish.kind === 'credit' && sale.body.account === undefined) return no({ code: 'credit_needs_account' });
  const corrected: Tender = {
    no: tender.no,
    kind: wish.kind,
    channel: null,
    amountFen: tender.amountFen,
    state: stateOf[wish.kind],
    tenderedFen: null,
    changeFen: null,
    paymentOrderId: null,
    transactionId: null,
  };
  return {
    ok: true,
    right: null,
    body: {
      kind: 'correction',
      saleId: sale.id,
      before: [...standing.tenders],
      after: standing.tenders.map((one) => (one.no === tender.no ? corrected : one)),
      reason: '',
    },
  };
}

/** A sale that is not the last one, or not of the last ten minutes: taking it back is asked about, and is a right (S23). */
export const isOlder = (sale: Pick<SaleEntry, 'id' | 'at'>, lastSaleId: string | null, now: number): boolean =>
  sale.id !== lastSaleId || now - sale.at > CORRECT_MS;

/** 作废: the whole sale is taken back, and what was paid goes back the way it came. */
export function decideVoid(
  sale: SaleEntry,
  standing: Standing,
  at: { readonly lastSaleId: string | null; readonly now: number },
): Decided<VoidBody> {
  if (standing.state === 'voided') return no({ code: 'already_voided' });
  if (standing.state !== 'sold') return no({ code: 'already_refunded' });
  return {
    ok: true,
    right: isOlder(sale, at.lastSaleId, at.now) ? 'void_old' : null,
    body: {
      kind: 'void',
      saleId: sale.id,
      amountFen: sale.body.payableFen,
      tenders: standing.tenders.map((tender) => ({ ...tender, tenderedFen: null, changeFen: null })),
      reason: '',
    },
  };
}
