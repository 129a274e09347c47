import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createEar, sendSliced } from './session.ts';
import type { PrinterSession, PrinterTransport } from './session.ts';

/** A printer on a raw TCP port, 9100 by habit. Such printers serve one connection at a time. */
export const tcpPrinter = (host: string, port: number): PrinterTransport => ({
  hears: true,
  connect: (ms) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      const timer = setTimeout(() => socket.destroy(new Error('no answer')), ms);
      let problem = 'no connection';
      socket.on('error', (error) => (problem = error.message));
      const refused = (): void => {
        clearTimeout(timer);
        reject(new Error(problem));
      };
      socket.once('close', refused);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('close', refused);
        resolve(sessionOn(socket));
      });
    }),
});

function sessionOn(socket: Socket): PrinterSession {
  const ear = createEar();
  let finishing = false;
  const closed = (): void => {
    if (!finishing) ear.die('closed');
  };
  socket.on('data', (bytes: Buffer) => ear.hear(bytes));
  socket.on('error', (error) => ear.die(error.message));
  socket.on('end', closed);
  socket.on('close', closed);

  const writeSlice = (slice: Uint8Array, stallMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (taken: boolean): void => {
        clearTimeout(timer);
        socket.off('close', lost);
        resolve(taken);
      };
      const lost = (): void => end(false);
      const timer = setTimeout(lost, stallMs);
      socket.once('close', lost);
      // The callback comes when the system took the bytes, so a full line holds the next slice back.
      socket.write(slice, (error) => end(error === null || error === undefined));
    });

  return {
    wordWithin: ear.wordWithin,
    byteWithin: ear.byteWithin,
    send: async (bytes, stallMs) =>
      (await sendSliced(bytes, (slice) =>
        ear.died() === null ? writeSlice(slice, stallMs) : Promise.resolve(false),
      )) && ear.died() === null,
    finish: (ms) =>
      new Promise((resolve) => {
        if (ear.died() !== null) return resolve(false);
        finishing = true;
        const timer = setTimeout(() => socket.destroy(new Error('no end')), ms);
        socket.once('close', (hadError) => {
          clearTimeout(timer);
          resolve(!hadError);
        });
        socket.end();
      }),
    died: ear.died,
    destroy: () => void socket.destroy(),
  };
}
