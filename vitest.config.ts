import { defineConfig } from 'vitest/config';
import LongFirst from './test/setup/sequencer.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Two workers: the stories start a browser, a database server and a core each.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    globalSetup: ['test/setup/postgres.ts', 'test/setup/renderer.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
