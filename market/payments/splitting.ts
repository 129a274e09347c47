import type { Database } from '../database/connection.ts';
import { unknown } from './channel.ts';
import type { Answer, SplitAnswer } from './channel.ts';
import { ownerOf, post } from './books.ts';
import { at } from './desk.ts';
import type { Desk } from './desk.ts';
import { divisibleOf, sharePosting, shareReturnPosting, sharesOf, unfreezePosting } from './ledger.ts';
import type { ShareOf } from './ledger.ts';
import { leftOf } from './refunds.ts';
import { findAttempt, findOrder, lockOrder } from './rows.ts';
import type { Attempt, Market, Order } from './rows.ts';
import { MAX_BASIS_POINTS, wantShareReturns } from './shares.ts';
import { mayPass, splitCauseOf, splitRetryMs } from './split-causes.ts';
import { retryAfterMs } from './state.ts';
import { call, reachOf } from './upstream.ts';
import type { Reach } from './upstream.ts';

/** So often a channel may say no before people have to look. */
const MAX_DENIALS = 10;
const AWAY_MS = 3_600_000;
/** A share that is not made so long after the payment is given up: after 30 days WeChat gives the money free by itself (payments.md 1.4). */
const GIVEN_UP_MS = 25 * 86_400_000;

type Split = NonNullable<Awaited<ReturnType<typeof findSplit>>>;
const findSplit = ({ db, market }: Desk, outSplitNo: string) =>
  db
    .selectFrom('payment_splits')
    .selectAll()
    .where('market', '=', market)
    .where('out_split_no', '=', outSplitNo)
    .executeTakeFirst();

/** One step of sharing an attempt's money: fix the shares, ask for them under one number, ask how they went, give the rest free. */
export async function share(desk: Desk, outSplitNo: string): Promise<void> {
  const split = await findSplit(desk, outSplitNo);
  if (split === undefined || split.state === 'done' || split.state === 'failed') return;
  const attempt = await findAttempt(desk.db, desk.market, split.out_trade_no);
  const order = attempt === null ? null : await findOrder(desk.db, desk.market, attempt.order_hash);
  if (attempt === null || order === null) return;
  const reach = await reachOf(desk, order, attempt);
  if (reach === null || attempt.channel_no === null) {
    await keep(desk, split, { next_at: desk.now() + AWAY_MS });
    return;
  }
  const isGivenUp = desk.now() >= split.made_at + GIVEN_UP_MS;
  switch (split.state) {
    case 'wanted':
      await fix(desk, split, attempt);
      return;
    case 'asked':
      if (isGivenUp) await endSplit(desk.db, at(desk), outSplitNo);
      else await ask(desk, split, attempt, order, reach);
      return;
    case 'denied':
      if (isGivenUp) await endSplit(desk.db, at(desk), outSplitNo);
      return;
    case 'pending': {
      const ids = { merchant: reach.merchant, channelNo: attempt.channel_no, outSplitNo };
      await told(desk, split, attempt, order, await call(() => reach.channel.splitQuery(ids)));
      return;
    }
    case 'unfreezing':
      await unfreeze(desk, split, attempt, order, reach);
      return;
    default:
      split.state satisfies never;
  }
}

const keep = (
  { db, market }: Desk,
  split: Split,
  set: Partial<Record<keyof Split, unknown>> & object,
): Promise<unknown> =>
  db
    .updateTable('payment_splits')
    .set(set as object)
    .where('market', '=', market)
    .where('out_split_no', '=', split.out_split_no)
    .execute();
const later = (desk: Desk, split: Split, said: string, code = ''): Promise<unknown> =>
  keep(desk, split, {
    tries: split.tries + 1,
    code,
    said: said.slice(0, 300),
    next_at: desk.now() + splitRetryMs(split.tries),
  });

