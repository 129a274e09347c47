import { mkdir, open, readdir, readFile, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The few ways the mirror touches a stick. All asynchronous, so that a slow or dying stick never holds up a sale. */

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** The names in a folder; null when there is no such folder. */
export async function namesIn(dir: string): Promise<readonly string[] | null> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** The number of the disk that a path lies on; null when there is nothing at the path. */
export async function diskOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).dev;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** Runs on an open file and closes it, so that a stick can be taken out between two writes. */
export async function withFile<T>(path: string, flags: string, task: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags);
  try {
    return await task(file);
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder last. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder can't be opened for syncing there
  await withFile(dir, 'r', (folder) => folder.sync());
}

export async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await syncFolder(dirname(dir));
}

/** Bytes `from`…`to` of a file; fewer when it ends before. */
export async function readBytes(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(to - from);
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

/** The whole lines of a text file, with their line feeds; none when there is no file. */
export async function linesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readFile(path, 'utf8')).match(/[^\n]*\n/g) ?? [];
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Writes a whole file: aside, synced, then renamed over, so that the old or the new text is there at any instant. */
export async function writeWhole(
  dir: string,
  name: string,
  parts: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const aside = join(dir, `${name}.new`);
  await withFile(aside, 'w', async (file) => {
    for await (const part of parts) await file.writeFile(part);
    await file.sync();
  });
  await rename(aside, join(dir, name));
  await syncFolder(dir);
}
