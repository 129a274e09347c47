import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from './disk.ts';
import { PAGE, type FileImage, type StoredFile } from './file.ts';

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}

function writePages(fd: number, { size, pages }: FileImage): void {
  for (const [number, page] of pages)
    writeAll(fd, page.subarray(0, Math.min(PAGE, size - number * PAGE)), number * PAGE);
}

function writeWhole(path: string, image: FileImage): void {
  const fd = openSync(path, 'w');
  writeAll(fd, image.file.bytes.subarray(0, Math.min(image.file.size, image.size)), 0);
  ftruncateSync(fd, image.size);
  writePages(fd, image);
  closeSync(fd);
}

/** Writes an image into an empty or missing directory. */
export function writeImage(dir: string, image: Image): void {
  mkdirSync(dir, { recursive: true });
  for (const path of image.directories) mkdirSync(join(dir, path), { recursive: true });
  for (const [path, file] of image.files) writeWhole(join(dir, path), file);
}

/** A directory that takes on one image after another, writing only what differs. */
export interface Mount {
  readonly dir: string;
  show(image: Image): void;
  /** The files were written to by somebody else: the next image is written as a whole. */
  spoiled(): void;
}

export function createMount(dir: string): Mount {
  const shown = new Map<string, StoredFile>();
  const clear = (): void => {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    shown.clear();
  };
  clear();
  return {
    dir,
    show: (image) => {
      for (const path of shown.keys()) {
        if (image.files.has(path)) continue;
        rmSync(join(dir, path), { force: true });
        shown.delete(path);
      }
      for (const path of image.directories) mkdirSync(join(dir, path), { recursive: true });
      for (const [path, next] of image.files) {
        const { file, size } = next;
        // What an opened database leaves beside itself must not be found by the next.
        rmSync(join(dir, `${path}-shm`), { force: true });
        if (!image.files.has(`${path}-wal`)) rmSync(join(dir, `${path}-wal`), { force: true });
        if (shown.get(path) === file && existsSync(join(dir, path))) {
          const fd = openSync(join(dir, path), 'r+');
          for (const number of file.changed) {
            const end = Math.min((number + 1) * PAGE, file.size, size);
            if (number * PAGE < end) writeAll(fd, file.bytes.subarray(number * PAGE, end), number * PAGE);
          }
          ftruncateSync(fd, size);
          writePages(fd, next);
          closeSync(fd);
        } else {
          writeWhole(join(dir, path), next);
          shown.set(path, file);
        }
        file.changed.clear();
        for (const number of next.pages.keys()) file.changed.add(number);
        for (let number = Math.floor(size / PAGE); number * PAGE < file.size; number += 1) file.changed.add(number);
      }
    },
    spoiled: clear,
  };
}
