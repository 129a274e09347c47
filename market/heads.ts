import type { Transaction } from 'kysely';
import { GENESIS } from '../shared/chain.ts';
import { businessDay } from '../shared/day.ts';
import { headText } from '../shared/records/market.ts';
import type { HeadReceipt, ServerMark } from '../shared/records/market.ts';
import type { Database } from './database/connection.ts';
import type { Schema } from './database/schema.ts';
import { lockTerminal } from './epochs.ts';
import type { Place } from './epochs.ts';
import { putDocuments } from './feed.ts';
import type { DownDocument } from './feed.ts';
import type { ServerKey } from './server-key.ts';

/** While sales come one by one, a head is countersigned at most this often; a terminal that asks (`/known`) gets it at once. */
const EVERY_MS = 30_000;
const PAGE = 1_000;

/** Moves `joined` of an epoch on over what is held without a gap and continues the entry before. Under `lockTerminal`. */
export async function joinHead(trx: Transaction<Schema>, place: Place, epoch: number): Promise<void> {
  const { joined: before } = await trx
    .selectFrom('journal_heads')
    .select('joined')
    .where('market', '=', place.market)
    .where('terminal', '=', place.terminal)
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow();
  let joined = before;
  let hash: string | null = null;
  for (;;) {
    const rows = await trx
      .selectFrom('journal')
      .select(['seq', 'hash', 'prev_hash'])
      .where('market', '=', place.market)
      .where('terminal', '=', place.terminal)
      .where('epoch', '=', epoch)
      .where('seq', '>=', joined)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    const from = joined;
    hash = joined === 0 ? GENESIS : (rows[0]?.hash ?? null);
    for (const row of rows) {
      if (row.seq === from) continue;
      if (row.seq !== joined + 1 || row.prev_hash !== hash) break;
      joined = row.seq;
      ({ hash } = row);
    }
    if (joined - from < PAGE - 1) break;
  }
  if (joined === before) return;
  await trx
    .updateTable('journal_heads')
    .set({ joined })
    .where('market', '=', place.market)
    .where('terminal', '=', place.terminal)
    .where('epoch', '=', epoch)
    .execute();
}

/**
 * Countersigns the newest joined head of an epoch, if it has moved on since the last time: a `head` mark, one for each business day and
 * epoch, which both sides keep. Null: nothing to sign, or not yet again. Under `lockTerminal`.
 */
export async function countersign(
  trx: Transaction<Schema>,
  serverKey: ServerKey,
  place: Place,
  epoch: number,
  now: number,
  asked: boolean,
): Promise<DownDocument | null> {
  const row = await trx
    .selectFrom('journal_heads as h')
    .innerJoin('journal as j', (join) =>
      join
        .onRef('j.market', '=', 'h.market')
        .onRef('j.terminal', '=', 'h.terminal')
        .onRef('j.epoch', '=', 'h.epoch')
        .onRef('j.seq', '=', 'h.joined'),
    )
    .select(['h.signed_seq', 'h.signed_at', 'j.seq', 'j.hash', 'j.id'])
    .where('h.market', '=', place.market)
    .where('h.terminal', '=', place.terminal)
    .where('h.epoch', '=', epoch)
    .executeTakeFirst();
  if (row === undefined || row.seq <= row.signed_seq) return null;
  const since = row.signed_at === null ? EVERY_MS : Math.abs(now - row.signed_at);
  if (!asked && since < EVERY_MS) return null;
  await trx
    .updateTable('journal_heads')
    .set({ signed_seq: row.seq, signed_at: now })
    .where('market', '=', place.market)
    .where('terminal', '=', place.terminal)
    .where('epoch', '=', epoch)
    .execute();
  const { market, terminal } = place;
  const head = { market, terminal, epoch, seq: row.seq, hash: row.hash, receivedAt: now };
  return headMark({ ...head, sig: serverKey.sign(headText(head)) }, row.id);
}

/** As `countersign`, in a transaction of its own: a terminal has asked. */
export async function countersignNow(
  db: Database,
  serverKey: ServerKey,
  place: Place,
  epoch: number,
  now: number,
): Promise<void> {
  const behind = await db
    .selectFrom('journal_heads')
    .select('joined')
    .where('market', '=', place.market)
    .where('terminal', '=', place.terminal)
    .where('epoch', '=', epoch)
    .whereRef('joined', '>', 'signed_seq')
    .executeTakeFirst();
  if (behind === undefined) return;
  await db.transaction().execute(async (trx) => {
    await lockTerminal(trx, place);
    const mark = await countersign(trx, serverKey, place, epoch, now, true);
    if (mark !== null) await putDocuments(trx, place.market, [mark], 'replace');
  });
}

function headMark(receipt: HeadReceipt, entryId: string): DownDocument {
  const { terminal, epoch, seq, receivedAt } = receipt;
  const mark: ServerMark = {
    id: `head-${terminal}-${epoch}-${businessDay(receivedAt)}`,
    kind: 'head',
    terminal,
    entryId,
    epoch,
    seq,
    receipt,
    reason: 'head',
    text: '',
    at: receivedAt,
  };
  return { collection: 'server_marks', scope: `terminal:${terminal}`, doc: mark };
}
