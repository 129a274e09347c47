import {
  addRxStorageMultiInstanceSupport,
  ensureRxStorageInstanceParamsAreCorrect,
  RXDB_VERSION,
  type RxStorage,
  type RxStorageInstanceCreationParams,
} from 'rxdb/plugins/core';
import { createCatalogue } from './catalogue.ts';
import { connect, type Connection, type ReopenOutcome } from './connection.ts';
import type { DatabaseSettings } from './database.ts';
import {
  createInstance,
  type Commit,
  type SQLiteInstanceOptions,
  type SQLiteInternals,
  type SQLiteStorageInstance,
} from './instance.ts';

/** How to open the storage; the rest has defaults. */
export interface SQLiteStorageSettings extends DatabaseSettings {
  /** The SQLite file, made if missing; its folder must exist. It holds all databases, collections and schema versions. */
  readonly file: string;
  /** Called after each COMMIT that wrote documents and before its change event; what it throws is reported as uncaught. */
  readonly onCommit?: (commit: Commit) => void;
}

/** An RxStorage on one SQLite file. */
export interface RxStorageSQLite extends RxStorage<SQLiteInternals, SQLiteInstanceOptions> {
  /**
   * After a StorageCommitUnknownError: opens the file anew for all instances of this storage, empties its log, and
   * says whether the write in question is in it (`committed`: its change event is emitted now). Throws when the file
   * can't be opened or another program's open read keeps the log from being emptied; then it may be called again.
   */
  readonly reopen: () => ReopenOutcome;
}

/** Makes a storage for `createRxDatabase({ storage })`. The file is opened with the first instance and closed with the last. */
export function getRxStorageSQLite(settings: SQLiteStorageSettings): RxStorageSQLite {
  let connection: Connection | undefined;
  let users = 0;

  function release(): void {
    users -= 1;
    if (users > 0) return;
    const last = connection;
    connection = undefined;
    last?.close();
  }

  return {
    name: 'sqlite-node',
    rxdbVersion: RXDB_VERSION,
    reopen: () => connection?.reopen() ?? 'no-write-in-doubt',
    async createStorageInstance<T>(
      params: RxStorageInstanceCreationParams<T, SQLiteInstanceOptions>,
    ): Promise<SQLiteStorageInstance<T>> {
      ensureRxStorageInstanceParamsAreCorrect(params);
      connection ??= connect(settings.file, settings);
      users += 1;
      try {
        createCatalogue(connection);
        const instance = createInstance<T>(params, connection, settings.onCommit, release);
        addRxStorageMultiInstanceSupport('sqlite-node', params, instance);
        return instance;
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}
