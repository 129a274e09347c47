import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReceiptPath, receiptPath, receiptText } from '../../shared/receipt-code.ts';
import type { ReceiptCode } from '../../shared/receipt-code.ts';

const codes: fc.Arbitrary<ReceiptCode> = fc.record({
  terminal: fc.integer({ min: 0, max: 4_294_967_295 }),
  epoch: fc.integer({ min: 0, max: 2_147_483_647 }),
  seq: fc.integer({ min: 1, max: 2_147_483_647 }),
  payableFen: fc.integer({ min: 0, max: 1_000_000_000 }),
  day: fc.constantFrom('2026-11-23', '2027-01-01', '2099-12-31'),
  hashStart: fc.stringMatching(/^[0-9a-f]{32}$/),
});
const key = generateKeyPairSync('ed25519');
const signed = (code: ReceiptCode): string =>
  sign(null, Buffer.from(receiptText(code)), key.privateKey).toString('base64url');

describe('the code on a receipt', () => {
  test('gives back what was put in, with a signature that checks', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const path = receiptPath(code, signed(code));
        const read = parseReceiptPath(path);
        expect(read?.code).toEqual(code);
        expect(
          verify(null, Buffer.from(receiptText(code)), key.publicKey, Buffer.from(read?.signature ?? '', 'base64url')),
        ).toBe(true);
        // Node's own base64url is the oracle of ours.
        expect(Buffer.from(path, 'base64url').toString('base64url')).toBe(path);
        expect(Buffer.from(path, 'base64url')).toHaveLength(101);
      }),
    );
  });

  test('a changed amount, day or number does not check', () => {
    fc.assert(
      fc.property(codes, fc.integer({ min: 1, max: 36 }), fc.integer({ min: 1, max: 255 }), (code, at, flip) => {
        const bytes = Buffer.from(receiptPath(code, signed(code)), 'base64url');
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const read = parseReceiptPath(bytes.toString('base64url'));
        const checks =
          read !== null &&
          verify(null, Buffer.from(receiptText(read.code)), key.publicKey, Buffer.from(read.signature, 'base64url'));
        expect(checks).toBe(false);
      }),
    );
  });

  test('anything else is not a receipt', () => {
    expect(parseReceiptPath('')).toBeNull();
    expect(parseReceiptPath('hello')).toBeNull();
    expect(parseReceiptPath('%%%')).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseReceiptPath(text)).not.toThrow();
      }),
    );
  });
});
