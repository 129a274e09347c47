import type { Tender } from '../records/goods.ts';
import type { RefundBody, SaleEntry } from '../records/journal.ts';
import { no, type Decided } from './change.ts';
import { tenderOf } from '../tender.ts';
import { giveBack, shareOf, unitsOf, type Standing } from './standing.ts';

/** What comes back of a line: pieces, or grams of a weighed one. */
export interface RefundWish {
  readonly no: number;
  readonly qty: number;
  readonly netG: number | null;
}

/** All that is left of a sale. */
export const wholeOf = (sale: SaleEntry, standing: Standing): readonly RefundWish[] =>
  sale.body.lines.flatMap((line, index) => {
    const left = standing.lines[index];
    if (left === undefined || (left.leftQty === 0 && left.leftG === 0)) return [];
    return [{ no: line.no, qty: left.leftQty, netG: line.netG === null ? null : left.leftG }];
  });

/** What that part of a line comes to, fen: its share of what was paid, so that all parts sum to it exactly. */
export function refundOf(sale: SaleEntry, standing: Standing, wish: RefundWish): number {
  const line = sale.body.lines[wish.no - 1];
  const left = standing.lines[wish.no - 1];
  if (line === undefined || left === undefined) return 0;
  const all = unitsOf(line);
  const before = all - (line.netG === null ? left.leftQty : left.leftG);
  const units = wish.netG ?? wish.qty;
  return shareOf(left.paidFen, before + units, all) - shareOf(left.paidFen, before, all);
}

/** How the money goes back: by its own channels, or, `inCash`, over the counter. */
export function backBy(standing: Standing, amountFen: number, inCash: boolean): readonly Tender[] {
  if (inCash) return [tenderOf({ kind: 'cash', amountFen, tenderedFen: null }, 1)];
  return giveBack(standing.kept, amountFen)
    .flatMap((fen, index) => {
      const tender = standing.kept[index];
      return fen === 0 || tender === undefined
        ? []
        : [{ ...tender, amountFen: fen, tenderedFen: null, changeFen: null }];
    })
    .map((tender, index) => ({ ...tender, no: index + 1 }));
}

/** 退款: goods, or weight that was missing, of a sale. Never more than is left of it; the same channel, or cash by the owner's right. */
export function decideRefund(
  sale: SaleEntry,
  standing: Standing,
  wish: { readonly lines: readonly RefundWish[]; readonly inCash: boolean; readonly reweighId: string | null },
): Decided<RefundBody> {
  if (standing.state === 'voided') return no({ code: 'already_voided' });
  if (standing.state === 'refunded') return no({ code: 'already_refunded' });
  if (new Set(wish.lines.map((line) => line.no)).size !== wish.lines.length)
    return no({ code: 'bad_args', detail: 'a line is named twice' });
  for (const one of wish.lines) {
    const line = sale.body.lines[one.no - 1];
    const left = standing.lines[one.no - 1];
    if (line === undefined || left === undefined) return no({ code: 'no_such_line' });
    const weighed = line.netG !== null;
    if (weighed !== (one.netG !== null) || (weighed && one.qty !== 0))
      return no({ code: 'bad_args', detail: 'a weighed line is refunded by weight, any other by the piece' });
    if ((one.netG ?? one.qty) > (weighed ? left.leftG : left.leftQty))
      return no({ code: 'refund_too_much', name: line.name, leftFen: left.leftFen });
  }
  const lines = wish.lines
    .map((one) => ({ ...one, amountFen: refundOf(sale, standing, one) }))
    .filter((one) => (one.netG ?? one.qty) > 0);
  const amountFen = lines.reduce((sum, line) => sum + line.amountFen, 0);
  if (amountFen === 0) return no({ code: 'refund_nothing' });
  const inChannels = backBy(standing, amountFen, false);
  const crosses = wish.inCash && inChannels.some((tender) => tender.kind !== 'cash');
  return {
    ok: true,
    right: crosses ? 'cash_refund' : 'refund',
    body: {
      kind: 'refund',
      saleId: sale.id,
      lines,
      amountFen,
      tenders: [...(crosses ? backBy(standing, amountFen, true) : inChannels)],
      reason: '',
      ...(wish.reweighId === null ? {} : { reweighId: wish.reweighId }),
    },
  };
}
