import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSecrets, sealedSecrets } from '../../electron/secrets.ts';
import type { Vault } from '../../electron/secrets.ts';

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'stall-secrets-')), 'secrets');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const key = new Uint8Array([0, 255, 1, 128, 7]);
const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);
const vault = (renew = false): Vault => ({
  seal: (bytes) => Promise.resolve(flip(bytes)),
  unseal: (sealed) => Promise.resolve({ bytes: flip(sealed), renew }),
});
const lost: Vault = {
  seal: () => Promise.reject(new Error('locked')),
  unseal: () => Promise.reject(new Error('locked')),
};

describe('keys in files', () => {
  it('gives back what was kept, readable by nobody else', async () => {
    const secrets = fileSecrets(dir);
    expect(await secrets.load('device')).toBeNull();
    await secrets.save('device', key);
    expect(new Uint8Array((await secrets.load('device'))!)).toEqual(key);
    expect(readdirSync(dir)).toEqual(['device.key']);
    if (process.platform !== 'win32') {
      expect(statSync(join(dir, 'device.key')).mode & 0o777).toBe(0o600);
      expect(statSync(dir).mode & 0o777).toBe(0o700);
      chmodSync(join(dir, 'device.key'), 0o644); // as a restored copy would be
      await secrets.load('device');
      expect(statSync(join(dir, 'device.key')).mode & 0o777).toBe(0o600);
    }
  });

  it('replaces a key whole', async () => {
    const secrets = fileSecrets(dir);
    await secrets.save('device', key);
    await secrets.save('device', flip(key));
    expect(new Uint8Array((await secrets.load('device'))!)).toEqual(flip(key));
    expect(readdirSync(dir)).toEqual(['device.key']);
  });

  it.each(['', '../x', 'a/b', 'A', '.x', 'x'.repeat(50)])('takes %j for no name', async (name) => {
    await expect(fileSecrets(dir).load(name)).rejects.toThrow(/not a name/);
    await expect(sealedSecrets(dir, vault()).save(name, key)).rejects.toThrow(/not a name/);
  });
});

describe('keys in the key store', () => {
  it('never writes them plain', async () => {
    await sealedSecrets(dir, vault()).save('device', key);
    expect(readdirSync(dir)).toEqual(['device.sealed']);
    expect(new Uint8Array(readFileSync(join(dir, 'device.sealed')))).not.toEqual(key);
    expect(new Uint8Array((await sealedSecrets(dir, vault()).load('device'))!)).toEqual(key);
  });

  it('takes over the key the Node host left, and its file goes', async () => {
    await fileSecrets(dir).save('device', key);
    expect(new Uint8Array((await sealedSecrets(dir, vault()).load('device'))!)).toEqual(key);
    expect(readdirSync(dir)).toEqual(['device.sealed']);
  });

  it('keeps the plain file when the store fails or lies', async () => {
    await fileSecrets(dir).save('device', key);
    await expect(sealedSecrets(dir, lost).load('device')).rejects.toThrow('locked');
    await expect(
      sealedSecrets(dir, { ...vault(), unseal: () => Promise.resolve({ bytes: new Uint8Array(), renew: false }) }).load(
        'device',
      ),
    ).rejects.toThrow(/did not give back/);
    expect(existsSync(join(dir, 'device.key'))).toBe(true);
  });

  it('seals again when the store has a new key of its own', async () => {
    await sealedSecrets(dir, vault()).save('device', key);
    let sealed = 0;
    await sealedSecrets(dir, {
      ...vault(true),
      seal: (bytes) => {
        sealed += 1;
        return Promise.resolve(flip(bytes));
      },
    }).load('device');
    expect(sealed).toBe(1);
  });

  it('never answers "none" for a key it cannot open: the terminal would become another one', async () => {
    await sealedSecrets(dir, vault()).save('device', key);
    await expect(sealedSecrets(dir, lost).load('device')).rejects.toThrow('locked');
    await expect(fileSecrets(dir).load('device')).rejects.toThrow(/sealed by the desktop app/);
  });
});
