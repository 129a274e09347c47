import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { EpochAnswer, EpochHead, EpochReason, EpochRequest, EpochsAnswer, JournalAnswer } from '../shared/wire.ts';
import { good, refused } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Database } from './database/connection.ts';
import type { Schema } from './database/schema.ts';

/** A terminal of this market, as the tables name it. */
export interface Place {
  readonly market: number;
  readonly terminal: number;
}

/** One writer of a terminal's journal and epochs at a time, to the end of the transaction. */
export async function lockTerminal(trx: Transaction<Schema>, { market, terminal }: Place): Promise<void> {
  await sql`select pg_advisory_xact_lock(${market * 4_294_967_296 + terminal})`.execute(trx);
}

/** The last entry held of the latest epoch that has any, up to `below` (exclusive) if given; null: nothing is held. */
export async function lastHead(
  db: Database | Transaction<Schema>,
  { market, terminal }: Place,
  below = 2_147_483_647,
): Promise<EpochHead | null> {
  const row = await db
    .selectFrom('journal_heads as h')
    .innerJoin('journal as j', (join) =>
      join
        .onRef('j.market', '=', 'h.market')
        .onRef('j.terminal', '=', 'h.terminal')
        .onRef('j.epoch', '=', 'h.epoch')
        .onRef('j.seq', '=', 'h.last_seq'),
    )
    .select(['j.epoch', 'j.seq', 'j.hash', sql<number>`(j.entry->>'perpetualFen')::bigint`.as('perpetualFen')])
    .where('h.market', '=', market)
    .where('h.terminal', '=', terminal)
    .where('h.epoch', '<', below)
    .orderBy('h.epoch', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Opens an epoch of a terminal and fences every open one before it at what is held, so that nothing grows there unseen; one whose last entry
 * the new device knows (`reaches`), at that: it brings along what never came up. `epoch` null, or not above all that are known: the next free
 * number. Under `lockTerminal`.
 */
export async function openEpoch(
  trx: Transaction<Schema>,
  place: Place,
  wish: {
    readonly epoch: number | null;
    readonly publicKey: string;
    readonly reason: EpochReason;
    readonly reaches: readonly Pick<EpochHead, 'epoch' | 'seq'>[];
  },
  now: number,
): Promise<EpochAnswer> {
  const { market, terminal } = place;
  const { rows } = await sql<{ last: number | null }>`
    select max(epoch) as last from (
      select epoch from terminal_epochs where market = ${market} and terminal = ${terminal}
      union all select epoch from journal_heads where market = ${market} and terminal = ${terminal}
    ) known`.execute(trx);
  const last = Number(rows[0]?.last ?? 0);
  const epoch = wish.epoch !== null && wish.epoch > last ? wish.epoch : last + 1;
  const previous = await lastHead(trx, place);
  await sql`
    update terminal_epochs e set state = 'fenced', fence = greatest(
      (select last_seq from journal_heads h where h.market = e.market and h.terminal = e.terminal and h.epoch = e.epoch),
      (select max(r.seq) from unnest(${wish.reaches.map(({ epoch: of }) => of)}::integer[], ${wish.reaches.map(({ seq }) => seq)}::integer[])
        as r(epoch, seq) where r.epoch = e.epoch), 0)
    where market = ${market} and terminal = ${terminal} and state = 'open'`.execute(trx);
  await trx
    .insertInto('terminal_epochs')
    .values({
      market,
      terminal,
      epoch,
      public_key: wish.publicKey,
      state: 'open',
      fence: null,
      reason: wish.reason,
      opened_at: now,
      previous_epoch: previous?.epoch ?? null,
      previous_seq: previous?.seq ?? null,
      previous_hash: previous?.hash ?? null,
      previous_perpetual_fen: previous?.perpetualFen ?? null,
    })
    .execute();
  await trx
    .updateTable('terminals')
    .set({ epoch, public_key: wish.publicKey })
    .where('market', '=', market)
    .where('terminal', '=', terminal)
    .execute();
  return { epoch, previous };
}

/** What an open epoch goes on from, as it was told when it was opened. */
export async function previousOf(
  db: Database | Transaction<Schema>,
  { market, terminal }: Place,
  epoch: number,
): Promise<EpochHead | null> {
  const row = await db
    .selectFrom('terminal_epochs')
    .select(['previous_epoch', 'previous_seq', 'previous_hash', 'previous_perpetual_fen'])
    .where('market', '=', market)
    .where('terminal', '=', terminal)
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  return row === undefined ||
    row.previous_epoch === null ||
    row.previous_seq === null ||
    row.previous_hash === null ||
    row.previous_perpetual_fen === null
    ? null
    : {
        epoch: row.previous_epoch,
        seq: row.previous_seq,
        hash: row.previous_hash,
        perpetualFen: row.previous_perpetual_fen,
      };
}

/** POST /epoch: a terminal that was put back from a copy goes on in an epoch of its own. */
export async function answerEpoch(
  db: Database,
  terminal: Place & { readonly publicKey: string },
  { epoch, head }: EpochRequest,
  now: number,
): Promise<Answer> {
  return db.transaction().execute(async (trx) => {
    await lockTerminal(trx, terminal);
    const { epoch: current } = await trx
      .selectFrom('terminals')
      .select('epoch')
      .where('market', '=', terminal.market)
      .where('terminal', '=', terminal.terminal)
      .executeTakeFirstOrThrow();
    const of = (number: number) =>
      trx
        .selectFrom('journal')
        .select(['seq', 'hash'])
        .where('market', '=', terminal.market)
        .where('terminal', '=', terminal.terminal)
        .where('epoch', '=', number);
    const last = await of(epoch).orderBy('seq', 'desc').limit(1).executeTakeFirst();
    if (epoch === current) {
      const same = head === null ? undefined : await of(epoch).where('seq', '=', head.seq).executeTakeFirst();
      const behind = last !== undefined && last.seq > (head?.seq ?? 0);
      if (!behind && (same === undefined || same.hash === head?.hash)) return refused(409, 'head_is_current');
    } else if (epoch < current) {
      // Granted before, and the answer was lost: nothing was written there yet.
      const begun = await of(current).limit(1).executeTakeFirst();
      if (begun === undefined)
        return good({ epoch: current, previous: await previousOf(trx, terminal, current) } satisfies EpochAnswer);
    }
    return good(
      await openEpoch(trx, terminal, { epoch: null, publicKey: terminal.publicKey, reason: 'image', reaches: [] }, now),
    );
  });
}

/** GET /epochs. */
export async function answerEpochs(db: Database, { market, terminal }: Place): Promise<EpochsAnswer> {
  const rows = await db
    .selectFrom('terminal_epochs as e')
    .leftJoin('journal_heads as h', (join) =>
      join.onRef('h.market', '=', 'e.market').onRef('h.terminal', '=', 'e.terminal').onRef('h.epoch', '=', 'e.epoch'),
    )
    .leftJoin('journal as j', (join) =>
      join
        .onRef('j.market', '=', 'h.market')
        .onRef('j.terminal', '=', 'h.terminal')
        .onRef('j.epoch', '=', 'h.epoch')
        .onRef('j.seq', '=', 'h.last_seq'),
    )
    .select([
      'e.epoch',
      'e.public_key',
      'e.state',
      'e.fence',
      'e.reason',
      'e.opened_at',
      'h.entries',
      'j.seq',
      'j.hash',
      sql<number | null>`(j.entry->>'perpetualFen')::bigint`.as('perpetualFen'),
    ])
    .where('e.market', '=', market)
    .where('e.terminal', '=', terminal)
    .orderBy('e.epoch')
    .execute();
  return {
    epochs: rows.map((row) => ({
      epoch: row.epoch,
      publicKey: row.public_key,
      state: row.state,
      fence: row.fence,
      reason: row.reason,
      openedAt: row.opened_at,
      head:
        row.seq === null || row.hash === null || row.perpetualFen === null
          ? null
          : { epoch: row.epoch, seq: row.seq, hash: row.hash, perpetualFen: row.perpetualFen },
      entries: row.entries ?? 0,
    })),
  };
}

/** GET /journal: a terminal's own entries, ascending from `from` on. Shorter than `limit`: the last page. */
export async function answerJournal(
  db: Database,
  { market, terminal }: Place,
  page: { readonly epoch: number; readonly from: number; readonly limit: number },
): Promise<JournalAnswer> {
  const rows = await db
    .selectFrom('journal')
    .select('entry')
    .where('market', '=', market)
    .where('terminal', '=', terminal)
    .where('epoch', '=', page.epoch)
    .where('seq', '>=', page.from)
    .orderBy('seq')
    .limit(page.limit)
    .execute();
  return { entries: rows.map(({ entry }) => entry) };
}
