import { sql } from 'kysely';
import type { ProductFigures } from '../../shared/after/earnings.ts';
import { dayPlus } from '../reconcile/days.ts';
import type { TradeMode } from '../reconcile/book.ts';
import { readDaySums, readLedger, sumOf } from './figures.ts';
import type { BookLedger } from './figures.ts';
import type { BookOf } from './journal.ts';

/** A stall's calendar month of business days, from the derived tables. Fen; grams. What was taken back counts on the day it was. */
export interface BookMonth {
  readonly stall: string;
  readonly stallName: string;
  /** `2026-11`. */
  readonly month: string;
  readonly mode: TradeMode;
  readonly sales: number;
  readonly fen: number;
  /** Days with a sale or something taken back, ascending. */
  readonly days: readonly {
    readonly day: string;
    readonly sales: number;
    readonly fen: number;
    readonly openFen: number;
  }[];
  /** Most first. */
  readonly categories: readonly MonthCategory[];
  /** Most first. */
  readonly products: readonly ProductFigures[];
  readonly ledger: BookLedger;
}

export interface MonthCategory {
  readonly category: string;
  readonly fen: number;
  /** Of what was weighed, and how much that was. */
  readonly weightFen: number;
  readonly g: number;
}

const isMonth = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
/** The month a text names, or the one of a day. */
export const monthOf = (text: unknown, today: string): string =>
  isMonth(text) && text <= today.slice(0, 7) ? text : today.slice(0, 7);
/** So many months on or back. */
export function monthPlus(month: string, months: number): string {
  const [year = 0, nth = 1] = month.split('-').map(Number);
  const at = year * 12 + nth - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** What is simulated only where nothing of the month is live. */
export async function readMonth(of: BookOf, month: string): Promise<BookMonth> {
  const { db, market, stall } = of;
  const [from, to] = [`${month}-01`, dayPlus(`${monthPlus(month, 1)}-01`, -1)];
  const { name: stallName } = await db
    .selectFrom('stalls')
    .select('name')
    .where('market', '=', market)
    .where('stall', '=', stall)
    .executeTakeFirstOrThrow();
  const modes = await db
    .selectFrom('sales')
    .select('mode')
    .distinct()
    .where('market', '=', market)
    .where('stall', '=', stall)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .execute();
  const has = (mode: TradeMode): boolean => modes.some((row) => row.mode === mode);
  const mode: TradeMode = has('simulated') && !has('live') ? 'simulated' : 'live';
  const days = (await readDaySums(of, mode, from, to)).filter(({ sales, fen }) => sales > 0 || fen !== 0);
  const rows = await goodsOf(of, mode, from, to);
  const categories = [...Map.groupBy(rows, ({ category }) => category)].map(([category, all]) => ({
    category,
    fen: all.reduce((sum, row) => sum + sumOf(row), 0),
    weightFen: all.reduce((sum, one) => sum + one.weightFen, 0),
    g: all.reduce((sum, { weightG }) => sum + weightG, 0),
  }));
  return {
    stall,
    stallName,
    month,
    mode,
    sales: days.reduce((sum, one) => sum + one.sales, 0),
    fen: days.reduce((sum, one) => sum + one.fen, 0),
    days,
    categories: categories.toSorted((a, b) => b.fen - a.fen),
    products: rows.toSorted((a, b) => sumOf(b) - sumOf(a)),
    ledger: await readLedger(of, from, to, mode),
  };
}

/** What came in for each product: lines sold, less lines of sales that were voided, less what was refunded of a line. */
async function goodsOf(
  { db, market, stall }: BookOf,
  mode: TradeMode,
  from: string,
  to: string,
): Promise<readonly (ProductFigures & { readonly category: string })[]> {
  const back = sql`
    from journal j join terminals t on t.market = j.market and t.terminal = j.terminal
    join sales s on s.market = j.market and s.id = j.entry->'body'->>'saleId'
    join sale_lines l on (l.market, l.terminal, l.epoch, l.seq) = (s.market, s.terminal, s.epoch, s.seq)`;
  const ofStall = sql`
    j.market = ${market} and t.stall = ${stall} and j.mode = ${mode} and j.day between ${from} and ${to}`;
  const { rows } = await sql<{
    product_id: string | null;
    name: string;
    category: string;
    weight_fen: number;
    weight_g: number;
    piece_fen: number;
    pieces: number;
    other_fen: number;
  }>`
    with moved as (
      select product_id, name, category, kind, net_g, qty, amount_fen - concession_fen - allocated_fen as fen
      from sale_lines where market = ${market} and stall = ${stall} and mode = ${mode} and day between ${from} and ${to}
      union all
      select l.product_id, l.name, l.category, l.kind, -l.net_g, -l.qty, -(l.amount_fen - l.concession_fen - l.allocated_fen)
      ${back} where ${ofStall} and j.kind = 'void'
      union all
      select l.product_id, l.name, l.category, l.kind, -(r->>'netG')::bigint, -(r->>'qty')::integer, -(r->>'amountFen')::bigint
      ${back} cross join lateral jsonb_array_elements(j.entry->'body'->'lines') r
      where ${ofStall} and j.kind = 'refund' and (r->>'no')::integer = l.no
    )
    select product_id, max(name) as name, category,
      coalesce(sum(fen) filter (where net_g is not null), 0)::bigint as weight_fen, coalesce(sum(net_g), 0)::bigint as weight_g,
      coalesce(sum(fen) filter (where net_g is null and kind in ('piece', 'gift')), 0)::bigint as piece_fen,
      coalesce(sum(qty) filter (where net_g is null and kind in ('piece', 'gift')), 0)::bigint as pieces,
      coalesce(sum(fen) filter (where net_g is null and kind not in ('piece', 'gift')), 0)::bigint as other_fen
    from moved group by coalesce(product_id, ':' || name), product_id, category`.execute(db);
  return rows.map((row) => ({
    key: row.product_id ?? `:${row.name}`,
    productId: row.product_id,
    name: row.name,
    category: row.category,
    weightFen: row.weight_fen,
    weightG: row.weight_g,
    pieceFen: row.piece_fen,
    pieces: row.pieces,
    otherFen: row.other_fen,
  }));
}
