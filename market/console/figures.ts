import { sql } from 'kysely';
import { businessDay } from '../../shared/day.ts';
import type { SetAsideReason } from '../../shared/wire.ts';
import type { Database } from '../database/connection.ts';
import { findGaps } from '../known.ts';
import type { Gap } from '../known.ts';

export interface ChainFigures {
  readonly epoch: number;
  /** Entries held, and the highest number: complete when they are the same. */
  readonly entries: number;
  readonly lastSeq: number;
  /** The first missing runs of numbers. */
  readonly gaps: readonly Gap[];
  /** The number after which nothing is taken in any more; null: the journal is open. */
  readonly fence: number | null;
  /** Last countersigned number, and when; 0 and null: none yet. */
  readonly signedSeq: number;
  readonly signedAt: number | null;
}

export interface ModeFigures {
  readonly sales: number;
  readonly payableFen: number;
}

export interface TerminalFigures {
  readonly terminal: number;
  readonly stall: string;
  readonly stallName: string;
  readonly revoked: boolean;
  readonly lastContactAt: number | null;
  readonly chains: readonly ChainFigures[];
  /** Today's sales, less what was voided or refunded today. What is simulated is never added to what is live. */
  readonly live: ModeFigures;
  readonly simulated: ModeFigures;
  readonly setAside: number;
}

export interface AsideRow {
  readonly terminal: number;
  readonly rawHash: string;
  /** At most the first 20 000 characters. */
  readonly raw: string;
  readonly rawLength: number;
  readonly reason: SetAsideReason;
  readonly text: string;
  readonly epoch: number;
  readonly seq: number;
  readonly at: number;
}

export interface ConsoleFigures {
  readonly marketName: string;
  readonly serverEpoch: number;
  readonly day: string;
  readonly now: number;
  readonly terminals: readonly TerminalFigures[];
  readonly aside: readonly AsideRow[];
  readonly asideCount: number;
  /** Places where a chain does not join, newest first. */
  readonly forks: readonly {
    readonly terminal: number;
    readonly epoch: number;
    readonly seq: number;
    readonly text: string;
    readonly at: number;
  }[];
}

const SHOWN_ASIDE = 100;
const SHOWN_RAW = 20_000;
const SHOWN_GAPS = 5;

const nothing: ModeFigures = { sales: 0, payableFen: 0 };

/** What the console shows, read at one moment. */
export async function readFigures(db: Database, market: number, now: number): Promise<ConsoleFigures> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const day = businessDay(now);
      const place = await trx
        .selectFrom('markets')
        .innerJoin('server_state', 'server_state.market', 'markets.market')
        .select(['name', 'epoch'])
        .where('markets.market', '=', market)
        .executeTakeFirstOrThrow();
      const terminals = await trx
        .selectFrom('terminals')
        .innerJoin('stalls', (join) =>
          join.onRef('stalls.market', '=', 'terminals.market').onRef('stalls.stall', '=', 'terminals.stall'),
        )
        .select(['terminals.terminal', 'terminals.stall', 'stalls.name', 'last_contact_at', 'revoked_at'])
        .where('terminals.market', '=', market)
        .orderBy('terminals.terminal')
        .execute();
      const heads = await trx
        .selectFrom('journal_heads as h')
        .leftJoin('terminal_epochs as e', (join) =>
          join
            .onRef('e.market', '=', 'h.market')
            .onRef('e.terminal', '=', 'h.terminal')
            .onRef('e.epoch', '=', 'h.epoch'),
        )
        .select(['h.terminal', 'h.epoch', 'entries', 'last_seq', 'signed_seq', 'signed_at', 'fence'])
        .where('h.market', '=', market)
        .orderBy('h.epoch')
        .execute();
      const sums = await trx
        .selectFrom('sales')
        .select(({ fn }) => [
          'terminal',
          'mode',
          fn.countAll<number>().as('sales'),
          fn.sum<number>('payable_fen').as('payableFen'),
        ])
        .where('market', '=', market)
        .where('day', '=', day)
        .groupBy(['terminal', 'mode'])
        .execute();
      const back = await trx
        .selectFrom('journal')
        .select(({ fn }) => [
          'terminal',
          'mode',
          fn.sum<number>(sql<number>`(entry->'body'->>'amountFen')::bigint`).as('fen'),
        ])
        .where('market', '=', market)
        .where('day', '=', day)
        .where('kind', 'in', ['void', 'refund'])
        .groupBy(['terminal', 'mode'])
        .execute();
      const asideCounts = await trx
        .selectFrom('set_aside')
        .select(({ fn }) => ['terminal', fn.countAll<number>().as('count')])
        .where('market', '=', market)
        .groupBy('terminal')
        .execute();
      const aside = await trx
        .selectFrom('set_aside')
        .select([
          'terminal',
          'raw_hash as rawHash',
          'reason',
          'text',
          'epoch',
          'seq',
          'at',
          sql<string>`left(raw, ${SHOWN_RAW})`.as('raw'),
          sql<number>`length(raw)`.as('rawLength'),
        ])
        .where('market', '=', market)
        .orderBy('at', 'desc')
        .orderBy('raw_hash')
        .limit(SHOWN_ASIDE)
        .execute();
      const forks = await trx
        .selectFrom('server_marks')
        .select('doc')
        .where('market', '=', market)
        .where('collection', '=', 'server_marks')
        .where('id', 'like', 'fork-%')
        .orderBy('seq', 'desc')
        .limit(20)
        .execute();

      const figures: TerminalFigures[] = [];
      for (const row of terminals) {
        const chains: ChainFigures[] = [];
        for (const head of heads.filter((one) => one.terminal === row.terminal)) {
          const { epoch, entries, last_seq: lastSeq, fence, signed_seq: signedSeq, signed_at: signedAt } = head;
          const gaps =
            entries === lastSeq
              ? []
              : await findGaps(trx, { market, terminal: row.terminal, epoch }, { from: 1, to: lastSeq }, SHOWN_GAPS);
          chains.push({ epoch, entries, lastSeq, gaps, fence, signedSeq, signedAt });
        }
        const sumOf = (mode: 'live' | 'simulated'): ModeFigures => {
          const found = sums.find((sum) => sum.terminal === row.terminal && sum.mode === mode);
          const backFen = Number(back.find((one) => one.terminal === row.terminal && one.mode === mode)?.fen ?? 0);
          if (found === undefined && backFen === 0) return nothing;
          return { sales: Number(found?.sales ?? 0), payableFen: Number(found?.payableFen ?? 0) - backFen };
        };
        figures.push({
          terminal: row.terminal,
          stall: row.stall,
          stallName: row.name,
          revoked: row.revoked_at !== null,
          lastContactAt: row.last_contact_at,
          chains,
          live: sumOf('live'),
          simulated: sumOf('simulated'),
          setAside: Number(asideCounts.find((one) => one.terminal === row.terminal)?.count ?? 0),
        });
      }
      return {
        marketName: place.name,
        serverEpoch: place.epoch,
        day,
        now,
        terminals: figures,
        aside,
        asideCount: asideCounts.reduce((sum, { count }) => sum + Number(count), 0),
        forks: forks.map(({ doc }) => ({
          terminal: Number(doc['terminal']),
          epoch: Number(doc['epoch']),
          seq: Number(doc['seq']),
          text: String(doc['text']),
          at: Number(doc['at']),
        })),
      };
    });
}
