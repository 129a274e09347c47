/** A value that has no canonical form here. `path` leads to it, `$` being the value itself. */
export class NotCanonical extends Error {
  readonly path: string;
  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.name = 'NotCanonical';
    this.path = path;
  }
}

/**
 * RFC 8785 (JSON Canonicalization Scheme) of JSON whose numbers are safe integers: keys sorted by UTF-16 code units, no
 * white space, strings escaped as ECMAScript's JSON does. Strings are not normalised. The result is a well-formed string;
 * its UTF-8 bytes are what is hashed. Throws `NotCanonical` for anything else (fractions, lone surrogates, undefined, dates).
 */
export const canonicalText = (value: unknown): string => write(value, '$');

function write(value: unknown, path: string): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'string') return writeString(value, path);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new NotCanonical(path, 'not a safe integer');
    // Minus zero becomes 0, as in ECMAScript.
    return String(value);
  }
  if (Array.isArray(value))
    return `[${Array.from(value, (item: unknown, index) => write(item, `${path}[${index}]`)).join(',')}]`;
  if (typeof value === 'object' && Object.prototype.toString.call(value) === '[object Object]') {
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${writeString(key, path)}:${write(member, `${path}.${key}`)}`).join(',')}}`;
  }
  throw new NotCanonical(path, `not JSON (${typeof value})`);
}

function writeString(text: string, path: string): string {
  if (!text.isWellFormed()) throw new NotCanonical(path, 'a lone surrogate');
  return JSON.stringify(text);
}
