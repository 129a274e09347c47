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
  let text = '{';
  for (const key of Object.keys(value).toSorted())
    text += (text === '{' ? '' : ',') + quoted(key) + ':' + member(Reflect.get(value, key), key);
  return `${text}}`;
}

function member(value: unknown, step: string | number): string {
  try {
    return canonicalText(value);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new NotCanonical(`$${typeof step === 'number' ? `[${step}]` : `.${step}`}${error.path.slice(1)}`, error.why);
  }
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new NotCanonical('$', 'a lone surrogate');
  return JSON.stringify(text);
}
