import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long a test waits for what must come, ms: far longer than it takes on the slowest machine, as a wait that is met costs nothing by
 * being long. Pages wait as long (see chromium.ts), and so does `expect.poll` (see vitest.config.ts). Nobody asserts that something is quick:
 * that is what the benches measure.
 */
export const PATIENCE_MS = 120_000;
const AGAIN_MS = 20;

/** Tries until `check` throws nothing, and gives what it gives. @throws what `check` threw last when that takes too long. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pause(AGAIN_MS);
  }
}
