import { SerialPort } from 'serialport';
import type { SerialSettings } from '../scale/serial.ts';
import { createEar, sendSliced } from './session.ts';
import type { PrinterSession, PrinterTransport } from './session.ts';

/** A printer on a serial port, 9600 8N1 unless told. A printer that can't keep up holds the line back by XON/XOFF. */
export const serialPrinter = ({
  path,
  baudRate = 9600,
  dataBits = 8,
  parity = 'none',
  stopBits = 1,
}: SerialSettings): PrinterTransport => ({
  hears: true,
  connect: () =>
    new Promise((resolve, reject) => {
      const port = new SerialPort({
        path,
        baudRate,
        dataBits,
        parity,
        stopBits,
        xon: true,
        xoff: true,
        autoOpen: false,
      });
      port.open((error) => {
        if (error !== null && error !== undefined) reject(error);
        else resolve(sessionOn(port));
      });
    }),
});

function sessionOn(port: SerialPort): PrinterSession {
  const ear = createEar();
  port.on('data', (bytes: Uint8Array) => ear.hear(bytes));
  port.on('error', (error) => ear.die(error.message));
  port.on('close', () => ear.die('closed'));

  /** Resolves true when `done` was called without an error before `ms` were over. */
  const within = (ms: number, start: (done: (error: Error | null | undefined) => void) => void): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      start((error) => {
        clearTimeout(timer);
        resolve(error === null || error === undefined);
      });
    });
  const writeSlice = async (slice: Uint8Array, stallMs: number): Promise<boolean> =>
    ear.died() === null && within(stallMs, (done) => port.write(slice, done));

  return {
    wordWithin: ear.wordWithin,
    byteWithin: ear.byteWithin,
    send: async (bytes, stallMs) =>
      (await sendSliced(bytes, (slice) => writeSlice(slice, stallMs))) && ear.died() === null,
    // Drained: the last bit has left the port.
    finish: (ms) => (ear.died() === null ? within(ms, (done) => port.drain(done)) : Promise.resolve(false)),
    died: ear.died,
    destroy: () => {
      if (port.isOpen) port.close(() => undefined);
    },
  };
}
