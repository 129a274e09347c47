import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { addRxPlugin, createRxDatabase, type RxCollection, type RxConflictHandler } from 'rxdb/plugins/core';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { getAjv, wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import type { Evidence, ScaleEvent } from '../../shared/records/evidence.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { Notice, Person, Policy, Product, ServerMark } from '../../shared/records/market.ts';
import type { Cart, Intake, PaymentOrder, PrintJob, Setting } from '../../shared/records/terminal.ts';
import type { Purpose } from '../../shared/health.ts';
import type { Refusal } from '../../shared/refusal.ts';
import { DiskFullError, isDiskFull, type Disk } from './health/disk.ts';
import type { Flushes } from './health/flushes.ts';
import { migrations, schemas } from './schemas.ts';
import type { ReopenOutcome } from './storage/connection.ts';
import { StorageCommitUnknownError, StorageNeedsReopenError } from './storage/errors.ts';
import { getRxStorageSQLite } from './storage/storage.ts';

addRxPlugin(RxDBMigrationSchemaPlugin);
// That the schemas are schemas is a test's to show (test/core/schemas.test.ts): here it was work of each start.
getAjv().opts.validateSchema = false;
// RxDB's time of a write is a multiple of 0.01 ms, which division shows only nearly: 139.01 / 0.01 is 13900.999999999998. To a tenth of such a
// step, or a till whose clock stands at 1970 would now and then not open, and from 2031 on any till.
getAjv().opts.multipleOfPrecision = 1;

/** The twelve collections; the free RxDB opens at most 13 in one process. */
export interface Collections {
  readonly journal: RxCollection<JournalEntry>;
  readonly payment_orders: RxCollection<PaymentOrder>;
  readonly server_marks: RxCollection<ServerMark>;
  readonly products: RxCollection<Product>;
  readonly policy: RxCollection<Policy>;
  readonly people: RxCollection<Person>;
  readonly notices: RxCollection<Notice>;
  readonly carts: RxCollection<Cart>;
  readonly print_jobs: RxCollection<PrintJob>;
  readonly evidence: RxCollection<Evidence | ScaleEvent>;
  readonly intake: RxCollection<Intake>;
  readonly settings: RxCollection<Setting>;
}

export interface Store extends Collections {
  /** Whether the disk has room for a write of this kind, with what is kept in reserve for it. */
  room(purpose: Purpose): boolean;
  /**
   * Runs a write that may be run twice (an upsert). If its commit fails, the file is opened anew and the write tried once more.
   * @throws DiskFullError before anything is written; what the second try threw, or the reopening.
   */
  write<T>(task: () => Promise<T>, purpose?: Purpose): Promise<T>;
  /** Writes a whole document, new or not; again if the first commit failed. The document is copied. */
  put<T extends { readonly id: string }>(collection: RxCollection<T>, document: T, purpose?: Purpose): Promise<void>;
  /**
   * Opens the file anew after a commit failed for this `cause`; a full disk gets room from the reserve first.
   * @throws when it can't be opened or its log not be emptied: all stays unknown.
   */
  reopen(cause: unknown): ReopenOutcome;
  /** Copies the write-ahead log into the database if it has grown. Called between sales, so that no sale waits for it. */
  checkpoint(): void;
  close(): Promise<void>;
}

/** Commits after which the log is copied; 8 or so for a sale of a few lines. */
const COMMITS_PER_CHECKPOINT = 300;
/** SQLite's own copying, inside a commit, only as a last resort: 64 MB of log. */
const WAL_PAGES = 16_000;

/** A commit failed, here or earlier on this connection: reopen first. */
export const needsReopen = (error: unknown): boolean =>
  error instanceof StorageCommitUnknownError || error instanceof StorageNeedsReopenError;

function isStoreFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return needsReopen(error) || code === 'ERR_SQLITE_ERROR' || isStoreFailure(error.cause);
}
/** What to say of a write that failed for the sake of the disk (full, broken), however deep the cause lies; null: it is a bug. */
export function storeRefusal(error: unknown): Extract<Refusal, { code: 'store_full' | 'store_failed' }> | null {
  if (isDiskFull(error)) return { code: 'store_full' };
  return isStoreFailure(error) ? { code: 'store_failed' } : null;
}

