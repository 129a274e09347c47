import { EventEmitter } from 'node:events';
import type { HidAccess, HidDevice } from '../../hardware/scale/hid.ts';
import { hex } from './bytes.ts';

type Handle = EventEmitter & { write(bytes: Buffer): Promise<number>; close(): Promise<void> };

const keyboard: HidDevice = { path: 'kbd', usagePage: 1 };
const plainScale: HidDevice = { path: 'scale', usagePage: 0x8d, usage: 0x20 };

/** Shaped like node-hid's asynchronous half: what is plugged in, and a handle for each device that is open. */
export function fakeHid() {
  let devices: readonly HidDevice[] = [];
  const handles = new Map<string, Handle>();
  const written: string[] = [];
  let closed = 0;
  const access: HidAccess = {
    devicesAsync: () => Promise.resolve(devices),
    HIDAsync: {
      open(path) {
        const handle = Object.assign(new EventEmitter(), {
          write(bytes: Buffer) {
            written.push(bytes.toString('hex'));
            return Promise.resolve(bytes.length);
          },
          close() {
            closed += 1;
            if (handles.get(path) === handle) handles.delete(path);
            return Promise.resolve();
          },
        });
        handles.set(path, handle);
        return Promise.resolve(handle);
      },
    },
  };
  return {
    access,
    written,
    closed: () => closed,
    opened: (path = 'scale') => handles.has(path),
    plug: (scales: readonly HidDevice[] = [plainScale]) => void (devices = [keyboard, ...scales]),
    unplug() {
      devices = [];
      const old = [...handles.values()];
      handles.clear();
      for (const handle of old) handle.emit('error', new Error('could not read from HID device'));
    },
    report: (bytes: string, path = 'scale') => handles.get(path)?.emit('data', Buffer.from(hex(bytes))),
  };
}
