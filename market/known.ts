import { sql } from 'kysely';
import type Type from 'typebox';
import type { KnownAnswer, KnownRequest } from '../shared/wire.ts';
import type { Database } from './database/connection.ts';

const MAX_MISSING = 10_000;

/** A run of numbers that are not in the journal. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Runs of missing numbers of one chain between `from` and `to`, ascending, at most `limit` of them. */
export async function findGaps(
  db: Database,
  chain: { readonly market: number; readonly terminal: number; readonly epoch: number },
  range: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly Gap[]> {
  const { market, terminal, epoch } = chain;
  const { from, to } = range;
  // The two outer rows stand for the ends, so that a gap at either end is found like any other.
  const { rows } = await sql<Gap>`
    select before + 1 as "from", seq - 1 as "to" from (
      select seq, lag(seq) over (order by seq) as before from (
        select seq::bigint from journal where market = ${market} and terminal = ${terminal} and epoch = ${epoch} and seq between ${from} and ${to}
        union all select ${from}::bigint - 1 union all select ${to}::bigint + 1
      ) held
    ) pairs where seq - before > 1 order by seq limit ${limit}`.execute(db);
  return rows;
}

/**
 * POST /known: what the journal holds of these numbers. An entry that was set aside counts as missing here, since it is not in the
 * journal; the terminal knows of it by its mark. At most 10 000 missing numbers are named, the lowest ones.
 */
export async function answerKnown(
  db: Database,
  terminal: { readonly market: number; readonly terminal: number },
  request: Type.Static<typeof KnownRequest>,
): Promise<KnownAnswer> {
  const { epoch, from, to } = request;
  const chain = { market: terminal.market, terminal: terminal.terminal, epoch };
  const held = db
    .selectFrom('journal')
    .where('market', '=', chain.market)
    .where('terminal', '=', chain.terminal)
    .where('epoch', '=', epoch);
  const { count } = await held
    .where('seq', '>=', from)
    .where('seq', '<=', to)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const head = await held.select(['seq', 'hash', 'id']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const missing: number[] = [];
  for (const gap of from <= to ? await findGaps(db, chain, { from, to }, MAX_MISSING) : []) {
    for (let seq = gap.from; seq <= gap.to && missing.length < MAX_MISSING; seq++) missing.push(seq);
  }
  return { count: Number(count), missing, head: head ?? null };
}
