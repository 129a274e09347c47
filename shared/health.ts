import type { ExpiryPolicy } from './metrology.ts';
import type { MirrorView } from './mirror-view.ts';

/**
 * How the terminal is: what is going wrong, seen before it hurts. Judgements on plain figures; who measures is in
 * electron/core/health/. Shown in the status bar (worst note) and in the menu (all, with what to do), never over the tiles.
 */

/** What was found wrong in the stored journal. */
export type JournalFault =
  /** SQLite's own check of the file failed: some page is not what it was. */
  | { readonly what: 'file' }
  /** The first entry that is not what was sealed, or does not follow the one before it. */
  | {
      readonly what: 'entry';
      readonly epoch: number;
      readonly seq: number;
      readonly why: 'unreadable' | 'hash' | 'signature' | 'chain';
    }
  /** The last `missing` entries that this terminal wrote are gone: an old copy of the file, or a lost log. */
  | { readonly what: 'behind'; readonly missing: number };

export type HealthNote =
  /** Nothing more is taken into a cart; carts that are open can still be sold while the very last room lasts. */
  | { readonly code: 'disk_full' }
  | { readonly code: 'integrity_failed'; readonly fault: JournalFault }
  /** The reserve has been touched: only sales are written, without the evidence of weighings. */
  | { readonly code: 'disk_reserve'; readonly salesLeft: number }
  /** The clock shows a time before the last sale's. */
  | { readonly code: 'clock_back'; readonly lastAt: number }
  | { readonly code: 'disk_low'; readonly salesLeft: number; readonly daysLeft: number }
  | { readonly code: 'flush_slow'; readonly p50Ms: number; readonly p99Ms: number }
  /** The stick holds entries of this terminal that the till has not. */
  | { readonly code: 'mirror_ahead' }
  /** Nothing is copied to the second place. `waiting`: entries that are not there; null: not known. */
  | { readonly code: 'mirror_missing'; readonly why: MirrorGone; readonly waiting: number | null }
  /** It is copied to, and does not keep up. */
  | { readonly code: 'mirror_behind'; readonly waiting: number }
  /** The copy lies on the disk of the journal itself: it goes when that goes. */
  | { readonly code: 'mirror_same_disk' }
  /** The verification of the scale that is sold by ends in so many days. */
  | { readonly code: 'verification_soon'; readonly days: number }
  | { readonly code: 'verification_urgent'; readonly days: number }
  /** It ended so many days ago. */
  | { readonly code: 'verification_over'; readonly days: number; readonly policy: ExpiryPolicy };
export type MirrorGone = Exclude<MirrorView['state'], 'looking' | 'following' | 'ahead'>;
export type HealthCode = HealthNote['code'];

/** Worst first. `alarm`: lost, stopped or against the law already, or within days; `warning`: will be. */
const gravity: Readonly<Record<HealthCode, { readonly rank: number; readonly tone: 'alarm' | 'warning' }>> = {
  disk_full: { rank: 0, tone: 'alarm' },
  integrity_failed: { rank: 1, tone: 'alarm' },
  disk_reserve: { rank: 2, tone: 'alarm' },
  verification_over: { rank: 3, tone: 'alarm' },
  verification_urgent: { rank: 4, tone: 'alarm' },
  clock_back: { rank: 5, tone: 'warning' },
  disk_low: { rank: 6, tone: 'warning' },
  mirror_ahead: { rank: 7, tone: 'warning' },
  mirror_missing: { rank: 8, tone: 'warning' },
  flush_slow: { rank: 9, tone: 'warning' },
  mirror_behind: { rank: 10, tone: 'warning' },
  mirror_same_disk: { rank: 11, tone: 'warning' },
  verification_soon: { rank: 12, tone: 'warning' },
};
export const healthTone = (code: HealthCode): 'alarm' | 'warning' => gravity[code].tone;
export const worstFirst = (notes: readonly HealthNote[]): readonly HealthNote[] =>
  notes.toSorted((a, b) => gravity[a.code].rank - gravity[b.code].rank);

const MIB = 1024 * 1024;
/** What a sale of four weighed lines adds to the file with its evidence, cart, print job and indexes: 17.8 kB as measured. */
export const SALE_BYTES = 18_000;
/** A busy stall's day. */
export const DAY_SALES = 600;
/**
 * Bytes that are kept back for the day on which the disk is full: 600 sales (10.8 MB), the log they are written through
 * (7 MB as measured, it is copied every 300 commits) and the margins below.
 */
export const RESERVE_BYTES = 24 * MIB;
/** The reserve is given up in slices, so that another program that eats the disk gets only one at a time. */
export const SLICE_BYTES = 4 * MIB;
/** With less than a month left it is said: time to ask somebody who can free the disk. */
const LOW_DAYS = 30;

