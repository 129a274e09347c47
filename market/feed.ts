import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Checkpoint, DownCollection, PullAnswer } from '../shared/wire.ts';
import type { Database } from './database/connection.ts';
import type { Schema } from './database/schema.ts';

/** A document on its way down. `scope` says which terminals see it. */
export interface DownDocument {
  readonly collection: DownCollection;
  readonly scope: Scope;
  readonly doc: { readonly id: string };
  readonly deleted?: boolean;
}
export type Scope = 'market' | `stall:${string}` | `terminal:${number}`;

/** Channel of LISTEN/NOTIFY on which every committed change is told to every server of the database. */
export const CHANNEL = 'stall_pos_changed';
export interface FeedChange {
  readonly market: number;
  readonly changed: readonly { readonly collection: DownCollection; readonly scope: string }[];
}

/** Terminals ask for pages of at most this many documents; a larger page is refused, never cut short (a short page means "the last"). */
export const MAX_PAGE = 1000;

const LOCK_CLASS = 7301;
const tableOf = (collection: DownCollection): 'documents' | 'server_marks' =>
  collection === 'server_marks' ? 'server_marks' : 'documents';

/**
 * Writes documents into the change feed; answers how many were written. Call it as the last step of a transaction:
 * numbers are given out under a lock held to the commit, so the order of numbers is the order of commits, and a terminal that has
 * read up to a number can't miss a lower one that commits later.
 * `keep` leaves a document that exists already as it is; `replace` writes it when it differs.
 */
export async function putDocuments(
  trx: Transaction<Schema>,
  market: number,
  documents: readonly DownDocument[],
  existing: 'keep' | 'replace',
): Promise<number> {
  if (documents.length === 0) return 0;
  await sql`select pg_advisory_xact_lock(${LOCK_CLASS}, ${market})`.execute(trx);
  const changed: DownDocument[] = [];
  for (const table of ['documents', 'server_marks'] as const) {
    const mine = documents.filter((document) => tableOf(document.collection) === table);
    if (mine.length > 0) changed.push(...(await putInto(trx, market, table, mine, existing)));
  }
  if (changed.length === 0) return 0;
  await sql`select pg_notify(${CHANNEL}, ${messageOf(market, changed)})`.execute(trx);
  return changed.length;
}

/** The rows of one table that are new or differ, numbered on from the last number. */
async function putInto(
  trx: Transaction<Schema>,
  market: number,
  table: 'documents' | 'server_marks',
  documents: readonly DownDocument[],
  existing: 'keep' | 'replace',
): Promise<readonly DownDocument[]> {
  const rows = JSON.stringify(
    documents.map(({ collection, scope, doc, deleted }, i) => ({
      i,
      collection,
      id: doc.id,
      scope,
      doc,
      deleted: deleted ?? false,
    })),
  );
  const source = sql`jsonb_to_recordset(${rows}::jsonb) as x(i integer, collection text, id text, scope text, doc jsonb, deleted boolean)`;
  const differs =
    existing === 'keep' ? sql`false` : sql`(t.doc, t.scope, t.deleted) is distinct from (x.doc, x.scope, x.deleted)`;
  const { rows: found } = await sql<{ i: number }>`
    select x.i from ${source} left join ${sql.table(table)} t on t.market = ${market} and t.collection = x.collection and t.id = x.id
    where t.id is null or ${differs}`.execute(trx);
  if (found.length === 0) return [];
  const picks = found.map(({ i }) => i);
  const { seq } = await trx
    .updateTable('server_state')
    .set((eb) => ({ seq: eb('seq', '+', picks.length) }))
    .where('market', '=', market)
    .returning('seq')
    .executeTakeFirstOrThrow();
  await sql`
    insert into ${sql.table(table)} (market, collection, id, seq, scope, doc, deleted)
    select ${market}, x.collection, x.id, ${seq - picks.length} + row_number() over (order by x.i), x.scope, x.doc, x.deleted
    from ${source} where x.i = any(${picks}::integer[])
    on conflict (market, collection, id) do update set seq = excluded.seq, scope = excluded.scope, doc = excluded.doc, deleted = excluded.deleted`.execute(
    trx,
  );
  return documents.filter((_document, i) => picks.includes(i));
}

function messageOf(market: number, documents: readonly DownDocument[]): string {
  const places = new Map(
    documents.map(({ collection, scope }) => [`${collection} ${scope}`, { collection, scope: scope as string }]),
  );
  const message: FeedChange = { market, changed: [...places.values()] };
  const text = JSON.stringify(message);
  // PostgreSQL carries at most 8000 bytes; "everybody look" is always right.
  const wide: FeedChange = {
    market,
    changed: [...new Set(documents.map(({ collection }) => collection))].map((collection) => ({
      collection,
      scope: '*',
    })),
  };
  return text.length < 7000 ? text : JSON.stringify(wide);
}

/**
 * One page for a terminal: every document it may see that changed after the checkpoint, at its latest state, deleted ones too, in
 * the order of commits. A checkpoint of another server epoch starts from the beginning. Shorter than `limit` means the last page.
 */
export async function pullPage(
  db: Database,
  place: { readonly market: number; readonly scopes: readonly Scope[] },
  collection: DownCollection,
  from: Checkpoint | null,
  limit: number,
): Promise<PullAnswer> {
  const { epoch } = await db
    .selectFrom('server_state')
    .select('epoch')
    .where('market', '=', place.market)
    .executeTakeFirstOrThrow();
  const after = from !== null && from.epoch === epoch ? from.seq : 0;
  const rows = await db
    .selectFrom(tableOf(collection))
    .select(['seq', 'doc', 'deleted', 'id'])
    .where('market', '=', place.market)
    .where('collection', '=', collection)
    .where('seq', '>', after)
    .where('scope', 'in', [...place.scopes])
    .orderBy('seq')
    .limit(limit)
    .execute();
  const last = rows.at(-1);
  return {
    documents: rows.map((row) => ({ ...row.doc, id: row.id, _deleted: row.deleted })),
    // An empty page moves nothing: RxDB would not store its checkpoint.
    checkpoint: last === undefined ? (from !== null && from.epoch === epoch ? from : null) : { epoch, seq: last.seq },
  };
}
