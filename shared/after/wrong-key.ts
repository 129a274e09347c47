import { channelName } from '../tender.ts';
import { NEAR_MS } from '../payments.ts';
import type { Tender } from '../records/goods.ts';
import type { CorrectionBody, SaleEntry } from '../records/journal.ts';
import type { ArrivalMark } from '../records/market.ts';
import { printedNumber } from '../sale.ts';
import { no, type Decided } from './change.ts';
import type { Standing } from './standing.ts';

/** Money that nobody owns, as far as the explanation needs it. */
export interface Unowned {
  readonly id: string;
  readonly amountFen: number;
  readonly channel: string;
  /** When it was paid, epoch ms. */
  readonly at: number;
  readonly isSimulated: boolean;
}

/** A sale keyed as cash whose money came by a code: the same amount, minutes apart, one too much here and one too little there. */
export interface WrongKey {
  readonly arrivalId: string;
  readonly saleId: string;
  readonly no: string;
  readonly at: number;
  readonly first: string;
  readonly amountFen: number;
  readonly channel: string;
  readonly arrivedAt: number;
  readonly isSimulated: boolean;
}

/** The one cash tender of a sale that money of another kind may stand for; null: nothing here was paid in cash alone. */
const cashTender = (standing: Standing): Tender | null => {
  const [only] = standing.tenders;
  return standing.state === 'sold' && standing.tenders.length === 1 && only?.kind === 'cash' ? only : null;
};

/**
 * Pairs money that nobody owns with cash sales of the same amount within ten minutes of it, the nearest in time first; each sale and
 * each arrival once. A guess: it is shown with both times, and a person accepts it.
 */
export function wrongKeys(
  arrivals: readonly Unowned[],
  sales: readonly { readonly sale: SaleEntry; readonly standing: Standing }[],
): readonly WrongKey[] {
  const pairs = arrivals.flatMap((arrival) =>
    sales
      .filter(
        ({ sale, standing }) =>
          cashTender(standing)?.amountFen === arrival.amountFen && Math.abs(sale.at - arrival.at) <= NEAR_MS,
      )
      .map(({ sale }) => ({ arrival, sale, apart: Math.abs(sale.at - arrival.at) })),
  );
  const taken = new Set<string>();
  const found: WrongKey[] = [];
  for (const { arrival, sale } of pairs.toSorted((a, b) => a.apart - b.apart)) {
    if (taken.has(arrival.id) || taken.has(sale.id)) continue;
    taken.add(arrival.id).add(sale.id);
    found.push({
      arrivalId: arrival.id,
      saleId: sale.id,
      no: printedNumber(sale),
      at: sale.at,
      first: sale.body.lines[0]?.name ?? '',
      amountFen: arrival.amountFen,
      channel: arrival.channel,
      arrivedAt: arrival.at,
      isSimulated: arrival.isSimulated,
    });
  }
  return found.toSorted((a, b) => a.at - b.at);
}

/** The correction that takes an explanation over: the sale's cash was this money. The market has proven it, so no ten minutes bind it. */
export function decideWrongKey(
  sale: SaleEntry,
  standing: Standing,
  { amountFen, channel, transactionId, isSimulated }: ArrivalMark,
): Decided<CorrectionBody> {
  const cash = cashTender(standing);
  if (cash === null || cash.amountFen !== amountFen) return no({ code: 'correct_nothing' });
  return {
    ok: true,
    right: null,
    body: {
      kind: 'correction',
      saleId: sale.id,
      before: [...standing.tenders],
      after: [
        {
          no: cash.no,
          kind: 'static_code',
          channel: channelName(channel, isSimulated),
          amountFen,
          state: 'confirmed',
          tenderedFen: null,
          changeFen: null,
          paymentOrderId: null,
          transactionId,
        },
      ],
      reason: '记成了现金，其实是扫码付的',
    },
  };
}
