import type { Mode } from '../../shared/records/goods.ts';
import type { Transaction } from 'kysely';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';
import { dayPlus } from './days.ts';
import type { BillChannel, SourceChannel } from './entry.ts';
import type { Cause, ExceptionType } from './facts.ts';

/**
 * What reconciling has come to, for whoever shows it: the console, the vendor's phone. Reads only; money is fen, times epoch ms, days business
 * days `2026-11-23`. What is simulated is a book of its own (`mode`) and never added to what is live.
 */
export type TradeMode = Exclude<Mode, 'training'>;
export interface BookPlace {
  readonly market: number;
  readonly mode: TradeMode;
}

/** `AUTO_RESOLVED`: it explained itself, or is gone since a later bill. `RESOLVED`: somebody accepted it. `WRITTEN_OFF`: the day was signed off with it. */
export type ExceptionState = 'OPEN' | 'AUTO_RESOLVED' | 'RESOLVED' | 'WRITTEN_OFF';
/** Who has to look at it. */
export type ExceptionOwner = 'stall' | 'market' | 'channel' | 'bank';
/** `waiting`: nothing is wrong so far, and bills or statements may still come. `open`: there are differences nobody has decided. */
export type DayState = 'waiting' | 'open' | 'closed' | 'signed_off';

/** Days a payment may be missing from the bills: a day is not over before. */
export const POOL_DAYS = 3;
/** What a day is when nothing of it is open. */
export const settledState = (day: string, throughDay: string, signedAt: number | null): DayState =>
  signedAt !== null ? 'signed_off' : throughDay >= dayPlus(day, POOL_DAYS) ? 'closed' : 'waiting';

/** One thing somebody wrote down that belongs to a difference. */
export interface Evidence {
  readonly what: 'sale' | 'payment' | 'bill' | 'refund' | 'share' | 'slip' | 'flow' | 'settlement';
  /** Its own number: a sale's entry id, our number of a payment, the channel's. */
  readonly id: string;
  readonly at: number | null;
  readonly fen: number | null;
  readonly channel: SourceChannel | null;
  /** Of a sale: the terminal, its printed number, and how it was keyed. */
  readonly terminal: number | null;
  readonly no: string | null;
  readonly tender: string | null;
  readonly tenderNo: number | null;
}

/** One channel's money of a stall and day, by its bill; without the bill as our own books have it. */
export interface ChannelDay {
  readonly channel: BillChannel;
  /** Of the bill; payments alone. */
  readonly rows: number;
  readonly paidFen: number;
  readonly refundedFen: number;
  readonly feeFen: number;
  readonly sharedFen: number;
  /** What the channel should pay out: paid − given back − fee − shares. */
  readonly netFen: number;
  /** What the bank has booked for it; null: no statement of the days after it is here. */
  readonly arrivedFen: number | null;
  /** The day on which it is expected (`payoutDayOf`). */
  readonly expectedOn: string;
  /** The bill is not here yet: what our books and the contract's rate say. */
  readonly isEstimate: boolean;
  /** The contract's rate on that day, hundred-thousandths, and what it makes of paid − given back, rounded once. */
  readonly rate: number;
  readonly contractFeeFen: number;
  /** What the merchant's account moved for payments and refunds, fees off; null: its flow of funds is not here. */
  readonly flowFen: number | null;
}
export interface DayTotals {
  readonly sales: number;
  readonly salesFen: number;
  readonly cashFen: number;
  readonly channels: readonly ChannelDay[];
}

export interface Difference {
  readonly id: string;
  readonly stall: string;
  readonly day: string;
  readonly type: ExceptionType;
  readonly cause: Cause;
  readonly fen: number;
  readonly owner: ExceptionOwner;
  readonly state: ExceptionState;
  readonly foundAt: number;
  readonly evidence: readonly Evidence[];
  readonly refs: readonly string[];
  /** Who decided it, when and why. */
  readonly decided: { readonly actor: string; readonly reason: string; readonly at: number } | null;
}