/** Asks a channel once more, under the same number, for a share it has refused or not answered. False: it is none of those. */
export async function splitAgain(db: Database, { market, now }: Market, outSplitNo: string): Promise<boolean> {
  // With a try behind it, it is asked first whether the one before went through.
  const asked = await db
    .updateTable('payment_splits')
    .set((eb) => ({
      state: eb
        .case()
        .when('state', '=', 'pending')
        .then('pending' as const)
        .else('asked' as const)
        .end(),
      tries: 1,
      next_at: now,
    }))
    .where('market', '=', market)
    .where('out_split_no', '=', outSplitNo)
    .where('state', 'in', ['denied', 'asked', 'pending'])
    .executeTakeFirst();
  return asked.numUpdatedRows > 0n;
}

/** Gives a share up that the channel has refused: the money is given free, and is the stall's. False: it is none of those. */
export async function endSplit(db: Database, { market, now }: Market, outSplitNo: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const split = await trx
      .selectFrom('payment_splits')
      .select(['receivers', 'code'])
      .where('market', '=', market)
      .where('out_split_no', '=', outSplitNo)
      .where((eb) => eb('state', '=', 'denied').or(eb('state', '=', 'asked').and('made_at', '<=', now - GIVEN_UP_MS)))
      .forUpdate()
      .executeTakeFirst();
    if (split === undefined) return false;
    const receivers = split.receivers.map((one): ShareOf => ({ ...one, result: 'failed', reason: split.code }));
    await trx
      .updateTable('payment_splits')
      .set({ receivers: JSON.stringify(receivers), state: 'unfreezing', tries: 0, next_at: now })
      .where('market', '=', market)
      .where('out_split_no', '=', outSplitNo)
      .execute();
    return true;
  });
}

/** The shares, once and for all, before anybody is asked: of what is left after the fee and what goes back. */
async function fix(desk: Desk, split: Split, attempt: Attempt): Promise<void> {
  await desk.db.transaction().execute(async (trx) => {
    await lockOrder(trx, desk.market, attempt.order_hash);
    const now = (await findAttempt(trx, desk.market, attempt.out_trade_no)) ?? attempt;
    const left = await leftOf(trx, desk.market, now);
    const { rules, feeBasisPoints } = now.sharing ?? { rules: [], feeBasisPoints: 0 };
    const gone = now.amount_fen - left;
    const divisible = Math.max(0, divisibleOf(now.amount_fen, feeBasisPoints) - gone);
    const shares = sharesOf(divisible, rules, MAX_BASIS_POINTS) ?? [];
    const receivers = shares.map((one): ShareOf => ({
      ...one,
      result: 'pending',
      reason: '',
      ofFen: left,
      refundedBeforeFen: gone,
    }));
    await trx
      .updateTable('payment_splits')
      .set({
        receivers: JSON.stringify(receivers),
        state: receivers.length === 0 ? 'unfreezing' : 'asked',
        next_at: desk.now(),
      })
      .where('market', '=', desk.market)
      .where('out_split_no', '=', split.out_split_no)
      .where('state', '=', 'wanted')
      .execute();
  });
}

async function ask(
  desk: Desk,
  split: Split,
  attempt: Attempt,
  order: Order,
  { channel, merchant }: Reach,
): Promise<void> {
  if (split.tries > 0) {
    const ids = { merchant, channelNo: attempt.channel_no ?? '', outSplitNo: split.out_split_no };
    const found = await call(() => channel.splitQuery(ids));
    if ('receivers' in found && found.receivers.length > 0) {
      await told(desk, split, attempt, order, found);
      return;
    }
    // No word at all. Any other word says that it holds no such split, and asking again under the number can't make a second one.
    if (found.outcome === 'UNKNOWN' && found.code === '' && found.state === null) {
      await later(desk, split, found.text);
      return;
    }
  }
  for (const { receiver, kind, description } of split.receivers) {
    const answer = await call(() => channel.addReceiver(merchant, { kind, account: receiver, description }));
    // A no tells itself once more in the receiver's own result.
    if (answer.outcome === 'UNKNOWN') {
      await later(desk, split, answer.text);
      return;
    }
  }
  const answer = await call(() =>
    channel.split({
      merchant,
      channelNo: attempt.channel_no ?? '',
      outSplitNo: split.out_split_no,
      receivers: split.receivers.map(({ kind, receiver, fen, description }) => ({
        kind,
        account: receiver,
        amountFen: fen,
        description,
      })),
      isLast: true,
    }),
  );
  await told(desk, split, attempt, order, answer);
}

