import { askStatus } from './encode.ts';
import { createWordReader, isDrawerHigh, isOffline, offlineCause, paperEnded } from './status.ts';
import type { PrinterSays, PrinterWord } from './status.ts';

/** One connection to a printer, for one job. */
export interface PrinterSession {
  /** Resolves with the first word `wanted` takes, or null after `ms` or when the line died. */
  wordWithin(ms: number, wanted: (word: PrinterWord) => boolean): Promise<PrinterWord | null>;
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
  readonly died: PrinterSession['died'];
}

export function createEar(): Ear {
  const waiting = new Set<(word: PrinterWord | null) => void>();
  const read = createWordReader();
  let death: string | null = null;
  return {
    hear(bytes) {
      for (const byte of bytes) {
        const word = read(byte);
        if (word !== null) for (const one of Array.from(waiting)) one(word);
      }
    },
    die(why) {
      death ??= why;
      for (const one of Array.from(waiting)) one(null);
    },
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

/** What a printer answered to the questions about its state; `drawerHigh` null when it said nothing of its drawer's switch. */
export interface PrinterAnswer {
  readonly says: PrinterSays;
  readonly drawerHigh: boolean | null;
}

/**
 * Asks DLE EOT one question after the other, for many printers answer only some of them and the answers carry no name.
 * Each answer is waited for `ms`. Never prints.
 */
export async function askPrinter(session: PrinterSession, ms: number): Promise<PrinterAnswer> {
  const ask = async (kind: 1 | 2 | 4): Promise<number | null> => {
    const answer = session.wordWithin(ms, (word) => word.kind === 'status');
    if (!(await session.send(askStatus(kind), ms))) return null;
    const word = await answer;
    return word?.kind === 'status' ? word.byte : null;
  };
  const paper = await ask(4);
  if (paper !== null && paperEnded(paper)) return { says: 'paper out', drawerHigh: null };
  const printer = await ask(1);
  const drawerHigh = printer === null ? null : isDrawerHigh(printer);
  if (printer !== null && isOffline(printer)) {
    const cause = await ask(2);
    return { says: cause === null ? 'offline' : offlineCause(cause), drawerHigh };
  }
  return { says: paper === null && printer === null ? 'unknown' : 'ready', drawerHigh };
}
