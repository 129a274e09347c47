import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { askStatus } from './encode.ts';
import { isOffline, isStatus, offlineCause, paperEnded } from './status.ts';
import type { PrinterSays } from './status.ts';

/** One connection to a printer, for one job. */
export interface PrinterSession {
  /** Resolves with the first byte `wanted` takes, or null after `ms` or when the line died. */
  byteWithin(ms: number, wanted: (byte: number) => boolean): Promise<number | null>;
  /** Resolves true when the system took every byte, false when the line died or took nothing for `stallMs`. */
  send(bytes: Uint8Array, stallMs: number): Promise<boolean>;
  /** Ends our half and waits for the printer's: true when it closed in good order within `ms`. */
  finish(ms: number): Promise<boolean>;
  /** Why the line died; null while it lives. */
  died(): string | null;
  destroy(): void;
}

const SLICE = 4096;

/** Connects; rejects with a plain reason when nobody answers within `ms`. */
export function openSession(host: string, port: number, ms: number): Promise<PrinterSession> {
  return new Promise((resolve, reject) => {
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
  });
}

function sessionOn(socket: Socket): PrinterSession {
  const waiting = new Set<(byte: number | null) => void>();
  let death: string | null = null;
  let finishing = false;
  socket.on('data', (bytes: Buffer) => {
    for (const byte of bytes) for (const one of Array.from(waiting)) one(byte);
  });
  const die = (why: string): void => {
    if (finishing && why === 'closed') return;
    death ??= why;
    for (const one of Array.from(waiting)) one(null);
  };
  socket.on('error', (error) => die(error.message));
  socket.on('end', () => die('closed'));
  socket.on('close', () => die('closed'));

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
    byteWithin: (ms, wanted) =>
      new Promise((resolve) => {
        if (death !== null) return resolve(null);
        const one = (byte: number | null): void => {
          if (byte !== null && !wanted(byte)) return;
          clearTimeout(timer);
          waiting.delete(one);
          resolve(byte);
        };
        const timer = setTimeout(() => one(null), ms);
        waiting.add(one);
      }),
    async send(bytes, stallMs) {
      for (let from = 0; from < bytes.length; from += SLICE) {
        if (death !== null || !(await writeSlice(bytes.subarray(from, from + SLICE), stallMs))) return false;
      }
      return death === null;
    },
    finish: (ms) =>
      new Promise((resolve) => {
        if (death !== null) return resolve(false);
        finishing = true;
        const timer = setTimeout(() => socket.destroy(new Error('no end')), ms);
        socket.once('close', (hadError) => {
          clearTimeout(timer);
          resolve(!hadError);
        });
        socket.end();
      }),
    died: () => death,
    destroy: () => void socket.destroy(),
  };
}

/**
 * Asks DLE EOT one question after the other, for many printers answer only some of them and the answers carry no name.
 * Each answer is waited for `ms`. Never prints.
 */
export async function askPrinter(session: PrinterSession, ms: number): Promise<PrinterSays> {
  const ask = async (kind: 1 | 2 | 4): Promise<number | null> => {
    const answer = session.byteWithin(ms, isStatus);
    if (!(await session.send(askStatus(kind), ms))) return null;
    return answer;
  };
  const paper = await ask(4);
  if (paper !== null && paperEnded(paper)) return 'paper out';
  const printer = await ask(1);
  if (printer !== null && isOffline(printer)) {
    const cause = await ask(2);
    return cause === null ? 'offline' : offlineCause(cause);
  }
  return paper === null && printer === null ? 'unknown' : 'ready';
}
