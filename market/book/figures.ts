import { sql } from 'kysely';
import { figuresOf, namedElsewhere } from '../../shared/after/earnings.ts';
import type { DayFigures, ProductFigures } from '../../shared/after/earnings.ts';
import { standingOf } from '../../shared/after/standing.ts';
import { reportOfDay } from '../../shared/day-report.ts';
import type { CategoryRow, DayReport, MoneyRow } from '../../shared/day-report.ts';
import { startOfDay } from '../../shared/day.ts';
import type { JournalEntry, SaleBody, SaleEntry } from '../../shared/records/journal.ts';
import { ownerOf } from '../payments/books.ts';
import { hasMoney } from '../payments/state.ts';
import { readDays, readStallDay } from '../reconcile/book.ts';
import type { StallDay, TradeMode } from '../reconcile/book.ts';
import { journalOf } from './journal.ts';
import type { BookOf } from './journal.ts';
import { paymentsOf } from './sales.ts';

/** A stall's business day over all its terminals. Fen; grams. */
export interface BookDay {
  readonly stall: string;
  readonly stallName: string;
  readonly day: string;
  readonly mode: TradeMode;
  /** One for each terminal that wrote on that day. */
  readonly reports: readonly { readonly terminal: number; readonly report: DayReport }[];
  readonly sales: number;
  readonly payableFen: number;
  readonly money: readonly MoneyRow[];
  /** Of what terminals call received: what no payment of the market's own ledger stands behind yet. Never shown as received. */
  readonly toReconcileFen: number;
  readonly toReconcile: number;
  readonly categories: readonly CategoryRow[];
  readonly hours: readonly number[];
  readonly products: readonly ProductFigures[];
  /** Null: the day's bills have not been matched yet. */
  readonly matched: StallDay | null;
  readonly ledger: BookLedger;
}
/** What the market's own ledger moved for the stall on those days. */
export interface BookLedger {
  readonly paidFen: number;
  readonly refundedFen: number;
  readonly feeFen: number;
  readonly shares: readonly { readonly receiver: string; readonly fen: number }[];
}

const DAY_MS = 24 * 3_600_000;

/** What of a stall is read is what its terminals wrote as trade; what is simulated only where nothing is live that day. */
export async function readBookDay(of: BookOf, day: string): Promise<BookDay> {
  const { db, market, stall } = of;
  const { name: stallName } = await db
    .selectFrom('stalls')
    .select('name')
    .where('market', '=', market)
    .where('stall', '=', stall)
    .executeTakeFirstOrThrow();
  const all = await entriesOf(of, day);
  const mode: TradeMode = all.length > 0 && all.every((entry) => entry.mode !== 'live') ? 'simulated' : 'live';
  const sold = await soldBefore(of, day, all);
  const reports: { readonly terminal: number; readonly report: DayReport }[] = [];
  const figures: DayFigures[] = [];
  for (const [terminal, entries] of Map.groupBy(all, (entry) => entry.terminal)) {
    const own = sold(entries);
    reports.push({ terminal, report: reportOfDay(day, entries, mode, own) });
    figures.push(figuresOf(day, entries, mode, own));
  }
  const unmatched = await toReconcile(
    of,
    all.filter((entry): entry is SaleEntry => entry.body.kind === 'sale' && entry.mode === mode),
  );
  return {
    stall,
    stallName,
    day,
    mode,
    reports,
    sales: reports.reduce((sum, { report }) => sum + report.sales, 0),
    payableFen: reports.reduce((sum, { report }) => sum + report.payableFen, 0),
    money: merged(
      reports.flatMap(({ report }) => report.money),
      ({ word, kind, channel }) => `${word}/${kind}/${channel ?? ''}`,
      (a, b) => ({ ...a, count: a.count + b.count, fen: a.fen + b.fen }),
    ),
    toReconcile: unmatched.length,
    toReconcileFen: unmatched.reduce((sum, fen) => sum + fen, 0),
    categories: merged(
      reports.flatMap(({ report }) => report.categories),
      ({ category }) => category,
      (a, b) => ({ ...a, fen: a.fen + b.fen, g: a.g + b.g, pieces: a.pieces + b.pieces }),
    ).toSorted((a, b) => b.fen - a.fen),
    hours: Array.from({ length: 24 }, (_, hour) => figures.reduce((sum, one) => sum + (one.hours[hour] ?? 0), 0)),
    products: merged(
      figures.flatMap(({ products }) => products),
      ({ key }) => key,
      (a, b) => ({
        ...a,
        weightFen: a.weightFen + b.weightFen,
        weightG: a.weightG + b.weightG,
        pieceFen: a.pieceFen + b.pieceFen,
        pieces: a.pieces + b.pieces,
        otherFen: a.otherFen + b.otherFen,
      }),
    ).toSorted((a, b) => sumOf(b) - sumOf(a)),
    matched: await readStallDay(db, { market, mode }, stall, day),
    ledger: await readLedger(of, day, day, mode),
  };
}

