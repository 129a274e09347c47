import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepFetching, nextFetch } from '../../../market/reconcile/schedule.ts';

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('when bills are asked for', () => {
  test.each([
    ['2026-11-27T00:00:00', '2026-11-27T10:30:00'],
    ['2026-11-27T10:30:00', '2026-11-27T10:30:00'],
    ['2026-11-27T10:30:01', '2026-11-27T11:30:00'],
    ['2026-11-27T17:30:00', '2026-11-27T17:30:00'],
    ['2026-11-27T17:30:01', '2026-11-28T10:30:00'],
    ['2026-11-27T23:59:59', '2026-11-28T10:30:00'],
  ])('at %s the next time is %s', (now, next) => {
    expect(nextFetch(shanghai(now))).toBe(shanghai(next));
  });
});

describe('the morning’s bills', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const start = (now: string, answers: readonly (boolean | Error)[]) => {
    vi.setSystemTime(shanghai(now));
    const asked: string[] = [];
    const stop = keepFetching({
      now: Date.now,
      log,
      fetch: () => {
        const answer = answers[asked.length] ?? true;
        asked.push(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16));
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    });
    return { asked, stop };
  };

  test('are asked for again each hour while some are missing, also after a fault, and then not before the next morning', async () => {
    const { asked, stop } = start('2026-11-27T08:00:00', [false, new Error('the line is down'), true]);
    await vi.advanceTimersByTimeAsync(30 * 3_600_000);
    await stop();
    expect(asked).toEqual(['2026-11-27T10:30', '2026-11-27T11:30', '2026-11-27T12:30', '2026-11-28T10:30']);
  });

  test('are asked for at once by a server that starts within the hours, and after eighteen not before the morning', async () => {
    const inTime = start('2026-11-27T13:10:00', [true]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    await inTime.stop();
    expect(inTime.asked).toEqual(['2026-11-27T13:10']);
    const late = start('2026-11-27T18:10:00', [true]);
    await vi.advanceTimersByTimeAsync(17 * 3_600_000);
    await late.stop();
    expect(late.asked).toEqual(['2026-11-28T10:30']);
  });

  test('are not asked for after the end', async () => {
    const { asked, stop } = start('2026-11-27T08:00:00', []);
    await stop();
    await vi.advanceTimersByTimeAsync(30 * 3_600_000);
    expect(asked).toEqual([]);
  });
});
