import type { Chance } from '../harness/chance.ts';
import type { Book, Purchase, Way } from './honest.ts';
import type { Attempt, BillRow, FaultType, Tender } from './world.ts';

/** What goes wrong, one function each: it changes what some party wrote of an honest purchase and says how that must be found. */
export interface Fault {
  readonly type: FaultType;
  readonly cause: string;
  /** Purchases it can be done to. */
  readonly of: readonly Way[];
  /** May be put on a sale that has another already. */
  readonly stacks: boolean;
  /** The numbers by which it may be named, and the fen in question. `cause`: another one than usual, where no file could tell the usual one. */
  readonly put: (
    chance: Chance,
    book: Book,
    on: Purchase,
  ) => { readonly refs: readonly string[]; readonly fen: number; readonly cause?: string };
}

export const remove = <T>(list: T[], what: T): void => {
  const at = list.indexOf(what);
  if (at < 0) throw new Error('the world does not hold what is to be taken out of it');
  list.splice(at, 1);
};
export const electronic = (
  on: Purchase,
): { readonly attempt: Attempt; readonly bill: BillRow; readonly tender: Tender } => {
  const tender = on.sale.tenders.find(({ kind }) => kind === 'dynamic_qr');
  if (on.attempt === null || on.bill === null || tender === undefined) throw new Error('no electronic purchase');
  return { attempt: on.attempt, bill: on.bill, tender };
};
export const moveBill = (book: Book, bill: BillRow, change: Partial<BillRow>): BillRow => {
  remove(book.bill, bill);
  const moved = { ...bill, ...change };
  book.bill.push(moved);
  return moved;
};
/** The shopper left before the money showed. */
export const release = (on: Purchase, tender: Tender): void => {
  tender.state = 'unproven';
  tender.channelNo = null;
  on.sale.later.length = 0;
};
