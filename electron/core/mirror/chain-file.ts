import { stat, type FileHandle } from 'node:fs/promises';
import { canonicalText } from '../../../shared/canonical.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { exportEntry } from '../journal/export.ts';
import { codeOf, readBytes, withFile } from './disk.ts';
import { readLine } from './line.ts';

/** One epoch's journal on the stick: a header and entries as in the export file, growing, without a closing line. */

export interface Chain {
  readonly market: number;
  readonly terminal: number;
  readonly epoch: number;
  readonly publicKey: string;
  readonly serverKey: string | null;
}

/** What a file really holds. */
export type Held =
  /** `bytes`: header and whole entries; what is behind them up to `size` is torn. `last` null: no entry yet. */
  | { readonly is: 'ours'; readonly bytes: number; readonly size: number; readonly last: Last | null }
  /** No file, or a header that was cut off while it was written. */
  | { readonly is: 'none' }
  /** A journal of another key, terminal or kind: never written to. */
  | { readonly is: 'foreign' };
export interface Last {
  readonly seq: number;
  readonly hash: string;
}

const LINE_FEED = 0x0a;
/** A header has one key; far below this. */
const HEADER_BYTES = 4_096;
/** The last lines; doubled until a whole entry is in it. */
const TAIL_BYTES = 256 * 1_024;

export const headerLine = ({ market, terminal, epoch, publicKey, serverKey }: Chain): string =>
  `${canonicalText({ format: 'stall-pos journal', version: 1, market, terminal, keys: [{ epoch, publicKey }], serverKey })}\n`;

/** Whether a header is of this chain. The server's key may have become known later. */
function isHeaderOf(line: Buffer, chain: Chain): boolean {
  try {
    const read: unknown = JSON.parse(line.toString('utf8'));
    if (typeof read !== 'object' || read === null || !('serverKey' in read)) return false;
    const { serverKey } = read;
    const as = typeof serverKey === 'string' ? serverKey : null;
    return headerLine({ ...chain, serverKey: as }) === `${line.toString('utf8')}\n`;
  } catch {
    return false;
  }
}

/** The last whole entry of this chain between `from` and `size`, and where its line ends; `from` and null when there is none. */
async function lastEntry(
  file: FileHandle,
  from: number,
  size: number,
  chain: Chain,
): Promise<{ readonly bytes: number; readonly last: Last | null }> {
  for (let span = TAIL_BYTES; ; span *= 2) {
    const start = Math.max(from, size - span);
    const tail = await readBytes(file, start, size);
    let end = tail.lastIndexOf(LINE_FEED);
    while (end > 0) {
      const before = tail.lastIndexOf(LINE_FEED, end - 1);
      // A line whose beginning lies before this window is looked at with a wider one.
      if (before < 0 && start > from) break;
      const read = readLine(tail.subarray(before + 1, end));
      const seq = read?.entry['seq'];
      if (read !== null && read.entry['epoch'] === chain.epoch && typeof seq === 'number')
        return { bytes: start + end + 1, last: { seq, hash: read.hash } };
      end = before;
    }
    if (start === from) return { bytes: from, last: null };
  }
}

/** Looks at the file of a chain: its header, and its end back to the last whole entry. */
export async function lookAt(path: string, chain: Chain): Promise<Held> {
  try {
    return await withFile(path, 'r', async (file) => {
      const { size } = await file.stat();
      const head = await readBytes(file, 0, Math.min(size, HEADER_BYTES));
      const end = head.indexOf(LINE_FEED);
      // Shorter than any header: the stick was pulled out while its first line was written.
      if (end < 0 && size <= headerLine(chain).length) return { is: 'none' };
      if (end < 0 || !isHeaderOf(head.subarray(0, end), chain)) return { is: 'foreign' };
      return { is: 'ours', size, ...(await lastEntry(file, end + 1, size, chain)) };
    });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { is: 'none' };
    throw error;
  }
}

/** Where a file ends and which one it was when it was last written; a swapped or changed one is looked at again. */
export interface Mark {
  readonly size: number;
  readonly file: string;
}
const fileOf = ({ dev, ino }: { readonly dev: number; readonly ino: number }): string => `${dev} ${ino}`;

export async function markOf(path: string): Promise<Mark | null> {
  try {
    const now = await stat(path);
    return { size: now.size, file: fileOf(now) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Cuts a torn end off, or begins the file anew. Gives where it now ends. */
export async function mend(path: string, chain: Chain, held: Exclude<Held, { is: 'foreign' }>): Promise<Mark> {
  return withFile(path, held.is === 'none' ? 'w' : 'r+', async (file) => {
    if (held.is === 'none') await file.writeFile(headerLine(chain));
    else if (held.bytes < held.size) await file.truncate(held.bytes);
    await file.sync();
    const now = await file.stat();
    return { size: now.size, file: fileOf(now) };
  });
}

/** Puts entries behind what is there and syncs them. Null: this is not the file of the mark any more, nothing was written. */
export async function append(path: string, mark: Mark, entries: readonly JournalEntry[]): Promise<Mark | null> {
  return withFile(path, 'r+', async (file) => {
    const now = await file.stat();
    if (now.size !== mark.size || fileOf(now) !== mark.file) return null;
    const bytes = Buffer.from(entries.map(exportEntry).join(''));
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written, mark.size + written);
      written += bytesWritten;
    }
    await file.sync();
    return { size: mark.size + bytes.length, file: mark.file };
  });
}
