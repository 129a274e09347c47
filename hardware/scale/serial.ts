import { SerialPort } from 'serialport';
import type { Log } from '../../shared/log.ts';
import type { ByteStream } from '../ports.ts';
import type { UsbIdentity } from '../../shared/scale-port.ts';
import { createLine } from './line.ts';
import type { Connect } from './line.ts';
import { followPort, listSerial } from './port-list.ts';
import type { PortList } from './port-list.ts';

/** How a serial line is set. */
export interface LineSettings {
  readonly baudRate?: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly stopBits?: 1 | 2;
}

export interface SerialSettings extends LineSettings {
  /** Device file or COM port; pseudo terminals are in no list of ports and are named by hand. */
  readonly path: string;
  /** The adapter, if USB knows it: then it is found again under whatever name. */
  readonly usb?: UsbIdentity | null;
}

/**
 * A serial port as a byte stream; 9600 8N1 unless told. Modem lines are left alone: pseudo terminals and some adapters refuse them.
 * A USB adapter that comes back under another name is found by what USB says of it.
 */
export function createSerial(
  settings: SerialSettings,
  deps: { readonly now: () => number; readonly log: Log; readonly ports?: PortList },
): ByteStream {
  const { now, log, ports = listSerial } = deps;
  const port = followPort({ kind: 'serial', path: settings.path, usb: settings.usb ?? null }, ports);
  const connect: Connect = async (on) => {
    const link = await connectSerial({ ...settings, path: await port.path() })(on);
    void port.opened();
    return link;
  };
  return createLine({ name: settings.path, connect, now, log });
}

const connectSerial =
  ({ path, baudRate = 9600, dataBits = 8, parity = 'none', stopBits = 1 }: SerialSettings): Connect =>
  ({ data, lost }) =>
    new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate, dataBits, parity, stopBits, autoOpen: false });
      let closing = false;
      port.on('data', (bytes: Uint8Array) => data(bytes));
      // Without a listener an error of the port would end the process; a loss is told by 'close' as well.
      port.on('error', () => {});
      port.on('close', (error: Error | null) => closing || lost(error?.message ?? 'port closed'));
      port.open((error) => {
        if (error !== null && error !== undefined) return reject(error);
        resolve({
          write: (bytes) =>
            new Promise((written, failed) => {
              port.write(bytes, (problem) => (problem === null || problem === undefined ? written() : failed(problem)));
            }),
          close: () =>
            new Promise((closed) => {
              closing = true;
              if (port.isOpen) port.close(() => closed());
              else closed();
            }),
        });
      });
    });
