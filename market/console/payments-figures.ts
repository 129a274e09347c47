import { shanghaiTime } from '../../shared/day.ts';
import type { Database } from '../database/connection.ts';
import type { ChannelName } from '../payments/channel.ts';
import { rateOn, ratesOf, readFeeChanges, readFeeRates, STANDARD_POINTS } from '../payments/fees.ts';
import type { FeeRate } from '../payments/fees.ts';
import type { Rates } from './rates.ts';
import type { ShareRule } from '../payments/ledger.ts';
import { splitCauseOf } from '../payments/split-causes.ts';
import type { SplitCause } from '../payments/split-causes.ts';

/** Something a channel has refused. Amounts fen, times epoch ms. */
export interface Failure {
  /** `share`: asked for under the same number again, or given up, by a key. `share_over`: the channel shares this payment no more. */
  readonly kind: 'refund' | 'share' | 'share_over' | 'share_return';
  readonly no: string;
  /** Why a share failed; null: a refund, or a share that came back, where `said` is all that is known. */
  readonly cause: SplitCause | null;
  /** When it is asked for again by itself; null: not before somebody says so. */
  readonly againAt: number | null;
  readonly stall: string;
  readonly fen: number;
  /** The receiver of a share; empty for a refund. */
  readonly to: string;
  readonly said: string;
  readonly at: number;
}
export interface MerchantRow {
  readonly stall: string;
  readonly stallName: string;
  readonly channel: ChannelName;
  readonly subMerchant: string;
  readonly codepayV3: boolean;
  /** The contract's rate today. */
  readonly feeBasisPoints: number;
  /** The one that comes next, and from when. */
  readonly nextFee: Pick<FeeRate, 'from' | 'basisPoints'> | null;
  readonly isActive: boolean;
  /** Rules that hold now. */
  readonly shares: readonly Pick<ShareRule, 'receiver' | 'basisPoints' | 'description'>[];
}
export interface PaymentsOffice extends Rates {
  /** Newest first, so many at most. */
  readonly failures: readonly Failure[];
  readonly merchants: readonly MerchantRow[];
}

const SHOWN = 100;
/** A share that went wrong so often stands in the queue though it is asked for again by itself. */
const SHOWN_TRIES = 3;

