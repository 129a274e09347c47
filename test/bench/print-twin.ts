import { parentPort } from 'node:worker_threads';
import { createVirtualPrinter } from '../../hardware/virtual/printer.ts';

/**
 * One job as it came over the socket: when its first byte was there (ns of the monotonic clock, as `process.hrtime` in any thread),
 * its bytes up to the barrier behind it, and whether it is the drawer's pulse.
 */
export interface TwinJob {
  readonly firstAt: bigint;
  readonly bytes: number;
  readonly drawer: boolean;
}
export type TwinSays = { readonly port: number } | TwinJob;

/** GS r 1 and ESC p, written out here on their own: a bench must not trust the product's encoder. */
const BARRIER = '1d7201';
const PULSE = '1b70';

/** A virtual printer in a thread of its own: it never waits for the till, nor the till for it. */
const say = (said: TwinSays): void => parentPort?.postMessage(said);
let firstAt = 0n;
let job = '';
const printer = await createVirtualPrinter({
  columns: 32,
  onChange: () => undefined,
  onKick: () => undefined,
  onJobByte: (byte) => {
    if (job === '') firstAt = process.hrtime.bigint();
    job += byte.toString(16).padStart(2, '0');
    if (!job.endsWith(BARRIER)) return;
    say({ firstAt, bytes: (job.length - BARRIER.length) / 2, drawer: job.startsWith(PULSE) });
    job = '';
  },
});
say({ port: printer.port });
