import { sql } from 'kysely';
import type { Database } from '../database/connection.ts';
import type { Account, Posting } from './ledger.ts';
import type { Market, Trx } from './rows.ts';

/** Posts once: a posting that is there already is the same movement. */
export async function post(trx: Trx, { market, now }: Market, posting: Posting): Promise<boolean> {
  if (posting.lines.length === 0) return false;
  const made = await trx
    .insertInto('ledger_postings')
    .values({ market, id: posting.id, kind: posting.kind, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made === undefined) return false;
  await trx
    .insertInto('ledger_lines')
    .values(posting.lines.map((line, i) => ({ market, posting: posting.id, no: i + 1, ...line })))
    .execute();
  return true;
}

/** Debit minus credit of an account, fen. */
export async function balance(db: Database | Trx, market: number, account: Account, owner: string): Promise<number> {
  const { fen } = await db
    .selectFrom('ledger_lines')
    .select(sql<number>`coalesce(sum(fen), 0)`.as('fen'))
    .where('market', '=', market)
    .where('account', '=', account)
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow();
  return fen;
}

/** Simulated money stands in accounts of its own: no figure of trade ever meets it. */
export const ownerOf = (name: string, isSimulated: boolean): string => (isSimulated ? `simulated:${name}` : name);
