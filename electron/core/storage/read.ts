import {
  getQueryMatcher,
  getSortComparator,
  type PreparedQuery,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorageCountResult,
} from 'rxdb/plugins/core';
import type { Connection } from './connection.ts';
import { columnValue, type Layout } from './layout.ts';
import { planTable, type TablePlan } from './plan.ts';
import { at, firstNumber } from './sequence.ts';
import { toSortableText } from './text.ts';

/** A position in the file's history: everything up to this number has been seen. */
export interface SequenceCheckpoint {
  readonly seq: number;
}

/** One collection's table, for reading. */
export interface Reading<T> {
  readonly connection: Connection;
  readonly layout: Layout;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<T>>>;
}

/** The document of this id as stored, deleted or not. */
export function readDocument<T>({ connection, layout }: Reading<T>, id: string): RxDocumentData<T> | undefined {
  const id_ = layout.columnByPath.get(layout.primary)?.sql ?? '';
  const row: unknown = connection
    .statement(`SELECT "_body" FROM ${layout.table} WHERE ${id_} = ?`)
    .get(toSortableText(id));
  return row === undefined ? undefined : parse<T>(at(row, 0));
}

/** The documents a query asks for, in its order. Walks the planned index and stops at the limit when the index sorts. */
export function readQuery<T>(reading: Reading<T>, prepared: PreparedQuery<T>): RxDocumentData<T>[] {
  const { connection, layout, schema } = reading;
  const { query } = prepared;
  const skip = skipOf(query);
  const end = skip + (query.limit ?? Infinity);
  if (end <= skip) return [];
  const matches = getQueryMatcher(schema, query);
  const { from, params, orderBy } = planTable(layout, schema, prepared);
  const statement = connection.statement(`SELECT "_body" ${from}${orderBy ?? ''}`);
  const found: RxDocumentData<T>[] = [];
  // A walk that will stop early must not fetch all rows first; one that won't is faster in one go.
  const rows = orderBy !== undefined && end < Infinity ? statement.iterate(...params) : statement.all(...params);
  for (const row of rows) {
    const document = parse<T>(at(row, 0));
    if (!matches(document)) continue;
    found.push(document);
    if (orderBy !== undefined && found.length >= end) break;
  }
  if (orderBy === undefined) found.sort(getSortComparator(schema, query));
  return skip === 0 && found.length <= end ? found : found.slice(skip, end);
}

/** How many documents readQuery would give; `slow` when they had to be read because the index can't tell. */
export function countQuery<T>(reading: Reading<T>, prepared: PreparedQuery<T>): RxStorageCountResult {
  const { connection, layout, schema } = reading;
  const { query } = prepared;
  const plan = planTable(layout, schema, prepared);
  if (!plan.exact) return { count: readQuery(reading, prepared).length, mode: 'slow' };
  const living = livingSql(layout, plan);
  const row =
    living === undefined
      ? connection.statement(`SELECT count(*) ${plan.from}`).get(...plan.params)
      : connection.statement(living).get();
  const all = firstNumber(row);
  return { count: Math.max(0, Math.min(all - skipOf(query), query.limit ?? Infinity)), mode: 'fast' };
}

/** The current state of what was written after the checkpoint, oldest write first, deleted documents included. */
export function readChanges<T>(
  { connection, layout }: Reading<T>,
  limit: number,
  checkpoint: SequenceCheckpoint | undefined,
): { documents: RxDocumentData<T>[]; checkpoint: SequenceCheckpoint } {
  // A checkpoint of another storage has no number: from the beginning is slow but loses nothing.
  const since = typeof checkpoint?.seq === 'number' ? checkpoint.seq : 0;
  const rows = connection
    .statement(`SELECT "_body", "_seq" FROM ${layout.table} WHERE "_seq" > ? ORDER BY "_seq" LIMIT ?`)
    .all(since, limit);
  return {
    documents: rows.map((row) => parse<T>(at(row, 0))),
    checkpoint: { seq: rows.length > 0 ? Number(at(rows.at(-1), 1)) : since },
  };
}

/** An attachment's bytes. Throws when the document has none of this name and digest. */
export function readAttachment<T>(
  { connection, layout }: Reading<T>,
  documentId: string,
  attachmentId: string,
  digest: string,
): Blob {
  const row: unknown = connection
    .statement(
      `SELECT "data", "type" FROM ${layout.attachments} WHERE "document" = ? AND "attachment" = ? AND "digest" = ?`,
    )
    .get(toSortableText(documentId), toSortableText(attachmentId), digest);
  const data = at(row, 0);
  if (!(data instanceof Uint8Array))
    throw new Error(`Document ${documentId} has no attachment ${attachmentId} with digest ${digest}.`);
  return new Blob([new Uint8Array(data)], { type: String(at(row, 1)) });
}

/**
 * The unique index of the ids doesn't hold the deletion flag: counting the living along it would read every row. All
 * less the deleted takes two indexes that do.
 */
function livingSql(layout: Layout, plan: TablePlan): string | undefined {
  if (plan.narrows || plan.index !== layout.indexes[0] || plan.params[0] !== columnValue('flag', false))
    return undefined;
  return `SELECT (SELECT count(*) FROM ${layout.table}) - (SELECT count(*) FROM ${layout.table} INDEXED BY ${layout.tombstones} WHERE "_deleted" = 1)`;
}

/** Typed as always there, but RxDB's key compression leaves it out. */
function skipOf(query: { readonly skip?: number }): number {
  return query.skip ?? 0;
}

function parse<T>(body: unknown): RxDocumentData<T> {
  return JSON.parse(String(body));
}
