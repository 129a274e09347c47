import { MOST, NONE } from './sale.ts';

/** What a member of an object may hold. A list: one of these strings. */
export type Type =
  | 'number'
  | 'number or null'
  | 'time'
  | 'text'
  | 'text or null'
  | 'id'
  | 'flag'
  | 'texts'
  | 'nothing'
  | readonly string[];

/**
 * The members of a piece of canonical text, in the order they have there, made ready for scanning. In front of each value stands
 * a literal; `nothing` is a literal with no value behind it.
 */
export interface Program {
  /** For each member: its type, the length of the literal, the number of its words, and these as pairs of place and word. */
  readonly code: Int32Array;
  readonly choices: readonly (readonly Literal[])[];
  /** By member: the number, the index of the choice, `NONE` for null. */
  readonly numbers: Float64Array;
  /** By member: where a text begins and ends, without its quotes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** An ASCII text to be compared four bytes at a time; the last word may overlap the one before it. */
export interface Literal {
  readonly length: number;
  readonly words: Int32Array;
  readonly places: Int32Array;
}

export function literal(text: string): Literal {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < 4) throw new Error(`too short to compare by words: ${text}`);
  const view = new DataView(bytes.buffer);
  const places: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) places.push(at);
  if (bytes.length % 4 !== 0) places.push(bytes.length - 4);
  const words = places.map((at) => view.getInt32(at, true));
  return { length: bytes.length, places: Int32Array.from(places), words: Int32Array.from(words) };
}

export function standsAt(view: DataView, at: number, { words, places }: Literal): boolean {
  for (let i = 0; i < words.length; i += 1)
    if (view.getInt32(at + (places[i] as number), true) !== words[i]) return false;
  return true;
}

const NUMBER = 0;
const NUMBER_OR_NULL = 1;
const TIME = 2;
const TEXT = 3;
const TEXT_OR_NULL = 4;
const ID = 5;
const FLAG = 6;
const TEXTS = 7;
const NOTHING = 8;
const CHOICE = 9;
const codes = {
  number: NUMBER,
  'number or null': NUMBER_OR_NULL,
  time: TIME,
  text: TEXT,
  'text or null': TEXT_OR_NULL,
  id: ID,
  flag: FLAG,
  texts: TEXTS,
  nothing: NOTHING,
} as const;

/** Members as pairs of the literal in front of the value and its type. */
export function program(members: readonly (readonly [string, Type])[]): Program {
  const code = members.flatMap(([text, type]) => {
    const { length, words, places } = literal(text);
    const pairs = Array.from(words, (word, k) => [places[k] as number, word]).flat();
    return [typeof type === 'string' ? codes[type] : CHOICE, length, words.length, ...pairs];
  });
  return {
    code: Int32Array.from(code),
    choices: members.map(([, type]) => (typeof type === 'string' ? [] : type.map((value) => literal(`"${value}"`)))),
    numbers: new Float64Array(members.length),
    starts: new Int32Array(members.length),
    ends: new Int32Array(members.length),
  };
}

/** The members of an object in canonical order; `open` stands in front of the first name. */
export const sorted = (open: string, fields: Readonly<Record<string, Type>>): (readonly [string, Type])[] =>
  Object.keys(fields)
    .sort()
    .map((name, index) => [`${index === 0 ? open : ','}"${name}":`, fields[name] as Type]);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const ZERO = 0x30;
const [OPEN, CLOSED] = [0x5b, 0x5d];
const [SMALL_N, SMALL_T, SMALL_F] = [0x6e, 0x74, 0x66];
const [NULL, TRUE, ALSE] = [literal('null').words[0], literal('true').words[0], literal('alse').words[0]];
/** Largest number of digits that always makes an exact number. */
const DIGITS = 15;

/** Bytes that stand for themselves in a string, and in an id. */
const plain = new Uint8Array(256).map((_, byte) => (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0));
const idByte = new Uint8Array(256).map((_, byte) => (/[A-Za-z0-9._:-]/.test(String.fromCharCode(byte)) ? 1 : 0));

/** The high bit of every byte of a word, the low bit, and some bytes four times. */
const [HIGH, LOW, SPACES, QUOTES, BACKSLASHES] = [-0x7f7f7f80, 0x01010101, 0x20202020, 0x22222222, 0x5c5c5c5c];

/** Whether four bytes are all such as stand for themselves in a string; now and then says no though they are. */
function allPlain(word: number): boolean {
  const quote = word ^ QUOTES;
  const backslash = word ^ BACKSLASHES;
  const control = (word - SPACES) & ~word;
  return ((control | ((quote - LOW) & ~quote) | ((backslash - LOW) & ~backslash)) & HIGH) === 0;
}

