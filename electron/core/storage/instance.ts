import type {
  BulkWriteRow,
  EventBulk,
  RxDocumentData,
  RxStorageChangeEvent,
  RxStorageInstance,
  RxStorageInstanceCreationParams,
} from 'rxdb/plugins/core';
import { Subject } from 'rxjs';
import { dropTable, openTable, type TableKey } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { StorageCommitUnknownError } from './errors.ts';
import {
  countQuery,
  readAttachment,
  readChanges,
  readDocument,
  readQuery,
  type Reading,
  type SequenceCheckpoint,
} from './read.ts';
import { isStored, purgeDeleted, readBlobs, writeRows, type AttachmentBytes, type Written } from './write.ts';

/** What a commit was, told after it is on the disk and before any event of it. */
export interface Commit {
  readonly database: string;
  readonly collection: string;
  /** Documents written by it. */
  readonly count: number;
  /** The number of the last of them. */
  readonly seq: number;
  /** From before BEGIN until COMMIT returned, ms. */
  readonly durationMs: number;
}

/** What RxDB may know of how it is stored. */
export interface SQLiteInternals {
  readonly file: string;
  /** The table's name, quoted for SQL. */
  readonly table: string;
}

/** This storage takes no options per collection. */
export type SQLiteInstanceOptions = Readonly<Record<string, unknown>>;

export type SQLiteStorageInstance<T> = RxStorageInstance<T, SQLiteInternals, SQLiteInstanceOptions, SequenceCheckpoint>;

/** Opens one collection's instance on a shared connection; `release` gives the connection back once it is closed. */
export function createInstance<T>(
  params: RxStorageInstanceCreationParams<T, SQLiteInstanceOptions>,
  connection: Connection,
  onCommit: ((commit: Commit) => void) | undefined,
  release: () => void,
): SQLiteStorageInstance<T> {
  const { databaseName, collectionName, schema, options } = params;
  const key: TableKey = { database: databaseName, collection: collectionName, version: schema.version };
  const layout = openTable(connection, key, schema);
  const reading: Reading<T> = { connection, layout, schema };
  const changes$ = new Subject<EventBulk<RxStorageChangeEvent<T>, SequenceCheckpoint>>();
  const running = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;

  function requireOpen(): void {
    // A plain error, as RxDB's own storages throw and its suite asks for.
    if (closed) throw new Error(`The storage of ${collectionName} is closed.`);
  }

  function announce({ categorized, checkpoint }: Written<T>): void {
    if (categorized.eventBulk.events.length === 0) return;
    categorized.eventBulk.checkpoint = checkpoint;
    changes$.next(categorized.eventBulk);
  }

  function write(rows: BulkWriteRow<T>[], context: string, bytes: AttachmentBytes): Written<T> {
    const started = onCommit ? performance.now() : 0;
    let written: Written<T> | undefined;
    try {
      written = connection.transaction(
        (sequence) => (written = writeRows(reading, instance, rows, context, bytes, sequence)),
      );
    } catch (error) {
      const doubtful = written;
      const last = doubtful?.last;
      if (error instanceof StorageCommitUnknownError && doubtful && last) {
        connection.doubt({ isStored: () => isStored(reading, last), announce: () => announce(doubtful) });
      }
      throw error;
    }
    if (onCommit && written.count > 0) {
      tell(onCommit, {
        database: databaseName,
        collection: collectionName,
        count: written.count,
        seq: written.checkpoint.seq,
        durationMs: performance.now() - started,
      });
    }
    announce(written);
    return written;
  }

  async function writeWithAttachments(rows: BulkWriteRow<T>[], context: string): Promise<Written<T>> {
    return write(rows, context, await readBlobs(rows));
  }

  const instance: SQLiteStorageInstance<T> = {
    databaseName,
    collectionName,
    schema,
    options,
    internals: { file: connection.file, table: layout.table },

    async bulkWrite(rows, context) {
      requireOpen();
      if (!schema.attachments) return { error: write(rows, context, NO_BYTES).categorized.errors };
      const writing = writeWithAttachments(rows, context);
      running.add(writing);
      try {
        return { error: (await writing).categorized.errors };
      } finally {
        running.delete(writing);
      }
    },

    async findDocumentsById(ids, withDeleted) {
      requireOpen();
      const found: RxDocumentData<T>[] = [];
      for (const id of ids) {
        const document = readDocument(reading, id);
        if (document && (withDeleted || !document._deleted)) found.push(document);
      }
      return found;
    },

    async query(prepared) {
      requireOpen();
      return { documents: readQuery(reading, prepared) };
    },

    async count(prepared) {
      requireOpen();
      return countQuery(reading, prepared);
    },

    async getChangedDocumentsSince(limit, checkpoint) {
      requireOpen();
      return readChanges(reading, limit, checkpoint);
    },

    async getAttachmentData(documentId, attachmentId, digest) {
      requireOpen();
      return readAttachment(reading, documentId, attachmentId, digest);
    },

    changeStream() {
      requireOpen();
      return changes$.asObservable();
    },

    async cleanup(minimumDeletedTime) {
      requireOpen();
      return connection.transaction((sequence) => purgeDeleted(reading, minimumDeletedTime, sequence));
    },

    close() {
      closed ??= Promise.allSettled(running).then(() => {
        changes$.complete();
        release();
      });
      return closed;
    },

    async remove() {
      requireOpen();
      await Promise.allSettled(running);
      dropTable(connection, key, layout);
      await instance.close();
    },
  };
  return instance;
}

const NO_BYTES: AttachmentBytes = new Map();

/** The commit is on the disk: a listener that throws must not make the write look failed, so its error goes its own way. */
function tell(onCommit: (commit: Commit) => void, commit: Commit): void {
  try {
    onCommit(commit);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
