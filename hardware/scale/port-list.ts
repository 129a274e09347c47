import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ListedPort, PortIdentity } from '../../shared/scale-port.ts';
import { whereIs } from '../../shared/scale-port.ts';

/** The ports that are there now. */
export type PortList = () => Promise<readonly ListedPort[]>;

/** The serial ports of this machine, with what USB says of them. */
export const listSerial: PortList = async () => {
  const { SerialPort } = await import('serialport');
  const ports = await SerialPort.list();
  return Promise.all(
    ports.map(async (port): Promise<ListedPort> => {
      const { path, manufacturer = '', vendorId, productId, serialNumber = '', locationId } = port;
      const usb =
        vendorId === undefined || productId === undefined
          ? null
          : {
              vendorId: vendorId.toLowerCase(),
              productId: productId.toLowerCase(),
              serialNumber: serialNumber.slice(0, 80),
              location: (locationId ?? (await socketOf(path))).slice(0, 120),
            };
      return { kind: 'serial', path, about: manufacturer.replaceAll('_', ' ').slice(0, 60), usb };
    }),
  );
};

/** `1-2.1:1.0`: the USB socket of a serial device on Linux, which serialport does not list there; empty elsewhere. */
async function socketOf(path: string): Promise<string> {
  const device = await realpath(`/sys/class/tty/${basename(path)}/device`).catch(() => '');
  return /\/(\d+-[\d.]+:\d+\.\d+)(?:\/|$)/.exec(device)?.[1] ?? '';
}

/** A port that is followed over unplugging: its path is asked for anew before each opening. */
export interface FollowedPort {
  /** @throws when it is not there now. */
  path(): Promise<string>;
  /** It was opened: what USB says of it is remembered. */
  opened(): Promise<void>;
  identity(): PortIdentity;
}

/** Follows a port by its USB identity. One that USB does not know, or that nobody lists (a pseudo terminal), stays at its path. */
export function followPort(first: PortIdentity, list: PortList): FollowedPort {
  let identity = first;
  return {
    path: async () => {
      if (identity.usb === null) return identity.path;
      const found = whereIs(identity, await list());
      if (found === null) throw new Error('no such port: its USB device is not plugged in');
      identity = { ...identity, path: found.path };
      return found.path;
    },
    opened: async () => {
      if (identity.usb !== null) return;
      // Without a list the port still works; it is only not followed.
      const ports = await list().catch(() => []);
      const { usb } = ports.find(({ path }) => path === identity.path) ?? { usb: null };
      identity = { ...identity, usb };
    },
    identity: () => identity,
  };
}
