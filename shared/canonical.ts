/** A value that has no canonical form here. `path` leads to it, `$` being the value itself. */
export class NotCanonical extends Error {
  readonly path: string;
  readonly why: string;
  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.name = 'NotCanonical';
    this.path = path;
    this.why = why;
  }
}

/**
 * RFC 8785 (JSON Canonicalization Scheme) of JSON whose numbers are safe integers: keys sorted by UTF-16 code units, no
 * white space, strings escaped as ECMAScript's JSON does. Strings are not normalised. The result is a well-formed string;
 * its UTF-8 bytes are what is hashed. Throws `NotCanonical` for anything else (fractions, lone surrogates, undefined, dates).
 * Every sale waits for this, so the path of a fault is put together only when there is one.
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      if (!Number.isSafeInteger(value)) throw new NotCanonical('$', 'not a safe integer');
      // Minus zero becomes 0, as in ECMAScript.
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? arrayText(value) : objectText(value);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new NotCanonical('$', `not JSON (${typeof value})`);
  }
}

function arrayText(items: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < items.length; i += 1) text += (i === 0 ? '' : ',') + member(items[i], i);
  return `${text}]`;
}

function objectText(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new NotCanonical('$', 'not JSON (an object with a class)');
  const { sorted, openings } = shapeOf(Object.keys(value));
  let text = '{';
  for (let i = 0; i < sorted.length; i += 1) {
    const key = sorted[i] ?? '';
    text += (openings[i] ?? '') + member(Reflect.get(value, key), key);
  }
  return `${text}}`;
}

/** Keys in the order an object has them; the same keys in canonical order, and with what stands before each one's value. */
interface Shape {
  readonly keys: readonly string[];
  readonly sorted: readonly string[];
  readonly openings: readonly string[];
}
/** Records of a kind have the same keys in the same order: each shape is sorted and quoted once. By number of keys. */
const shapes = new Map<number, Shape[]>();
/** Our records have fewer and shorter keys; a foreign document must not fill the memory. */
const MOST_OF_A_LENGTH = 16;
const MOST_KEYS = 48;
const LONGEST_KEYS = 1_000;

function shapeOf(keys: readonly string[]): Shape {
  const known = shapes.get(keys.length) ?? [];
  for (const shape of known) if (shape.keys.every((key, i) => key === keys[i])) return shape;
  const sorted = keys.toSorted();
  const shape = { keys, sorted, openings: sorted.map((key, i) => `${i === 0 ? '' : ','}${quoted(key)}:`) };
  if (known.length < MOST_OF_A_LENGTH && keys.length <= MOST_KEYS && keys.join('').length <= LONGEST_KEYS)
    shapes.set(keys.length, [...known, shape]);
  return shape;
}

function member(value: unknown, step: string | number): string {
  try {
    return canonicalText(value);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new NotCanonical(`$${typeof step === 'number' ? `[${step}]` : `.${step}`}${error.path.slice(1)}`, error.why);
  }
}

/** Only units that JSON writes as they are: no quote, backslash, control character or half of a pair. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new NotCanonical('$', 'a lone surrogate');
  return JSON.stringify(text);
}
