import type { Log } from '../shared/log.ts';
import type { Picture } from '../shared/receipt.ts';
import type { ListedPort, UsbIdentity } from '../shared/scale-port.ts';
import type { ScalePlate, ScaleProtocol } from '../shared/scale.ts';
import { createLineDisplay } from './display/display.ts';
import { displayCodecs } from './display/protocols.ts';
import type { DisplayProtocol } from './display/protocols.ts';
import type { ByteStream, Devices, LabelPrinter, LineDisplay, Printer, Scale, Scanner } from './ports.ts';
import { createLabelPrinter } from './printer/label-printer.ts';
import { labelProfiles } from './printer/label-profile.ts';
import type { LabelModel } from './printer/label-profile.ts';
import { createPrinter } from './printer/printer.ts';
import { printerProfiles } from './printer/profile.ts';
import type { PrinterModel } from './printer/profile.ts';
import { queuePrinter } from './printer/queue.ts';
import { serialPrinter } from './printer/serial.ts';
import type { PrinterTransport } from './printer/session.ts';
import { tcpPrinter } from './printer/tcp.ts';
import { usbPrinter } from './printer/usb.ts';
import type { DriverOptions } from './scale/driver.ts';
import { scaleDrivers } from './scale/drivers.ts';
import { createScaleFinder } from './scale/finder.ts';
import type { HidAccess } from './scale/hid.ts';
import { createHid, hidScale, hidScanner, listHidScales } from './scale/hid.ts';
import { listSerial } from './scale/port-list.ts';
import type { PortList } from './scale/port-list.ts';
import { createSerial } from './scale/serial.ts';
import type { SerialSettings } from './scale/serial.ts';
import { createTcp } from './scale/tcp.ts';
import { scannerDrivers } from './scanner/drivers.ts';

export type ScaleConnection =
  | ({ readonly kind: 'serial' } & SerialSettings)
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'hid'; readonly path?: string; readonly usb?: UsbIdentity };

export interface ScaleConfig {
  readonly protocol: ScaleProtocol;
  readonly connection: ScaleConnection;
  /** What the frames don't tell; the driver's own defaults when left out. */
  readonly options?: DriverOptions;
  /** From the nameplate; e and Max in grams. */
  readonly plate: { readonly id: string; readonly serial: string; readonly maxG: number; readonly eG: number };
}

/** The devices of one stall. Null where it has none. */
export interface DeviceConfig {
  readonly scale: ScaleConfig | null;
  /** A second scale, to weigh again with. */
  readonly second?: ScaleConfig | null;
  readonly printer: { readonly connection: PrinterConnection; readonly model: PrinterModel } | null;
  /** For the head of receipts; absent: none. */
  readonly logo?: Picture;
  readonly labeler?: { readonly connection: PrinterConnection; readonly model: LabelModel } | null;
  readonly display: DisplayConfig | null;
  readonly scanner: ScannerConfig | null;
}

export type ScannerConfig =
  | { readonly protocol: 'serial'; readonly connection: SerialSettings }
  | { readonly protocol: 'hid-pos'; readonly path?: string };

export interface DisplayConfig {
  readonly protocol: DisplayProtocol;
  readonly connection: SerialSettings;
}

export type PrinterConnection =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'usb'; readonly path: string }
  | ({ readonly kind: 'serial' } & SerialSettings)
  | { readonly kind: 'queue'; readonly path: string };

export interface DeviceDeps {
  readonly now: () => number;
  readonly log: Log;
  /** The ports there are; asked of the system unless told. */
  readonly ports?: PortList;
  /** USB HID devices; node-hid unless told. */
  readonly hid?: HidAccess;
}

/**
 * Makes the devices of a stall. Nothing is opened yet: the scale with its `start()`, the printer with each job; a device that
 * isn't there is a state, never an error. `bench` is null: who starts virtual devices puts theirs in.
 */
