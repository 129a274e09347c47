import { sql } from 'kysely';
import type { Bill, Channel } from '../payments/channel.ts';
import { at, isSimulated, merchants } from '../payments/desk.ts';
import type { Desk } from '../payments/desk.ts';
import { ratesOf, readFeeRates } from '../payments/fees.ts';
import type { StallMerchant } from '../payments/policy.ts';
import { findAttempt, findOrder } from '../payments/rows.ts';
import { query, reachOf } from '../payments/upstream.ts';
import type { BookPlace } from './book.ts';
import { dayPlus } from './days.ts';
import type { BillChannel } from './entry.ts';
import { importFile, noteNoBill, type GivenFile, type Imported } from './importing.ts';
import type { StallSetup } from './load.ts';
import { daysDue, lastDayAt, reconcileStallDay } from './run.ts';
import type { Source } from './source-rows.ts';

/** Bills and statements of a market, and what matching them comes to. */
export interface Reconciliation {
  /** Real money, or the simulated channels' when those are set up. */
  readonly place: () => BookPlace;
  /** Takes a bill or statement in and matches the days it can change. */
  readonly take: (file: GivenFile) => Promise<Imported>;
  /** Matches these business days, or all that may still change, of every stall. */
  readonly run: (days?: readonly string[]) => Promise<void>;
  /** Fetches the bills of the last days that are missing and matches; false: some are not ready yet. */
  readonly fetch: () => Promise<boolean>;
}

/** Bills are fetched this far back: what a day's fault kept away comes with a later try. */
const FETCH_DAYS = 4;
const LOCK_CLASS = 7303;
/** Contract rates are set in hundredths of a percent. */
const RATE_OF_POINT = 10;

type FetchedSource = Exclude<Source, { readonly kind: 'statement' }>;
/**
 * What is asked of a channel. The flow of funds only of Alipay, which hands each stall's out with the stall's authorisation: WeChat lets a service provider
 * see its own account alone (payments.md 1.5), so a stall's is handed over by hand, and the acquirer pays straight to the bank.
 */
const fetchedOf = ({ name }: Channel): readonly FetchedSource[] =>
  name === 'alipay'
    ? [
        { channel: name, kind: 'trade' },
        { channel: name, kind: 'fund_flow' },
      ]
    : [{ channel: name, kind: 'trade' }];

