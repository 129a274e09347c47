import type { ScaleReading } from '../../shared/scale.ts';
import type { Codec, Decoded } from './codec.ts';

/** A codec at work on one opened port: its state is inside. */
export interface Reader {
  decode(chunk: Uint8Array, at: number): Omit<Decoded<never>, 'state'>;
  /** The next question; null where the device speaks unasked. */
  poll(): Uint8Array | null;
  /** Unit price for a price-computing scale, fen per kg. */
  price(fenPerKg: number | null): void;
  /** Bytes kept until their frame is whole. */
  rest(): number;
}

/**
 * Starts a codec. Where no check byte guards the frames, a stable bit counts only when the frame before said the same weight: one
 * flipped digit in a stable frame would else be sold in the very moment.
 */
export function readerOf<S extends object>(codec: Codec<S>): Reader {
  let state = codec.start();
  let before: number | null = null;
  const twice = (reading: ScaleReading): ScaleReading => {
    const same = before !== null && reading.weightG === before;
    before = reading.weightG;
    return reading.stable === true && !same ? { ...reading, stable: false } : reading;
  };
  return {
    decode(chunk, at) {
      const { state: next, readings, ...step } = codec.decode(state, chunk, at);
      state = next;
      return { ...step, readings: codec.checked ? readings : readings.map(twice) };
    },
    poll() {
      if (codec.poll === null) return null;
      const question = codec.poll(state);
      state = question.state;
      return question.bytes;
    },
    price(fenPerKg) {
      state = codec.price?.(state, fenPerKg) ?? state;
    },
    rest: () => ('rest' in state && state.rest instanceof Uint8Array ? state.rest.length : 0),
  };
}