export const sumOf = ({ weightFen, pieceFen, otherFen }: ProductFigures): number => weightFen + pieceFen + otherFen;

function merged<T>(rows: readonly T[], key: (row: T) => string, add: (a: T, b: T) => T): T[] {
  const found = new Map<string, T>();
  for (const row of rows) {
    const before = found.get(key(row));
    found.set(key(row), before === undefined ? row : add(before, row));
  }
  return [...found.values()];
}

/** All the stall's terminals wrote on a business day, by terminal, in order of (epoch, seq). Checked when it was taken in. */
async function entriesOf(of: BookOf, day: string): Promise<readonly JournalEntry[]> {
  const rows = await journalOf(of)
    .select('j.entry')
    .where('j.day', '=', day)
    .where('j.mode', '!=', 'training')
    .orderBy('j.terminal')
    .orderBy('j.epoch')
    .orderBy('j.seq')
    .execute();
  return rows.map(({ entry }) => entry as unknown as JournalEntry);
}

/** Sales of earlier days that a day's entries name, their tenders as they stood when the day began. */
async function soldBefore(
  of: BookOf,
  day: string,
  all: readonly JournalEntry[],
): Promise<(entries: readonly JournalEntry[]) => (saleId: string) => SaleBody | null> {
  const ids = [...new Set(namedElsewhere(all))];
  const earlier = new Map<string, SaleBody>();
  if (ids.length > 0) {
    const rows = await of.db
      .selectFrom('journal')
      .select('entry')
      .where('market', '=', of.market)
      .where('id', 'in', ids)
      .execute();
    const later = await laterOf(of, ids);
    for (const { entry } of rows) {
      const { id, body } = entry as unknown as JournalEntry;
      if (body.kind !== 'sale') continue;
      const before = (later.get(id) ?? []).filter((one) => one.day < day).map((one) => one.body);
      earlier.set(id, { ...body, tenders: [...standingOf(body, before).tenders] });
    }
  }
  return (entries) => {
    const here = new Map(entries.flatMap(({ id, body }) => (body.kind === 'sale' ? [[id, body] as const] : [])));
    return (saleId) => here.get(saleId) ?? earlier.get(saleId) ?? null;
  };
}

/** Entries that name these sales, in order of (epoch, seq), by sale. */
export async function laterOf(
  { db, market }: BookOf,
  saleIds: readonly string[],
): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
  if (saleIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('journal')
    .select('entry')
    .where('market', '=', market)
    .where('kind', 'in', ['void', 'correction', 'confirmation', 'refund', 'reweigh'])
    .where(sql<string>`entry->'body'->>'saleId'`, 'in', saleIds)
    .orderBy('epoch')
    .orderBy('seq')
    .execute();
  const entries = rows.map(({ entry }) => entry as unknown as JournalEntry);
  return Map.groupBy(entries, ({ body }) => ('saleId' in body ? body.saleId : ''));
}

/** Fen of each tender a terminal calls received and the market's ledger has no payment of. */
async function toReconcile(of: BookOf, sales: readonly SaleEntry[]): Promise<readonly number[]> {
  const later = await laterOf(
    of,
    sales.map(({ id }) => id),
  );
  const claims = sales.flatMap(({ id, body }) => {
    const standing = standingOf(
      body,
      (later.get(id) ?? []).map((one) => one.body),
    );
    return standing.state === 'voided'
      ? []
      : standing.tenders.filter(({ state }) => state === 'confirmed' || state === 'proven_offline');
  });
  if (claims.length === 0) return [];
  const rows = await paymentsOf(of, claims);
  // One payment stands behind one tender, and behind no more than it was.
  const free = new Set(rows.filter(({ state }) => hasMoney(state)));
  return claims
    .filter(({ paymentOrderId, transactionId, amountFen }) => {
      const payment = [...free].find((one) => isOf(one, { paymentOrderId, transactionId, amountFen }));
      return payment === undefined || !free.delete(payment);
    })
    .map(({ amountFen }) => amountFen);
}

