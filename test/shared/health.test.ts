import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isAmple,
  judgeClock,
  judgeDisk,
  judgeFlushes,
  judgeMirror,
  mayWrite,
  needsReserve,
  refillable,
  RESERVE_BYTES,
  SLICE_BYTES,
  worstFirst,
  type DiskFigures,
  type Purpose,
} from '../../shared/health.ts';

const MIB = 1024 * 1024;
const disk = (freeMib: number, reserveMib: number, logMib = 0): DiskFigures => ({
  free: freeMib * MIB,
  reserve: reserveMib * MIB,
  log: logMib * MIB,
});
const anyDisk = fc.record({
  free: fc.nat(600 * MIB),
  reserve: fc.nat(RESERVE_BYTES),
  log: fc.nat(20 * MIB),
});
const purposes: readonly Purpose[] = ['proof', 'goods', 'sale', 'after_sale'];

describe('a disk that fills up', () => {
  it('is said a month ahead, in days and sales', () => {
    expect(judgeDisk(disk(1000, 24))).toBeNull();
    expect(judgeDisk(disk(200, 24))).toEqual({ code: 'disk_low', salesLeft: 12_000, daysLeft: 20 });
    expect(judgeDisk(disk(5, 24))).toMatchObject({ code: 'disk_low', daysLeft: 2 });
  });

  it('goes on with what is kept in reserve: a whole day of a busy stall, its log included', () => {
    const note = judgeDisk(disk(2, 24, 8));
    expect(note).toMatchObject({ code: 'disk_reserve' });
    expect(note?.code === 'disk_reserve' && note.salesLeft).toBeGreaterThanOrEqual(600);
  });

  it('ends with new lines before it ends with sales, and with those before what follows a sale', () => {
    const ends = (purpose: Purpose): number =>
      [...Array(60).keys()].findLast((half) => !mayWrite(purpose, disk(half / 2, 0, 4))) ?? -1;
    expect(ends('proof')).toBeGreaterThan(ends('goods'));
    expect(ends('goods')).toBeGreaterThan(ends('sale'));
    expect(ends('sale')).toBeGreaterThan(ends('after_sale'));
    expect(judgeDisk(disk(6.5, 0, 4))).toEqual({ code: 'disk_full' });
    expect(mayWrite('sale', disk(6.5, 0, 4))).toBe(true);
  });

  it('never gives up the reserve for the evidence of a weighing', () => {
    fc.assert(fc.property(anyDisk, (at) => !(mayWrite('proof', at) && needsReserve('proof', at))));
  });

  it('gives up slices until a write that is allowed has room, and no further', () => {
    fc.assert(
      fc.property(anyDisk, fc.constantFrom(...purposes), (start, purpose) => {
        let at = start;
        for (let i = 0; i < 10 && mayWrite(purpose, at) && needsReserve(purpose, at); i++) {
          const given = Math.min(SLICE_BYTES, at.reserve);
          at = { ...at, free: at.free + given, reserve: at.reserve - given };
        }
        expect(mayWrite(purpose, at)).toBe(mayWrite(purpose, start));
        expect(mayWrite(purpose, at) && needsReserve(purpose, at)).toBe(false);
        if (mayWrite(purpose, at) && purpose !== 'proof') expect(at.free).toBeGreaterThanOrEqual(at.log + MIB);
      }),
    );
  });

  it('fills the reserve up again only where that does not take it away again at once', () => {
    fc.assert(
      fc.property(anyDisk, (at) => {
        const bytes = refillable(at);
        const filled = { ...at, free: at.free - bytes, reserve: at.reserve + bytes };
        if (bytes > 0) expect(purposes.some((purpose) => needsReserve(purpose, filled))).toBe(false);
        if (bytes > 0) expect(filled.reserve).toBe(RESERVE_BYTES);
      }),
    );
    expect(refillable(disk(30, 0))).toBe(0);
    expect(refillable(disk(40, 0))).toBe(RESERVE_BYTES);
    expect(refillable(disk(40, 24))).toBe(0);
  });

  it('is not looked at before each write while there is plenty', () => {
    expect(isAmple(disk(300, 0))).toBe(true);
    expect(isAmple(disk(200, 24))).toBe(false);
    fc.assert(
      fc.property(
        anyDisk,
        (at) => !isAmple(at) || purposes.every((purpose) => mayWrite(purpose, at) && !needsReserve(purpose, at)),
      ),
    );
  });
});

describe('a disk that becomes slow', () => {
  const commits = (usual: number, slow: number, ofHundred: number): number[] =>
    Array.from({ length: 500 }, (_one, index) => (index % 100 < ofHundred ? slow : usual));
  it('is told by its usual and its worst times', () => {
    expect(judgeFlushes(commits(4, 30, 5))).toBeNull();
    expect(judgeFlushes(commits(61, 61, 0))).toEqual({ code: 'flush_slow', p50Ms: 61, p99Ms: 61 });
    expect(judgeFlushes(commits(4, 734, 5))).toEqual({ code: 'flush_slow', p50Ms: 4, p99Ms: 730 });
  });
  it('is not blamed for one hiccup, or for the first commits after a start', () => {
    expect(judgeFlushes([...commits(4, 4, 0).slice(1), 3_000])).toBeNull();
    expect(judgeFlushes(Array.from({ length: 99 }, () => 400))).toBeNull();
  });
});

describe('a clock', () => {
  it('is doubted when it shows a time before the last sale', () => {
    const at = Date.UTC(2026, 10, 26);
    expect(judgeClock(at, null)).toBeNull();
    expect(judgeClock(at - 60_000, at)).toBeNull();
    expect(judgeClock(at + 400 * 86_400_000, at)).toBeNull();
    expect(judgeClock(at - 7_200_000, at)).toEqual({ code: 'clock_back', lastAt: at });
  });
});

it('what stops the selling is said before what will', () => {
  expect(
    worstFirst([
      { code: 'flush_slow', p50Ms: 60, p99Ms: 90 },
      { code: 'disk_full' },
      { code: 'clock_back', lastAt: 0 },
    ]).map((note) => note.code),
  ).toEqual(['disk_full', 'clock_back', 'flush_slow']);
});

describe('the copy on a second place', () => {
  const view = { state: 'following', behind: 0, since: null, isSameDisk: false } as const;
  it('is no news while it keeps up, and none is the owner’s choice', () => {
    expect(judgeMirror(null, 0)).toBeNull();
    expect(judgeMirror(view, 0)).toBeNull();
    expect(judgeMirror({ ...view, state: 'looking', behind: null }, 0)).toBeNull();
    expect(judgeMirror({ ...view, behind: 3, since: 1_000 }, 61_000)).toBeNull();
  });
  it('is told when it falls behind, is gone, or is no second place', () => {
    expect(judgeMirror({ ...view, behind: 3, since: 1_000 }, 61_001)).toEqual({ code: 'mirror_behind', waiting: 3 });
    expect(judgeMirror({ ...view, state: 'missing', behind: 2 }, 0)).toEqual({
      code: 'mirror_missing',
      why: 'missing',
      waiting: 2,
    });
    expect(judgeMirror({ ...view, isSameDisk: true }, 0)).toEqual({ code: 'mirror_same_disk' });
  });
  it('is an alarm of its own when it knows more than the till', () => {
    expect(judgeMirror({ ...view, state: 'ahead' }, 0)).toEqual({ code: 'mirror_ahead' });
  });
});
