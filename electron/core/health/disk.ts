import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isAmple,
  judgeDisk,
  mayWrite,
  needsReserve,
  refillable,
  SLICE_BYTES,
  type DiskFigures,
  type HealthNote,
  type Purpose,
} from '../../../shared/health.ts';
import type { Log } from '../../../shared/log.ts';

/** A write was refused before anything was done: there is no room for it, not even in the reserve. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/** For what is made anew from the journal where it is missing: that the disk is too full for it is no failure. */
export const unlessFull = (error: unknown): void => {
  if (!(error instanceof DiskFullError)) throw error;
};

/** Whether a write failed because the disk is full, however deep the cause lies. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DiskFullError) return true;
  const code = 'code' in error ? error.code : undefined;
  // SQLITE_FULL.
  const isFull = 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 13;
  return isFull || code === 'ENOSPC' || code === 'EDQUOT' || isDiskFull(error.cause);
}

export interface Disk {
  /**
   * Makes room for one write, giving up from the reserve if need be. False: it must not be tried. Costs a look at the disk only
   * when that was not ample lately.
   */
  room(purpose: Purpose): boolean;
  /** A write met the full disk all the same: gives up a slice. False when nothing is left to give. */
  relieve(): boolean;
  /** A write worked. */
  wrote(): void;
  /** Looks at the disk, and fills the reserve up where there is room. */
  keep(): Promise<void>;
  /** What the last look says; null when all is well or the system does not tell. */
  note(): HealthNote | null;
  /** Ends a filling that is under way. */
  stop(): Promise<void>;
}

const CHUNK_BYTES = 1024 * 1024;

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/**
 * The room on the disk of `dir`, and the reserve in it: a file of random bytes (a file system that compresses or leaves zeros out
 * would keep nothing back). Made while there is room, cut shorter slice by slice when there is none.
 */
export function openDisk(dir: string, database: string, log: Log): Disk {
  mkdirSync(dir, { recursive: true });
  const reserve = join(dir, 'disk-reserve');
  let figures: DiskFigures | null = null;
  /** A write met a full disk that the system does not call full (a quota), and none has worked since. */
  let met = false;
  let stopped = false;
  let filling: Promise<void> | null = null;

  const look = (): DiskFigures | null => {
    try {
      const { bavail, bsize } = statfsSync(dir);
      figures = { free: bavail * bsize, reserve: sizeOf(reserve), log: sizeOf(`${database}-wal`) };
    } catch (error) {
      // Not every file system tells; then a full disk is only met.
      if (figures !== null) log.warn({ err: error }, 'the room on the disk could not be read');
      figures = null;
    }
    return figures;
  };
  const give = (): boolean => {
    const size = sizeOf(reserve);
    if (size === 0) return false;
    const file = openSync(reserve, 'r+');
    try {
      ftruncateSync(file, Math.max(0, size - SLICE_BYTES));
      // Some file systems free the blocks only with the next commit of their own.
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    log.warn({ left: sizeOf(reserve) }, 'the disk is full: a part of the reserve is given up');
    return true;
  };
  const fill = async (bytes: number): Promise<void> => {
    const file = await open(reserve, 'a');
    try {
      for (let left = bytes; left > 0 && !stopped; left -= CHUNK_BYTES)
        await file.writeFile(randomBytes(Math.min(left, CHUNK_BYTES)));
      await file.sync();
    } finally {
      await file.close();
    }
  };

  look();
  return {
    room: (purpose) => {
      if (figures === null || isAmple(figures)) return true;
      let now = look();
      while (now !== null && mayWrite(purpose, now) && needsReserve(purpose, now) && give()) now = look();
      return now === null || mayWrite(purpose, now);
    },
    relieve: () => {
      met = true;
      const given = give();
      look();
      return given;
    },
    wrote: () => {
      met = false;
    },
    keep: async () => {
      const now = look();
      const missing = now === null || met || stopped ? 0 : refillable(now);
      if (missing === 0 || filling !== null) return;
      filling = fill(missing);
      try {
        await filling;
      } catch (error) {
        if (!isDiskFull(error)) throw error;
      } finally {
        filling = null;
      }
      look();
    },
    note: () => (met ? { code: 'disk_full' } : figures === null ? null : judgeDisk(figures)),
    stop: async () => {
      stopped = true;
      await filling?.catch(() => undefined);
    },
  };
}
