import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createViews, type Views } from '../../electron/core/views.ts';
import { fromSnapshot } from '../../renderer/store.ts';
import type { GoodsView } from '../../shared/goods-view.ts';
import type { Snapshot, ViewEvent } from '../../shared/view.ts';
import { silentLog } from '../setup/core.ts';

/** What a list of goods costs here; the clock of these tests moves by nothing else of itself. */
const COST_MS = 40;
const BATCHES = 50;
const BATCH_STEP_MS = 20;

let views: Views;
let clock: number;
let made: number;
let held: number;
let seen: ViewEvent[];
let first: Snapshot;
/** Lets so much time go by, with what falls due in it. */
const pass = async (ms: number): Promise<void> => {
  for (let left = ms; left > 0; left -= 1) {
    clock += 1;
    await vi.advanceTimersByTimeAsync(1);
  }
};
const goods = (): GoodsView => ({ grid: [], products: [], categories: [], basisG: held as GoodsView['basisG'] });
/** What a window shows, from its snapshot and the events since; null when one was missing. */
const shown = (): unknown => fromSnapshot(first, seen)?.topics.goods;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  clock = 0;
  made = 0;
  held = 0;
  seen = [];
  views = createViews(silentLog, () => clock);
  views.provide('goods', () => {
    made += 1;
    clock += COST_MS;
    return goods();
  });
  views.provide('stall', () => ({ stallName: String(held) }) as never);
  first = views.snapshot('vendor');
  made = 0;
  views.on('vendor', (event) => seen.push(event));
});
afterEach(() => {
  views.stop();
  vi.useRealTimers();
});

describe('a list of the market that comes down in many parts', () => {
  it('is made a few times, not once for each, and the last one has everything', async () => {
    for (held = 1; held < BATCHES; held += 1) {
      views.touchLater('goods');
      await pass(BATCH_STEP_MS);
    }
    views.touchLater('goods');
    await pass(10 * 1_000);
    expect(made).toBeGreaterThan(1);
    expect(made).toBeLessThan(BATCHES / 5);
    expect(shown()).toEqual(goods());
  });

  it('shows its first part at once, when nothing dear was made just before', async () => {
    await pass(10 * 1_000);
    held = 1;
    views.touchLater('goods');
    await pass(1);
    expect(shown()).toEqual(goods());
  });

  it('holds up no topic that costs nothing', async () => {
    for (held = 1; held <= BATCHES; held += 1) {
      views.touchLater('goods', 'stall');
      await pass(1);
      expect(seen.findLast(({ topic }) => topic === 'stall')?.value).toEqual({ stallName: String(held) });
    }
  });

  it('lets a price that is changed at the stall be seen at once', async () => {
    held = 1;
    views.touchLater('goods');
    held = 2;
    views.touchLater('goods');
    views.touch('goods');
    await pass(1);
    expect(shown()).toEqual(goods());
    await pass(10 * 1_000);
    expect(made).toBe(1);
  });

  it('is whole in a snapshot, and comes as an event to the other windows', async () => {
    held = 1;
    views.touchLater('goods');
    const { no, topics } = views.snapshot('vendor');
    expect(topics.goods).toEqual(goods());
    expect(shown()).toEqual(goods());
    expect(seen.map((event) => event.no)).toEqual([no]);
  });
});
