import { randomUUID } from 'node:crypto';
import type { Call, Reply } from '../../shared/contract.ts';
import type { ViewEvent } from '../../shared/view.ts';
import type { Role } from '../../shared/role.ts';
import { databaseOf, openStore, storeRefusal } from './database.ts';
import { driveLineDisplay } from './devices/line-display.ts';
import { createDispatch } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import { openDisk } from './health/disk.ts';
import { createFlushes } from './health/flushes.ts';
import { createHousekeeping } from './housekeeping.ts';
import { lockDirectory } from './lock.ts';
import type { CoreOptions } from './options.ts';
import { createSerial } from './serial.ts';
import { openTill } from './till.ts';
import { provideTopics } from './topics.ts';
import { createViews } from './views.ts';

export type { Secrets } from './identity.ts';
export type { Clock, CoreOptions } from './options.ts';

export interface Core {
  dispatch(caller: { readonly role: Role }, call: Call): Promise<Reply<unknown>>;
  /** Events of one role, numbered without gaps. Returns unsubscribe. */
  on(role: Role, listener: (event: ViewEvent) => void): () => void;
  /** Started with virtual devices: the bench role exists and every sale is 模拟. */
  readonly hasBench: boolean;
  /** Ends everything the core started. May be called again. */
  stop(): Promise<void>;
}

const HOUSEKEEPING_MS = 1_000;

/**
 * Opens the stall's till on `dir`. Waits for the disk only, never for the network, a printer or a scale.
 * @throws CoreRunning (`code` 'core_running') when another core has the directory; errors of the disk or the database as they are.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { devices, log } = options;
  const release = lockDirectory(options.dir);
  try {
    const disk = openDisk(options.dir, databaseOf(options.dir), log);
    const flushes = createFlushes();
    const store = await openStore(options.dir, disk, flushes);
    try {
      const views = createViews(log);
      const lane = createSerial();
      const hasBench = devices.bench !== null;
      const now = (): number => options.clock.now();
      const till = await openTill({
        ...options,
        store,
        views,
        lane,
        disk,
        flushes,
        now,
        newId: options.newId ?? randomUUID,
        jitter: options.jitter ?? Math.random,
      });
      provideTopics(till, views, devices, now);
      const stopDisplay = devices.display === null ? null : driveLineDisplay(till.deviceDesk, views);
      let stopped: Promise<void> | null = null;
      const dispatch = createDispatch({
        handlers: createHandlers(till, views, devices.bench),
        till: lane,
        hasBench,
        log,
        answered: till.carts.answered,
        stopping: () => stopped !== null,
        storeRefusal,
      });
      const housekeeping = setInterval(
        createHousekeeping(till, { store, views, disk, lane, now, log }),
        HOUSEKEEPING_MS,
      ).unref();
      till.scales.start();
      devices.display?.start();
      devices.scanner?.start();
      const stop = async (): Promise<void> => {
        clearInterval(housekeeping);
        await devices.scanner?.stop();
        await lane.idle();
        stopDisplay?.();
        await till.stop();
        await till.scales.stop();
        await devices.display?.stop();
        views.stop();
        await store.close();
        release();
      };
      return { dispatch, on: (role, listener) => views.on(role, listener), hasBench, stop: () => (stopped ??= stop()) };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    release();
    throw error;
  }
}
