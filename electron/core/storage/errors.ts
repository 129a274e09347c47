/**
 * The COMMIT of a write failed (I/O error, full disk): whether the write is in the file is unknown.
 * Nothing more is read from or written to this connection. Call `reopen()` of the storage, or close every database
 * on it and open anew; then look the document up.
 */
export class StorageCommitUnknownError extends Error {
  override readonly name = 'StorageCommitUnknownError';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`The outcome of a write to ${file} is unknown: its COMMIT failed (${messageOf(cause)}). Reopen and look.`, {
      cause,
    });
    this.file = file;
  }
}

/**
 * The call was refused before anything was done, because an earlier COMMIT on this connection failed: this call's
 * own outcome is known, it had none. `cause` is the earlier error.
 */
export class StorageNeedsReopenError extends Error {
  override readonly name = 'StorageNeedsReopenError';

  constructor(file: string, cause: StorageCommitUnknownError) {
    super(`${file} is not used any more since a COMMIT failed on it: reopen it first. Nothing was read or written.`, {
      cause,
    });
  }
}

/** The file could not be opened the way this storage needs it (durability settings, SQLite version, layout). */
export class StorageOpenError extends Error {
  override readonly name = 'StorageOpenError';
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
