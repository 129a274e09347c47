import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startCluster } from '../../market/database/postgres.ts';
import type { Cluster } from '../../market/database/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address that answers with the URL of the test run's PostgreSQL. */
    postgres: string;
  }
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** One real PostgreSQL for a whole test run, started when the first test asks for it: most files never do. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<{ readonly dir: string; readonly cluster: Cluster }> | null = null;
  const start = async () => {
    const dir = await mkdtemp(join(tmpdir(), 'stall-pos-postgres-'));
    // As root the database runs as a user of its own, who must be able to pass here.
    await chmod(dir, 0o755);
    return { dir, cluster: await startCluster({ dir, log: quiet }) };
  };
  const server = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ cluster }) => {
        response.end(cluster.databaseUrl);
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  project.provide('postgres', `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    if (started === null) return;
    const { dir, cluster } = await started;
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
