import { sql } from 'kysely';
import { at } from './desk.ts';
import type { Desk } from './desk.ts';
import { giveBack } from './giving-back.ts';
import { findAttempt, findOrder } from './rows.ts';
import type { Attempt } from './rows.ts';
import { share, takeShareBack } from './splitting.ts';
import { hasMoney, isLive, nextQuery } from './state.ts';
import { endOrder } from './store.ts';
import { end, invite, noteUndone, query, reachOf } from './upstream.ts';

/** A row is one server's for this long: longer than a call takes, so that a crash only delays it. */
const LEASE_MS = 30_000;
const BATCH = 40;
const AT_ONCE = 8;
/** A channel that is not set up (any more) is looked for again after an hour. */
const AWAY_MS = 3_600_000;

/** Does everything that is due: asks, ends, gives back, shares, lets orders expire. Answers how much there was. */
export async function runDue(desk: Desk): Promise<number> {
  const expired = await expire(desk);
  const attempts = await takeDue(desk, 'payment_attempts', 'out_trade_no');
  await each(attempts, async (outTradeNo) => {
    const row = await findAttempt(desk.db, desk.market, outTradeNo);
    if (row !== null && isLive(row.state)) await follow(desk, row);
    else if (row !== null && hasMoney(row.state)) await lookAgain(desk, row);
  });
  const refunds = await takeDue(desk, 'payment_refunds', 'out_refund_no');
  await each(refunds, (no) => giveBack(desk, no));
  const splits = await takeDue(desk, 'payment_splits', 'out_split_no');
  await each(splits, (no) => share(desk, no));
  const backs = await takeDue(desk, 'payment_share_returns', 'out_return_no');
  await each(backs, (no) => takeShareBack(desk, no));
  return expired + attempts.length + refunds.length + splits.length + backs.length;
}

const followed = ['payment_attempts', 'payment_refunds', 'payment_splits', 'payment_share_returns'] as const;
/** Rows that are due, leased: another server, or this one after a crash, takes them up again later. */
async function takeDue(
  { db, market, now }: Desk,
  table: (typeof followed)[number],
  key: 'out_trade_no' | 'out_refund_no' | 'out_split_no' | 'out_return_no',
): Promise<readonly string[]> {
  const { rows } = await sql<{ no: string }>`
    update ${sql.table(table)} set next_at = ${now() + LEASE_MS} where market = ${market} and ${sql.ref(key)} in (
      select ${sql.ref(key)} from ${sql.table(table)} where market = ${market} and next_at <= ${now()}
      order by next_at limit ${BATCH} for update skip locked
    ) returning ${sql.ref(key)} as no`.execute(db);
  return rows.map(({ no }) => no);
}

/** Epoch ms at which something becomes due; null: nothing waits. */
export async function nextDue({ db, market }: Desk): Promise<number | null> {
  const { rows } = await sql<{ due: number | null }>`
    select least(
      ${sql.join(followed.map((table) => sql`(select min(next_at) from ${sql.table(table)} where market = ${market} and next_at is not null)`))},
      (select min(expires_at) from payment_orders where market = ${market} and ended = '' and paid_by is null)
    ) as due`.execute(db);
  return rows[0]?.due ?? null;
}

async function expire(desk: Desk): Promise<number> {
  const over = await desk.db
    .selectFrom('payment_orders')
    .select('order_hash')
    .where('market', '=', desk.market)
    .where('ended', '=', '')
    .where('paid_by', 'is', null)
    .where('expires_at', '<=', desk.now())
    .orderBy('expires_at')
    .limit(BATCH)
    .execute();
  await each(
    over.map(({ order_hash: hash }) => hash),
    (hash) => endOrder(desk.db, at(desk), hash, 'expired'),
  );
  return over.length;
}

/** It became paid while it was being ended, and what the channel did then is not known yet. */
async function lookAgain(desk: Desk, attempt: Attempt): Promise<void> {
  const order = await findOrder(desk.db, desk.market, attempt.order_hash);
  const reach = order === null ? null : await reachOf(desk, order, attempt);
  if (reach === null) await setNext(desk, attempt, desk.now() + AWAY_MS);
  else await noteUndone(desk, attempt, reach);
}

/** One step of an attempt that is not over: ask how it stands, or end it when its time is. */
async function follow(desk: Desk, attempt: Attempt): Promise<void> {
  const order = await findOrder(desk.db, desk.market, attempt.order_hash);
  if (order === null) return;
  const reach = await reachOf(desk, order, attempt);
  if (reach === null) {
    desk.log.error({ outTradeNo: attempt.out_trade_no, channel: attempt.channel }, 'no such channel is set up');
    await setNext(desk, attempt, desk.now() + AWAY_MS);
    return;
  }
  // Paid by another attempt, late: nobody is to pay this one too.
  const isNeedless = order.ended !== '' || order.paid_by !== null;
  const isEnding = attempt.state === 'closing' || attempt.state === 'reversing' || isNeedless;
  // Written, and the server died before it asked: a code that was shown is asked for anew, a shopper's own is gone.
  const isLost = attempt.state === 'created' && attempt.way === 'payment_code';
  if (isEnding || isLost) {
    await end(desk, attempt, reach);
    return;
  }
  if (attempt.state === 'created') {
    await invite(desk, order, attempt, reach);
    return;
  }
  const seen = await query(desk, attempt, reach);
  if (!isLive(seen.state)) return;
  const next = nextQuery(attempt.way, attempt.started_at, desk.now(), order.expires_at);
  // No gap between the last question and the end.
  if (next === null && attempt.way === 'payment_code') await end(desk, seen, reach);
  else await setNext(desk, attempt, next ?? order.expires_at);
}

const setNext = ({ db, market }: Desk, { out_trade_no: no }: Attempt, next: number): Promise<unknown> =>
  db
    .updateTable('payment_attempts')
    .set({ next_at: next })
    .where('market', '=', market)
    .where('out_trade_no', '=', no)
    .where('next_at', 'is not', null)
    .execute();

/** A few at a time; one that fails is told and does not stop the others. */
async function each(all: readonly string[], work: (one: string) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const failures: unknown[] = [];
  const run = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      await work(one).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, run));
  if (failures.length > 0) throw failures[0];
}

/** Runs what is due when it is due, until stopped. Everything it knows is in the rows: it goes on from there after any crash. */
export function startSchedule(desk: Desk): { readonly wake: () => void; readonly stop: () => Promise<void> } {
  const LONGEST_MS = 5_000;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isStopped = false;

  const once = async (): Promise<void> => {
    isWoken = false;
    try {
      while (!isStopped && (await runDue(desk)) > 0);
    } catch (error) {
      desk.log.error(
        { error: error instanceof Error ? (error.stack ?? '') : String(error) },
        'a payment was not followed',
      );
    }
    if (isStopped) return;
    const due = await nextDue(desk).catch(() => null);
    plan(isWoken ? 0 : Math.max(50, Math.min(LONGEST_MS, (due ?? Infinity) - desk.now())));
  };
  const plan = (ms: number): void => {
    if (isStopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      running = once().finally(() => {
        running = null;
      });
    }, ms);
  };
  plan(0);
  return {
    wake: () => {
      if (running !== null) isWoken = true;
      else plan(0);
    },
    stop: async () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
