import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProofs, openMaster } from '../../../market/payments/proofs.ts';
import { openVault } from '../../../market/payments/vault.ts';
import { openServerKey } from '../../../market/server-key.ts';
import { channelOfCode, orderBytes, parseProof, proofSigned } from '../../../shared/payment-order.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stall-pos-vault-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('the secrets of the gateway at rest', () => {
  it('are read back with the key, lie nowhere in clear, and are for the owner alone', async () => {
    const place = join(dir, 'one');
    const source = { kind: 'file', path: join(dir, 'payment.key') } as const;
    const vault = await openVault(place, source);
    await vault.write('wechat', Buffer.from('the private key of the channel'));
    expect((await (await openVault(place, source)).read('wechat'))?.toString()).toBe('the private key of the channel');
    for (const name of await readdir(place)) {
      expect(await readFile(join(place, name), 'latin1')).not.toContain('private key');
      expect((await stat(join(place, name))).mode & 0o077).toBe(0);
    }
    expect((await stat(source.path)).mode & 0o077).toBe(0);
  });
  it('open with the same passphrase only, and another one is told at the start', async () => {
    const place = join(dir, 'two');
    const vault = await openVault(place, { kind: 'passphrase', text: '三月的雨' });
    await vault.write('wechat', Buffer.from('k'));
    const again = await openVault(place, { kind: 'passphrase', text: '三月的雨' });
    expect((await again.read('wechat'))?.toString()).toBe('k');
    await expect(openVault(place, { kind: 'passphrase', text: '四月的雨' })).rejects.toThrow('does not open');
  });
  it('refuse to stand in for each other, and to be changed', async () => {
    const vault = await openVault(join(dir, 'three'), { kind: 'key', text: '11'.repeat(32) });
    const sealed = vault.seal('merchant:12:alipay', Buffer.from('token'));
    expect(() => vault.open('merchant:8:alipay', sealed)).toThrow('does not open');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    bytes[14] = (bytes[14] ?? 0) ^ 1;
    expect(() => vault.open('merchant:12:alipay', `v1.${bytes.toString('base64url')}`)).toThrow('does not open');
    expect(() => vault.open('merchant:12:alipay', 'v1.AAAA')).toThrow('damaged');
  });
  it('say what is wrong with a key that is none', async () => {
    await writeFile(join(dir, 'bad.key'), 'short');
    await expect(openVault(join(dir, 'four'), { kind: 'file', path: join(dir, 'bad.key') })).rejects.toThrow(
      '32 bytes',
    );
  });
});

describe('what proves a payment to a terminal', () => {
  it('is derived as RFC 5869 says, and signed by the market for the scanner', async () => {
    const serverKey = await openServerKey(join(dir, 'server.key'));
    const proofs = createProofs(Buffer.alloc(32, 0x11), serverKey);
    // payments.md 6.2, "HKDF check".
    expect(proofs.keyOf(7, 1024, 1).toString('hex')).toBe(
      'd7fe1c6c4b923a569dd45ca6dbd88cea5d0ebeadc2249929c26e921526bcece2',
    );
    const bytes = orderBytes({
      market: 7,
      terminal: 1024,
      keyId: 1,
      counter: 42,
      amountFen: 1250,
      issuedAt: 1_790_000_000,
      ttlS: 600,
      nonce: 'a1a2a3a4a5a6a7a8',
      linesHash: '0'.repeat(16),
    });
    const paid = {
      market: 7,
      terminal: 1024,
      keyId: 1,
      bytes,
      orderHash: '7fbd4bdb1add79b8e6725fafe27672a0'.padEnd(64, '0'),
      wallet: 'wechat',
      paidFen: 1250,
      paidAt: 1_790_000_033_000,
    } as const;
    const proof = proofs.of(paid);
    expect(channelOfCode(proof.code, 1250)).toBe('wechat');
    const read = parseProof(proof.receipt);
    expect(read?.proof).toMatchObject({ channel: 'wechat', paidFen: 1250, paidAt: 1_790_000_033 });
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: serverKey.publicKey }, format: 'jwk' });
    expect(read !== null && verify(null, proofSigned(read.bytes), key, read.signature)).toBe(true);
    expect(proofs.of({ ...paid, terminal: 1025 }).code).not.toBe(proof.code);
    expect(proofs.of({ ...paid, paidFen: 50_001 }).code).toHaveLength(9);
  });
  it('comes from a key that is made once', async () => {
    const source = { kind: 'key', text: '22'.repeat(32) } as const;
    const made = await openMaster(await openVault(join(dir, 'five'), source));
    expect(await openMaster(await openVault(join(dir, 'five'), source))).toEqual(made);
  });
});
