import { createHash } from 'node:crypto';
import { shanghaiTime } from '../../shared/day.ts';
import type { Database } from '../database/connection.ts';
import { channelNames } from './channel.ts';
import type { ChannelName } from './channel.ts';
import { rateOn, ratesOf, readFeeRates, STANDARD_POINTS } from './fees.ts';
import type { ShareRule, Sharing } from './ledger.ts';
import type { Attempt, Market, Trx } from './rows.ts';

/** Most of an order that may be shared at all, hundredths of a percent: the channels' own default. */
export const MAX_BASIS_POINTS = 3_000;

export interface RuleWish extends ShareRule {
  readonly stall: string;
  readonly channel: ChannelName;
}

/**
 * Sets what a receiver gets of a stall's money from now on; 0 basis points end it. What is paid already is shared by the rules it was opened
 * under. False: no such stall, or more than may be shared in all.
 */
export async function setShareRule(db: Database, { market, now }: Market, wish: RuleWish): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const stall = await trx
      .selectFrom('stalls')
      .select('stall')
      .where('market', '=', market)
      .where('stall', '=', wish.stall)
      .forUpdate()
      .executeTakeFirst();
    if (stall === undefined) return false;
    const rules = await rulesOf(trx, market, wish.stall, wish.channel, now);
    const others = rules.filter(({ receiver }) => receiver !== wish.receiver);
    const sum = others.reduce((total, one) => total + one.basisPoints, wish.basisPoints);
    if (sum > MAX_BASIS_POINTS) return false;
    await trx
      .updateTable('payment_share_rules')
      .set({ valid_until: now })
      .where('market', '=', market)
      .where('stall', '=', wish.stall)
      .where('channel', '=', wish.channel)
      .where('receiver', '=', wish.receiver)
      .where((eb) => eb('valid_until', 'is', null).or('valid_until', '>', now))
      .execute();
    if (wish.basisPoints > 0)
      await trx
        .insertInto('payment_share_rules')
        .values({
          market,
          stall: wish.stall,
          channel: wish.channel,
          receiver: wish.receiver,
          kind: wish.kind,
          basis_points: wish.basisPoints,
          description: wish.description,
          valid_from: now,
          valid_until: null,
        })
        .execute();
    return true;
  });
}

async function rulesOf(
  db: Database | Trx,
  market: number,
  stall: string,
  channel: ChannelName,
  now: number,
): Promise<readonly ShareRule[]> {
  const rows = await db
    .selectFrom('payment_share_rules')
    .selectAll()
    .where('market', '=', market)
    .where('stall', '=', stall)
    .where('channel', '=', channel)
    .where('valid_from', '<=', now)
    .where((eb) => eb('valid_until', 'is', null).or('valid_until', '>', now))
    .orderBy('no')
    .execute();
  return rows.map(({ receiver, kind, basis_points: basisPoints, description }) => ({
    receiver,
    kind,
    basisPoints,
    description,
  }));
}

/** How money that is paid now is shared, with what the channel keeps of it; null: it is all the stall's. */
export async function sharingOf(
  db: Database,
  { market, now }: Market,
  stall: string,
  channel: ChannelName,
): Promise<Sharing | null> {
  const rules = await rulesOf(db, market, stall, channel, now);
  if (rules.length === 0) return null;
  const rate = rateOn(ratesOf(await readFeeRates(db, market), stall, channel), shanghaiTime(now).slice(0, 10));
  return { feeBasisPoints: rate?.basisPoints ?? STANDARD_POINTS, rules };
}

/** `STALL:CHANNEL:merchant|person:RECEIVER:BASISPOINTS:WHAT FOR`. @throws with a sentence. */
export function readShareRule(text: string): RuleWish {
  const [, stall = '', name, kind, receiver = '', points = '', description = ''] =
    /^([^:]+):(\w+):(merchant|person):([^:]+):(\d{1,4}):(.*)$/.exec(text) ?? [];
  const channel = channelNames.find((one) => one === name);
  if (channel === undefined)
    throw new Error(`--share ${text}: it must be STALL:CHANNEL:KIND:RECEIVER:BASISPOINTS:WHAT`);
  const basisPoints = Number(points);
  return { stall, channel, kind: kind === 'person' ? 'person' : 'merchant', receiver, basisPoints, description };
}

export const splitNo = (outTradeNo: string): string => `S${outTradeNo}`;

/** Notes that an attempt's money is to be shared; the channels want a minute to pass after the payment. */
export async function wantSplit(trx: Trx, { market, now }: Market, attempt: Attempt): Promise<void> {
  const SHARE_AFTER_MS = 70_000;
  await trx
    .insertInto('payment_splits')
    .values({
      market,
      out_split_no: splitNo(attempt.out_trade_no),
      out_trade_no: attempt.out_trade_no,
      state: 'wanted',
      made_at: now,
      next_at: now + SHARE_AFTER_MS,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const findSplit = (trx: Trx, market: number, outTradeNo: string) =>
  trx
    .selectFrom('payment_splits')
    .selectAll()
    .where('market', '=', market)
    .where('out_trade_no', '=', outTradeNo)
    .executeTakeFirst();

/** How much of an attempt is frozen still, fen: all that has not gone back until its shares are settled. */
export async function frozenOf(trx: Trx, market: number, attempt: Attempt): Promise<number> {
  if (attempt.sharing === null) return 0;
  const split = await findSplit(trx, market, attempt.out_trade_no);
  return split?.state === 'done' || split?.state === 'failed' ? 0 : attempt.amount_fen - attempt.refunded_fen;
}

/**
 * Notes what receivers give back of their shares after `refundedFen` of an attempt have gone back in all: the same part, rounded down.
 * Persons give nothing back; their part is the stall's.
 */
export async function wantShareReturns(
  trx: Trx,
  { market, now }: Market,
  outTradeNo: string,
  refundedFen: number,
  outRefundNo: string,
): Promise<void> {
  const split = await findSplit(trx, market, outTradeNo);
  if (split === undefined || (split.state !== 'done' && split.state !== 'failed')) return;
  for (const share of split.receivers) {
    if (share.result !== 'success' || share.kind !== 'merchant') continue;
    const { back } = await trx
      .selectFrom('payment_share_returns')
      .select(({ fn }) => fn.sum<number | null>('fen').as('back'))
      .where('market', '=', market)
      .where('out_split_no', '=', split.out_split_no)
      .where('receiver', '=', share.receiver)
      .executeTakeFirstOrThrow();
    const since = Math.max(0, refundedFen - share.refundedBeforeFen);
    const fen = Math.floor((share.fen * since) / share.ofFen) - (back ?? 0);
    if (fen <= 0) continue;
    const no = createHash('sha256').update(`${outRefundNo}\n${share.receiver}`).digest('hex').slice(0, 30);
    await trx
      .insertInto('payment_share_returns')
      .values({
        market,
        out_return_no: `B${no.toUpperCase()}`,
        out_split_no: split.out_split_no,
        out_refund_no: outRefundNo,
        receiver: share.receiver,
        fen,
        state: 'wanted',
        made_at: now,
        next_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Asks a receiver once more, under its number, for a share that did not come back. False: it is none of those. */
export async function shareReturnAgain(db: Database, { market, now }: Market, outReturnNo: string): Promise<boolean> {
  const asked = await db
    .updateTable('payment_share_returns')
    .set({ state: 'wanted', tries: 0, next_at: now })
    .where('market', '=', market)
    .where('out_return_no', '=', outReturnNo)
    .where('state', '=', 'denied')
    .executeTakeFirst();
  return asked.numUpdatedRows > 0n;
}
