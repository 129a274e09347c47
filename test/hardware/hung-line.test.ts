import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { adam } from '../../hardware/scale/adam.ts';
import type { ScaleDriver } from '../../hardware/scale/driver.ts';
import { hidPos } from '../../hardware/scale/hid-pos.ts';
import { stGs } from '../../hardware/scale/st-gs.ts';
import type { ByteStream } from '../../hardware/ports.ts';
import { silentLog } from '../setup/core.ts';
import { plate } from './listening.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const frame = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const stable = frame('ST,GS,+  1.234kg\r\n');

/** A scale on a line that is opened anew at once, and when that was asked for, in s. */
function on(driver: ScaleDriver) {
  let hear: (bytes: Uint8Array, at: number) => void = () => {};
  let tell: (state: 'open' | 'closed', why: string) => void = () => {};
  const renewed: number[] = [];
  const begin = Date.now();
  const stream: ByteStream = {
    name: 'line',
    open: async () => {
      tell('open', '');
    },
    write: () => Promise.resolve(),
    onData: (listener) => {
      hear = listener;
      return () => {};
    },
    onState: (listener) => {
      tell = listener;
      return () => {};
    },
    renew: (why) => {
      renewed.push(Math.round((Date.now() - begin) / 1_000));
      tell('closed', `lost: ${why}`);
      tell('open', '');
    },
    close: () => Promise.resolve(),
  };
  const scale = driver.scale({ plate, stream, now: Date.now, log: silentLog });
  scale.start();
  return {
    scale,
    renewed,
    /** So many chunks, one every `everyMs`. */
    says: async (chunk: Uint8Array, times: number, everyMs = 100): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        hear(chunk, Date.now());
        await vi.advanceTimersByTimeAsync(everyMs);
      }
    },
  };
}
const MINUTE = 60_000;

test('a scale that streamed and fell silent has its line opened anew, ever more rarely, up to once a minute', async () => {
  const { scale, renewed, says } = on(stGs);
  await says(stable, 20);
  expect(scale.state()).toBe('online');
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(scale.state()).toBe('silent');
  expect(renewed.length).toBeGreaterThan(4);
  expect(renewed.length).toBeLessThan(10);
  const waits = renewed.map((at, no) => at - (renewed[no - 1] ?? 0));
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(scale.counters().reopened).toBe(renewed.length);
  // It is back: the next silence is looked into as soon as the first.
  await says(stable, 20);
  const before = renewed.length;
  await vi.advanceTimersByTimeAsync(8_000);
  expect(renewed.length).toBe(before + 1);
});

test('a scale that sends only when its key is pressed keeps its line', async () => {
  const { renewed, says } = on(stGs);
  await says(stable, 3, 20 * 1_000);
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(renewed).toEqual([]);
});

test('a scale that says something else than weights keeps its line', async () => {
  const { renewed, says } = on(stGs);
  await says(stable, 20);
  await says(frame('??\r\n'), 600);
  expect(renewed).toEqual([]);
});

test.each([
  ['adam, silent until there is a new weight', adam, frame('  1.234kg\r\n')],
  ['hid-pos, a report for each change', hidPos, Uint8Array.of(3, 4, 2, 0, 210, 4)],
] as const)('a protocol that is silent by nature is left alone: %s', async (_name, driver, chunk) => {
  const { scale, renewed, says } = on(driver);
  await says(chunk, 20);
  expect(scale.counters().good).toBeGreaterThan(3);
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(renewed).toEqual([]);
});