export function openDevices(config: DeviceConfig, deps: DeviceDeps): Devices {
  return {
    scale: config.scale === null ? null : openScale(config.scale, deps),
    second: config.second === undefined || config.second === null ? null : openScale(config.second, deps),
    finder: createScaleFinder({
      now: deps.now,
      ports: deps.ports ?? (() => listPorts(deps.hid)),
      taken: takenPaths(config),
      openStream: (connection) => openStream(connection, deps),
      openScale: (scale) => openScale(scale, deps),
    }),
    printer: config.printer === null ? null : openPrinter(config.printer, config.logo, deps),
    labeler: config.labeler === null || config.labeler === undefined ? null : openLabeler(config.labeler, deps),
    display: config.display === null ? null : openDisplay(config.display, deps),
    scanner: config.scanner === null ? null : openScanner(config.scanner, deps),
    bench: null,
  };
}

/** Ports of other devices: nobody may put a scale's questions to a printer. */
const takenPaths = ({ printer, labeler, display, scanner }: DeviceConfig): readonly string[] => [
  ...(labeler?.connection.kind === 'serial' ? [labeler.connection.path] : []),
  ...(printer?.connection.kind === 'serial' ? [printer.connection.path] : []),
  ...(display === null ? [] : [display.connection.path]),
  ...(scanner?.protocol === 'serial' ? [scanner.connection.path] : []),
];

const listPorts = async (access: HidAccess | undefined): Promise<readonly ListedPort[]> => {
  const [serial, hid] = await Promise.allSettled([listSerial(), listHidScales(access)]);
  return [...(serial.status === 'fulfilled' ? serial.value : []), ...(hid.status === 'fulfilled' ? hid.value : [])];
};

const openDisplay = ({ protocol, connection }: DisplayConfig, deps: DeviceDeps): LineDisplay =>
  createLineDisplay({ codec: displayCodecs[protocol], stream: createSerial(connection, deps), log: deps.log });

function openScanner(config: ScannerConfig, deps: DeviceDeps): Scanner {
  const path = config.protocol === 'hid-pos' && config.path !== undefined ? { path: config.path } : {};
  const stream =
    config.protocol === 'serial'
      ? createSerial(config.connection, deps)
      : createHid({ kind: hidScanner, ...path }, deps);
  return scannerDrivers[config.protocol].scanner(stream, deps.log);
}

const openPrinter = (
  { connection, model }: NonNullable<DeviceConfig['printer']>,
  logo: Picture | undefined,
  deps: DeviceDeps,
): Printer =>
  createPrinter({
    port: printerPort(connection),
    transport: printerTransport(connection),
    profile: printerProfiles[model],
    ...(logo === undefined ? {} : { logo }),
    ...deps,
  });

const openLabeler = ({ connection, model }: NonNullable<DeviceConfig['labeler']>, deps: DeviceDeps): LabelPrinter =>
  createLabelPrinter({
    port: printerPort(connection),
    transport: printerTransport(connection),
    profile: labelProfiles[model],
    log: deps.log,
  });

const printerPort = (connection: PrinterConnection): string =>
  connection.kind === 'tcp' ? `${connection.host}:${connection.port}` : connection.path;

function printerTransport(connection: PrinterConnection): PrinterTransport {
  switch (connection.kind) {
    case 'tcp':
      return tcpPrinter(connection.host, connection.port);
    case 'usb':
      return usbPrinter(connection.path);
    case 'serial':
      return serialPrinter(connection);
    case 'queue':
      return queuePrinter(connection.path);
  }
}

/** A scale by its driver. */
export function openScale({ protocol, connection, options, plate: given }: ScaleConfig, deps: DeviceDeps): Scale {
  const driver = scaleDrivers[protocol];
  const plate: ScalePlate = {
    ...given,
    minG: 20 * given.eG,
    protocol,
    verifiedOnDevice: driver.verifiedOnDevice !== null,
    canZero: driver.canZero,
    canTare: false,
  };
  return driver.scale({ plate, stream: openStream(connection, deps), ...deps }, options);
}

function openStream(connection: ScaleConnection, deps: DeviceDeps): ByteStream {
  switch (connection.kind) {
    case 'serial':
      return createSerial(connection, deps);
    case 'tcp':
      return createTcp(connection, deps);
    case 'hid':
      return createHid({ ...connection, kind: hidScale }, deps);
  }
}