export interface StallDay {
  readonly stall: string;
  readonly stallName: string;
  readonly day: string;
  readonly state: DayState;
  /** Open first, then by time. */
  readonly differences: readonly Difference[];
  readonly open: number;
  readonly openFen: number;
  readonly totals: DayTotals;
  /** The last day in a row whose bills were all here when it was matched; '' : not even its own. */
  readonly throughDay: string;
  readonly matchedAt: number;
  readonly signed: { readonly actor: string; readonly reason: string; readonly at: number } | null;
}

/** Every stall's day that was matched, ascending by stall. */
export async function readDay(db: Database, place: BookPlace, day: string): Promise<readonly StallDay[]> {
  return readDays(db, place, { from: day, to: day });
}

/** One stall's day; null: it has not been matched yet. */
export async function readStallDay(
  db: Database,
  place: BookPlace,
  stall: string,
  day: string,
): Promise<StallDay | null> {
  return (await readDays(db, place, { from: day, to: day, stall }))[0] ?? null;
}

/** Days from `from` to `to`, of one stall or of all, ascending by day, then by stall. */
export async function readDays(
  db: Database,
  { market, mode }: BookPlace,
  wish: { readonly from: string; readonly to: string; readonly stall?: string },
): Promise<readonly StallDay[]> {
  let days = db
    .selectFrom('recon_days as d')
    .innerJoin('stalls as s', (join) => join.onRef('s.market', '=', 'd.market').onRef('s.stall', '=', 'd.stall'))
    .selectAll('d')
    .select('s.name as stallName')
    .where('d.market', '=', market)
    .where('d.mode', '=', mode)
    .where('d.day', '>=', wish.from)
    .where('d.day', '<=', wish.to);
  let exceptions = db
    .selectFrom('recon_exceptions')
    .selectAll()
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('day', '>=', wish.from)
    .where('day', '<=', wish.to);
  if (wish.stall !== undefined) {
    days = days.where('d.stall', '=', wish.stall);
    exceptions = exceptions.where('stall', '=', wish.stall);
  }
  const found = (await exceptions.orderBy('found_at').orderBy('id').execute()).map(differenceOf);
  const byDay = Map.groupBy(found, ({ stall, day }) => `${day} ${stall}`);
  return (await days.orderBy('d.day').orderBy('d.stall').execute()).map((row): StallDay => {
    const differences = (byDay.get(`${row.day} ${row.stall}`) ?? []).toSorted(
      (a, b) => Number(b.state === 'OPEN') - Number(a.state === 'OPEN') || timeOf(a) - timeOf(b),
    );
    const open = differences.filter(({ state }) => state === 'OPEN');
    return {
      stall: row.stall,
      stallName: row.stallName,
      day: row.day,
      state: row.state,
      differences,
      open: open.length,
      openFen: open.reduce((sum, { fen }) => sum + Math.abs(fen), 0),
      totals: row.totals,
      throughDay: row.through_day,
      matchedAt: row.matched_at,
      signed: decidedOf(row.signed_by, row.signed_reason, row.signed_at),
    };
  });
}

/** One difference by its id; null: there is none. */
export async function readDifference(
  db: Database | Transaction<Schema>,
  { market, mode }: BookPlace,
  id: string,
): Promise<Difference | null> {
  const row = await db
    .selectFrom('recon_exceptions')
    .selectAll()
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : differenceOf(row);
}

const timeOf = ({ evidence, foundAt }: Difference): number => evidence.find(({ at }) => at !== null)?.at ?? foundAt;

const decidedOf = (actor: string | null, reason: string | null, at: number | null): Difference['decided'] =>
  actor === null || at === null ? null : { actor, reason: reason ?? '', at };

function differenceOf(row: {
  readonly id: string;
  readonly stall: string;
  readonly day: string;
  readonly type: ExceptionType;
  readonly cause: Cause;
  readonly fen: number;
  readonly refs: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly owner: ExceptionOwner;
  readonly state: ExceptionState;
  readonly found_at: number;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly decided_at: number | null;
}): Difference {
  const { id, stall, day, type, cause, fen, owner, state, refs } = row;
  return {
    id,
    stall,
    day,
    type,
    cause,
    fen,
    owner,
    state,
    refs,
    foundAt: row.found_at,
    evidence: row.evidence,
    decided: decidedOf(row.actor, row.reason, row.decided_at),
  };
}
