import type { TestTerminal } from './client.ts';
import type { TestMarket } from './market.ts';

/** What a market has kept of a terminal, read from its database, and what it tells the terminal about it. */
export function kept(market: () => TestMarket) {
  return {
    /** Entries in the journal, in the order of their numbers. */
    held: ({ terminal }: TestTerminal) =>
      market().database.query<{ seq: number; hash: string }>(
        'select seq, hash from journal where terminal = $1 order by epoch, seq',
        [terminal],
      ),
    /** Entries set aside. */
    aside: ({ terminal }: TestTerminal) =>
      market().database.query<{ reason: string; text: string; raw: string; seq: number }>(
        'select * from set_aside where terminal = $1 order by at, seq',
        [terminal],
      ),
    /** Numbers of the chain: how many are held, and the highest. */
    heads: ({ terminal }: TestTerminal) =>
      market().database.query('select entries, last_seq from journal_heads where terminal = $1 order by epoch', [
        terminal,
      ]),
    /** What is told about its entries; countersigned heads are told of in epochs.test.ts. */
    marks: async (terminal: TestTerminal) =>
      (await terminal.pullAll('server_marks')).documents.filter(({ kind }) => kind !== 'head'),
  };
}
