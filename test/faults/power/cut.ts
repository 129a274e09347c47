import type { Chance } from './chance.ts';

/**
 * When a name (made, renamed, removed) is on the disk. `journalled`: after a sync of its directory, or of the file itself, as on
 * ext4, XFS, APFS and NTFS. `strict`: only after a sync of its directory, as POSIX has it.
 */
export type Naming = 'journalled' | 'strict';

/** What of the unsynced happened, before the lights went out. */
export type Fate =
  /** Nothing that was not synced. */
  | 'nothing'
  /** All of it: what a killed process leaves. */
  | 'everything'
  /** The first ones, in the order in which they were made. */
  | 'prefix'
  /** The first ones, and sectors of the next. */
  | 'torn-prefix'
  /** All but one. */
  | 'one-missing'
  /** Any of them. */
  | 'subset'
  /** Any sectors of any of them. */
  | 'torn'
  /** Files have grown to their size, any sectors have arrived. */
  | 'grown';

export const FATES: readonly [Fate, ...Fate[]] = ['prefix', 'torn-prefix', 'one-missing', 'subset', 'torn', 'grown'];

export interface Cut {
  readonly fate: Fate;
  readonly naming: Naming;
  /** Bytes that are written together or not at all. */
  readonly sector: 512 | 4096;
  /** What is read where a file grew and nothing arrived. */
  readonly fill: 'zeros' | 'noise';
  /** 0…1: of what arrives under `subset`, `torn` and `grown`. */
  readonly share: number;
}

/** Whether an unsynced change of this place in the order happened as a whole. */
export function happens(cut: Cut, chance: Chance, order: number, limit: number): boolean {
  switch (cut.fate) {
    case 'nothing':
      return false;
    case 'everything':
      return true;
    case 'prefix':
    case 'torn-prefix':
      return order < limit;
    case 'one-missing':
      return order !== limit;
    case 'subset':
    case 'torn':
    case 'grown':
      return chance.next() < cut.share;
    default:
      return cut.fate satisfies never;
  }
}
