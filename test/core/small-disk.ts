import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real file system of its own, small enough to be filled: ext4 in a file, mounted by loop. */
export interface SmallDisk {
  readonly dir: string;
  /** Another program's file takes what is free, to the last block; or all but so many MiB. */
  fill(leaveMib?: number): void;
  /** That file is deleted. */
  free(): void;
  freeMib(): number;
  unmount(): void;
}

const MIB = 1024 * 1024;

/** Null where it can't be had: not root, no loop device, no mkfs. */
export function mountSmallDisk(mib: number): SmallDisk | null {
  const root = mkdtempSync(join(tmpdir(), 'stall-small-disk-'));
  const image = join(root, 'image');
  const dir = join(root, 'disk');
  const filler = join(dir, 'another-program');
  mkdirSync(dir);
  writeFileSync(image, '');
  truncateSync(image, mib * MIB);
  const made =
    spawnSync('mkfs.ext4', ['-q', '-F', '-m', '0', image]).status === 0 &&
    spawnSync('mount', ['-o', 'loop', image, dir]).status === 0;
  if (!made) {
    rmSync(root, { recursive: true, force: true });
    return null;
  }
  const freeMib = (): number => {
    const { bavail, bsize } = statfsSync(dir);
    return (bavail * bsize) / MIB;
  };
  return {
    dir,
    freeMib,
    fill: (leaveMib = 0) => {
      const file = openSync(filler, 'a');
      try {
        for (const size of [MIB, 65_536, 4096]) {
          const chunk = Buffer.alloc(size, 1);
          while (freeMib() * MIB - leaveMib * MIB >= size) writeSync(file, chunk);
        }
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
      spawnSync('sync', ['-f', dir]);
    },
    free: () => {
      rmSync(filler, { force: true });
      spawnSync('sync', ['-f', dir]);
    },
    unmount: () => {
      const { status, stderr } = spawnSync('umount', [dir]);
      if (status !== 0) throw new Error(`umount: ${stderr.toString()}`);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
