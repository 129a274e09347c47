import Type from 'typebox';
import type { Account } from './records/account.ts';
import { MAX_FEN } from './limits.ts';
import { Id, Int, Nullable, Obj, OneOf, Text, Time } from './records/field.ts';
import type { Price, Tender } from './records/goods.ts';
import type { JournalEntry, SaleBody } from './records/journal.ts';

/** What an account owes may be years of a restaurant, of either sign; fen. */
const OwedFen = Int(-1000 * MAX_FEN, 1000 * MAX_FEN);
/** Movements kept for the statement; older ones are in what it opens with. */
export const KEPT_MOVEMENTS = 60;

/** One entry that changed what an account owes: up by a sale, down by money or by goods taken back. */
export const Movement = Obj({
  entryId: Id,
  at: Time,
  kind: OneOf(['sale', 'repayment', 'void', 'refund', 'correction'] as const),
  amountFen: OwedFen,
});
export type Movement = Type.Static<typeof Movement>;

/** What is known of an account by the journal alone. `openingFen` is what it owed before the first of `movements`. */
export const Ledger = Obj({
  id: Id,
  name: Text(40),
  openingFen: OwedFen,
  owedFen: OwedFen,
  /** Oldest first. */
  movements: Type.Array(Movement, { maxItems: KEPT_MOVEMENTS }),
  /** Its last order, however it was paid. */
  lastSaleId: Nullable(Id),
});
export type Ledger = Type.Static<typeof Ledger>;

const creditOf = (tenders: readonly Tender[]): number =>
  tenders.reduce((sum, tender) => (tender.kind === 'credit' ? sum + tender.amountFen : sum), 0);

/** The sale that an entry is about and whose account it may change; null for all others. */
export function saleAbout({ body }: Pick<JournalEntry, 'body'>): string | null {
  if (body.kind === 'void' || body.kind === 'refund') return creditOf(body.tenders) === 0 ? null : body.saleId;
  if (body.kind === 'correction') return creditOf(body.before) === creditOf(body.after) ? null : body.saleId;
  return null;
}

/** Whose account an entry changes, and by how much. `about` is the sale that a void, refund or correction names. */
function changeOf(
  { body }: Pick<JournalEntry, 'body'>,
  about: SaleBody | null,
): { readonly account: { readonly id: string; readonly name: string }; readonly amountFen: number } | null {
  const of = (account: SaleBody['account'], amountFen: number) =>
    account === undefined ? null : { account, amountFen };
  if (body.kind === 'sale') return of(body.account, creditOf(body.tenders));
  if (body.kind === 'repayment') return of(body.account, -body.tender.amountFen);
  if (body.kind === 'void' || body.kind === 'refund') return of(about?.account, -creditOf(body.tenders));
  if (body.kind === 'correction') return of(about?.account, creditOf(body.after) - creditOf(body.before));
  return null;
}

/** The ledgers after one more entry. Fold all entries of a terminal from none on, in order: that is what everybody owes (docs/journal.md). */
export function withEntry(
  ledgers: ReadonlyMap<string, Ledger>,
  entry: Pick<JournalEntry, 'id' | 'at' | 'body'>,
  about: SaleBody | null = null,
): ReadonlyMap<string, Ledger> {
  const change = changeOf(entry, about);
  if (change === null) return ledgers;
  const { account, amountFen } = change;
  const { kind } = entry.body;
  const was = ledgers.get(account.id) ?? { openingFen: 0, owedFen: 0, movements: [], lastSaleId: null };
  const moved =
    amountFen !== 0 &&
    (kind === 'sale' || kind === 'repayment' || kind === 'void' || kind === 'refund' || kind === 'correction');
  const all = moved ? [...was.movements, { entryId: entry.id, at: entry.at, kind, amountFen }] : was.movements;
  const [oldest] = all;
  const full = all.length > KEPT_MOVEMENTS && oldest !== undefined;
  return new Map(ledgers).set(account.id, {
    ...account,
    openingFen: was.openingFen + (full ? oldest.amountFen : 0),
    owedFen: was.owedFen + amountFen,
    movements: full ? all.slice(1) : all,
    lastSaleId: kind === 'sale' ? entry.id : was.lastSaleId,
  });
}

/** How far an account would be above its limit with this much more, fen; 0: within it, or none is set. */
export function aboveLimit(account: Pick<Account, 'limitFen'>, owedFen: number, moreFen: number): number {
  return account.limitFen === null ? 0 : Math.max(0, owedFen + moreFen - account.limitFen);
}

/** An account's own price of a product by weight, or by the piece. */
export function ownPrice(account: Pick<Account, 'prices'>, productId: string, byPiece: boolean): Price | null {
  const found = account.prices.find((one) => one.productId === productId && (one.price.basisG === null) === byPiece);
  return found?.price ?? null;
}
