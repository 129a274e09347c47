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
  /** Every frame proves itself by a check byte (or by USB's own check). Else one frame alone is not trusted (`reader.ts`). */
  readonly checked: boolean;
  /** The state after the port was opened. */
  start(): S;
  decode(state: S, chunk: Uint8Array, at: number): Decoded<S>;
  /** Says nothing for long while all is well: its silence is no sign of a line that hangs. */
  readonly quiet?: boolean;
  /** The next question; null where the device speaks unasked. */
  readonly poll: ((state: S) => { readonly state: S; readonly bytes: Uint8Array }) | null;
  /** Sent on `go_ahead`. */
  readonly goAhead: Uint8Array | null;
  /** The zero command, and where its result shows: in an answer, or only in the readings after it. */
  readonly zero: { readonly bytes: Uint8Array; readonly shownBy: 'answer' | 'reading' } | null;
  /** A price-computing scale is told the unit price here, fen per kg; null takes it back. */
  readonly price?: (state: S, fenPerKg: number | null) => S;
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

/** Units of trade here, in grams. 斤 (500 g) only where the installer says that the scale shows it: no frame names it. */
const UNIT_GRAMS = { kg: 1000, g: 1, jin: 500 } as const;
export type WeightUnit = keyof typeof UNIT_GRAMS;
const isUnit = (unit: string): unit is WeightUnit => Object.hasOwn(UNIT_GRAMS, unit);
const MOST_GRAMS = 10_000_000;

/**
 * Grams of `digits` with so many decimals (negative: the digits stand for tens, hundreds …), in integers only. Null when it isn't
 * a whole number of grams or above 10 t: such a frame is refused, never rounded.
 */
export function gramsOfDigits(digits: number, decimals: number, unit: WeightUnit): number | null {
  const raw = digits * UNIT_GRAMS[unit] * 10 ** Math.max(0, -decimals);
  const divisor = 10 ** Math.max(0, decimals);
  return raw % divisor === 0 && raw / divisor <= MOST_GRAMS ? raw / divisor : null;
}

/** Grams of an unsigned decimal text such as "01.234"; null when it is no number or the unit isn't one of trade here. */
export function gramsOf(text: string, unit: string): number | null {
  const parts = /^(\d{1,8})(?:\.(\d{1,4}))?$/.exec(text);
  if (parts === null || !isUnit(unit)) return null;
  const fraction = parts[2] ?? '';
  return gramsOfDigits(Number(`${parts[1]}${fraction}`), fraction.length, unit);
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
