import { Worker } from 'node:worker_threads';
import type { Sheet, SheetRow } from '../../../shared/sheet.ts';

/** A table's head, and the file it becomes. */
export interface SheetOrder extends Omit<Sheet, 'rows'> {
  readonly path: string;
  readonly form: 'csv' | 'xlsx';
}

/** Bundled, the worker is a file of its own beside the bundle (scripts/build.ts). */
const script = new URL(import.meta.url.endsWith('.ts') ? './sheet-worker.ts' : './sheet-worker.js', import.meta.url);

/** A file that is written beside selling. */
export interface SheetFile {
  add(rows: readonly SheetRow[]): void;
  /** Resolves once it is whole and on its disk; rejects with why it could not be written, and leaves nothing then. */
  end(): Promise<void>;
  /** Gives it up. */
  stop(): Promise<void>;
}

export function startSheet(order: SheetOrder): SheetFile {
  const worker = new Worker(script, { workerData: order, execArgv: [], stderr: true });
  const done = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => {
      resolve();
    });
  });
  // Whoever ends it hears of it; before that nobody does.
  done.catch(() => undefined);
  return {
    add: (rows) => {
      worker.postMessage(rows);
    },
    end: () => {
      worker.postMessage(null);
      return done;
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}
