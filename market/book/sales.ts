import { sql } from 'kysely';
import type { Tender } from '../../shared/records/goods.ts';
import type { JournalEntry, SaleEntry } from '../../shared/records/journal.ts';
import { journalOf } from './journal.ts';
import type { BookOf } from './journal.ts';

/** A stall's sales one by one, and the payments behind them. */

const SALES_A_PAGE = 50;

export interface SaleRow {
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
  readonly at: number;
  readonly payable_fen: number;
  readonly mode: string;
  /** Its goods in words. */
  readonly names: string;
}

/** A page of a day's sales, newest first, after the place `before`; `last`: the place to go on from, null when there are no more. */
export async function readSales(
  { db, market, stall }: BookOf,
  day: string,
  before: string,
): Promise<{ readonly rows: readonly SaleRow[]; readonly last: string | null }> {
  const after = /^\d{1,15}(-\d{1,9}){3}$/.test(before) ? before.split('-').map(Number) : null;
  const place = [sql.ref('s.at'), sql.ref('s.terminal'), sql.ref('s.epoch'), sql.ref('s.seq')];
  let query = db
    .selectFrom('sales as s')
    .select((eb) => [
      's.terminal',
      's.epoch',
      's.seq',
      's.at',
      's.payable_fen',
      's.mode',
      eb
        .selectFrom('sale_lines as l')
        .select(sql<string>`string_agg(l.name, '、' order by l.no)`.as('names'))
        .whereRef('l.market', '=', 's.market')
        .whereRef('l.terminal', '=', 's.terminal')
        .whereRef('l.epoch', '=', 's.epoch')
        .whereRef('l.seq', '=', 's.seq')
        .as('names'),
    ])
    .where('s.market', '=', market)
    .where('s.stall', '=', stall)
    .where('s.day', '=', day)
    .where('s.mode', '!=', 'training')
    .orderBy('s.at', 'desc')
    .orderBy('s.terminal', 'desc')
    .orderBy('s.epoch', 'desc')
    .orderBy('s.seq', 'desc')
    .limit(SALES_A_PAGE + 1);
  // By the whole place of a sale: several may be of one moment.
  if (after !== null) query = query.where(sql<boolean>`(${sql.join(place)}) < (${sql.join(after)})`);
  const found = await query.execute();
  const rows = found.slice(0, SALES_A_PAGE).map((row) => ({ ...row, names: row.names ?? '' }));
  const end = rows.at(-1);
  const last =
    found.length > SALES_A_PAGE && end !== undefined ? [end.at, end.terminal, end.epoch, end.seq].join('-') : null;
  return { rows, last };
}

/** A sale of this stall by its number; null: it has none. */
export async function readSale(of: BookOf, params: Readonly<Record<string, string>>): Promise<SaleEntry | null> {
  const { terminal = '', epoch = '', seq = '' } = params;
  if (![terminal, epoch, seq].every((text) => /^\d{1,10}$/.test(text))) return null;
  const row = await journalOf(of)
    .select('j.entry')
    .where('j.terminal', '=', Number(terminal))
    .where('j.epoch', '=', Number(epoch))
    .where('j.seq', '=', Number(seq))
    .where('j.kind', '=', 'sale')
    .executeTakeFirst();
  // Checked when it was taken in.
  const entry = row?.entry as unknown as JournalEntry | undefined;
  return entry?.body.kind === 'sale' ? { ...entry, kind: 'sale', body: entry.body } : null;
}

/** The market's own payments that tenders name, by their order or the channel's number. */
export const paymentsOf = (
  { db, market, stall }: BookOf,
  tenders: readonly Pick<Tender, 'paymentOrderId' | 'transactionId'>[],
) =>
  db
    .selectFrom('payment_attempts as a')
    .innerJoin('payment_orders as o', (join) =>
      join.onRef('o.market', '=', 'a.market').onRef('o.order_hash', '=', 'a.order_hash'),
    )
    .select(['a.order_hash', 'a.out_trade_no', 'a.channel', 'a.state', 'a.amount_fen', 'a.paid_at', 'a.channel_no'])
    .where('a.market', '=', market)
    .where('o.stall', '=', stall)
    .where((eb) =>
      eb.or([
        eb('a.order_hash', 'in', ['', ...tenders.flatMap(({ paymentOrderId }) => paymentOrderId ?? [])]),
        eb('a.channel_no', 'in', ['', ...tenders.flatMap(({ transactionId }) => transactionId ?? [])]),
      ]),
    )
    .orderBy('a.started_at')
    .execute();
