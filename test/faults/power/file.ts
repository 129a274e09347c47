import { hash } from 'node:crypto';
import type { Chance } from './chance.ts';
import { happens, type Cut } from './cut.ts';

/** Bytes of a page here: how files are compared and put together. What a cut can tear is `sector`. */
export const PAGE = 4096;

/** A change that is not synced yet; `order` counts over the whole disk. */
type Change =
  | { readonly order: number; readonly kind: 'write'; readonly at: number; readonly data: Uint8Array }
  | { readonly order: number; readonly kind: 'truncate'; readonly size: number };

/** The synced bytes of a file, and the changes since. */
export interface StoredFile {
  bytes: Buffer;
  size: number;
  readonly pending: Change[];
  /** Pages of `bytes` that changed since somebody last emptied this set. */
  readonly changed: Set<number>;
  readonly digests: (Buffer | undefined)[];
}

/** One file after a cut: its synced bytes under the pages that came out differently. */
export interface FileImage {
  readonly file: StoredFile;
  readonly size: number;
  readonly pages: ReadonlyMap<number, Buffer>;
}

const pagesFor = (size: number): number => Math.ceil(size / PAGE);

function makeRoom(file: StoredFile, size: number): void {
  if (size <= file.bytes.length) return;
  const bytes = Buffer.alloc(pagesFor(Math.max(size, file.bytes.length * 2)) * PAGE);
  file.bytes.copy(bytes, 0, 0, file.size);
  file.bytes = bytes;
}

function touch(file: StoredFile, from: number, to: number): void {
  for (let page = Math.floor(from / PAGE); page * PAGE < to; page += 1) {
    file.changed.add(page);
    file.digests[page] = undefined;
  }
}

/** The changes of a file reach the disk. */
export function settle(file: StoredFile): void {
  for (const change of file.pending) {
    if (change.kind === 'write') {
      const end = change.at + change.data.length;
      makeRoom(file, end);
      file.bytes.set(change.data, change.at);
      touch(file, Math.min(change.at, file.size), end);
      file.size = Math.max(file.size, end);
    } else {
      makeRoom(file, change.size);
      // Beyond the end there are always zeros.
      if (change.size < file.size) file.bytes.fill(0, change.size, file.size);
      touch(file, Math.min(change.size, file.size), Math.max(change.size, file.size));
      file.size = change.size;
    }
  }
  file.pending.length = 0;
}

/** The file after a cut; `limit` is the place in the order that `prefix` and `one-missing` are about. */
export function imageOf(file: StoredFile, cut: Cut, chance: Chance, limit: number): FileImage {
  const pages = new Map<number, Buffer>();
  let size = file.size;
  const page = (number: number): Buffer => {
    let copy = pages.get(number);
    if (copy === undefined) {
      copy = Buffer.alloc(PAGE);
      if (number * PAGE < file.size) file.bytes.copy(copy, 0, number * PAGE, Math.min((number + 1) * PAGE, file.size));
      pages.set(number, copy);
    }
    return copy;
  };
  const resize = (next: number): void => {
    for (let at = next; at < size; at = (Math.floor(at / PAGE) + 1) * PAGE)
      page(Math.floor(at / PAGE)).fill(0, at % PAGE);
    size = next;
  };
  const put = (data: Uint8Array, at: number): void => {
    for (let done = 0; done < data.length;) {
      const offset = (at + done) % PAGE;
      const length = Math.min(PAGE - offset, data.length - done);
      page(Math.floor((at + done) / PAGE)).set(data.subarray(done, done + length), offset);
      done += length;
    }
    size = Math.max(size, at + data.length);
  };
  /** The part of a write that lies in each sector, by itself. */
  const tear = (data: Uint8Array, at: number, share: number): void => {
    for (let done = 0; done < data.length;) {
      const length = Math.min(cut.sector - ((at + done) % cut.sector), data.length - done);
      if (chance.next() < share) put(data.subarray(done, done + length), at + done);
      done += length;
    }
  };

  if (cut.fate === 'grown') {
    let end = size;
    for (const change of file.pending)
      end = change.kind === 'write' ? Math.max(end, change.at + change.data.length) : end;
    for (let number = Math.floor(size / PAGE); number * PAGE < end; number += 1) {
      const from = number * PAGE < size ? size % PAGE : 0;
      const copy = page(number);
      if (cut.fill === 'noise')
        for (let at = from; at + 4 <= PAGE; at += 4) copy.writeUInt32LE(Math.floor(chance.next() * 2 ** 32), at);
    }
    size = end;
  }
  for (const change of file.pending) {
    const whole = happens(cut, chance, change.order, limit);
    if (change.kind === 'truncate') {
      if (whole) resize(change.size);
    } else if (cut.fate === 'torn' || cut.fate === 'grown') tear(change.data, change.at, cut.share);
    else if (whole) put(change.data, change.at);
    else if (cut.fate === 'torn-prefix' && change.order === limit) tear(change.data, change.at, 0.5);
  }
  // A hole is made of pages too, so that it is equal to written zeros.
  for (let number = Math.floor(file.size / PAGE); number * PAGE < size && file.size < size; number += 1) page(number);
  for (const number of pages.keys()) if (number * PAGE >= size) pages.delete(number);
  return { file, size, pages };
}

const pageDigest = (number: number, content: Uint8Array): Buffer => {
  const digest = hash('sha1', content, 'buffer');
  digest.writeUInt32LE((digest.readUInt32LE(0) ^ Math.imul(number + 1, 0x9e3779b1)) >>> 0, 0);
  return hash('sha1', digest, 'buffer');
};

/** Sum of the pages' own digests, so that only what differs from the synced bytes is hashed again. */
export function digestOf({ file, size, pages }: FileImage): string {
  const sum = new Uint32Array(5);
  for (let number = 0; number < pagesFor(size); number += 1) {
    const copy = pages.get(number);
    let digest: Buffer;
    // Bytes of the last page beyond the end are not part of the file.
    if (copy !== undefined)
      digest = pageDigest(number, (number + 1) * PAGE > size ? copy.subarray(0, size - number * PAGE) : copy);
    else
      digest = file.digests[number] ??= pageDigest(
        number,
        file.bytes.subarray(number * PAGE, Math.min(file.size, (number + 1) * PAGE)),
      );
    for (let word = 0; word < 5; word += 1) sum[word] = ((sum[word] ?? 0) + digest.readUInt32LE(word * 4)) >>> 0;
  }
  return Array.from(sum, (word) => word.toString(16)).join('.');
}
