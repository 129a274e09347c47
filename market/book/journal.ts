import type { Database } from '../database/connection.ts';

/** Whose books, read from which market. */
export interface BookOf {
  readonly db: Database;
  readonly market: number;
  readonly stall: string;
}

/** Everything a stall's terminals wrote: `j` the entries, `t` the terminals. */
export const journalOf = ({ db, market, stall }: BookOf) =>
  db
    .selectFrom('journal as j')
    .innerJoin('terminals as t', (join) =>
      join.onRef('t.market', '=', 'j.market').onRef('t.terminal', '=', 'j.terminal'),
    )
    .where('j.market', '=', market)
    .where('t.stall', '=', stall);
