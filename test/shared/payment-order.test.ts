import { createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import {
  channelOfCode,
  codeAuthenticated,
  orderBytes,
  orderSigned,
  orderUrl,
  outTradeNo,
  parseOrderPath,
  parseProof,
  proofBytes,
  proofKeyInfo,
  proofKeySalt,
  proofSigned,
  proofText,
  shortCode,
  type PaymentOrder,
  type ProofChannel,
} from '../../shared/payment-order.ts';

/** RFC 8032 section 7.1, tests 1 and 2. */
const seeds = {
  terminal: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
  market: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
};
const keyOf = (seed: string) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'hex')]),
    format: 'der',
    type: 'pkcs8',
  });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const proofKey = Uint8Array.from({ length: 32 }, (_, i) => i);
const codeOf = (bytes: Uint8Array, channel: ProofChannel, amountFen: number): string =>
  shortCode(createHmac('sha256', proofKey).update(codeAuthenticated(bytes, channel)).digest(), channel, amountFen);

const order: PaymentOrder = {
  market: 7,
  terminal: 1024,
  keyId: 1,
  counter: 42,
  amountFen: 1250,
  issuedAt: 1_790_000_000,
  ttlS: 600,
  nonce: 'a1a2a3a4a5a6a7a8',
  linesHash: '0000000000000000',
};