/** Whether a payment of the market's own is the money a tender names. */
export const isOf = (
  payment: { readonly order_hash: string; readonly channel_no: string | null; readonly amount_fen: number },
  tender: { readonly paymentOrderId: string | null; readonly transactionId: string | null; readonly amountFen: number },
): boolean =>
  payment.amount_fen >= tender.amountFen &&
  (payment.order_hash === tender.paymentOrderId ||
    (tender.transactionId !== null && payment.channel_no === tender.transactionId));

/** Over business days, both ends in it. */
export async function readLedger(
  { db, market, stall }: BookOf,
  from: string,
  to: string,
  mode: TradeMode,
): Promise<BookLedger> {
  const owner = ownerOf(stall, mode === 'simulated');
  const rows = await db
    .selectFrom('ledger_postings as p')
    .innerJoin('ledger_lines as l', (join) => join.onRef('l.market', '=', 'p.market').onRef('l.posting', '=', 'p.id'))
    .select(['p.kind', 'l.account', 'l.owner', sql<number>`sum(l.fen)`.as('fen')])
    .where('p.market', '=', market)
    .where('p.at', '>=', startOfDay(from))
    .where('p.at', '<', startOfDay(to) + DAY_MS)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('ledger_lines as mine')
          .select('mine.no')
          .whereRef('mine.market', '=', 'p.market')
          .whereRef('mine.posting', '=', 'p.id')
          .where('mine.account', 'in', ['stall', 'frozen'])
          .where('mine.owner', '=', owner),
      ),
    )
    .groupBy(['p.kind', 'l.account', 'l.owner'])
    .execute();
  const of = (kind: string, ...accounts: readonly string[]): number =>
    rows
      .filter((row) => row.kind === kind && accounts.includes(row.account))
      .reduce((sum, { fen }) => sum + Number(fen), 0);
  return {
    paidFen: of('payment', 'channel'),
    refundedFen: -of('refund', 'channel'),
    feeFen: -of('fee', 'channel'),
    shares: rows
      .filter((row) => row.kind === 'share' && row.account === 'receiver')
      .map((row) => ({ receiver: row.owner, fen: -Number(row.fen) })),
  };
}

/** What a run of days came to, from the derived tables: sales less what was taken back on each day, ascending. */
export async function readDaySums(
  of: BookOf,
  mode: TradeMode,
  from: string,
  to: string,
): Promise<
  readonly { readonly day: string; readonly sales: number; readonly fen: number; readonly openFen: number }[]
> {
  const { db, market, stall } = of;
  const rows = await db
    .selectFrom('sales')
    .select(({ fn }) => ['day', fn.countAll<number>().as('sales'), fn.sum<number>('payable_fen').as('fen')])
    .where('market', '=', market)
    .where('stall', '=', stall)
    .where('mode', '=', mode)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy('day')
    .execute();
  const back = await journalOf(of)
    .select(['j.day', sql<number>`sum((j.entry->'body'->>'amountFen')::bigint)`.as('fen')])
    .where('j.mode', '=', mode)
    .where('j.day', '>=', from)
    .where('j.day', '<=', to)
    .where('j.kind', 'in', ['void', 'refund'])
    .groupBy('j.day')
    .execute();
  const matched = await readDays(db, { market, mode }, { from, to, stall });
  const days = [...new Set([...rows, ...back, ...matched].map(({ day }) => day))].toSorted();
  return days.map((day) => {
    const row = rows.find((one) => one.day === day);
    return {
      day,
      sales: Number(row?.sales ?? 0),
      fen: Number(row?.fen ?? 0) - Number(back.find((one) => one.day === day)?.fen ?? 0),
      openFen: matched.find((one) => one.day === day)?.openFen ?? 0,
    };
  });
}
