import type { Database } from '../database/connection.ts';
import { channelNames } from './channel.ts';
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

/** Sets a contract's rate; the same day again puts it right. False: no such stall, or no rate. */
export async function setFeeRate(db: Database, { market, now }: Market, wish: FeeRate): Promise<boolean> {
  if (!Number.isInteger(wish.basisPoints) || wish.basisPoints < 0 || wish.basisPoints > MOST_POINTS) return false;
  if (wish.stall !== '') {
    const known = await db
      .selectFrom('stalls')
      .select('stall')
      .where('market', '=', market)
      .where('stall', '=', wish.stall)
      .executeTakeFirst();
    if (known === undefined) return false;
  }
  const values = { basis_points: wish.basisPoints, set_at: now };
  await db
    .insertInto('payment_fee_rates')
    .values({ market, channel: wish.channel, stall: wish.stall, valid_from: wish.from, ...values })
    .onConflict((conflict) => conflict.columns(['market', 'channel', 'stall', 'valid_from']).doUpdateSet(values))
    .execute();
  return true;
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

/** `STALL:CHANNEL:POINTS:DAY`; `*` for all stalls. @throws with a sentence. */
export function readFeeRate(text: string): FeeRate {
  const [, stall = '', name, points = '', from = ''] = /^([^:]+):(\w+):(\d{1,4}):(\d{4}-\d\d-\d\d)$/.exec(text) ?? [];
  const channel = channelNames.find((one) => one === name);
  if (channel === undefined || Number.isNaN(Date.parse(from)))
    throw new Error(`--fee ${text}: it must be STALL:CHANNEL:POINTS:DAY, STALL * for all`);
  return { stall: stall === '*' ? '' : stall, channel, basisPoints: Number(points), from };
}
