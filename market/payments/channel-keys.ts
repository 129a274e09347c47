import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { channelNames } from './channel.ts';
import type { ChannelName } from './channel.ts';
import { isObject } from './http.ts';
import type { AcquirerConfig } from './acquirer/config.ts';
import type { AlipayConfig } from './alipay/config.ts';
import type { Vault } from './vault.ts';
import type { WechatConfig } from './wechat/config.ts';

/** What is kept of a channel: all but where notices go, which the server knows when it listens. */
type Kept<C> = Omit<C, 'notifyUrl' | 'isSimulated'>;
export type Keys = Kept<WechatConfig> | Kept<AlipayConfig> | Kept<AcquirerConfig>;

interface Field {
  /** Used when the file does not say. */
  readonly usual?: string;
  readonly kind: 'text' | 'private_key' | 'public_key' | 'public_keys';
}
const text: Field = { kind: 'text' };
const fields: Readonly<Record<ChannelName, Readonly<Record<string, Field>>>> = {
  wechat: {
    baseUrl: { kind: 'text', usual: 'https://api.mch.weixin.qq.com' },
    openUrl: { kind: 'text', usual: 'https://open.weixin.qq.com' },
    openApiUrl: { kind: 'text', usual: 'https://api.weixin.qq.com' },
    spMchid: text,
    spAppid: text,
    appSecret: { kind: 'text', usual: '' },
    privateKey: { kind: 'private_key' },
    certificate: { kind: 'text', usual: '' },
    serial: text,
    apiV3Key: text,
    platformKeys: { kind: 'public_keys' },
    apiV2Key: { kind: 'text', usual: '' },
    v2SignType: { kind: 'text', usual: 'HMAC-SHA256' },
  },
  alipay: {
    gatewayUrl: { kind: 'text', usual: 'https://openapi.alipay.com/gateway.do' },
    authUrl: { kind: 'text', usual: 'https://openauth.alipay.com' },
    appId: text,
    privateKey: { kind: 'private_key' },
    alipayPublicKey: { kind: 'public_key' },
  },
  acquirer: {
    baseUrl: text,
    appId: text,
    privateKey: { kind: 'private_key' },
    acquirerKey: { kind: 'public_key' },
  },
};

/**
 * Reads what an operator has written of a channel, `{"name": "wechat", …}`, checks it and seals it. A value `@FILE` is the text of that
 * file, beside this one. @throws with a sentence when something is missing or is no key.
 */
export async function keepKeys(vault: Vault, path: string): Promise<ChannelName> {
  const given = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const name = channelNames.find((one) => one === given['name']);
  const wanted = name === undefined ? undefined : fields[name];
  if (name === undefined || wanted === undefined) throw new Error(`${path}: "name" must be ${channelNames.join(', ')}`);
  const read = async (value: unknown): Promise<string> => {
    if (typeof value !== 'string') throw new Error(`${path}: only texts, please`);
    return value.startsWith('@') ? readFile(resolve(dirname(path), value.slice(1)), 'utf8') : value;
  };
  const readKey = async (field: string, value: unknown, open: (pem: string) => unknown): Promise<string> => {
    const pem = await read(value);
    try {
      open(pem);
    } catch {
      throw new Error(`${path}: "${field}" is no key (PEM)`);
    }
    return pem;
  };
  const kept: Record<string, unknown> = { name };
  for (const [field, { kind, usual }] of Object.entries(wanted)) {
    const value = given[field] ?? usual;
    if (value === undefined) throw new Error(`${path}: "${field}" is missing`);
    if (kind === 'public_keys') {
      if (!isObject(value)) throw new Error(`${path}: "${field}" must be keys by their names`);
      const keys: Record<string, string> = {};
      for (const [of, key] of Object.entries(value)) keys[of] = await readKey(field, key, createPublicKey);
      kept[field] = keys;
    } else if (kind === 'text') kept[field] = await read(value);
    else kept[field] = await readKey(field, value, kind === 'private_key' ? createPrivateKey : createPublicKey);
  }
  await vault.write(`channel-${name}`, Buffer.from(JSON.stringify(kept)));
  return name;
}

/** The keys of a channel; null when there are none. */
export async function readKeys(vault: Vault, name: ChannelName): Promise<Keys | null> {
  const held = await vault.read(`channel-${name}`);
  // Checked when it was kept.
  return held === null ? null : (JSON.parse(held.toString('utf8')) as Keys);
}
