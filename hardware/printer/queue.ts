import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createEar, sendSliced } from './session.ts';
import type { PrinterSession, PrinterTransport } from './session.ts';

/**
 * A print queue of the system that takes raw bytes as a file: on Windows the share of a printer, `\\localhost\POS58`. It is
 * written only: nothing is ever heard of the printer behind it, so it is always `unknown`, and a job that was taken whole counts
 * as printed. Not yet run on Windows.
 */
export const queuePrinter = (path: string): PrinterTransport => ({
  hears: false,
  connect: async () => sessionOn(await open(path, 'w')),
});

function sessionOn(queue: FileHandle): PrinterSession {
  const ear = createEar();
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= queue.close());
  return {
    wordWithin: ear.wordWithin,
    byteWithin: ear.byteWithin,
    send: (bytes) =>
      sendSliced(bytes, async (slice) => {
        try {
          await queue.write(slice);
          return true;
        } catch (error) {
          ear.die(error instanceof Error ? error.message : String(error));
          return false;
        }
      }),
    // The queue hands the job on when its file is closed.
    finish: async () => {
      try {
        await close();
        return ear.died() === null;
      } catch {
        return false;
      }
    },
    died: ear.died,
    destroy: () => void close().catch(() => undefined),
  };
}
