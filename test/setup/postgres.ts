import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startCluster } from '../../market/database/postgres.ts';
import { whenAsked } from './when-asked.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address that answers with the URL of the test run's PostgreSQL. */
    postgres: string;
  }
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** One real PostgreSQL for a whole test run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await whenAsked(
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'stall-pos-postgres-'));
      // As root the database runs as a user of its own, who must be able to pass here.
      await chmod(dir, 0o755);
      return { dir, cluster: await startCluster({ dir, log: quiet }) };
    },
    ({ cluster }) => cluster.databaseUrl,
    async ({ dir, cluster }) => {
      await cluster.stop();
      await rm(dir, { recursive: true, force: true });
    },
  );
  project.provide('postgres', url);
  return stop;
}
