import { randomUUID } from 'node:crypto';
import type { Devices } from '../../hardware/ports.ts';
import type { Call, Reply } from '../../shared/contract.ts';
import type { Log } from '../../shared/log.ts';
import type { ScanRules } from '../../shared/scan.ts';
import type { Role, ViewEvent } from '../../shared/view.ts';
import { databaseOf, openStore, storeRefusal } from './database.ts';
import { createDispatch } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import { openDisk } from './health/disk.ts';
import { createFlushes } from './health/flushes.ts';
import type { Secrets } from './identity.ts';
import { lockDirectory } from './lock.ts';
import { createSerial } from './serial.ts';
import { openTill } from './till.ts';
import { createViews } from './views.ts';

export type { Secrets } from './identity.ts';

export interface Clock {
  now(): number;
}

export interface CoreOptions {
  /** The data directory; made if missing, taken for life. */
  readonly dir: string;
  readonly devices: Devices;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly log: Log;
  /** Base URL of the market server; null: none. */
  readonly server: string | null;
  /** Joins the market with it in the background, until it works or the market says no. */
  readonly enrolCode: string | null;
  /** A folder on another disk that keeps a copy of the journal. Default: the one set on the till, if any. */
  readonly mirror?: string | null;
  /** How scanned codes are read. Default: the usual payment codes and weighed codes. */
  readonly scanRules?: ScanRules;
  /** The starter catalogue, CSV texts. */
  readonly catalogue: { readonly products: string; readonly categories: string; readonly trades: string };
  /** Trade of the starter grid until the market names the stall's. */
  readonly trade: string;
  /** Nobody has said by flags what this till is: a new one is set up at its first run. Default: it is not. */
  readonly firstRun?: boolean;
  readonly version: string;
  /** Ids of what the core makes by itself. Default: random UUIDs. */
  readonly newId?: () => string;
  /** How long after the start the whole journal is checked, ms. Default: 20 s. */
  readonly checkAfterMs?: number;
  /** 0…1, spreads reconnections. Default: Math.random. */
  readonly jitter?: () => number;
}

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
      const till = await openTill({
        ...options,
        store,
        views,
        lane,
        disk,
        flushes,
        now: () => options.clock.now(),
        newId: options.newId ?? randomUUID,
        jitter: options.jitter ?? Math.random,
      });
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
      const housekeeping = setInterval(() => {
        till.housekeep();
      }, HOUSEKEEPING_MS).unref();
      till.scales.start();
      devices.display?.start();
      devices.scanner?.start();
      const stop = async (): Promise<void> => {
        clearInterval(housekeeping);
        await devices.scanner?.stop();
        await lane.idle();
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
