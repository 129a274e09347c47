import type { Database } from '../database/connection.ts';
import type { ChannelName } from './channel.ts';
import type { Market, Trx } from './rows.ts';

/** What the channels keep by contract. Hundredths of a percent; days are calendar days in Asia/Shanghai, as bills are dated. */

/** The channels' public rate, 0.6 %, where no contract is set. */
export const STANDARD_POINTS = 60;
/** More than that is a slip of the hand: 10 %. */
const MOST_POINTS = 1_000;

export interface FeeRate {
  readonly channel: ChannelName;
  /** '' : every stall that has no contract of its own. */
  readonly stall: string;
  readonly basisPoints: number;
  /** The first day it holds on; it holds until a later one of the same stall. */
  readonly from: string;
}

/** A change of a contract's rate: `basisPoints` null takes the one of that very day back. */
export interface FeeWish extends Omit<FeeRate, 'basisPoints'> {
  readonly basisPoints: number | null;
  /** Who changes it, as it is kept. */
  readonly actor: string;
}
/** Why a rate is not set: no such stall, no such day, no rate of a channel, nobody's name, or nothing there to take back. */
export type FeeFault = 'stall' | 'day' | 'rate' | 'actor' | 'absent';

/** Sets a contract's rate, or takes it back; the same day again puts it right. Who changed what is kept beside it, in one transaction. Null: done. */
export async function setFeeRate(db: Database, { market, now }: Market, wish: FeeWish): Promise<FeeFault | null> {
  const { channel, stall, from, basisPoints, actor } = wish;
  if (actor === '') return 'actor';
  if (!/^\d{4}-\d\d-\d\d$/.test(from) || new Date(`${from}T00:00:00Z`).toJSON()?.slice(0, 10) !== from) return 'day';
  if (basisPoints !== null && (!Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > MOST_POINTS))
    return 'rate';
  return db.transaction().execute(async (trx) => {
    // One change at a time, so that what it was before is right.
    const stalls = await trx.selectFrom('stalls').select('stall').where('market', '=', market).forUpdate().execute();
    if (stall !== '' && !stalls.some((one) => one.stall === stall)) return 'stall';
    const held = await trx
      .selectFrom('payment_fee_rates')
      .select('basis_points')
      .where('market', '=', market)
      .where('channel', '=', channel)
      .where('stall', '=', stall)
      .where('valid_from', '=', from)
      .executeTakeFirst();
    if (basisPoints === null && held === undefined) return 'absent';
    if (held?.basis_points === basisPoints) return null;
    if (basisPoints === null)
      await trx
        .deleteFrom('payment_fee_rates')
        .where('market', '=', market)
        .where('channel', '=', channel)
        .where('stall', '=', stall)
        .where('valid_from', '=', from)
        .execute();
    else {
      const values = { basis_points: basisPoints, set_at: now };
      await trx
        .insertInto('payment_fee_rates')
        .values({ market, channel, stall, valid_from: from, ...values })
        .onConflict((conflict) => conflict.columns(['market', 'channel', 'stall', 'valid_from']).doUpdateSet(values))
        .execute();
    }
    await trx
      .insertInto('payment_fee_changes')
      .values({
        market,
        channel,
        stall,
        valid_from: from,
        before: held?.basis_points ?? null,
        after: basisPoints,
        actor,
        at: now,
      })
      .execute();
    return null;
  });
}

/** One change as it was made; null: there was none before, or none after it. */
export interface FeeChange {
  readonly channel: ChannelName;
  readonly stall: string;
  readonly from: string;
  readonly was: number | null;
  readonly is: number | null;
  readonly actor: string;
  readonly at: number;
}
/** The newest changes of contract rates, so many at most. */
export async function readFeeChanges(db: Database, market: number, most: number): Promise<readonly FeeChange[]> {
  return db
    .selectFrom('payment_fee_changes')
    .select(['channel', 'stall', 'valid_from as from', 'before as was', 'after as is', 'actor', 'at'])
    .where('market', '=', market)
    .orderBy('no', 'desc')
    .limit(most)
    .execute();
}

/** A percentage as it is typed, in hundredths of a percent: `0.38` → 38; NaN for everything else. */
export function pointsOf(text: string): number {
  const [, whole = '', part = ''] = /^(\d{1,2})(?:[.](\d{1,2}))?$/.exec(text) ?? [];
  return whole === '' ? Number.NaN : Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

/** All rates of a market, the youngest first. */
export async function readFeeRates(db: Database | Trx, market: number): Promise<readonly FeeRate[]> {
  const rows = await db
    .selectFrom('payment_fee_rates')
    .select(['channel', 'stall', 'basis_points as basisPoints', 'valid_from as from'])
    .where('market', '=', market)
    .orderBy('valid_from', 'desc')
    .execute();
  return rows;
}

/** The rates of one stall and channel, the youngest first, the last of them from ever: its own contract's, else the market's. */
export function ratesOf(
  rates: readonly FeeRate[],
  stall: string,
  channel: ChannelName,
): readonly Pick<FeeRate, 'from' | 'basisPoints'>[] {
  const of = (whose: string) => rates.filter((rate) => rate.channel === channel && rate.stall === whose);
  const own = of(stall);
  const firstOwn = own.at(-1)?.from;
  const older = of('').filter(({ from }) => firstOwn === undefined || from < firstOwn);
  return [...own, ...older, { from: '', basisPoints: STANDARD_POINTS }];
}
/** The rate that holds on a day, of rates with the youngest first. */
export const rateOn = <R extends { readonly from: string }>(rates: readonly R[], day: string): R | undefined =>
  rates.find(({ from }) => from <= day);
