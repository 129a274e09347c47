import type { Log } from '../../shared/log.ts';
import type { Channel, ChannelName } from './channel.ts';
import { channelNames } from './channel.ts';
import { readKeys } from './channel-keys.ts';
import type { Desk, Phone } from './desk.ts';
import { notifyPath } from './notices.ts';
import { createAcquirer } from './acquirer/acquirer.ts';
import { createAlipay } from './alipay/alipay.ts';
import { simulateAcquirer } from './simulated/acquirer/acquirer.ts';
import { simulateAlipay } from './simulated/alipay/alipay.ts';
import { simulateWechat } from './simulated/wechat/wechat.ts';
import type { Simulated, SimulatedOptions } from './simulated/simulated.ts';
import type { Vault } from './vault.ts';
import type { AcquirerConfig } from './acquirer/config.ts';
import type { AlipayConfig } from './alipay/config.ts';
import type { WechatConfig } from './wechat/config.ts';
import { createWechat } from './wechat/wechat.ts';

/** Channels as they were opened; `stop` ends what runs for them. */
export interface Opened {
  readonly channels: readonly Channel[];
  /** Wallets of simulated shoppers. */
  readonly phones: ReadonlyMap<ChannelName, Phone>;
  /** What a stall is there without anybody having set it up; null: only what is set up. */
  readonly standIn: Desk['standIn'];
  readonly stop: () => Promise<void>;
}
/** `host`: how channels and shoppers reach this server; `url`: how programs on this machine do. */
export type ChannelSource = (at: {
  readonly vault: Vault;
  readonly host: string;
  readonly url: string;
  readonly now: () => number;
  readonly log: Log;
}) => Promise<Opened>;

const nothing = async (): Promise<void> => {};

/** These, and no others. */
export const given =
  (channels: readonly Channel[], phones: ReadonlyMap<ChannelName, Phone> = new Map()): ChannelSource =>
  () =>
    Promise.resolve({ channels, phones, standIn: null, stop: nothing });

/** Those whose keys lie in the vault. */
export const fromVault: ChannelSource = async ({ vault, host, now, log }) => {
  const channels: Channel[] = [];
  for (const name of channelNames) {
    const keys = await readKeys(vault, name);
    if (keys === null) continue;
    const own = { notifyUrl: `${host}${notifyPath(name)}`, isSimulated: false };
    channels.push(joined({ ...keys, ...own }, now));
    log.info({ channel: name }, 'a payment channel is set up');
  }
  return { channels, phones: new Map(), standIn: null, stop: nothing };
};

function joined(config: WechatConfig | AlipayConfig | AcquirerConfig, now: () => number): Channel {
  switch (config.name) {
    case 'wechat':
      return createWechat(config, { now });
    case 'alipay':
      return createAlipay(config, { now });
    case 'acquirer':
      return createAcquirer(config, { now });
    default:
      return config satisfies never;
  }
}

const simulators: readonly ((options: SimulatedOptions) => Promise<Simulated>)[] = [
  simulateWechat,
  simulateAlipay,
  simulateAcquirer,
];

/** Channels that are not there, each with a server of its own on this machine. Everything they touch says 模拟. */
export const simulated: ChannelSource = async ({ url, now, log }) => {
  const made: Simulated[] = [];
  const stop = async (): Promise<void> => {
    for (const one of made.splice(0)) await one.stop();
  };
  try {
    for (const simulate of simulators) made.push(await simulate({ now, seed: 1, isLive: true }));
  } catch (error) {
    await stop();
    throw error;
  }
  log.warn({ channels: made.map(({ name }) => name) }, 'payments are simulated: nobody pays anything');
  return {
    channels: made.map((one) => one.channel(`${url}${notifyPath(one.name)}`)),
    phones: new Map(made.map(({ name, phone }) => [name, phone])),
    standIn: (stall, channel) => {
      const subMerchant = `SIM${stall}`;
      return { stall, channel, subMerchant, appAuthToken: subMerchant, codepayV3: false };
    },
    stop,
  };
};
