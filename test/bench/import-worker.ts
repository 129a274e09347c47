import { fileURLToPath } from 'node:url';
import { startMarket } from '../../market/server.ts';

/** A market server in a process of its own, so that its memory is its own; ends and tells its peak when it is asked to. */
export interface ServerWish {
  readonly dir: string;
  readonly databaseUrl: string;
  /** Epoch ms at which its clock stands. */
  readonly now: number;
  /** What stall 12 is at WeChat. */
  readonly merchant: string;
}
export type ServerSaid = { readonly consoleUrl: string; readonly url: string } | { readonly peakMb: number };

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const wish = JSON.parse(process.argv[2] ?? '{}') as ServerWish;
const market = await startMarket({
  dir: wish.dir,
  databaseUrl: wish.databaseUrl,
  host: '127.0.0.1',
  port: 0,
  log: quiet,
  now: () => wish.now,
  seed: true,
  resourcesDir: fileURLToPath(new URL('../../resources', import.meta.url)),
  channels: () => Promise.resolve({ channels: [], phones: new Map(), standIn: null, stop: () => Promise.resolve() }),
  followPayments: false,
});
await market.setMerchant({
  stall: '12',
  channel: 'wechat',
  subMerchant: wish.merchant,
  appAuthToken: '',
  codepayV3: false,
});
process.send?.({ consoleUrl: market.consoleUrl, url: market.url } satisfies ServerSaid);
process.once('message', () => {
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  void market.stop().then(() => {
    process.send?.({ peakMb } satisfies ServerSaid);
    process.disconnect?.();
  });
});
