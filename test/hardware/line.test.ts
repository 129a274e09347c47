import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLine } from '../../hardware/scale/line.ts';
import type { Connect } from '../../hardware/scale/line.ts';
import { deps } from './listening.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A port that opens while its cable is in. */
function port() {
  let plugged = true;
  let on: Parameters<Connect>[0] | null = null;
  let tries = 0;
  const connect: Connect = (listeners) => {
    tries += 1;
    if (!plugged) return Promise.reject(new Error('ENOENT: no such port'));
    on = listeners;
    return Promise.resolve({ write: () => Promise.resolve(), close: () => Promise.resolve() });
  };
  return {
    connect,
    tries: () => tries,
    says: (byte: number) => on?.data(Uint8Array.of(byte)),
    unplug: () => {
      plugged = false;
      const old = on;
      on = null;
      old?.lost('gone');
    },
    plug: () => void (plugged = true),
  };
}

test.each([0, 1, 5, 60, 3600])(
  'a port that was unplugged for %i s is open within a second of its return',
  async (s) => {
    const { connect, says, unplug, plug } = port();
    const line = createLine({ name: 'port', connect, ...deps });
    const read: number[] = [];
    line.onData((bytes) => read.push(...bytes));
    await line.open();
    says(1);
    unplug();
    await vi.advanceTimersByTimeAsync(s * 1000);
    plug();
    await vi.advanceTimersByTimeAsync(1000);
    says(2);
    expect(read).toEqual([1, 2]);
    await line.close();
  },
);

test('a port that is closed here is not tried again', async () => {
  const { connect, tries, unplug } = port();
  const line = createLine({ name: 'port', connect, ...deps });
  await line.open();
  unplug();
  await line.close();
  const before = tries();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(tries()).toBe(before);
});
