import type { Tender } from '../../../shared/records/goods.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { UnpaidView } from '../../../shared/pay-view.ts';
import { printedNumber } from '../../../shared/sale.ts';

/** 未到账: tenders of sales whose money has not shown, folded from the journal. */
export interface Unpaid {
  take(entry: JournalEntry): void;
  /** Oldest first. */
  all(): readonly UnpaidView[];
}

const key = (saleId: string, no: number): string => `${saleId}#${no}`;

export function createUnpaid(): Unpaid {
  const unpaid = new Map<string, UnpaidView>();
  /** What a sale looks like on the list, for tenders that a correction makes unproven. */
  const sales = new Map<string, Pick<UnpaidView, 'no' | 'sign' | 'at'>>();
  const drop = (saleId: string): void => {
    for (const one of unpaid.values()) if (one.saleId === saleId) unpaid.delete(key(saleId, one.tenderNo));
  };
  const add = (saleId: string, tenders: readonly Tender[]): void => {
    const sale = sales.get(saleId);
    if (sale === undefined) return;
    for (const { no, state, amountFen, paymentOrderId } of tenders)
      if (state === 'unproven')
        unpaid.set(key(saleId, no), {
          ...sale,
          saleId,
          tenderNo: no,
          amountFen,
          orderId: paymentOrderId,
          triesLeft: 0,
        });
  };
  const giveBack = (saleId: string, { state, amountFen, paymentOrderId }: Tender): void => {
    const one = [...unpaid.values()].find((it) => it.saleId === saleId && it.orderId === paymentOrderId);
    if (one === undefined || state !== 'unproven') return;
    if (one.amountFen > amountFen)
      unpaid.set(key(saleId, one.tenderNo), { ...one, amountFen: one.amountFen - amountFen });
    else unpaid.delete(key(saleId, one.tenderNo));
  };
  return {
    take: (entry) => {
      const { body } = entry;
      if (body.kind === 'sale') {
        sales.set(entry.id, { no: printedNumber(entry), sign: body.sign, at: entry.at });
        add(entry.id, body.tenders);
      } else if (body.kind === 'correction') {
        drop(body.saleId);
        add(body.saleId, body.after);
      } else if (body.kind === 'confirmation') unpaid.delete(key(body.saleId, body.tenderNo));
      else if (body.kind === 'void') drop(body.saleId);
      else if (body.kind === 'refund') for (const back of body.tenders) giveBack(body.saleId, back);
    },
    all: () => [...unpaid.values()].toSorted((a, b) => a.at - b.at),
  };
}
