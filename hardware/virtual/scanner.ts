import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchView } from '../../shared/bench-view.ts';
import type { Cable } from './cable.ts';
import { createSerialScannerTwin } from './scanner-twins.ts';
import type { ScannerTwin } from './scanner-twins.ts';

/** What may go wrong on a scanner's line, for tests. */
export type ScannerFault =
  | { readonly kind: 'none' }
  /** Pieces of so many bytes, one every `gapMs`. */
  | { readonly kind: 'pieces'; readonly size: number; readonly gapMs: number }
  /** Bytes that are no text before each code. */
  | { readonly kind: 'noise' }
  /** The code loses its second half, and with it its end. */
  | { readonly kind: 'cut' }
  /** The scanner talks 7E1 to a port that reads 8N1: half of its characters have the top bit. */
  | { readonly kind: 'parity' };

export interface VirtualScanner {
  view(): NonNullable<BenchView['scanner']>;
  /** Holds a code before it; goes nowhere while its cable is out. */
  read(text: string, aim: string): void;
  plug(plugged: boolean): void;
  fault(fault: ScannerFault): void;
  stop(): Promise<void>;
}

const NOISE = Uint8Array.of(0x00, 0xff, 0x55, 0x01, 0x0d);

/** A scanner at the far end of a serial cable: bytes of a common model, text and CR LF. */
export function createVirtualScanner(
  cable: Cable,
  onChange: () => void,
  twin: ScannerTwin = createSerialScannerTwin({ sendsAim: false }),
): VirtualScanner {
  let plugged = true;
  let sent = 0;
  let fault: ScannerFault = { kind: 'none' };
  /** What is sent, and the cable going in and out, one after another. */
  let line: Promise<void> = Promise.resolve();
  const send = async (message: Uint8Array): Promise<void> => {
    const wired = spoil(message, fault);
    const { size, gapMs } = fault.kind === 'pieces' ? fault : { size: wired.length, gapMs: 0 };
    for (let from = 0; from < wired.length; from += size) {
      if (from > 0) await sleep(gapMs);
      cable.send(wired.subarray(from, from + size));
    }
  };
  return {
    view: () => ({ plugged, sent }),
    read(text, aim) {
      if (!plugged) return;
      sent += 1;
      for (const message of twin.read(text, aim)) line = line.then(() => send(message));
      onChange();
    },
    plug(next) {
      if (next === plugged) return;
      plugged = next;
      line = line.then(() => (next ? cable.plug() : cable.unplug()));
      onChange();
    },
    fault: (next) => void (fault = next),
    async stop() {
      await line;
      await cable.stop();
    },
  };
}

/** What reaches the other side. */
function spoil(message: Uint8Array, fault: ScannerFault): Uint8Array {
  switch (fault.kind) {
    case 'none':
    case 'pieces':
      return message;
    case 'noise':
      return Uint8Array.from([...NOISE, ...message]);
    case 'cut':
      return message.subarray(0, Math.ceil(message.length / 2));
    case 'parity':
      return message.map((byte) => {
        const ones = [0, 1, 2, 3, 4, 5, 6].filter((bit) => ((byte >> bit) & 1) === 1).length;
        return ones % 2 === 1 ? byte | 0x80 : byte;
      });
  }
}