/** What a write is for, in the order in which it is given up when the disk fills. */
export type Purpose =
  /** Evidence of a weighing, which no sale depends on: never from the reserve. */
  | 'proof'
  /** A line into a cart, a setting, a cache. */
  | 'goods'
  /** An entry of the journal. */
  | 'sale'
  /** What a committed sale brings with it: its cart closed, its paper. */
  | 'after_sale';
/**
 * Bytes that must stay free beside room for the whole log, which can't be copied into the file otherwise. New lines end
 * first: what stands in up to six open carts can then still be sold (a long sale writes 0.1 MB), and what follows from a sale
 * is written as well.
 */
const margin: Readonly<Record<Purpose, number>> = {
  proof: RESERVE_BYTES + 3 * MIB,
  goods: 3 * MIB,
  sale: 2 * MIB,
  after_sale: MIB,
};

/** The disk of the data directory, bytes. */
export interface DiskFigures {
  /** Free for this program. */
  readonly free: number;
  /** In the reserve file. */
  readonly reserve: number;
  /** In the write-ahead log: as much may be added to the database when it is copied. */
  readonly log: number;
}

/** Whether a write for this purpose may be made, if need be with all of the reserve. */
export const mayWrite = (purpose: Purpose, disk: DiskFigures): boolean =>
  disk.free + disk.reserve >= disk.log + margin[purpose];
/** Whether a slice of the reserve has to be given up for it first. */
export const needsReserve = (purpose: Purpose, disk: DiskFigures): boolean =>
  disk.reserve > 0 && disk.free < disk.log + Math.min(margin[purpose], margin.goods);
/** What the reserve may be filled up by now; 0 while that would leave the disk so full that it was given up again at once. */
export function refillable(disk: DiskFigures): number {
  const missing = RESERVE_BYTES - disk.reserve;
  return missing > 0 && disk.free >= missing + disk.log + 4 * margin.goods ? missing : 0;
}
/** With this much free no write needs a look at the disk: nothing fills that much between two looks. */
export const isAmple = (disk: DiskFigures): boolean => disk.free >= disk.log + 256 * MIB;

/** Two figures that mean something, so that the sentence does not change with every sale. */
function roundDown(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.max(0, Math.floor(value / step) * step);
}

export function judgeDisk(disk: DiskFigures): HealthNote | null {
  if (!mayWrite('goods', disk)) return { code: 'disk_full' };
  const salesLeft = roundDown((disk.free + disk.reserve - disk.log - margin.goods) / SALE_BYTES);
  if (!mayWrite('proof', disk)) return { code: 'disk_reserve', salesLeft };
  const daysLeft = Math.floor(salesLeft / DAY_SALES);
  return daysLeft < LOW_DAYS ? { code: 'disk_low', salesLeft, daysLeft } : null;
}

/** Commits that are judged together, and the fewest that say anything. */
export const FLUSHES_KEPT = 500;
const FLUSHES_NEEDED = 100;
/**
 * A sound eMMC or disk flushes in 1–10 ms. At a median of 50 ms half of the 100 ms in which a touch must be answered is gone;
 * one in a hundred over half a second is how a card begins to die.
 */
const SLOW_P50_MS = 50;
const SLOW_P99_MS = 500;

/** `durationsMs`: of the last commits, in any order. */
export function judgeFlushes(durationsMs: readonly number[]): HealthNote | null {
  if (durationsMs.length < FLUSHES_NEEDED) return null;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  const p50 = quantile(0.5);
  const p99 = quantile(0.99);
  if (p50 < SLOW_P50_MS && p99 < SLOW_P99_MS) return null;
  return { code: 'flush_slow', p50Ms: roundDown(Math.round(p50)), p99Ms: roundDown(Math.round(p99)) };
}

/** Clocks are set by a minute or two now and then. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** A step back is seen by the last sale's time; a step forward can't be told from a night in which the machine slept. */
export const judgeClock = (now: number, lastAt: number | null): HealthNote | null =>
  lastAt !== null && now < lastAt - CLOCK_SLACK_MS ? { code: 'clock_back', lastAt } : null;

/** A stick takes a second or so for a write; what waits longer is said. */
const MIRROR_SLACK_MS = 60_000;

/** `view` null: no second place is set, which is the owner's choice. */
export function judgeMirror(view: MirrorView | null, now: number): HealthNote | null {
  if (view === null) return null;
  switch (view.state) {
    case 'looking':
      return null;
    case 'following':
      if (view.behind !== null && view.behind > 0 && view.since !== null && now - view.since > MIRROR_SLACK_MS)
        return { code: 'mirror_behind', waiting: view.behind };
      return view.isSameDisk ? { code: 'mirror_same_disk' } : null;
    case 'ahead':
      return { code: 'mirror_ahead' };
    case 'missing':
    case 'foreign':
    case 'full':
    case 'locked':
    case 'failed':
      return { code: 'mirror_missing', why: view.state, waiting: view.behind };
    default:
      return view.state satisfies never;
  }
}
