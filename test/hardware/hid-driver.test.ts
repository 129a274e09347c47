import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createHidPos } from '../../hardware/scale/hid-pos.ts';
import { createHid, hidScale } from '../../hardware/scale/hid.ts';
import type { HidAccess, HidDevice } from '../../hardware/scale/hid.ts';
import { createScale } from '../../hardware/scale/scale.ts';
import { hex } from './bytes.ts';
import { deps, listen, plate } from './listening.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

/** Shaped like node-hid's asynchronous half. */
function fakeHid() {
  let devices: readonly HidDevice[] = [];
  let handle: (EventEmitter & { write(bytes: Buffer): Promise<number>; close(): Promise<void> }) | null = null;
  const written: string[] = [];
  let closed = 0;
  const access: HidAccess = {
    devicesAsync: () => Promise.resolve(devices),
    HIDAsync: {
      open() {
        const emitter = new EventEmitter();
        handle = Object.assign(emitter, {
          write(bytes: Buffer) {
            written.push(bytes.toString('hex'));
            return Promise.resolve(bytes.length);
          },
          close() {
            closed += 1;
            return Promise.resolve();
          },
        });
        return Promise.resolve(handle);
      },
    },
  };
  return {
    access,
    written,
    closed: () => closed,
    opened: () => handle !== null,
    plug: () =>
      void (devices = [
        { path: 'kbd', usagePage: 1 },
        { path: 'scale', usagePage: 0x8d, usage: 0x20 },
      ]),
    unplug() {
      devices = [];
      const old = handle;
      handle = null;
      old?.emit('error', new Error('could not read from HID device'));
    },
    report: (bytes: string) => handle?.emit('data', Buffer.from(hex(bytes))),
  };
}

describe('a USB HID scale (against a fake of node-hid, no kernel)', () => {
  test('is found by its usage page, read, zeroed, lost and found again', async () => {
    const hid = fakeHid();
    const scale = createScale({
      plate,
      stream: createHid({ kind: hidScale }, { ...deps, hid: hid.access }),
      codec: createHidPos(),
      ...deps,
    });
    const { readings, becomes } = listen(scale, open);
    await becomes('absent');
    hid.plug();
    await vi.waitFor(() => expect(hid.opened()).toBe(true), { timeout: 5000 });
    hid.report('03 04 02 00 0A 00');
    hid.report('03 04 02 00 90 00');
    expect(readings).toMatchObject([{ weightG: 144, stable: true }]);
    expect(scale.state()).toBe('online');
    const zeroing = scale.zero();
    await vi.waitFor(() => expect(hid.written).toEqual(['0202']));
    hid.report('03 02 02 00 00 00');
    expect(await zeroing).toBe('done');
    hid.unplug();
    await becomes('absent');
    expect(hid.closed()).toBe(1);
    hid.plug();
    await vi.waitFor(() => expect(hid.opened()).toBe(true), { timeout: 5000 });
  });
});