/** Takes in what a channel said of each receiver. */
async function told(
  desk: Desk,
  split: Split,
  attempt: Attempt,
  order: Order,
  answer: Answer | SplitAnswer,
): Promise<void> {
  const said = `${answer.code} ${answer.text}`.trim();
  if (answer.state === 'absent') {
    await keep(desk, split, {
      state: 'asked',
      next_at: desk.now() + splitRetryMs(split.tries),
      tries: split.tries + 1,
    });
    return;
  }
  if (answer.outcome === 'DENIED') {
    const { code } = answer;
    if (split.tries < MAX_DENIALS || mayPass(splitCauseOf(code))) await later(desk, split, said, code);
    else {
      const next = split.made_at + GIVEN_UP_MS;
      await keep(desk, split, { state: 'denied', code, said: said.slice(0, 300), next_at: next });
      desk.log.error({ split: split.out_split_no, said }, 'a channel does not share: somebody has to look');
    }
    return;
  }
  const results = 'receivers' in answer ? answer.receivers : [];
  if (answer.outcome === 'UNKNOWN' || results.length === 0) {
    await later(desk, split, said, answer.code);
    return;
  }
  const receivers = split.receivers.map((one): ShareOf => {
    const found = results.find(({ account }) => account === one.receiver);
    return found === undefined ? one : { ...one, result: found.result, reason: found.reason.slice(0, 80) };
  });
  if (receivers.every(({ result }) => result !== 'pending')) await finish(desk, split, attempt, order, receivers);
  else
    await keep(desk, split, {
      receivers: JSON.stringify(receivers),
      state: 'pending',
      tries: split.tries + 1,
      next_at: desk.now() + splitRetryMs(split.tries),
    });
}

async function unfreeze(
  desk: Desk,
  split: Split,
  attempt: Attempt,
  order: Order,
  { channel, merchant }: Reach,
): Promise<void> {
  // A number of its own, or the channel says yes and does nothing.
  const outSplitNo = `U${attempt.out_trade_no}`;
  const wish = { merchant, channelNo: attempt.channel_no ?? '', outSplitNo, reason: '分账完结' };
  const answer = attempt.state === 'refunded' ? null : await call(() => channel.unfreeze(wish));
  // What is never freed by us the channel frees by itself after its time.
  if (answer === null || answer.outcome === 'OK' || (answer.outcome === 'DENIED' && split.tries >= MAX_DENIALS))
    await finish(desk, split, attempt, order, split.receivers);
  else await later(desk, split, `${answer.code} ${answer.text}`.trim());
}

