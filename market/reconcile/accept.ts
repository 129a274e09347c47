import type { DifferenceMark, ServerMark } from '../../shared/records/market.ts';
import type { Database } from '../database/connection.ts';
import { putDocuments } from '../feed.ts';
import { readDifference, readStallDay, settledState } from './book.ts';
import type { BookPlace, Difference, StallDay } from './book.ts';
import { zhWords } from './words.ts';

export interface Decision {
  /** Who decides: shown on both sides. */
  readonly actor: string;
  /** Why, in his own words; '' for the explanation as it stands. */
  readonly reason: string;
}
export interface DecidePlace extends BookPlace {
  readonly now: number;
}

const cut = (text: string, length: number): string => text.trim().slice(0, length);

/**
 * Accepts a difference's explanation: who, when and why are written down, the difference is resolved, and a correcting document goes down to
 * all terminals of the stall, in one transaction. Once: a second tap, or one after a crash, answers what was decided first. `stall`: only of this
 * stall. Null: there is no such difference.
 */
export async function acceptDifference(
  db: Database,
  { market, mode, now }: DecidePlace,
  id: string,
  decision: Decision & { readonly stall?: string },
): Promise<Difference | null> {
  await db.transaction().execute(async (trx) => {
    let update = trx
      .updateTable('recon_exceptions')
      .set({ state: 'RESOLVED', actor: cut(decision.actor, 40), reason: cut(decision.reason, 200), decided_at: now })
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('id', '=', id)
      .where('state', '=', 'OPEN');
    if (decision.stall !== undefined) update = update.where('stall', '=', decision.stall);
    const done = await update.returning(['stall', 'day']).executeTakeFirst();
    if (done === undefined) return;
    const left = await trx
      .selectFrom('recon_exceptions')
      .select('id')
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('stall', '=', done.stall)
      .where('day', '=', done.day)
      .where('state', '=', 'OPEN')
      .limit(1)
      .executeTakeFirst();
    if (left === undefined) {
      const held = await trx
        .selectFrom('recon_days')
        .select(['through_day', 'signed_at'])
        .where('market', '=', market)
        .where('mode', '=', mode)
        .where('stall', '=', done.stall)
        .where('day', '=', done.day)
        .executeTakeFirstOrThrow();
      await trx
        .updateTable('recon_days')
        .set({ state: settledState(done.day, held.through_day, held.signed_at) })
        .where('market', '=', market)
        .where('mode', '=', mode)
        .where('stall', '=', done.stall)
        .where('day', '=', done.day)
        .execute();
    }
    const difference = await readDifference(trx, { market, mode }, id);
    if (difference === null) throw new Error(`difference ${id} is gone`);
    await putDocuments(
      trx,
      market,
      [{ collection: 'server_marks', scope: `stall:${difference.stall}`, doc: markOf(difference, now) }],
      'keep',
    );
  });
  const difference = await readDifference(db, { market, mode }, id);
  return difference === null || (decision.stall !== undefined && difference.stall !== decision.stall)
    ? null
    : difference;
}

/** What the terminal could have put right itself within ten minutes (改收款方式): money came on the printed code, and something else was keyed. */
function proposalOf({ cause, evidence }: Difference): DifferenceMark['proposal'] {
  const tenderNo = evidence.find(({ what }) => what === 'sale')?.tenderNo ?? null;
  return cause === 'wrong_channel_key' && tenderNo !== null ? { tenderNo, kind: 'static_code' } : null;
}

function markOf(difference: Difference, now: number): ServerMark {
  const sale = difference.evidence.find(({ what }) => what === 'sale');
  const { decided } = difference;
  return {
    id: difference.id,
    kind: 'difference',
    terminal: sale?.terminal ?? 0,
    entryId: sale?.id ?? null,
    epoch: 0,
    seq: 0,
    receipt: null,
    difference: {
      day: difference.day,
      type: difference.type,
      cause: difference.cause,
      fen: difference.fen,
      saleId: sale?.id ?? null,
      proposal: proposalOf(difference),
      actor: decided?.actor ?? '',
      note: decided?.reason ?? '',
    },
    reason: difference.cause,
    text: zhWords.cause(difference).slice(0, 300),
    at: now,
  };
}

/**
 * Signs a day off with whatever is open: the differences are written off under this name, and the day is closed. Once; what comes to light later
 * opens it again. Null: the day has not been matched.
 */
export async function signOff(
  db: Database,
  { market, mode, now }: DecidePlace,
  stall: string,
  day: string,
  { actor, reason }: Decision,
): Promise<StallDay | null> {
  await db.transaction().execute(async (trx) => {
    const done = await trx
      .updateTable('recon_days')
      .set({ state: 'signed_off', signed_by: cut(actor, 40), signed_reason: cut(reason, 200), signed_at: now })
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('stall', '=', stall)
      .where('day', '=', day)
      .where('state', 'in', ['open', 'waiting'])
      .returning('day')
      .executeTakeFirst();
    if (done === undefined) return;
    await trx
      .updateTable('recon_exceptions')
      .set({ state: 'WRITTEN_OFF', actor: cut(actor, 40), reason: cut(reason, 200), decided_at: now })
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('stall', '=', stall)
      .where('day', '=', day)
      .where('state', '=', 'OPEN')
      .execute();
  });
  return readStallDay(db, { market, mode }, stall, day);
}
