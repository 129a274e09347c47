import type { Codec } from '../../hardware/scale/codec.ts';
import type { ScaleReading } from '../../shared/scale.ts';

/** "01 02 53" as bytes. */
export const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));
export const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));
export const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

export interface Heard {
  readonly readings: readonly ScaleReading[];
  readonly good: number;
  readonly bad: number;
  readonly resync: number;
  readonly longestRest: number;
}

/** Feeds chunks to a codec that starts from the beginning. */
export function hear<S extends object>(codec: Codec<S>, chunks: readonly Uint8Array[], at = 0): Heard {
  let state = codec.start();
  let heard: Heard = { readings: [], good: 0, bad: 0, resync: 0, longestRest: 0 };
  for (const chunk of chunks) {
    const step = codec.decode(state, chunk, at);
    state = step.state;
    const rest = 'rest' in state && state.rest instanceof Uint8Array ? state.rest.length : 0;
    heard = {
      readings: [...heard.readings, ...step.readings],
      good: heard.good + step.good,
      bad: heard.bad + step.bad,
      resync: heard.resync + step.resync,
      longestRest: Math.max(heard.longestRest, rest),
    };
  }
  return heard;
}

/** Cuts bytes into pieces of the given sizes, and the rest in one. */
export function pieces(bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  const cut: Uint8Array[] = [];
  let from = 0;
  for (const size of sizes) {
    cut.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...cut, bytes.subarray(from)];
}