export function createReconciliation(desk: Desk): Reconciliation {
  const { db, market, log } = desk;
  const place = (): BookPlace => ({ market, mode: isSimulated(desk) ? 'simulated' : 'live' });

  const stallNos = async (): Promise<readonly string[]> => {
    const all = await db.selectFrom('stalls').select('stall').where('market', '=', market).orderBy('stall').execute();
    return all.map(({ stall }) => stall);
  };
  const setups = async (): Promise<readonly StallSetup[]> => {
    const contracts = await readFeeRates(db, market);
    return Promise.all(
      (await stallNos()).map(async (stall) => {
        const mine = await merchants(desk, stall);
        const rateOf = (channel: BillChannel) =>
          ratesOf(contracts, stall, channel).map(({ from, basisPoints }) => ({
            from,
            rate: basisPoints * RATE_OF_POINT,
          }));
        return {
          stall,
          merchants: Object.fromEntries(mine.map(({ channel, subMerchant }) => [channel, subMerchant])),
          rate: Object.fromEntries(mine.map(({ channel }) => [channel, rateOf(channel)])),
        };
      }),
    );
  };

  const run = async (wished?: readonly string[]): Promise<void> => {
    const lastDay = lastDayAt(desk.now());
    const days = wished ?? (await daysDue(db, place(), lastDay));
    for (const setup of await setups())
      for (const day of days) await reconcileStallDay(db, place(), setup, day, lastDay, desk.now());
  };

  const store = async (file: GivenFile): Promise<Imported> => {
    const all = await setups();
    const owners = new Map(
      all.flatMap(({ stall, merchants: numbers }) =>
        Object.entries(numbers).map(([channel, number]) => [`${channel} ${number}`, stall]),
      ),
    );
    const ownerOf = (channel: BillChannel, merchant: string): string | null =>
      owners.get(`${channel} ${merchant}`) ?? null;
    const merchantOf = (channel: BillChannel, stall: string): string | null =>
      all.find((setup) => setup.stall === stall)?.merchants[channel] ?? null;
    return importFile(db, { ...place(), now: desk.now(), ownerOf, merchantOf }, file);
  };

  const isHere = async ({ channel, kind }: Source, day: string, stall: string): Promise<boolean> => {
    const { mode } = place();
    const row = await db
      .selectFrom('recon_source_files')
      .select('id')
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('channel', '=', channel)
      .where('kind', '=', kind)
      .where('bill_date', '=', day)
      .where('stall', '=', stall)
      .executeTakeFirst();
    return row !== undefined;
  };

  /** One file of a channel; true: it is here, or there is none. */
  const fetchOne = async (source: FetchedSource, day: string, merchant: StallMerchant | null): Promise<boolean> => {
    const stall = merchant?.stall ?? '';
    const { channel: name, kind } = source;
    if (await isHere(source, day, stall)) return true;
    const channel = desk.channels.get(name);
    if (channel === undefined) return true;
    const bill: Bill = await channel.fetchBill(kind, day, merchant ?? undefined);
    if (bill.outcome === 'DENIED') {
      await noteNoBill(db, { ...place(), now: desk.now() }, { ...source, day, stall });
      return true;
    }
    if (bill.outcome !== 'OK' || bill.bytes === null) {
      log.info({ ...source, day, stall, said: bill.text }, 'a bill is not there yet');
      return false;
    }
    const file = `${name}-${kind}-${day}${stall === '' ? '' : `-${stall}`}.csv`;
    const taken = await store({
      ...source,
      day,
      stall: '',
      name: file,
      bytes: bill.bytes,
      via: 'fetched',
      actor: '',
    });
    if (taken.ok) return true;
    log.error({ ...source, day, stall, why: taken.fault }, 'a bill that was fetched could not be taken');
    return false;
  };

  const fetchAll = async (): Promise<boolean> => {
    const lastDay = lastDayAt(desk.now());
    let isWhole = true;
    for (const [name, channel] of desk.channels)
      for (let i = FETCH_DAYS - 1; i >= 0; i -= 1) {
        const day = dayPlus(lastDay, -i);
        const whose = channel.billsByMerchant
          ? (await Promise.all((await stallNos()).map((stall) => merchants(desk, stall))))
              .flat()
              .filter((one) => one.channel === name)
          : [null];
        for (const merchant of whose)
          for (const source of fetchedOf(channel)) isWhole = (await fetchOne(source, day, merchant)) && isWhole;
      }
    return isWhole;
  };

  /** Before anybody is alarmed the channel is asked once more: what was paid without a notice is posted by its own word. */
  const askAgain = async (): Promise<readonly string[]> => {
    const { mode } = place();
    const open = await db
      .selectFrom('recon_exceptions')
      .select(['refs', 'day'])
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('state', '=', 'OPEN')
      .where('type', '=', 'BILL_ONLY')
      .where('cause', 'in', ['lost_notice', 'late_payment'])
      .execute();
    const moved = new Set<string>();
    for (const { refs, day } of open) {
      const attempt = await findAttempt(db, market, refs[0] ?? '');
      const order = attempt === null ? null : await findOrder(db, market, attempt.order_hash);
      const reach = attempt === null || order === null ? null : await reachOf(desk, order, attempt);
      if (attempt === null || reach === null) continue;
      const seen = await query(desk, attempt, reach);
      if (seen.state !== attempt.state) moved.add(day);
    }
    return [...moved];
  };

  return {
    place,
    run,
    take: async (file) => {
      const taken = await store(file);
      if (!taken.ok || !taken.isNew) return taken;
      const due = await daysDue(db, place(), lastDayAt(desk.now()));
      await run([...new Set([dayPlus(file.day, -1), file.day, ...due])].toSorted());
      return taken;
    },
    fetch: async () => {
      // Several servers of one market: one of them fetches.
      const { market: no, now } = at(desk);
      return db.connection().execute(async (connection) => {
        const { rows } = await sql<{
          mine: boolean;
        }>`select pg_try_advisory_lock(${LOCK_CLASS}, ${no}) as mine`.execute(connection);
        if (rows[0]?.mine !== true) return true;
        try {
          const isWhole = await fetchAll();
          await run();
          const moved = await askAgain();
          if (moved.length > 0) await run(moved);
          log.info({ isWhole, took: desk.now() - now }, 'the bills were fetched and matched');
          return isWhole;
        } finally {
          await sql`select pg_advisory_unlock(${LOCK_CLASS}, ${no})`.execute(connection);
        }
      });
    },
  };
}
