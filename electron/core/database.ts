import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { addRxPlugin, createRxDatabase, type RxCollection, type RxConflictHandler } from 'rxdb/plugins/core';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { Notice, Person, Policy, Product, ServerMark } from '../../shared/records/market.ts';
import type { Cart, Evidence, Intake, PaymentOrder, PrintJob, Setting } from '../../shared/records/terminal.ts';
import { schemas } from './schemas.ts';
import type { ReopenOutcome } from './storage/connection.ts';
import { StorageCommitUnknownError, StorageNeedsReopenError } from './storage/errors.ts';
import { getRxStorageSQLite } from './storage/storage.ts';

addRxPlugin(RxDBMigrationSchemaPlugin);

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
  readonly evidence: RxCollection<Evidence>;
  readonly intake: RxCollection<Intake>;
  readonly settings: RxCollection<Setting>;
}

export interface Store extends Collections {
  /**
   * Runs a write that may be run twice (an upsert). If its commit fails, the file is opened anew and the write tried once more.
   * @throws what the second try threw, or the reopening.
   */
  write<T>(task: () => Promise<T>): Promise<T>;
  /** Writes a whole document, new or not; again if the first commit failed. The document is copied. */
  put<T extends { readonly id: string }>(collection: RxCollection<T>, document: T): Promise<void>;
  /** Opens the file anew after a failed commit. @throws when it can't be opened or its log not be emptied: all stays unknown. */
  reopen(): ReopenOutcome;
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

/** Whether a write failed for the sake of the disk (full, broken), however deep the cause lies; anything else is a bug. */
export function isStoreFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return needsReopen(error) || code === 'ERR_SQLITE_ERROR' || isStoreFailure(error.cause);
}

/** Total, and always for the local document: nobody edits the terminal's journal. */
const keepLocal: RxConflictHandler<JournalEntry> = {
  isEqual: (a, b) => a.hash === b.hash && a.id === b.id,
  resolve: (input) => Promise.resolve(input.newDocumentState),
};

const journalOptions = {
  conflictHandler: keepLocal,
  // Version 1 only asks less of a document: an entry stays what it is, or its seal would break.
  migrationStrategies: { 1: (entry: JournalEntry) => entry },
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

/** Opens `terminal.sqlite` in `dir`. Documents are validated on every write, in production too. */
export async function openStore(dir: string): Promise<Store> {
  const file = join(dir, 'terminal.sqlite');
  let commits = 0;
  const storage = getRxStorageSQLite({
    file,
    walAutocheckpointPages: WAL_PAGES,
    onCommit: () => {
      commits += 1;
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
      { schema, migrationStrategies: {}, ...(name === 'journal' ? journalOptions : {}) },
    ]),
  );
  try {
    const collections = (await database.addCollections(creators)) as unknown as Collections;
    const write: Store['write'] = async (task) => {
      try {
        return await task();
      } catch (error) {
        if (!needsReopen(error)) throw error;
        storage.reopen();
        return task();
      }
    };
    return {
      ...collections,
      write,
      put: (collection, document) => write(() => upsert(collection, document)),
      reopen: () => storage.reopen(),
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
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
