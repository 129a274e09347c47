import type { ScaleReading, Suggestion } from '../../shared/scale.ts';
import { concat, hexOf, latin, MAX_REST, withoutParity } from './codec.ts';
import type { Answer, Codec, Parity } from './codec.ts';

/** What one frame says. `form` tells shapes of one device apart; by default the frame's length does. */
export interface Told {
  readonly weightG: number | null;
  /** Null where the frame has no such bit: then the rule over frames decides, nobody assumes it. */
  readonly stable: boolean | null;
  readonly tareG?: number | null;
  readonly zero?: boolean | null;
  readonly overload?: boolean;
  readonly underload?: boolean;
  readonly form?: string;
  /** The frame proves itself in a way of its own: weight × unit price is the amount. */
  readonly proved?: boolean;
  readonly suggestions?: readonly Suggestion[];
  /** As of a reading (shared/scale.ts). */
  readonly belowMin?: boolean;
  readonly fenPerKg?: number;
}

export const moving: Told = { weightG: null, stable: false };
export const overloaded: Told = { weightG: null, stable: false, overload: true };
export const underZero: Told = { weightG: null, stable: false, underload: true };

/**
 * What stands at the beginning of the bytes. `more`: unfinished. `noise`: no frame begins with this byte. Else so many bytes are
 * used up: `bad` was to be a frame and is none, `aside` is understood and carries no reading, `same` says that nothing has moved.
 * The verdict must not change when more bytes follow, or the readings would depend on how the stream was cut.
 */
export type Piece =
  | 'more'
  | 'noise'
  | {
      readonly length: number;
      readonly told: Told | 'bad' | 'aside' | 'same';
      readonly answer?: Answer;
      /** The question that is next. */
      readonly turn?: string;
    };

/** Only the first byte goes: a whole frame may begin inside a torn one. */
export const torn: Piece = { length: 1, told: 'bad' };

export interface FramedState {
  readonly rest: Uint8Array;
  /** Form of the frame that ended right before the rest; null after noise. */
  readonly before: string | null;
  readonly last: Told | null;
  readonly turn: string;
  readonly fenPerKg: number | null;
}

export interface FramedSpec {
  readonly protocol: string;
  readonly checked: boolean;
  readonly parity?: Parity | undefined;
  readonly next: (bytes: Uint8Array, fenPerKg: number | null) => Piece;
  /** As of a codec. */
  readonly quiet?: boolean;
  /** The question, by turn; left out where the scale speaks unasked. */
  readonly ask?: ((turn: string, fenPerKg: number | null) => Uint8Array) | undefined;
  readonly zero?: Codec<FramedState>['zero'];
  readonly computing?: boolean;
}

/**
 * A codec for a protocol whose frames can be told from their bytes alone.
 * Without a check byte a weight is believed only from a frame that follows directly on another of the same form: after noise, a torn
 * frame or a lost character one frame is spent to find the rhythm again, and chance never makes two.
 */
export function createFramed(spec: FramedSpec): Codec<FramedState> {
  const { protocol, checked, parity = 'none', next, ask, computing = false } = spec;
  return {
    protocol,
    checked,
    quiet: spec.quiet === true,
    start: () => ({ rest: new Uint8Array(0), before: null, last: null, turn: '', fenPerKg: null }),
    decode(state, chunk, at) {
      const bytes = concat(state.rest, chunk);
      const plain = parity === 'none' ? bytes : bytes.map((byte) => withoutParity(byte, parity));
      const readings: ScaleReading[] = [];
      const answers: Answer[] = [];
      let { before, last, turn } = state;
      let good = 0;
      let bad = 0;
      let resync = 0;
      let from = 0;
      while (from < plain.length) {
        const rest = plain.subarray(from, from + MAX_REST);
        const piece = next(rest, state.fenPerKg);
        if (piece === 'more' && rest.length < MAX_REST) break;
        if (piece === 'more' || piece === 'noise') {
          resync += 1;
          before = null;
          from += 1;
          continue;
        }
        const raw = hexOf(bytes.subarray(from, from + piece.length));
        from += piece.length;
        turn = piece.turn ?? turn;
        answers.push(piece.answer ?? 'over');
        if (piece.told === 'bad') {
          bad += 1;
          before = null;
          continue;
        }
        const told = piece.told === 'same' ? last : piece.told;
        if (told === 'aside' || told === null) {
          good += 1;
          continue;
        }
        if (told.weightG !== null) {
          const form = told.form ?? String(piece.length);
          const follows = before === form;
          const first = before === null;
          before = form;
          if (!checked && !follows && told.proved !== true) {
            if (!first) bad += 1;
            continue;
          }
        }
        good += 1;
        last = told;
        readings.push({
          at,
          weightG: told.weightG,
          tareG: told.tareG ?? null,
          stable: told.stable,
          zero: told.zero ?? null,
          overload: told.overload ?? false,
          underload: told.underload ?? false,
          raw,
          ...(told.suggestions === undefined ? {} : { suggestions: told.suggestions }),
          ...(told.belowMin === undefined ? {} : { belowMin: told.belowMin }),
          ...(told.fenPerKg === undefined ? {} : { fenPerKg: told.fenPerKg }),
        });
      }
      return {
        state: { ...state, rest: bytes.slice(from), before, last, turn },
        readings,
        answers,
        good,
        bad,
        resync,
      };
    },
    poll: ask === undefined ? null : (state) => ({ state, bytes: ask(state.turn, state.fenPerKg) }),
    goAhead: null,
    zero: spec.zero ?? null,
    ...(computing ? { price: (state: FramedState, fenPerKg: number | null) => ({ ...state, fenPerKg }) } : {}),
  };
}

/** Frames that are lines ended by LF, at most `longest` bytes with it. `parse` gets the text without CR LF. */
export const lines =
  (longest: number, parse: (text: string) => Told | 'bad' | 'aside'): FramedSpec['next'] =>
  (bytes) => {
    const end = bytes.subarray(0, longest).indexOf(0x0a);
    if (end < 0) return bytes.length < longest ? 'more' : 'noise';
    const text = latin(bytes.subarray(0, bytes[end - 1] === 0x0d ? end - 1 : end));
    return { length: end + 1, told: parse(text) };
  };

/** Frames between a first and a last byte, at most `longest` bytes with both. */
export const between =
  (
    first: number,
    last: number,
    longest: number,
    parse: (text: string, fenPerKg: number | null) => Told | 'bad' | 'aside',
  ): FramedSpec['next'] =>
  (bytes, fenPerKg) => {
    if (bytes[0] !== first) return 'noise';
    const end = bytes.subarray(0, longest).indexOf(last, 1);
    if (end < 0) return bytes.length < longest ? 'more' : torn;
    const told = parse(latin(bytes.subarray(1, end)), fenPerKg);
    return told === 'bad' ? torn : { length: end + 1, told };
  };
