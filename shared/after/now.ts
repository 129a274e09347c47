import type { SaleEntry } from '../records/journal.ts';
import type { Tender } from '../records/goods.ts';
import { CORRECT_MS } from './change.ts';
import type { Standing } from './standing.ts';

/** What holds of a sale now, for a window. */
export interface SaleNow {
  readonly state: Standing['state'];
  readonly netFen: number;
  readonly tenders: readonly Pick<Tender, 'no' | 'kind' | 'channel' | 'state' | 'amountFen'>[];
  /** Until when 改收款方式 is offered, epoch ms; null: not at all. */
  readonly correctUntil: number | null;
  /** It was sold to an account, so it can have been on credit. */
  readonly hasAccount: boolean;
}

export const saleNow = (sale: SaleEntry, standing: Standing): SaleNow => ({
  state: standing.state,
  netFen: standing.netFen,
  tenders: standing.tenders.map(({ no, kind, channel, state, amountFen }) => ({ no, kind, channel, state, amountFen })),
  correctUntil: standing.state === 'sold' ? sale.at + CORRECT_MS : null,
  hasAccount: sale.body.account !== undefined,
});
