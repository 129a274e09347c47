import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/setup/patience.ts';
import LongFirst from './test/setup/sequencer.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Two workers: the stories start a browser, a database server and a core each.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    globalSetup: ['test/setup/postgres.ts', 'test/setup/renderer.ts'],
    expect: { poll: { timeout: PATIENCE_MS } },
    // Above every wait inside of them, so that the wait says what did not come.
    testTimeout: 5 * PATIENCE_MS,
    hookTimeout: 5 * PATIENCE_MS,
  },
});
