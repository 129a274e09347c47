import type { Log } from '../../shared/log.ts';
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
}
export interface HidHandle {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(bytes: Buffer): Promise<number>;
  close(): Promise<void>;
}

const SCALE_PAGE = 0x8d;

/**
 * A USB HID scale as a stream of input reports, found by its usage page, or by `path`.
 * Replugging is found by looking again, up to every 1.6 s. Run against a HID device of the Linux kernel (`npm run vm`), not yet against a real scale.
 */
export function createHid(
  { path }: { readonly path?: string },
  deps: { readonly now: () => number; readonly log: Log; readonly hid?: HidAccess },
): ByteStream {
  const { now, log, hid } = deps;
  const load = hid === undefined ? loadNodeHid : () => Promise.resolve(hid);
  return createLine({ name: path ?? 'HID scale', connect: connectHid(load, path), now, log });
}

/** Loaded when first needed: a stall without a HID scale never loads the native module. */
async function loadNodeHid(): Promise<HidAccess> {
  const { default: nodeHid } = await import('node-hid');
  return nodeHid;
}

const connectHid =
  (load: () => Promise<HidAccess>, wanted: string | undefined): Connect =>
  async ({ data, lost }) => {
    const hid = await load();
    const devices = await hid.devicesAsync();
    const path = wanted ?? devices.find((device) => device.usagePage === SCALE_PAGE && device.path !== undefined)?.path;
    if (path === undefined || (wanted !== undefined && !devices.some((device) => device.path === wanted)))
      throw new Error('no scale on USB');
    const handle = await hid.HIDAsync.open(path);
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
