import type { ListedPort } from '../../shared/scale-port.ts';
import type { BenchView } from '../../shared/bench-view.ts';
import type { DeviceConfig } from '../devices.ts';
import type { VirtualBench } from '../ports.ts';
import type { PortList } from '../scale/port-list.ts';
import { createPtyCable, createTcpCable } from './cable.ts';
import type { Cable } from './cable.ts';
import { createNetworkGate } from './network.ts';
import { createVirtualLabeler } from './label-printer.ts';
import { createPan } from './pan.ts';
import { createVirtualPrinter } from './printer.ts';
import type { VirtualPrinter } from './printer.ts';
import { createVirtualScale } from './scale.ts';
import { createVirtualScanner } from './scanner.ts';
import type { VirtualScale } from './scale.ts';
import type { VirtualScanner } from './scanner.ts';
import { printableFrame } from './twin.ts';
import { scaleTwins } from './twins.ts';
import type { TwinProtocol } from './twins.ts';

export interface VirtualStallOptions {
  readonly now: () => number;
  readonly protocol: TwinProtocol;
  readonly columns: 32 | 48;
  /** The market server; null without one. */
  readonly serverUrl: string | null;
  readonly maxG?: number;
  readonly eG?: number;
  /** `pty` falls back to TCP where the system has no pseudo terminals; `config` tells which it became. */
  readonly transport?: 'pty' | 'tcp';
}

export interface VirtualStall {
  readonly bench: VirtualBench;
  readonly config: DeviceConfig;
  /** The ports a scale may be looked for at: that of the virtual scale, while it is plugged in. */
  readonly ports: PortList;
  /** The server behind the network gate; null without a server. */
  readonly serverUrl: string | null;
  /** For tests: faults on the wires and of the printer. */
  readonly scale: VirtualScale;
  readonly cable: Cable;
  /** Null where the system has no pseudo terminals. */
  readonly scanner: VirtualScanner | null;
  readonly printer: VirtualPrinter;
  stop(): Promise<void>;
}

/** The far side of the terminal's own scanner. */
function scannerConfig(cable: Cable | null): DeviceConfig['scanner'] {
  const connection = cable?.connection();
  return connection?.kind === 'serial' ? { protocol: 'serial', connection: { path: connection.path } } : null;
}

/** A port in the words of a list of ports. */
function scalePort(cable: Cable): ListedPort {
  const connection = cable.connection();
  if (connection.kind === 'hid') throw new Error('a cable is no USB');
  const path = connection.kind === 'serial' ? connection.path : `${connection.host}:${connection.port}`;
  return { kind: connection.kind, path, usb: null, about: 'virtual' };
}

/** About 20 changes a second reach the bench page. */
const CHANGE_MS = 50;
const SHOWN_LABELS = 3;

/** Virtual scale, printer, drawer and network of one stall, on real ports with real bytes. */
export async function startVirtualStall(options: VirtualStallOptions): Promise<VirtualStall> {
  const { now, protocol, columns, serverUrl, maxG = 15_000, eG = 5, transport = 'pty' } = options;
  const listeners = new Set<(view: BenchView) => void>();
  let drawer: BenchView['drawer'] = { open: false, kicks: 0, at: null };
  let change: NodeJS.Timeout | undefined;

  const changed = (): void => {
    if (listeners.size === 0) return;
    change ??= setTimeout(() => {
      change = undefined;
      const seen = view();
      for (const listener of Array.from(listeners)) listener(seen);
    }, CHANGE_MS);
  };

  const pan = createPan({ now, maxG, eG });
  const cable = (transport === 'pty' ? await createPtyCable('steady') : null) ?? (await createTcpCable());
  const twin = scaleTwins[protocol](pan);
  const scale = createVirtualScale({ pan, twin, cable, now, onSaid: changed });
  let scalePlugged = true;
  const scannerCable = await createPtyCable('steady');
  const scanner = scannerCable === null ? null : createVirtualScanner(scannerCable, changed);
  const printer = await createVirtualPrinter({
    columns,
    drawerOpen: () => drawer.open,
    onChange: changed,
    onKick() {
      drawer = { open: true, kicks: drawer.kicks + 1, at: now() };
      changed();
    },
  });
  const labeler = await createVirtualLabeler(changed);
  const gate = serverUrl === null ? null : await createNetworkGate(serverUrl);
  // Without a server the bench still has its switch; it has nothing to cut.
  let network: BenchView['network'] = 'online';
  /** A cable is in or out, never between. */
  let moving: Promise<void> = Promise.resolve();

  const view = (): BenchView => {
    const look = pan.look();
    const last = scale.last();
    return {
      scale: {
        protocol,
        loadG: pan.loadG(),
        tareG: look.tareG,
        indicatedG: look.netG,
        state: look.overload ? 'overload' : look.stable ? 'stable' : 'moving',
        maxG,
        frame: printableFrame(last.bytes),
        frameAt: last.at,
        plugged: scalePlugged,
      },
      printer: { columns, fault: printer.fault(), paper: printer.paper() },
      scanner: scanner?.view() ?? null,
      labeler: { fault: labeler.fault(), labels: labeler.labels().slice(-SHOWN_LABELS) },
      drawer,
      network,
    };
  };

  const stop = async (): Promise<void> => {
    clearTimeout(change);
    listeners.clear();
    await Promise.all([scale.stop(), scanner?.stop(), printer.stop(), labeler.stop(), gate?.stop()]);
  };

  const bench: VirtualBench = {
    scalePort: scalePort(cable).path,
    view,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    load(grams, alive) {
      pan.load(grams, alive);
      changed();
    },
    tareKey() {
      pan.tare();
      changed();
    },
    shake() {
      pan.shake();
      changed();
    },
    printerFault: (fault) => printer.setFault(fault),
    plug(device, plugged) {
      if (device === 'scanner') return scanner?.plug(plugged);
      if (plugged === scalePlugged) return;
      scalePlugged = plugged;
      moving = moving.then(() => (plugged ? cable.plug() : cable.unplug()));
      changed();
    },
    scan: (text) => scanner?.read(text, ']C0'),
    labelerFault: (fault) => {
      labeler.setFault(fault);
    },
    tear() {
      printer.tear();
      labeler.tear();
    },
    closeDrawer() {
      drawer = { ...drawer, open: false };
      changed();
    },
    network(mode) {
      network = mode;
      gate?.setMode(mode);
      changed();
    },
    stop,
  };

  return {
    bench,
    config: {
      scale: { protocol, connection: cable.connection(), plate: { id: 'virtual-scale', serial: 'V0001', maxG, eG } },
      printer: {
        connection: { kind: 'tcp', host: '127.0.0.1', port: printer.port },
        model: columns === 32 ? 'escpos-58' : 'escpos-80',
      },
      labeler: { connection: { kind: 'tcp', host: '127.0.0.1', port: labeler.port }, model: 'tspl-40x30' },
      display: null,
      scanner: scannerConfig(scannerCable),
    },
    ports: async () => {
      await moving;
      return scalePlugged ? [scalePort(cable)] : [];
    },
    serverUrl: gate?.url ?? null,
    scale,
    cable,
    scanner,
    printer,
    stop,
  };
}
