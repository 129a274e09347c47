import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Thrown when another core already sells from this directory, in this process or another. */
export class CoreRunning extends Error {
  readonly code = 'core_running';
  constructor(dir: string) {
    super(`Another core is running on ${dir}`);
  }
}

/**
 * Takes the directory for this core, for life: an exclusive transaction on `lock.sqlite`, a file of its own so that tools
 * can still read the data. The system drops it with the process, however that ends.
 * @returns the release. @throws CoreRunning when it is taken.
 */
export function lockDirectory(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    // SQLITE_BUSY and its extended codes; anything else is a broken disk and must be heard as itself.
    if (
      error instanceof Error &&
      'errcode' in error &&
      typeof error.errcode === 'number' &&
      (error.errcode & 0xff) === 5
    )
      throw new CoreRunning(dir);
    throw error;
  }
  return () => {
    database.close();
  };
}