describe('what the proofs are built of, by its standards', () => {
  it('RFC 4226, appendix D: codes of the first ten counters', () => {
    const codes = Array.from({ length: 10 }, (_, counter) => {
      const message = Buffer.alloc(8);
      message.writeUInt32BE(counter, 4);
      const mac = createHmac('sha1', '12345678901234567890').update(message).digest();
      const at = (mac.at(-1) ?? 0) & 15;
      return String((mac.readUInt32BE(at) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
    });
    expect(codes.join(' ')).toBe('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489');
  });
  it('RFC 8032, test 1: key and signature of an empty message', () => {
    const key = keyOf(seeds.terminal);
    const { x } = createPublicKey(key).export({ format: 'jwk' });
    expect(Buffer.from(x ?? '', 'base64url').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect(sign(null, Buffer.alloc(0), key).toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });
  it('RFC 5869, case 1: a derived key', () => {
    const bytesOf = (from: number, count: number) => Buffer.from(Array.from({ length: count }, (_, i) => from + i));
    const okm = hkdfSync('sha256', Buffer.alloc(22, 0x0b), bytesOf(0, 13), bytesOf(0xf0, 10), 42);
    expect(Buffer.from(okm).toString('hex')).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
  });
  it('RFC 4226, section 6: three guesses of an order', () => {
    const chance = (digits: number): number => 3 / 10 ** digits;
    const of1000 = (digits: number): number => 1 - (1 - chance(digits)) ** 1_000;
    expect([4, 6, 8].map((digits) => Number((100 * of1000(digits)).toPrecision(1)))).toEqual([30, 0.3, 0.003]);
    expect(Math.round(100 * of1000(4))).toBe(26);
  });
});

describe('the reference vector of the signed order and its proofs', () => {
  const bytes = orderBytes(order);
  const signature = sign(null, orderSigned(bytes), keyOf(seeds.terminal));
  const url = orderUrl('https://pay.example.cn', bytes, signature);

  it('fits its address into a QR of version 9, its receipt into one of version 8', () => {
    const measured = orderUrl('https://pay.shops.cn', bytes, signature);
    expect(measured).toHaveLength(159);
    expect(encode(measured, { ecc: 'M', border: 0 }).size).toBe(53);
    const some = (count: number) => Uint8Array.from({ length: count }, (_, i) => (i * 37) % 256);
    const receipt = proofText(some(27), some(64));
    expect(receipt).toHaveLength(125);
    expect(encode(receipt, { ecc: 'M', border: 0 }).size).toBe(49);
  });
  it('has these bytes and this signature', () => {
    expect(hex(bytes)).toBe('01000700000400010000002a000004e26ab13b800258a1a2a3a4a5a6a7a80000000000000000');
    expect(hex(signature)).toMatch(/^a2b31a8ad92a0871.*1bcd075a411b090e$/);
    expect(outTradeNo(sha256(bytes), 1)).toBe('O7FBD4BDB1ADD79B8E6725FAFE27601');
  });
  it('has these short codes, and another amount another one', () => {
    const channels = ['wechat', 'alipay', 'unionpay', 'ecny'] as const;
    expect(channels.map((channel) => codeOf(bytes, channel, 1250))).toEqual([
      '1210269',
      '2681690',
      '3914052',
      '4840117',
    ]);
    expect(codeOf(orderBytes({ ...order, amountFen: 125 }), 'wechat', 125)).toBe('1407388');
  });
  it('has this signed receipt', () => {
    const proof = proofBytes({
      keyId: 1,
      orderHash: sha256(bytes).slice(0, 32),
      channel: 'wechat',
      paidFen: 1250,
      paidAt: 1_790_000_033,
    });
    const signed = sign(null, proofSigned(proof), keyOf(seeds.market));
    expect(hex(proof)).toBe('01017fbd4bdb1add79b8e6725fafe27672a001000004e26ab13ba1');
    expect(hex(signed)).toMatch(/^f07ca784101f4b5c.*840b889622ae7903$/);
    expect(proofText(proof, signed)).toHaveLength(125);
    const read = parseProof(proofText(proof, signed));
    expect(read?.proof.orderHash).toBe(sha256(bytes).slice(0, 32));
    expect(
      read !== null &&
        verify(null, proofSigned(read.bytes), createPublicKey(keyOf(seeds.market)), Buffer.from(read.signature)),
    ).toBe(true);
  });
  it('derives a key from its master with HKDF', () => {
    const derived = hkdfSync('sha256', Buffer.alloc(32, 0x11), proofKeySalt(7), proofKeyInfo(1024, 1), 32);
    expect(Buffer.from(derived).toString('hex')).toBe(
      'd7fe1c6c4b923a569dd45ca6dbd88cea5d0ebeadc2249929c26e921526bcece2',
    );
  });
  it('is read back from its address, whole or not at all', () => {
    const path = url.slice('https://pay.example.cn/1/'.length);
    expect(parseOrderPath(path)?.order).toEqual(order);
    for (const broken of ['', path.slice(1), path.slice(0, -1), `${path}A`, `${path.slice(0, 10)}*${path.slice(11)}`])
      expect(parseOrderPath(broken)).toBeNull();
  });
});

describe('an order', () => {
  const orders = fc.record({
    market: fc.integer({ min: 1, max: 65_535 }),
    terminal: fc.integer({ min: 0, max: 4_294_967_295 }),
    keyId: fc.integer({ min: 0, max: 255 }),
    counter: fc.integer({ min: 0, max: 4_294_967_295 }),
    amountFen: fc.integer({ min: 1, max: 4_294_967_295 }),
    issuedAt: fc.integer({ min: 0, max: 4_294_967_295 }),
    ttlS: fc.integer({ min: 0, max: 65_535 }),
    nonce: fc.stringMatching(/^[0-9a-f]{16}$/),
    linesHash: fc.stringMatching(/^[0-9a-f]{16}$/),
  });
  const terminal = keyOf(seeds.terminal);

  it('comes back from its address as it was, and any changed letter breaks the address or the signature', () => {
    fc.assert(
      fc.property(orders, fc.nat(), fc.integer({ min: 1, max: 63 }), (one, where, by) => {
        const bytes = orderBytes(one);
        const path = orderUrl('', bytes, sign(null, orderSigned(bytes), terminal)).slice(3);
        expect(parseOrderPath(path)?.order).toEqual(one);
        const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        const at = where % path.length;
        const other = letters[(letters.indexOf(path[at] ?? '') + by) % 64] ?? '';
        const edited = parseOrderPath(`${path.slice(0, at)}${other}${path.slice(at + 1)}`);
        if (edited === null) return;
        expect(verify(null, orderSigned(edited.bytes), createPublicKey(terminal), Buffer.from(edited.signature))).toBe(
          false,
        );
      }),
      { numRuns: 200 },
    );
  });
  it('has a code of seven digits up to ¥500, of nine above, and only such a one can be tried', () => {
    const small = codeOf(orderBytes(order), 'ecny', 50_000);
    const large = codeOf(orderBytes({ ...order, amountFen: 50_001 }), 'ecny', 50_001);
    expect([small.length, large.length]).toEqual([7, 9]);
    expect(channelOfCode(small, 50_000)).toBe('ecny');
    expect(channelOfCode(small, 50_001)).toBeNull();
    expect(channelOfCode(`5${small.slice(1)}`, 50_000)).toBeNull();
    expect(channelOfCode(`${small.slice(0, -1)}x`, 50_000)).toBeNull();
  });
});
