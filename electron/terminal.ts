import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Devices } from '../hardware/ports.ts';
import type { Log } from '../shared/log.ts';
import { createCore } from './core/core.ts';
import type { Core, CoreOptions, Secrets } from './core/core.ts';
import { deviceConfig } from './devices.ts';
import { readLogo } from './logo.ts';
import type { TerminalOptions } from './options.ts';

/** One terminal: its devices and its core, the same under both hosts. */
export interface Terminal {
  readonly core: Core;
  /** Stops the core, then the devices. May be called again. */
  stop(): Promise<void>;
}

export interface TerminalSurroundings {
  readonly resources: string;
  readonly secrets: Secrets;
  readonly version: string;
  readonly log: Log;
  readonly now: () => number;
}

interface OpenedDevices {
  readonly devices: Devices;
  /** The server as the core must reach it: through the virtual cable when there is one. */
  readonly server: string | null;
  stop(): Promise<void>;
}

async function openTerminalDevices(
  options: TerminalOptions,
  { log, now }: TerminalSurroundings,
): Promise<OpenedDevices> {
  // Loaded late: a terminal with real devices never loads the virtual ones, and a broken native module is an error of this call.
  const { openDevices } = await import('../hardware/devices.ts');
  const logo = await readLogo(options, log);
  if (options.virtual === null) {
    return {
      devices: openDevices({ ...deviceConfig(options), ...logo }, { now, log }),
      server: options.server,
      stop: async () => {},
    };
  }
  const { startVirtualStall } = await import('../hardware/virtual/stall.ts');
  const stall = await startVirtualStall({
    now,
    protocol: options.virtual,
    columns: options.columns,
    serverUrl: options.server,
  });
  // A scanner is no scale: a real one serves at a virtual stall too.
  const config = { ...stall.config, ...logo, scanner: options.scanner ?? stall.config.scanner };
  const devices = openDevices(config, { now, log, ports: stall.ports });
  return {
    devices: { ...devices, bench: stall.bench },
    server: stall.serverUrl,
    stop: () => stall.stop(),
  };
}

function readCatalogue(resources: string): CoreOptions['catalogue'] {
  const csv = (name: string): string => readFileSync(join(resources, 'catalogue', `${name}.csv`), 'utf8');
  return { products: csv('products'), categories: csv('categories'), trades: csv('trades') };
}
/** What the weighing module is identified by; written with the sources (scripts/weighing.ts). */
function readWeighing(resources: string): string {
  const { sha256 } = JSON.parse(readFileSync(join(resources, 'weighing.json'), 'utf8')) as { readonly sha256: string };
  return sha256;
}

/**
 * Opens the devices and starts the core. Rejects when the data folder is in use (`code` 'core_running') or can't be opened;
 * a device that is missing or broken is a state, not an error.
 */
export async function createTerminal(options: TerminalOptions, surroundings: TerminalSurroundings): Promise<Terminal> {
  const { log, now, secrets, version } = surroundings;
  const catalogue = readCatalogue(surroundings.resources);
  const opened = await openTerminalDevices(options, surroundings);
  let core: Core;
  try {
    core = await createCore({
      dir: options.dir,
      devices: opened.devices,
      clock: { now },
      secrets,
      log,
      server: opened.server,
      enrolCode: options.enrolCode,
      mirror: options.mirror,
      takeaway: options.takeaway,
      scanRules: options.scanRules,
      catalogue,
      trade: options.trade,
      firstRun: options.firstRun,
      version,
      weighing: readWeighing(surroundings.resources),
    });
  } catch (error) {
    await opened.stop();
    throw error;
  }
  log.info({ version, virtual: options.virtual, server: options.server }, 'terminal started');
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await core.stop();
    await opened.stop();
    log.info({}, 'terminal stopped');
  };
  return { core, stop: () => (stopped ??= stop()) };
}
