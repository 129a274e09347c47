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

/** Makes one connection; rejects with a plain reason when it can't be had within `ms`. */
export type PrinterConnect = (ms: number) => Promise<PrinterSession>;

/** The hearing half of a session, the same for every transport: bytes for whoever waits, and the one death. */
export interface Ear {
  hear(bytes: Uint8Array): void;
  die(why: string): void;
  readonly byteWithin: PrinterSession['byteWithin'];
  readonly died: PrinterSession['died'];
}

export function createEar(): Ear {
  const waiting = new Set<(byte: number | null) => void>();
  let death: string | null = null;
  return {
    hear(bytes) {
      for (const byte of bytes) for (const one of Array.from(waiting)) one(byte);
    },
    die(why) {
      death ??= why;
      for (const one of Array.from(waiting)) one(null);
    },
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
    died: () => death,
  };
}

const SLICE = 4096;

/** Hands bytes on in slices, so that a full line holds the next one back; false as soon as one was not taken. */
export async function sendSliced(
  bytes: Uint8Array,
  writeSlice: (slice: Uint8Array) => Promise<boolean>,
): Promise<boolean> {
  for (let from = 0; from < bytes.length; from += SLICE)
    if (!(await writeSlice(bytes.subarray(from, from + SLICE)))) return false;
  return true;
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
