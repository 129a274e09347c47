import type { Cable } from './cable.ts';
import type { Pan } from './pan.ts';
import type { Twin } from './twin.ts';

/** What may go wrong on the way, for tests. `every` counts messages; cut and garbled ones are spoilt on the wire only. */
export type WireFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'silent' }
  /** Pieces of so many bytes, one every `gapMs`. */
  | { readonly kind: 'pieces'; readonly size: number; readonly gapMs: number }
  /** One bit of every n-th message is flipped, each time another. */
  | { readonly kind: 'garbled'; readonly every: number }
  /** Every n-th message loses its second half. */
  | { readonly kind: 'cut'; readonly every: number }
  /** Noise before every n-th message. */
  | { readonly kind: 'noise'; readonly every: number }
  /** The scale talks 7E1 or 7O1 to a port that reads 8N1. */
  | { readonly kind: 'parity'; readonly parity: 'even' | 'odd' };

export interface VirtualScale {
  fault(fault: WireFault): void;
  /** The last message that went over the wire, and when; empty before the first. */
  last(): { readonly bytes: Uint8Array; readonly at: number };
  stop(): Promise<void>;
}

const UNASKED_MS = 100;
const NOISE = Uint8Array.of(0x00, 0xff, 0x55, 0x01, 0x41);

/** A scale on the far side of a cable. It shares no code with the drivers that must understand it. */
export function createVirtualScale({
  pan,
  twin,
  cable,
  now,
  onSaid,
}: {
  readonly pan: Pan;
  readonly twin: Twin;
  readonly cable: Cable;
  readonly now: () => number;
  readonly onSaid: () => void;
}): VirtualScale {
  let fault: WireFault = { kind: 'none' };
  let said: { readonly bytes: Uint8Array; readonly at: number } = { bytes: new Uint8Array(0), at: 0 };
  let messages = 0;
  let wasStable = true;
  let queue: Uint8Array[] = [];
  let dripping: NodeJS.Timeout | undefined;

  const drip = (gapMs: number): void => {
    const piece = queue.shift();
    dripping = undefined;
    if (piece === undefined) return;
    cable.send(piece);
    dripping = setTimeout(() => drip(gapMs), gapMs);
  };

  const say = (message: Uint8Array): void => {
    const wired = spoil(message, fault, (messages += 1));
    if (wired === null) return;
    if (message.length > 1) said = { bytes: wired, at: now() };
    if (fault.kind === 'pieces') {
      for (let from = 0; from < wired.length; from += fault.size) queue.push(wired.subarray(from, from + fault.size));
      if (dripping === undefined) drip(fault.gapMs);
    } else cable.send(wired);
    onSaid();
  };

  cable.onData((bytes) => {
    for (const message of twin.hear(bytes)) say(message);
  });
  const clock = setInterval(() => {
    const message = twin.unasked();
    if (message !== null) say(message);
    // The display moves also when nobody asks.
    const { stable } = pan.look();
    if (!stable || !wasStable) onSaid();
    wasStable = stable;
  }, UNASKED_MS);

  return {
    fault(next) {
      fault = next;
      messages = 0;
      queue = [];
    },
    last: () => said,
    async stop() {
      clearInterval(clock);
      clearTimeout(dripping);
      queue = [];
      await cable.stop();
    },
  };
}

/** What reaches the other side; null when nothing does. */
function spoil(message: Uint8Array, fault: WireFault, count: number): Uint8Array | null {
  switch (fault.kind) {
    case 'none':
    case 'pieces':
      return message;
    case 'silent':
      return null;
    case 'garbled': {
      if (count % fault.every !== 0) return message;
      const garbled = Uint8Array.from(message);
      const turn = count / fault.every;
      const at = turn % garbled.length;
      garbled[at] = (garbled[at] ?? 0) ^ (1 << (turn % 7));
      return garbled;
    }
    case 'cut':
      return count % fault.every === 0 ? message.subarray(0, Math.ceil(message.length / 2)) : message;
    case 'noise':
      return count % fault.every === 0 ? Uint8Array.from([...NOISE, ...message]) : message;
    case 'parity':
      return message.map((byte) => {
        const odd = [0, 1, 2, 3, 4, 5, 6].reduce((ones, bit) => ones + ((byte >> bit) & 1), 0) % 2 === 1;
        return odd === (fault.parity === 'even') ? byte | 0x80 : byte & 0x7f;
      });
  }
}
