import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { newFile } from './stall.ts';

/** What a kill leaves behind: the file and its log as the system has them at that moment. */
export interface Image {
  readonly main: Buffer;
  readonly log: Buffer | undefined;
}

/**
 * Does the work on the file and gives what would be left of it if the process were killed before or after any statement
 * or the closing, each different image once. A killed process loses nothing that it had written, synced or not.
 */
export async function imagesOf(file: string, work: () => Promise<void>): Promise<Image[]> {
  const images = new Map<string, Image>();
  const look = (): void => {
    const image = { main: readFileSync(file), log: readIfThere(`${file}-wal`) };
    const hash = createHash('sha256').update(image.main).update('|');
    if (image.log) hash.update(image.log);
    images.set(hash.digest('hex'), image);
  };
  const spies = [
    lookAround(StatementSync.prototype, 'run', look),
    lookAround(DatabaseSync.prototype, 'exec', look),
    lookAround(DatabaseSync.prototype, 'close', look),
  ];
  try {
    await work();
  } finally {
    spies.forEach((restore) => restore());
  }
  return [...images.values()];
}

/** The image as a file that a new process finds. */
export function restart({ main, log }: Image): string {
  const file = newFile();
  writeFileSync(file, main);
  if (log) writeFileSync(`${file}-wal`, log);
  return file;
}

function lookAround(prototype: object, method: string, look: () => void): () => void {
  const real: (this: unknown, ...args: unknown[]) => unknown = Reflect.get(prototype, method);
  Reflect.set(prototype, method, function (this: unknown, ...args: unknown[]) {
    look();
    try {
      return real.apply(this, args);
    } finally {
      look();
    }
  });
  return () => void Reflect.set(prototype, method, real);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
