import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { StorageOpenError } from './errors.ts';

/**
 * Older ones can damage a file when one connection writes while another empties the log (sqlite.org, "The WAL-Reset
 * Bug", 3.7.0 to 3.51.2). Node 24 brings a newer one.
 */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** How the file is opened. All have defaults. */
export interface DatabaseSettings {
  /** How long a write waits for another process's write, ms. Default 5000. */
  readonly busyTimeoutMs?: number;
  /** Pages in the write-ahead log at which SQLite copies it into the database. Default 1000 (4 MB). */
  readonly walAutocheckpointPages?: number;
  /** The write-ahead log file is cut back to this size after a checkpoint, bytes. Default 16 MiB. */
  readonly journalSizeLimitBytes?: number;
}

/**
 * Opens an SQLite file so that a COMMIT returns only after a sync: write-ahead log and `synchronous=FULL`, both read
 * back. Normal locking, so other programs can read while it is open. What was left in the log is copied into the
 * database and synced first: what is read afterwards is on the disk, even if an earlier process saw its sync fail.
 *
 * Throws StorageOpenError when a setting did not take (`:memory:`, a network drive without shared memory, a build of
 * SQLite without it) and node:sqlite's error when the file can't be opened at all.
 */
export function openStorageDatabase(file: string, settings: DatabaseSettings = {}): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    requireVersion(String(firstValue(db, 'SELECT sqlite_version()')));
    db.exec(`PRAGMA busy_timeout = ${whole(settings.busyTimeoutMs ?? 5_000)}`);
    requirePragma(db, file, 'journal_mode', 'wal');
    requirePragma(db, file, 'synchronous', 'FULL', 2);
    requirePragma(db, file, 'wal_autocheckpoint', whole(settings.walAutocheckpointPages ?? 1_000));
    requirePragma(db, file, 'journal_size_limit', whole(settings.journalSizeLimitBytes ?? 16 * 1024 * 1024));
    if (process.platform === 'darwin') {
      // On macOS fsync() leaves data in the drive's cache; only F_FULLFSYNC asks the drive itself.
      requirePragma(db, file, 'fullfsync', 1);
      requirePragma(db, file, 'checkpoint_fullfsync', 1);
    }
    checkpointIfRoom(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const SQLITE_FULL = 13;
/** What is in the log is as safe there: on a full disk the file can't take it, and the till must open all the same. */
function checkpointIfRoom(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    const isFull = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL;
    if (!isFull) throw error;
  }
}

/**
 * Copies the whole write-ahead log into the database, syncs it and empties the log.
 * Throws StorageOpenError when another program's open read kept it from finishing.
 */
export function checkpointCompletely(db: DatabaseSync, file: string): void {
  const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  if (row?.['busy'] !== 0) {
    throw new StorageOpenError(`The log of ${file} could not be emptied: another program is reading the file.`);
  }
}

/** @throws StorageOpenError for a version (`3.51.2`) that is too old. */
export function requireVersion(version: string): void {
  const parts = version.split('.').map(Number);
  const differing = OLDEST_SQLITE.findIndex((part, i) => part !== (parts[i] ?? 0));
  if (differing >= 0 && (parts[differing] ?? 0) < (OLDEST_SQLITE[differing] ?? 0))
    throw new StorageOpenError(`SQLite ${OLDEST_SQLITE.join('.')} or newer is needed, this is ${version}.`);
}

function requirePragma(
  db: DatabaseSync,
  file: string,
  name: string,
  value: string | number,
  readBack: string | number = value,
): void {
  db.exec(`PRAGMA ${name} = ${value}`);
  const found = firstValue(db, `PRAGMA ${name}`);
  if (found !== readBack) {
    throw new StorageOpenError(`${file}: PRAGMA ${name} is ${String(found)} where ${value} was asked for.`);
  }
}

function firstValue(db: DatabaseSync, sql: string): SQLOutputValue | undefined {
  const row = db.prepare(sql).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

function whole(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new StorageOpenError(`${value} is not a whole number of 0 or more.`);
  return value;
}
