import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { canonicalText } from '../../shared/canonical.ts';
import { businessDay } from '../../shared/day.ts';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';
import { POOL_DAYS, settledState } from './book.ts';
import type { BookPlace, DayState, DayTotals, Evidence } from './book.ts';
import { billDayOf, dayPlus } from './days.ts';
import { entryKeyOf, slipKeyOf } from './entry.ts';
import { foldFees } from './fees.ts';
import { evidenceOf } from './evidence.ts';
import type { Exception, Pair } from './facts.ts';
import { loadStallDay, type LoadedDay, type StallSetup } from './load.ts';
import { match } from './match.ts';
import { totalsOf } from './totals.ts';
import { ownerOfDifference } from './words.ts';

const LOCK_CLASS = 7302;

interface Found extends Exception {
  readonly id: string;
  readonly evidence: readonly Evidence[];
}

/**
 * Matches one business day of a stall against all that is held now and writes what came of it: links, differences, the day. A run that learns
 * nothing writes nothing. What somebody has decided stays decided; what is gone has explained itself. Answers the day's state.
 */
export async function reconcileStallDay(
  db: Database,
  place: BookPlace,
  setup: StallSetup,
  day: string,
  lastDay: string,
  now: number,
): Promise<DayState> {
  const loaded = await loadStallDay(db, place, setup, day, lastDay, now);
  const { exceptions, pairs } = match(loaded.books, loaded.statements);
  const own = exceptions.filter((one) => dayOf(one) === day);
  const mine = foldFees(setup.stall, day, own, loaded.statements.bill);
  const found = named(setup.stall, mine).map((one): Found => ({ ...one, evidence: evidenceOf(loaded, one) }));
  const totals = totalsOf(loaded, setup, day);
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(${`${place.market} ${place.mode} ${setup.stall} ${day}`}))`.execute(
      trx,
    );
    const at = { ...place, stall: setup.stall, day, now };
    await writeLinks(trx, at, linksOf(loaded, pairs, day));
    const open = await writeExceptions(trx, at, found);
    return writeDay(trx, at, { open, totals, throughDay: loaded.statements.throughDay });
  });
}

/** Settlements belong to the bill's day, all else to the business day of the stall. */
const dayOf = ({ type, refs, at }: Exception): string =>
  type === 'SETTLE_SHORT' ? (refs[0]?.split('/').at(-1) ?? '') : businessDay(at);

/** A difference is the same one as long as its kind, its own number and its amount are. */
function named(stall: string, exceptions: readonly Exception[]): readonly (Exception & { readonly id: string })[] {
  const seen = new Map<string, number>();
  return exceptions.map((one) => {
    const words = `${stall}\n${one.type}\n${one.refs[0] ?? ''}\n${one.fen}`;
    const nth = (seen.get(words) ?? 0) + 1;
    seen.set(words, nth);
    const hash = createHash('sha256').update(`${words}\n${nth}`).digest('hex');
    return { ...one, id: `diff:${hash.slice(0, 32)}` };
  });
}

function linksOf({ statements }: LoadedDay, pairs: readonly Pair[], day: string): readonly Pair[] {
  const at = new Map<string, number>([
    ...statements.bill.map((row) => [`${row.channel} ${entryKeyOf(row)}`, row.at] as const),
    ...statements.cards.map((slip) => [`card ${slipKeyOf(slip)}`, slip.at] as const),
  ]);
  return pairs.filter(({ channel, key }) => {
    const time = at.get(`${channel} ${key}`);
    return time !== undefined && businessDay(time) === day;
  });
}

interface At extends BookPlace {
  readonly stall: string;
  readonly day: string;
  readonly now: number;
}

async function writeLinks(trx: Transaction<Schema>, { market, mode, stall, day }: At, pairs: readonly Pair[]) {
  const rows = JSON.stringify(pairs);
  const wanted = sql`jsonb_to_recordset(${rows}::jsonb) as x("group" text, channel text, key text)`;
  await sql`delete from recon_links l where market = ${market} and mode = ${mode} and stall = ${stall} and day = ${day}
    and not exists (select 1 from ${wanted} where x."group" = l.group_id and x.channel = l.channel and x.key = l.entry_key)`.execute(
    trx,
  );
  await sql`insert into recon_links (market, mode, stall, day, group_id, channel, entry_key)
    select distinct ${market}::integer, ${mode}, ${stall}, ${day}, x."group", x.channel, x.key from ${wanted} on conflict do nothing`.execute(
    trx,
  );
}

/** Answers how many are open. */
async function writeExceptions(trx: Transaction<Schema>, at: At, found: readonly Found[]): Promise<number> {
  const { market, mode, stall, day, now } = at;
  const held = await trx
    .selectFrom('recon_exceptions')
    .select(['id', 'state', 'cause', 'owner', 'refs', 'evidence'])
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('stall', '=', stall)
    .where('day', '=', day)
    .execute();
  const before = new Map(held.map((row) => [row.id, row]));
  const set = (id: string) =>
    trx.updateTable('recon_exceptions').where('market', '=', market).where('mode', '=', mode).where('id', '=', id);
  let open = 0;
  for (const one of found) {
    const there = before.get(one.id);
    before.delete(one.id);
    const state = one.isSettled ? ('AUTO_RESOLVED' as const) : ('OPEN' as const);
    const words = { cause: one.cause, owner: ownerOfDifference(one) };
    const said = { refs: JSON.stringify(one.refs), evidence: JSON.stringify(one.evidence) };
    if (there === undefined) {
      open += state === 'OPEN' ? 1 : 0;
      await trx
        .insertInto('recon_exceptions')
        .values({
          market,
          mode,
          id: one.id,
          stall,
          day,
          type: one.type,
          fen: one.fen,
          ...words,
          ...said,
          state,
          found_at: now,
          actor: null,
          reason: null,
          decided_at: null,
        })
        .execute();
      continue;
    }
    // What somebody has decided is not decided anew.
    if (there.state === 'RESOLVED' || there.state === 'WRITTEN_OFF') continue;
    open += state === 'OPEN' ? 1 : 0;
    const isSame =
      there.state === state &&
      canonicalText([there.cause, there.owner, there.refs, there.evidence]) ===
        canonicalText([words.cause, words.owner, one.refs, one.evidence]);
    if (!isSame)
      await set(one.id)
        .set({ ...words, ...said, state, decided_at: null })
        .execute();
  }
  for (const { id, state } of before.values())
    if (state === 'OPEN') await set(id).set({ state: 'AUTO_RESOLVED', decided_at: now }).execute();
  return open;
}

/** The day as it stands; written only when something about it has changed. */
async function writeDay(
  trx: Transaction<Schema>,
  { market, mode, stall, day, now }: At,
  seen: { readonly open: number; readonly totals: DayTotals; readonly throughDay: string },
): Promise<DayState> {
  const there = await trx
    .selectFrom('recon_days')
    .selectAll()
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('stall', '=', stall)
    .where('day', '=', day)
    .executeTakeFirst();
  const state: DayState = seen.open > 0 ? 'open' : settledState(day, seen.throughDay, there?.signed_at ?? null);
  if (there === undefined)
    await trx
      .insertInto('recon_days')
      .values({
        market,
        mode,
        stall,
        day,
        state,
        through_day: seen.throughDay,
        totals: JSON.stringify(seen.totals),
        matched_at: now,
        signed_by: null,
        signed_reason: null,
        signed_at: null,
      })
      .execute();
  else if (
    there.state !== state ||
    there.through_day !== seen.throughDay ||
    canonicalText(there.totals) !== canonicalText(seen.totals)
  )
    await trx
      .updateTable('recon_days')
      .set({ state, through_day: seen.throughDay, totals: JSON.stringify(seen.totals), matched_at: now })
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('stall', '=', stall)
      .where('day', '=', day)
      .execute();
  return state;
}

/**
 * The business days that may still change: the last four, every earlier one that is not closed (within the 40 days a payment stays alive), and
 * those whose refunds or shares are still under way. Ascending.
 */
export async function daysDue(db: Database, { market, mode }: BookPlace, lastDay: string): Promise<readonly string[]> {
  const recent = Array.from({ length: POOL_DAYS + 1 }, (_, i) => dayPlus(lastDay, -i));
  const open = await db
    .selectFrom('recon_days')
    .select('day')
    .distinct()
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('state', 'in', ['open', 'waiting'])
    .where('day', '>=', dayPlus(lastDay, -40))
    .execute();
  const { rows } = await sql<{ at: number }>`
    select made_at as at from payment_splits where market = ${market} and state in ('wanted', 'asked', 'pending', 'denied', 'unfreezing')
    union all select made_at from payment_refunds where market = ${market} and state in ('wanted', 'pending')`.execute(
    db,
  );
  const pending = rows.map(({ at }) => businessDay(at)).filter((day) => day >= dayPlus(lastDay, -40));
  return [...new Set([...recent, ...open.map(({ day }) => day), ...pending])]
    .filter((day) => day <= lastDay)
    .toSorted();
}

/** The last calendar day that is over: the youngest whose bills can be here. */
export const lastDayAt = (now: number): string => dayPlus(billDayOf(now), -1);
