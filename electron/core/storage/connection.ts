import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { checkpointCompletely, openStorageDatabase, type DatabaseSettings } from './database.ts';
import { StorageCommitUnknownError, StorageNeedsReopenError } from './errors.ts';
import { firstNumber, readLastSequence } from './sequence.ts';

/** Hands out the numbers of one transaction: 1, 2, 3 … over the whole file, never twice for what was committed. */
export interface Sequence {
  /** The number given last, or the last one in the file. */
  readonly last: () => number;
  /** Says that a row was written with this number, the one after the last. */
  readonly take: (seq: number) => void;
}

/** A write whose COMMIT failed: how to see whether it is in the file, and what to do if so. */
export interface Doubt {
  readonly isStored: () => boolean;
  readonly announce: () => void;
}

/** What became of the write whose COMMIT had failed. */
export type ReopenOutcome = 'committed' | 'rolled-back' | 'no-write-in-doubt';

/** One SQLite connection with its prepared statements, shared by all storage instances of a storage. */
export interface Connection {
  readonly file: string;
  /** The prepared statement of this text, prepared once. Throws StorageNeedsReopenError after a failed COMMIT. */
  readonly statement: (sql: string) => StatementSync;
  /**
   * Runs `work` between BEGIN IMMEDIATE and COMMIT; it must not await. An error from `work` is thrown on after a
   * ROLLBACK. A failed COMMIT throws StorageCommitUnknownError, and the connection refuses everything until `reopen`.
   */
  readonly transaction: <T>(work: (sequence: Sequence) => T) => T;
  /** Remembers the write whose COMMIT just failed, for `reopen` to look up. */
  readonly doubt: (write: Doubt) => void;
  readonly reopen: () => ReopenOutcome;
  readonly close: () => void;
}

/** Query texts depend on which bounds a query has, so there are few; the cap only guards against the unforeseen. */
const MOST_STATEMENTS = 500;

/** Opens the file. Errors as openStorageDatabase. */
export function connect(file: string, settings: DatabaseSettings): Connection {
  let db = openStorageDatabase(file, settings);
  let statements = new Map<string, StatementSync>();
  let failed: StorageCommitUnknownError | undefined;
  let inDoubt: Doubt | undefined;
  let lastSequence = 0;
  let seenVersion = -1;

  function statement(sql: string): StatementSync {
    if (failed) throw new StorageNeedsReopenError(file, failed);
    let prepared = statements.get(sql);
    if (!prepared) {
      if (statements.size >= MOST_STATEMENTS) statements.clear();
      prepared = db.prepare(sql);
      prepared.setReturnArrays(true);
      statements.set(sql, prepared);
    }
    return prepared;
  }

  /** Another process may have written since: SQLite changes its data_version then, and only then. */
  function catchUp(): void {
    const version = firstNumber(statement('PRAGMA data_version').get());
    if (version === seenVersion) return;
    lastSequence = Math.max(lastSequence, readLastSequence(statement));
    seenVersion = version;
  }

  return {
    file,
    statement,
    transaction(work) {
      statement('BEGIN IMMEDIATE').run();
      let given = 0;
      let result;
      try {
        catchUp();
        given = lastSequence;
        result = work({ last: () => given, take: (seq) => (given = seq) });
      } catch (error) {
        rollBack(db);
        throw error;
      }
      try {
        statement('COMMIT').run();
      } catch (error) {
        failed = new StorageCommitUnknownError(file, error);
        throw failed;
      }
      lastSequence = given;
      return result;
    },
    doubt(write) {
      inDoubt = write;
    },
    reopen() {
      closeQuietly(db);
      statements = new Map();
      lastSequence = 0;
      seenVersion = -1;
      db = openStorageDatabase(file, settings);
      // Only an emptied log can't come back: after a failed sync it may hold a commit that this process believes
      // undone and that a recovery after a crash would find again.
      checkpointCompletely(db, file);
      failed = undefined;
      const write = inDoubt;
      inDoubt = undefined;
      if (!write) return 'no-write-in-doubt';
      if (!write.isStored()) return 'rolled-back';
      write.announce();
      return 'committed';
    },
    close() {
      if (failed) closeQuietly(db);
      else db.close();
    },
  };
}

function rollBack(db: DatabaseSync): void {
  // SQLite has already rolled back by itself after a full disk or an I/O error.
  if (db.isTransaction) db.exec('ROLLBACK');
}

/** The handle is being given up because it can't be trusted; what it says while closing is of no use. */
function closeQuietly(db: DatabaseSync): void {
  try {
    if (db.isOpen) db.close();
  } catch {
    // The new connection is what counts.
  }
}