/** What the console shows of payments. Secrets of stalls are not read. */
export async function readPaymentsOffice(db: Database, market: number, now: number): Promise<PaymentsOffice> {
  const merchants = await db
    .selectFrom('payment_merchants as m')
    .innerJoin('stalls as s', (join) => join.onRef('s.market', '=', 'm.market').onRef('s.stall', '=', 'm.stall'))
    .select(['m.stall', 's.name', 'm.channel', 'm.sub_merchant', 'm.codepay_v3', 'm.is_active'])
    .where('m.market', '=', market)
    .orderBy('m.stall')
    .orderBy('m.channel')
    .execute();
  const rules = await db
    .selectFrom('payment_share_rules')
    .select(['stall', 'channel', 'receiver', 'basis_points', 'description'])
    .where('market', '=', market)
    .where('valid_from', '<=', now)
    .where((eb) => eb('valid_until', 'is', null).or('valid_until', '>', now))
    .orderBy('no')
    .execute();
  const ofAttempt = () =>
    db
      .selectFrom('payment_attempts as a')
      .innerJoin('payment_orders as o', (join) =>
        join.onRef('o.market', '=', 'a.market').onRef('o.order_hash', '=', 'a.order_hash'),
      );
  const refunds = await ofAttempt()
    .innerJoin('payment_refunds as r', (join) =>
      join.onRef('r.market', '=', 'a.market').onRef('r.out_trade_no', '=', 'a.out_trade_no'),
    )
    .select(['r.out_refund_no', 'o.stall', 'r.refund_fen', 'r.said', 'r.made_at'])
    .where('r.market', '=', market)
    .where('r.state', '=', 'denied')
    .orderBy('r.made_at', 'desc')
    .limit(SHOWN)
    .execute();
  const splits = await ofAttempt()
    .innerJoin('payment_splits as p', (join) =>
      join.onRef('p.market', '=', 'a.market').onRef('p.out_trade_no', '=', 'a.out_trade_no'),
    )
    .select(['p.out_split_no', 'o.stall', 'p.receivers', 'p.made_at', 'p.state', 'p.code', 'p.said', 'p.next_at'])
    .where('p.market', '=', market)
    .where((eb) =>
      eb('p.state', 'in', ['failed', 'denied']).or(
        eb('p.state', 'in', ['asked', 'pending']).and('p.tries', '>=', SHOWN_TRIES),
      ),
    )
    .orderBy('p.made_at', 'desc')
    .limit(SHOWN)
    .execute();
  const returns = await ofAttempt()
    .innerJoin('payment_splits as p', (join) =>
      join.onRef('p.market', '=', 'a.market').onRef('p.out_trade_no', '=', 'a.out_trade_no'),
    )
    .innerJoin('payment_share_returns as b', (join) =>
      join.onRef('b.market', '=', 'p.market').onRef('b.out_split_no', '=', 'p.out_split_no'),
    )
    .select(['b.out_return_no', 'o.stall', 'b.fen', 'b.receiver', 'b.said', 'b.made_at'])
    .where('b.market', '=', market)
    .where('b.state', '=', 'denied')
    .orderBy('b.made_at', 'desc')
    .limit(SHOWN)
    .execute();
  const failures: readonly Failure[] = [
    ...refunds.map((row) => ({
      kind: 'refund' as const,
      no: row.out_refund_no,
      cause: null,
      againAt: null,
      stall: row.stall,
      fen: row.refund_fen,
      to: '',
      said: row.said,
      at: row.made_at,
    })),
    ...splits.flatMap((row) =>
      row.receivers
        .filter(({ result }) => row.state !== 'failed' || result === 'failed')
        .map(({ receiver, fen, reason }) => {
          const isOver = row.state === 'failed';
          return {
            kind: isOver ? ('share_over' as const) : ('share' as const),
            no: row.out_split_no,
            cause: splitCauseOf(isOver ? reason : row.code),
            againAt: row.state === 'denied' ? null : row.next_at,
            stall: row.stall,
            fen,
            to: receiver,
            said: isOver ? reason : row.said,
            at: row.made_at,
          };
        }),
    ),
    ...returns.map((row) => ({
      kind: 'share_return' as const,
      no: row.out_return_no,
      cause: null,
      againAt: null,
      stall: row.stall,
      fen: row.fen,
      to: row.receiver,
      said: row.said,
      at: row.made_at,
    })),
  ];
  const contracts = await readFeeRates(db, market);
  const today = shanghaiTime(now).slice(0, 10);
  const feeOf = (stall: string, channel: ChannelName): Pick<MerchantRow, 'feeBasisPoints' | 'nextFee'> => {
    const rates = ratesOf(contracts, stall, channel);
    return {
      feeBasisPoints: rateOn(rates, today)?.basisPoints ?? STANDARD_POINTS,
      nextFee: rates.findLast(({ from }) => from > today) ?? null,
    };
  };
  return {
    rates: contracts,
    changes: await readFeeChanges(db, market, SHOWN),
    stalls: await db
      .selectFrom('stalls')
      .select(['stall', 'name'])
      .where('market', '=', market)
      .orderBy('stall')
      .execute(),
    failures: failures.toSorted((a, b) => b.at - a.at).slice(0, SHOWN),
    merchants: merchants.map((row) => ({
      stall: row.stall,
      stallName: row.name,
      channel: row.channel,
      subMerchant: row.sub_merchant,
      codepayV3: row.codepay_v3,
      ...feeOf(row.stall, row.channel),
      isActive: row.is_active,
      shares: rules
        .filter((rule) => rule.stall === row.stall && rule.channel === row.channel)
        .map(({ receiver, basis_points: basisPoints, description }) => ({ receiver, basisPoints, description })),
    })),
  };
}
