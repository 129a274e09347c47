import type { ScaleReading } from '../../shared/scale.ts';

/** No decoder keeps more than this between two chunks. */
export const MAX_REST = 256;

/**
 * What else a device said.
 * `go_ahead`: ask for the value now. `over`: this question is answered. `zeroed`, `zero_refused`: the answer to a zero command.
 */
export type Answer = 'go_ahead' | 'over' | 'zeroed' | 'zero_refused';

/** One decoding step. Readings carry the read time of the chunk that completed them. */
export interface Decoded<S> {
  readonly state: S;
  readonly readings: readonly ScaleReading[];
  readonly answers: readonly Answer[];
  /** What this step adds to the frame counters. */
  readonly good: number;
  readonly bad: number;
  readonly resync: number;
}

/**
 * One wire protocol as pure functions: bytes in, readings out, the state (with the unfinished rest, ≤ 256 B) handed back.
 * The result of a stream doesn't depend on how it was cut into chunks, except in `hid-pos`, where a chunk is a report.
 */
export interface Codec<S> {
  readonly protocol: string;
  /** The state after the port was opened. */
  start(): S;
  decode(state: S, chunk: Uint8Array, at: number): Decoded<S>;
  /** The next question; null where the device speaks unasked. */
  readonly poll: ((state: S) => { readonly state: S; readonly bytes: Uint8Array }) | null;
  /** Sent on `go_ahead`. */
  readonly goAhead: Uint8Array | null;
  /** The zero command, and where its result shows: in an answer, or only in the readings after it. */
  readonly zero: { readonly bytes: Uint8Array; readonly shownBy: 'answer' | 'reading' } | null;
}

/** Lower-case hex of the bytes, for the evidence. */
export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** ASCII text to bytes. */
export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0) & 0x7f);

/** Bytes to text, one character for each byte. */
export const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

const WHOLE_GRAMS: Readonly<Record<string, number>> = { kg: 3, g: 0 };

/**
 * Grams of an unsigned decimal text such as "01.234", in integers only. Null when it is no number, when the unit isn't
 * metric (kg, g), or when the weight isn't a whole number of grams: such a frame is refused, never rounded.
 */
export function gramsOf(text: string, unit: string): number | null {
  const parts = /^(\d{1,7})(?:\.(\d{1,6}))?$/.exec(text);
  const places = WHOLE_GRAMS[unit];
  if (parts === null || places === undefined) return null;
  const fraction = (parts[2] ?? '').padEnd(places, '0');
  if (/[^0]/.test(fraction.slice(places))) return null;
  return Number(`${parts[1]}${fraction.slice(0, places)}`);
}

/** Negates without ever making −0. */
export const signed = (negative: boolean, value: number): number => (negative && value !== 0 ? -value : value);

export type Parity = 'none' | 'even' | 'odd';
/** Stands for a byte whose parity bit was wrong: no frame has it. */
const SPOILT = 0xff;

/**
 * The seven data bits of a byte from a 7E1 or 7O1 device that is read as 8N1, where the parity arrives as the eighth bit.
 * A byte with the wrong parity becomes 0xFF, which fits no frame. With `none` the byte is left as it is.
 */
export function withoutParity(byte: number, parity: Parity): number {
  if (parity === 'none') return byte;
  let odd = byte;
  odd ^= odd >> 4;
  odd ^= odd >> 2;
  odd ^= odd >> 1;
  return (odd & 1) === (parity === 'odd' ? 1 : 0) ? byte & 0x7f : SPOILT;
}

/** Which of several shapes a device sends, learned from its own frames. */
export interface LearnedForm {
  readonly known: string | null;
  readonly candidate: string | null;
  readonly streak: number;
}
export const nothingLearned: LearnedForm = { known: null, candidate: null, streak: 0 };

/**
 * Judges a frame's form: accepted when it is the known one, or when `needed` frames in a row had it. Two accepted forms side
 * by side would undo a check (a flipped bit turns one into the other), so a new form must prove itself first.
 */
export function learn(
  form: LearnedForm,
  seen: string,
  needed: number,
): { readonly form: LearnedForm; readonly accepted: boolean } {
  if (form.known === seen)
    return { form: form.streak === 0 ? form : { known: seen, candidate: null, streak: 0 }, accepted: true };
  const streak = form.candidate === seen ? form.streak + 1 : 1;
  if (streak < needed) return { form: { known: form.known, candidate: seen, streak }, accepted: false };
  return { form: { known: seen, candidate: null, streak: 0 }, accepted: true };
}