/** The shares are settled: posted, the rest is the stall's, and what failed is listed for people. */
async function finish(
  desk: Desk,
  split: Split,
  attempt: Attempt,
  order: Order,
  receivers: readonly ShareOf[],
): Promise<void> {
  const { db, market } = desk;
  await db.transaction().execute(async (trx) => {
    await lockOrder(trx, market, order.order_hash);
    const now = (await findAttempt(trx, market, attempt.out_trade_no)) ?? attempt;
    const given = receivers.filter(({ result }) => result === 'success');
    const sharedFen = given.reduce((sum, { fen }) => sum + fen, 0);
    const isWhole = receivers.every(({ result }) => result === 'success');
    const done = await trx
      .updateTable('payment_splits')
      .set({
        receivers: JSON.stringify(receivers),
        shared_fen: sharedFen,
        state: isWhole ? 'done' : 'failed',
        next_at: null,
        said: receivers.find(({ result }) => result === 'failed')?.reason ?? '',
      })
      .where('market', '=', market)
      .where('out_split_no', '=', split.out_split_no)
      .where('state', 'not in', ['done', 'failed'])
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) return;
    const owner = (name: string): string => ownerOf(name, now.is_simulated);
    const stall = owner(order.stall);
    if (sharedFen > 0)
      await post(
        trx,
        at(desk),
        sharePosting(
          split.out_split_no,
          stall,
          given.map(({ receiver, fen }) => ({ receiver: owner(receiver), fen })),
        ),
      );
    const rest = now.amount_fen - now.refunded_fen - sharedFen;
    await post(trx, at(desk), unfreezePosting(split.out_split_no, stall, rest));
    if (now.refunded_fen > 0)
      await wantShareReturns(trx, at(desk), now.out_trade_no, now.refunded_fen, `late:${split.out_split_no}`);
  });
  const failed = receivers.filter(({ result }) => result === 'failed');
  if (failed.length > 0)
    desk.log.error(
      { split: split.out_split_no, failed },
      'shares failed: the money stays with the stall, somebody has to look',
    );
}

/** A receiver gives its share of a refund back to the stall. */
export async function takeShareBack(desk: Desk, outReturnNo: string): Promise<void> {
  const { db, market } = desk;
  const row = await db
    .selectFrom('payment_share_returns')
    .selectAll()
    .where('market', '=', market)
    .where('out_return_no', '=', outReturnNo)
    .executeTakeFirst();
  const split = row === undefined ? undefined : await findSplit(desk, row.out_split_no);
  if (row === undefined || row.state !== 'wanted' || split === undefined) return;
  const attempt = await findAttempt(db, market, split.out_trade_no);
  const order = attempt === null ? null : await findOrder(db, market, attempt.order_hash);
  const reach = attempt === null || order === null ? null : await reachOf(desk, order, attempt);
  const set = (values: {
    readonly state?: 'done' | 'denied';
    readonly said?: string;
    readonly next_at: number | null;
  }) =>
    db
      .updateTable('payment_share_returns')
      .set({ ...values, tries: row.tries + 1 })
      .where('market', '=', market)
      .where('out_return_no', '=', outReturnNo)
      .execute();
  if (attempt === null || order === null || reach === null) {
    await set({ next_at: desk.now() + AWAY_MS });
    return;
  }
  const wish = {
    merchant: reach.merchant,
    outSplitNo: row.out_split_no,
    outReturnNo,
    account: row.receiver,
    amountFen: row.fen,
  };
  // It went back with the refund: there is only our own posting left to make.
  const answer: Answer = reach.channel.returnsSharesItself
    ? { ...unknown(''), outcome: 'OK' }
    : await call(() => reach.channel.splitReturn(wish));
  const said = `${answer.code} ${answer.text}`.trim().slice(0, 300);
  if (answer.outcome === 'OK')
    await db.transaction().execute(async (trx) => {
      const done = await trx
        .updateTable('payment_share_returns')
        .set({ state: 'done', next_at: null })
        .where('market', '=', market)
        .where('out_return_no', '=', outReturnNo)
        .where('state', '=', 'wanted')
        .executeTakeFirst();
      if (done.numUpdatedRows === 0n) return;
      const owner = (name: string): string => ownerOf(name, attempt.is_simulated);
      await post(trx, at(desk), shareReturnPosting(outReturnNo, owner(order.stall), owner(row.receiver), row.fen));
    });
  else if (answer.outcome === 'DENIED' && row.tries + 1 >= MAX_DENIALS) {
    desk.log.error({ outReturnNo, said }, 'a receiver gives nothing back: somebody has to look');
    await set({ state: 'denied', said, next_at: null });
  } else await set({ said, next_at: desk.now() + retryAfterMs(row.tries) });
}
