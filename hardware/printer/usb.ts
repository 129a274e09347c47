import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { askStatus } from './encode.ts';
import { createEar, sendSliced } from './session.ts';
import type { PrinterSession, PrinterTransport } from './session.ts';

/** How often the printer is asked for bytes, and a full one offered the rest, ms. */
const LOOK_MS = 10;
const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A printer of the USB printer class on Linux, `/dev/usb/lp0` (the number changes with the socket). The kernel's usblp takes a
 * write only after the printer took the one before. Opened without blocking: a blocking read would keep a thread of the
 * process for ever, since most printers say nothing unasked.
 */
export const usbPrinter = (path: string): PrinterTransport => ({
  hears: true,
  connect: async (ms) => {
    // The kernel lets one in at a time: the job before may not have closed yet, or another program prints.
    for (let patience = Math.ceil(ms / LOOK_MS); ; patience -= 1) {
      try {
        return sessionOn(await open(path, constants.O_RDWR | constants.O_NONBLOCK));
      } catch (error) {
        if (!isCode(error, 'EBUSY') || patience <= 0) throw error;
        await wait(LOOK_MS);
      }
    }
  },
});

function sessionOn(device: FileHandle): PrinterSession {
  const ear = createEar();
  let open = true;
  const listen = async (): Promise<void> => {
    const bytes = new Uint8Array(256);
    while (open) {
      try {
        const { bytesRead } = await device.read(bytes, 0, bytes.length, null);
        if (bytesRead > 0) ear.hear(bytes.subarray(0, bytesRead));
        else await wait(LOOK_MS);
      } catch (error) {
        if (!isCode(error, 'EAGAIN')) return ear.die(why(error));
        await wait(LOOK_MS);
      }
    }
  };
  const listening = listen();

  const writeSlice = async (slice: Uint8Array, stallMs: number): Promise<boolean> => {
    let from = 0;
    for (let patience = Math.ceil(stallMs / LOOK_MS); patience > 0 && ear.died() === null;) {
      try {
        const { bytesWritten } = await device.write(slice, from, slice.length - from, null);
        from += bytesWritten;
        if (from === slice.length) return true;
      } catch (error) {
        if (!isCode(error, 'EAGAIN')) {
          ear.die(why(error));
          return false;
        }
        patience -= 1;
        await wait(LOOK_MS);
      }
    }
    return false;
  };
  const send = (bytes: Uint8Array, stallMs: number): Promise<boolean> =>
    sendSliced(bytes, (slice) => writeSlice(slice, stallMs));

  return {
    wordWithin: ear.wordWithin,
    byteWithin: ear.byteWithin,
    send,
    // There is no end to close in good order. A question that prints nothing is taken only after all that was sent before.
    finish: (ms) => send(askStatus(1), ms),
    died: ear.died,
    destroy: () => {
      open = false;
      void listening.then(() => device.close()).catch(() => undefined);
    },
  };
}
