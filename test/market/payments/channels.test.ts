import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepKeys } from '../../../market/payments/channel-keys.ts';
import { fromVault, simulated } from '../../../market/payments/channels.ts';
import { openVault, type Vault } from '../../../market/payments/vault.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let dir: string;
let vault: Vault;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'channels-'));
  vault = await openVault(join(dir, 'vault'), { kind: 'key', text: '11'.repeat(32) });
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(dir, 'ours.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(dir, 'theirs.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const at = () => ({ vault, host: 'https://market.example', url: 'http://127.0.0.1:1', now: Date.now, log });
const keep = async (keys: object) => {
  const path = join(dir, 'keys.json');
  await writeFile(path, JSON.stringify(keys));
  return keepKeys(vault, path);
};
const wechat = {
  name: 'wechat',
  spMchid: '1900000001',
  spAppid: 'wx1',
  serial: 'AB',
  apiV3Key: 'k'.repeat(32),
  privateKey: '@ours.pem',
  platformKeys: { PUB_KEY_ID_1: '@theirs.pem' },
};
const alipay = { name: 'alipay', appId: '2021', privateKey: '@ours.pem', alipayPublicKey: '@theirs.pem' };
const acquirer = {
  name: 'acquirer',
  baseUrl: 'https://pay.example',
  appId: 'A1',
  privateKey: '@ours.pem',
  acquirerKey: '@theirs.pem',
};

describe('channels of a market', () => {
  it('are those whose keys were kept, each in its own right', async () => {
    expect((await fromVault(at())).channels).toEqual([]);
    for (const keys of [wechat, alipay, acquirer]) expect(await keep(keys)).toBe(keys.name);
    const { channels, standIn } = await fromVault(at());
    expect(channels.map(({ name, isSimulated }) => [name, isSimulated])).toEqual([
      ['wechat', false],
      ['alipay', false],
      ['acquirer', false],
    ]);
    expect(standIn).toBeNull();
  });
  it('keys that are missing something, or are none, are refused with a sentence', async () => {
    const { appId: _appId, ...nameless } = alipay;
    await expect(keep(nameless)).rejects.toThrow(/"appId" is missing/);
    await expect(keep({ ...alipay, name: 'paypal' })).rejects.toThrow(/"name" must be/);
    await expect(keep({ ...alipay, privateKey: '@theirs.pem' })).rejects.toThrow('"privateKey" is no key');
    await expect(keep({ ...acquirer, acquirerKey: 'no key' })).rejects.toThrow('"acquirerKey" is no key');
    await expect(keep({ ...wechat, platformKeys: '@theirs.pem' })).rejects.toThrow('keys by their names');
    await expect(keep({ ...alipay, privateKey: '@missing.pem' })).rejects.toThrow(/missing\.pem/);
  });
  it('simulated ones are all of them, say so, and are paid by a phone', async () => {
    const { channels, phones, stop } = await simulated(at());
    expect(channels.map(({ name, isSimulated }) => [name, isSimulated])).toEqual([
      ['wechat', true],
      ['alipay', true],
      ['acquirer', true],
    ]);
    for (const channel of channels) {
      const merchant = { subMerchant: 'SIM12', appAuthToken: 'SIM12', codepayV3: false };
      const trade = {
        merchant,
        outTradeNo: 'O-simulated',
        amountFen: 1,
        subject: '12号摊',
        expiresAt: Date.now() + 60_000,
        isShared: false,
      };
      const wallet = channel.name === 'acquirer' ? 'ecny' : channel.name;
      const { invitation } = await channel.prepay(trade, { kind: 'native', wallet });
      expect(phones.get(channel.name)?.pay(invitation?.kind === 'url' ? invitation.url : '')).toBe('paid');
      expect(await channel.query(trade)).toMatchObject({ state: 'paid', amountFen: 1, wallet });
    }
    await stop();
  });
});
