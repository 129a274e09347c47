import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, NotCanonical } from '../../shared/canonical.ts';

const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed());
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('json'), { maxLength: 6 }),
    fc.dictionary(text, tie('json'), { maxKeys: 6 }),
  ),
}));

describe('canonical text', () => {
  it('is that of the reference implementation for any JSON of whole numbers', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalText(value)).toBe(canonicalize(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        const read: unknown = JSON.parse(canonicalText(value));
        expect(canonicalText(read)).toBe(canonicalText(value));
      }),
    );
  });

  it('sorts keys by UTF-16 code units, not by code points', () => {
    // RFC 8785, section 3.2.3
    expect(canonicalText({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
  });

  it('does not depend on the order of fields', () => {
    expect(canonicalText({ b: [1, { d: null, c: true }], a: '番茄"\n' })).toBe(
      '{"a":"番茄\\"\\n","b":[1,{"c":true,"d":null}]}',
    );
    expect(canonicalText(-0)).toBe('0');
  });

  it.each([
    ['a fraction', { a: [1.5] }, '$.a[0]'],
    ['a number beyond 2^53', 2 ** 53, '$'],
    ['infinity', [Infinity], '$[0]'],
    ['not a number', NaN, '$'],
    ['half a character', { a: '\ud83d' }, '$.a'],
    ['half a character in a key', { '\udc00': 1 }, '$'],
    ['a missing value', { a: undefined }, '$.a'],
    ['a hole', Array.from({ length: 1 }), '$[0]'],
    ['a date', new Date(0), '$'],
    ['a bigint', 1n, '$'],
    ['a function', () => 1, '$'],
    ['a map', new Map(), '$'],
  ])('refuses %s and says where it is', (_what, value, path) => {
    try {
      canonicalText(value);
    } catch (error) {
      expect(error).toBeInstanceOf(NotCanonical);
      expect((error as NotCanonical).path).toBe(path);
      return;
    }
    expect.fail('nothing was refused');
  });
});
