import { createWordReader } from './status.ts';
import type { PrinterWord } from './status.ts';

/** One connection to a printer, for one job. */
export interface PrinterSession {
  /** Resolves with the first word `wanted` takes, or null after `ms` or when the line died. */
  wordWithin(ms: number, wanted: (word: PrinterWord) => boolean): Promise<PrinterWord | null>;
  /** Resolves with the next byte as it is, or null after `ms` or when the line died: for printers that speak no ESC/POS. */
  byteWithin(ms: number): Promise<number | null>;
  /** Resolves true when the system took every byte, false when the line died or took nothing for `stallMs`. */
  send(bytes: Uint8Array, stallMs: number): Promise<boolean>;
  /** Ends our half and waits for the printer's: true when it closed in good order within `ms`. */
  finish(ms: number): Promise<boolean>;
  /** Why the line died; null while it lives. */
  died(): string | null;
  destroy(): void;
}

/** The way to a printer. */
export interface PrinterTransport {
  /** Whether anything can be heard of the printer. Where not, nothing is asked: the question itself would be a print job. */
  readonly hears: boolean;
  /** Makes one connection; rejects with a plain reason when it can't be had within `ms`. */
  connect(ms: number): Promise<PrinterSession>;
}

/** The hearing half of a session, the same for every transport: words for whoever waits, and the one death. */
export interface Ear {
  hear(bytes: Uint8Array): void;
  die(why: string): void;
  readonly wordWithin: PrinterSession['wordWithin'];
  readonly byteWithin: PrinterSession['byteWithin'];
  readonly died: PrinterSession['died'];
}

export function createEar(): Ear {
  const waiting = new Set<(word: PrinterWord | null) => void>();
  const bare = new Set<(byte: number | null) => void>();
  const read = createWordReader();
  let death: string | null = null;
  return {
    hear(bytes) {
      for (const byte of bytes) {
        for (const one of Array.from(bare)) one(byte);
        const word = read(byte);
        if (word !== null) for (const one of Array.from(waiting)) one(word);
      }
    },
    die(why) {
      death ??= why;
      for (const one of Array.from(waiting)) one(null);
      for (const one of Array.from(bare)) one(null);
    },
    byteWithin: (ms) =>
      new Promise((resolve) => {
        if (death !== null) return resolve(null);
        const one = (byte: number | null): void => {
          clearTimeout(timer);
          bare.delete(one);
          resolve(byte);
        };
        const timer = setTimeout(() => one(null), ms);
        bare.add(one);
      }),
    wordWithin: (ms, wanted) =>
      new Promise((resolve) => {
        if (death !== null) return resolve(null);
        const one = (word: PrinterWord | null): void => {
          if (word !== null && !wanted(word)) return;
          clearTimeout(timer);
          waiting.delete(one);
          resolve(word);
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