/** Total, and always for the local document: nobody edits the terminal's journal. */
const keepLocal: RxConflictHandler<JournalEntry> = {
  isEqual: (a, b) => a.hash === b.hash && a.id === b.id,
  resolve: (input) => Promise.resolve(input.newDocumentState),
};

/** Not RxDB's `incrementalUpsert`: that one fails for ever on an id whose write failed once. */
async function upsert<T extends { readonly id: string }>(collection: RxCollection<T>, document: T): Promise<void> {
  const copy = structuredClone(document);
  const found = await collection.findOne(document.id).exec();
  if (found !== null) {
    await found.incrementalModify(() => copy);
    return;
  }
  const {
    error: [failure],
  } = await collection.bulkInsert([copy]);
  if (failure !== undefined)
    throw new Error(`${collection.name} refused ${document.id} with status ${failure.status}`, { cause: failure });
}

export const databaseOf = (dir: string): string => join(dir, 'terminal.sqlite');

/**
 * Opens `terminal.sqlite` in `dir`. Documents are validated on every write, in production too.
 * A start on a full disk gets its room from the reserve.
 */
export async function openStore(dir: string, disk: Disk, flushes: Flushes): Promise<Store> {
  const file = databaseOf(dir);
  let commits = 0;
  disk.room('sale');
  const storage = getRxStorageSQLite({
    file,
    walAutocheckpointPages: WAL_PAGES,
    onCommit: ({ durationMs }) => {
      commits += 1;
      disk.wrote();
      flushes.add(durationMs);
    },
  });
  const database = await createRxDatabase<Collections>({
    name: 'terminal',
    storage: wrappedValidateAjvStorage({ storage }),
    multiInstance: false,
    eventReduce: true,
    // The directory's lock already keeps a second core out; tests open one core after another in one process.
    ignoreDuplicate: false,
  });
  const creators = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      {
        schema,
        migrationStrategies: migrations[name] ?? {},
        ...(name === 'journal' ? { conflictHandler: keepLocal } : {}),
      },
    ]),
  );
  try {
    const collections = (await database.addCollections(creators)) as unknown as Collections;
    const reopen = (cause: unknown): ReopenOutcome => {
      if (isDiskFull(cause)) disk.relieve();
      for (;;) {
        try {
          return storage.reopen();
        } catch (error) {
          // Copying the log makes the file grow: that may take more than one slice.
          if (!isDiskFull(error) || !disk.relieve()) throw error;
        }
      }
    };
    /** On a full disk, before it is closed: a slice of the reserve lets the file grow by what the log has, and the emptied log gives back more. */
    const copyLog = (): void => {
      for (;;) {
        const beside = new DatabaseSync(file, { timeout: 0 });
        try {
          beside.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)');
          return;
        } catch (error) {
          // It is as safe in the log.
          if (!isDiskFull(error) || !disk.relieve()) return;
        } finally {
          beside.close();
        }
      }
    };
    const write: Store['write'] = async (task, purpose = 'goods') => {
      if (!disk.room(purpose)) throw new DiskFullError('There is no room on the disk; nothing was written.');
      try {
        return await task();
      } catch (error) {
        if (needsReopen(error)) reopen(error);
        // Met inside the write, which was rolled back: the connection is as it was.
        else if (!isDiskFull(error) || !disk.relieve()) throw error;
        return task();
      }
    };
    return {
      ...collections,
      room: (purpose) => disk.room(purpose),
      write,
      put: (collection, document, purpose) => write(() => upsert(collection, document), purpose),
      reopen,
      checkpoint: () => {
        if (commits < COMMITS_PER_CHECKPOINT) return;
        commits = 0;
        const beside = new DatabaseSync(file, { timeout: 0 });
        try {
          beside.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(PASSIVE)');
        } finally {
          beside.close();
        }
      },
      close: async () => {
        if (disk.note() !== null) copyLog();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
