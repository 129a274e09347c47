import { Worker } from 'node:worker_threads';
import type { Finding, OwnChain } from './check.ts';

/** Bundled, the worker is a file of its own beside the bundle (scripts/build.ts). */
const script = new URL(
  import.meta.url.endsWith('.ts') ? './integrity-worker.ts' : './integrity-worker.js',
  import.meta.url,
);

export interface Checking {
  /** Null when it was stopped. Rejects when it could not be done. */
  readonly finding: Promise<Finding | null>;
  stop(): Promise<void>;
}

/** Checks the database in a thread beside the till. */
export function startChecking(file: string, own: OwnChain): Checking {
  const worker = new Worker(script, { workerData: { file, own }, execArgv: [], stderr: true });
  const finding = new Promise<Finding | null>((resolve, reject) => {
    worker.on('message', (value: Finding) => {
      resolve(value);
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      resolve(null);
    });
  });
  return {
    finding,
    stop: async () => {
      await worker.terminate();
    },
  };
}
