import { confirmed } from './after/standing.ts';
import type { Tender } from './records/goods.ts';
import type { JournalBody } from './records/journal.ts';

/** A tender that came (1) or went (−1). `counts`: it is one more or less of its kind; money given back is none. */
export interface Move {
  readonly tender: Tender;
  readonly sign: 1 | -1;
  readonly counts: boolean;
}

const moved = (tenders: readonly Tender[], sign: 1 | -1, counts: boolean): readonly Move[] =>
  tenders.map((tender) => ({ tender, sign, counts }));

/**
 * What an entry moves of a sale's money, and the sale's tenders after it; null where it moves none. `before` gives the tenders as they stood.
 * What a refund gives back stands under the word the money came by.
 */
export function movesOf(
  id: string,
  body: JournalBody,
  before: (saleId: string) => readonly Tender[],
): { readonly moves: readonly Move[]; readonly saleId: string; readonly after: readonly Tender[] | null } | null {
  switch (body.kind) {
    case 'sale':
      return { moves: moved(body.tenders, 1, true), saleId: id, after: body.tenders };
    case 'void':
    case 'refund':
      return { moves: moved(body.tenders, -1, false), saleId: body.saleId, after: null };
    case 'correction':
      return {
        moves: [...moved(body.before, -1, true), ...moved(body.after, 1, true)],
        saleId: body.saleId,
        after: body.after,
      };
    case 'confirmation': {
      const then = before(body.saleId);
      const after = then.map((tender) => confirmed(tender, body));
      return { moves: [...moved(then, -1, true), ...moved(after, 1, true)], saleId: body.saleId, after };
    }
    case 'cash_movement':
    case 'day_close':
    case 'epoch_start':
    case 'override':
    case 'part_payment':
    case 'part_return':
    case 'price_change':
    case 'repayment':
    case 'reweigh':
    case 'shift_close':
      return null;
    default:
      return body satisfies never;
  }
}