/**
 * Follows the program over the bytes from `at` on. The place behind the last value, or -1 where the bytes are anything else.
 * One loop without calls, for it meets every byte of a journal. Behind the last line feed there must be room to read.
 */
export function scan(
  bytes: Uint8Array,
  view: DataView,
  { code, choices, numbers, starts, ends }: Program,
  at: number,
): number {
  let place = at;
  let step = 0;
  for (let i = 0; step < code.length; i += 1) {
    const type = code[step] as number;
    const length = code[step + 1] as number;
    const last = step + 3 + 2 * (code[step + 2] as number);
    for (step += 3; step < last; step += 2)
      if (view.getInt32(place + (code[step] as number), true) !== code[step + 1]) return -1;
    place += length;
    if (type === NOTHING) continue;
    const byte = bytes[place] as number;
    if (type <= TIME) {
      if (byte === SMALL_N) {
        if (type !== NUMBER_OR_NULL || view.getInt32(place, true) !== NULL) return -1;
        numbers[i] = NONE;
        place += 4;
        continue;
      }
      let digit = byte - ZERO;
      if (digit < 0 || digit > 9) return -1;
      const first = place;
      let value = 0;
      do {
        value = value * 10 + digit;
        place += 1;
        digit = (bytes[place] as number) - ZERO;
      } while (digit >= 0 && digit <= 9);
      if ((byte === ZERO && place > first + 1) || place - first > DIGITS || (type !== TIME && value > MOST)) return -1;
      numbers[i] = value;
    } else if (type <= ID) {
      if (byte !== QUOTE) {
        if (type !== TEXT_OR_NULL || view.getInt32(place, true) !== NULL) return -1;
        place += 4;
        continue;
      }
      place += 1;
      starts[i] = place;
      if (type === ID) {
        while (idByte[bytes[place] as number] === 1) place += 1;
      } else {
        while (allPlain(view.getInt32(place, true))) place += 4;
        while (plain[bytes[place] as number] === 1) place += 1;
      }
      if (bytes[place] !== QUOTE) {
        if (type === ID) return -1;
        place = textEnd(bytes, place);
        if (place === -1) return -1;
      }
      ends[i] = place;
      place += 1;
    } else if (type === FLAG) {
      if (byte === SMALL_T && view.getInt32(place, true) === TRUE) place += 4;
      else if (byte === SMALL_F && view.getInt32(place + 1, true) === ALSE) place += 5;
      else return -1;
    } else if (type === CHOICE) {
      const among = choices[i] as readonly Literal[];
      let chosen = 0;
      while (chosen < among.length && !standsAt(view, place, among[chosen] as Literal)) chosen += 1;
      if (chosen === among.length) return -1;
      numbers[i] = chosen;
      place += (among[chosen] as Literal).length;
    } else {
      place = textsEnd(bytes, place);
      if (place === -1) return -1;
    }
  }
  return place;
}

/** Behind a list of strings, or -1. */
function textsEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== OPEN) return -1;
  if (bytes[at + 1] === CLOSED) return at + 2;
  let place = at;
  do {
    if (bytes[place + 1] !== QUOTE) return -1;
    place = textEnd(bytes, place + 2);
    if (place === -1) return -1;
    place += 1;
  } while (bytes[place] === COMMA);
  return bytes[place] === CLOSED ? place + 1 : -1;
}

/** The closing quote of a string, escapes and all, or -1. */
function textEnd(bytes: Uint8Array, at: number): number {
  let place = at;
  for (;;) {
    while (plain[bytes[place] as number] === 1) place += 1;
    if (bytes[place] === QUOTE) return place;
    if (bytes[place] !== BACKSLASH) return -1;
    const size = escapeSize(bytes, place + 1);
    if (size === 0) return -1;
    place += size;
  }
}

const shortEscapes = new Set(Array.from('"\\bfnrt', (char) => char.charCodeAt(0)));
/** Controls that have no short escape: `\u00` and two digits. */
const longEscape = /^u00(?:0[0-7bef]|1[0-9a-f])$/;

/** Bytes of the canonical escape whose backslash stands in front of `at`; 0 when it is none. */
function escapeSize(bytes: Uint8Array, at: number): number {
  if (shortEscapes.has(bytes[at] as number)) return 2;
  return longEscape.test(String.fromCharCode(...bytes.subarray(at, at + 5))) ? 6 : 0;
}
