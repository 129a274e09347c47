import {
  categorizeBulkWriteRows,
  now,
  type BulkWriteRow,
  type CategorizeBulkWriteRowsOutput,
  type RxStorageInstance,
  type StringKeys,
  type RxDocumentData,
} from 'rxdb/plugins/core';
import { keepSequence } from './catalogue.ts';
import type { Sequence } from './connection.ts';
import { columnValues } from './layout.ts';
import { readDocument, type Reading, type SequenceCheckpoint } from './read.ts';
import { at } from './sequence.ts';
import { toSortableText } from './text.ts';

/** How many deleted documents one cleanup purges before it lets others write. */
const PURGED_AT_ONCE = 1_000;

/** The bytes of the attachments of a bulk, read before its transaction. */
export type AttachmentBytes = ReadonlyMap<Blob, Uint8Array>;

/** What one bulkWrite did. */
export interface Written<T> {
  readonly categorized: CategorizeBulkWriteRowsOutput<T>;
  readonly checkpoint: SequenceCheckpoint;
  /** How many documents were written. */
  readonly count: number;
  /** The number and text of the last one; undefined when every row was refused. */
  readonly last: { readonly seq: number; readonly body: string } | undefined;
}

/** Reads the bytes of all attachments to be written: a Blob can only be read asynchronously, and a transaction can't wait. */
export async function readBlobs<T>(rows: readonly BulkWriteRow<T>[]): Promise<AttachmentBytes> {
  const blobs = rows.flatMap(({ document }) =>
    Object.values(document._attachments).flatMap((attachment) => ('data' in attachment ? [attachment.data] : [])),
  );
  return new Map(
    await Promise.all(blobs.map(async (blob) => [blob, new Uint8Array(await blob.arrayBuffer())] as const)),
  );
}

/** The id of a document. */
export function idOf(primary: string, document: object): string {
  return String(Reflect.get(document, primary));
}

/**
 * Writes the rows; to be called inside a transaction. A new document is written without looking first; what the unique
 * index refuses, and what claims a previous state, is read and judged by RxDB's own rules.
 * Throws when a bulk has the same id twice: which of the two should win isn't defined.
 */
export function writeRows<T>(
  reading: Reading<T>,
  instance: RxStorageInstance<T, unknown, unknown, SequenceCheckpoint>,
  rows: BulkWriteRow<T>[],
  context: string,
  bytes: AttachmentBytes,
  sequence: Sequence,
): Written<T> {
  const { layout, connection, schema } = reading;
  refuseRepeatedIds(layout.primary, rows);
  let last: Written<T>['last'];

  function put(sql: string, document: object, ...where: string[]): boolean {
    const body = JSON.stringify(document);
    // Taken only once it is in a row: a number that a refused row had taken would be given again after a restart.
    const seq = sequence.last() + 1;
    const { changes } = connection.statement(sql).run(seq, ...columnValues(layout.columns, document), body, ...where);
    if (changes !== 1) return false;
    sequence.take(seq);
    last = { seq, body };
    return true;
  }

  const inserted = new Set<object>();
  const before = new Map<string, RxDocumentData<T>>();
  for (const { previous, document } of rows) {
    // With attachments a new document may be incomplete (510), which has to be judged before it is written.
    if (!previous && !schema.attachments && put(layout.insert, document)) {
      inserted.add(document);
      continue;
    }
    const id = idOf(layout.primary, document);
    const found = readDocument(reading, id);
    if (found) before.set(id, found);
  }
  const categorized = categorizeBulkWriteRows<T>(instance, layout.primary as StringKeys<T>, before, rows, context);
  for (const { document } of categorized.bulkInsertDocs) if (!inserted.has(document)) put(layout.insert, document);
  for (const { document } of categorized.bulkUpdateDocs)
    put(layout.update, document, toSortableText(idOf(layout.primary, document)));
  if (schema.attachments) writeAttachments(reading, categorized, bytes);
  return {
    categorized,
    checkpoint: { seq: sequence.last() },
    count: categorized.bulkInsertDocs.length + categorized.bulkUpdateDocs.length,
    last,
  };
}

/** Whether exactly this text is stored under this number. */
export function isStored<T>(
  { connection, layout }: Reading<T>,
  { seq, body }: NonNullable<Written<T>['last']>,
): boolean {
  return at(connection.statement(`SELECT "_body" FROM ${layout.table} WHERE "_seq" = ?`).get(seq), 0) === body;
}

/**
 * Purges documents that were deleted at least this long ago, oldest first; to be called inside a transaction.
 * True when none is left.
 */
export function purgeDeleted<T>(
  { connection, layout }: Reading<T>,
  minimumDeletedTime: number,
  sequence: Sequence,
): boolean {
  // RxDB's clock runs up to 1 ms ahead of the system's, to give every write a time of its own.
  const latest = now() + 1 - minimumDeletedTime;
  keepSequence(connection, sequence);
  const { changes } = connection
    .statement(
      `DELETE FROM ${layout.table} WHERE "_seq" IN (SELECT "_seq" FROM ${layout.table} INDEXED BY ${layout.tombstones} WHERE "_deleted" = 1 AND "_meta.lwt" <= ? ORDER BY "_meta.lwt" LIMIT ${PURGED_AT_ONCE})`,
    )
    .run(latest);
  return Number(changes) < PURGED_AT_ONCE;
}

function writeAttachments<T>(
  { connection, layout }: Reading<T>,
  categorized: CategorizeBulkWriteRowsOutput<T>,
  bytes: AttachmentBytes,
): void {
  const put = connection.statement(
    `INSERT OR REPLACE INTO ${layout.attachments} ("document", "attachment", "digest", "type", "data") VALUES (?, ?, ?, ?, ?)`,
  );
  for (const { documentId, attachmentId, attachmentData, digest } of [
    ...categorized.attachmentsAdd,
    ...categorized.attachmentsUpdate,
  ]) {
    const data = bytes.get(attachmentData.data);
    if (!data) throw new Error(`The bytes of attachment ${attachmentId} of ${documentId} were not read.`);
    put.run(toSortableText(documentId), toSortableText(attachmentId), digest, attachmentData.type, data);
  }
  const remove = connection.statement(`DELETE FROM ${layout.attachments} WHERE "document" = ? AND "attachment" = ?`);
  for (const { documentId, attachmentId } of categorized.attachmentsRemove)
    remove.run(toSortableText(documentId), toSortableText(attachmentId));
}

function refuseRepeatedIds<T>(primary: string, rows: readonly BulkWriteRow<T>[]): void {
  if (rows.length < 2) return;
  const ids = new Set(rows.map(({ document }) => idOf(primary, document)));
  if (ids.size < rows.length) throw new Error('A bulkWrite has the same id twice.');
}
