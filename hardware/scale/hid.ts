import type { Log } from '../../shared/log.ts';
import type { ListedPort, UsbIdentity } from '../../shared/scale-port.ts';
import type { ByteStream } from '../ports.ts';
import { createLine } from './line.ts';
import type { Connect } from './line.ts';

/** What is used of node-hid's asynchronous half; the synchronous one can crash the process when closed during a read. */
export interface HidAccess {
  devicesAsync(): Promise<readonly HidDevice[]>;
  readonly HIDAsync: { open(path: string): Promise<HidHandle> };
}
export interface HidDevice {
  readonly path?: string | undefined;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
  readonly vendorId?: number | undefined;
  readonly productId?: number | undefined;
  readonly serialNumber?: string | undefined;
  readonly product?: string | undefined;
}
export interface HidHandle {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(bytes: Buffer): Promise<number>;
  sendFeatureReport?(bytes: Buffer): Promise<number>;
  close(): Promise<void>;
}

/** A kind of USB HID device of the point of sale. */
export interface HidKind {
  readonly name: string;
  readonly usagePage: number;
  /** Feature report that brings devices of some makers into this mode, by vendor id. */
  readonly wake?: { readonly vendors: readonly number[]; readonly report: Uint8Array };
}
export const hidScale: HidKind = { name: 'scale', usagePage: 0x8d };
/** Honeywell's (0C2E, 23D0) must be asked to send reports (@point-of-sale/webhid-barcode-scanner 1.2.2). */
export const hidScanner: HidKind = {
  name: 'scanner',
  usagePage: 0x8c,
  wake: { vendors: [0x0c2e, 0x23d0], report: Uint8Array.of(0xfe, 0x01) },
};

/**
 * A USB HID device as a stream of input reports, found by its usage page, or by `path`.
 * Replugging is found by looking again, every 0.8 s at the latest. Run against a HID scale of the Linux kernel (`npm run vm`), not yet against a real device.
 */
export function createHid(
  { kind, path, usb }: { readonly kind: HidKind; readonly path?: string; readonly usb?: UsbIdentity },
  deps: { readonly now: () => number; readonly log: Log; readonly hid?: HidAccess },
): ByteStream {
  const { now, log, hid } = deps;
  const load = hid === undefined ? loadNodeHid : () => Promise.resolve(hid);
  return createLine({ name: path ?? `HID ${kind.name}`, connect: connectHid(load, kind, { path, usb }), now, log });
}

/** Loaded when first needed: a stall without a HID device never loads the native module. */
async function loadNodeHid(): Promise<HidAccess> {
  const { default: nodeHid } = await import('node-hid');
  return nodeHid;
}

const usbOf = ({ vendorId = 0, productId = 0, serialNumber = '' }: HidDevice): UsbIdentity => ({
  vendorId: vendorId.toString(16).padStart(4, '0'),
  productId: productId.toString(16).padStart(4, '0'),
  serialNumber: serialNumber.slice(0, 80),
  location: '',
});
const isSame = (a: UsbIdentity, b: UsbIdentity): boolean =>
  a.vendorId === b.vendorId && a.productId === b.productId && a.serialNumber === b.serialNumber;

/** Linux names a device once for each of its collections. */
const onePerPath = (devices: readonly HidDevice[]): readonly HidDevice[] => [
  ...new Map(devices.map((one) => [`${one.usagePage ?? 0} ${one.path ?? ''}`, one])).values(),
];

/** USB scales that are plugged in. */
export async function listHidScales(hid?: HidAccess): Promise<readonly ListedPort[]> {
  const devices = await (hid ?? (await loadNodeHid())).devicesAsync();
  return onePerPath(devices).flatMap((one): ListedPort[] =>
    one.usagePage !== hidScale.usagePage || one.path === undefined
      ? []
      : [{ kind: 'hid', path: one.path, about: (one.product ?? '').slice(0, 60), usb: usbOf(one) }],
  );
}

/** By path, by what USB says of it, or the first of its kind. @throws where two look alike: one of them would be weighed on, unseen which. */
function wantedOf(devices: readonly HidDevice[], kind: HidKind, { path, usb }: Wanted): HidDevice | undefined {
  if (path !== undefined) return devices.find((one) => one.path === path);
  const may = devices.filter(
    (one) => one.usagePage === kind.usagePage && (usb === undefined || isSame(usb, usbOf(one))),
  );
  if (usb !== undefined && may.length > 1) throw new Error(`not found: ${may.length} ${kind.name}s on USB look alike`);
  return may[0];
}

interface Wanted {
  readonly path: string | undefined;
  readonly usb: UsbIdentity | undefined;
}

const connectHid =
  (load: () => Promise<HidAccess>, kind: HidKind, wanted: Wanted): Connect =>
  async ({ data, lost }) => {
    const hid = await load();
    const device = wantedOf(onePerPath(await hid.devicesAsync()), kind, wanted);
    const path = device?.path;
    if (path === undefined) throw new Error(`no such ${kind.name} on USB`);
    const handle = await hid.HIDAsync.open(path);
    const { wake } = kind;
    if (wake !== undefined && wake.vendors.includes(device?.vendorId ?? 0))
      await handle.sendFeatureReport?.(Buffer.from(wake.report));
    let ended = false;
    const end = async (): Promise<void> => {
      if (ended) return;
      ended = true;
      // After an unplug the handle still holds its read; a second failure says nothing new.
      await handle.close().catch(() => {});
    };
    handle.on('data', (report) => data(report));
    // Pulling the cable arrives as 'error'; unheard it would end the process.
    handle.on('error', (error) => {
      if (ended) return;
      void end();
      lost(error.message);
    });
    return {
      async write(bytes) {
        await handle.write(Buffer.from(bytes));
      },
      close: end,
    };
  };
