import { expect, it } from 'vitest';
import { createFlushes } from '../../electron/core/health/flushes.ts';

it('a disk is judged by its last commits: slow while it is, well again when it is', () => {
  const flushes = createFlushes();
  for (let i = 0; i < 500; i++) flushes.add(5);
  expect(flushes.note()).toBeNull();
  for (let i = 0; i < 400; i++) flushes.add(80);
  expect(flushes.note()).toEqual({ code: 'flush_slow', p50Ms: 80, p99Ms: 80 });
  for (let i = 0; i < 500; i++) flushes.add(5);
  expect(flushes.note()).toBeNull();
});
