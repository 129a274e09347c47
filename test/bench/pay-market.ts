/**
 * The market server of `npm run bench -- pay`, a process of its own: with the product's WeChat channel over the simulated WeChat, whose
 * notices go out at once. Prints one line of JSON when it listens; ends when its parent does.
 */
import { fileURLToPath } from 'node:url';
import { simulateWechat } from '../../market/payments/simulated/wechat/wechat.ts';
import { startMarket } from '../../market/server.ts';
import type { Log } from '../../shared/log.ts';

const STALL = '12';
const [dir = '', terminals = '1'] = process.argv.slice(2);
const quiet = (): void => undefined;
const tell = (fields: object, text: string): void => console.error(text, JSON.stringify(fields));
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: tell };
const wechat = await simulateWechat({ now: Date.now, seed: 1, isLive: true });
const market = await startMarket({
  dir,
  databaseUrl: null,
  host: '127.0.0.1',
  port: 0,
  log,
  now: Date.now,
  seed: true,
  resourcesDir: fileURLToPath(new URL('../../resources', import.meta.url)),
  channels: ({ url }) => {
    const pay = (text: string): string => {
      const said = wechat.phone.pay(text);
      void wechat.pump();
      return said;
    };
    const standIn = (stall: string) =>
      ({ stall, channel: 'wechat', subMerchant: `SIM${stall}`, appAuthToken: '', codepayV3: true }) as const;
    const channels = [wechat.channel(`${url}/pay/notify/wechat`)];
    return Promise.resolve({ channels, phones: new Map([['wechat', { pay }]]), standIn, stop: () => wechat.stop() });
  },
});
const codes: string[] = [];
for (let i = 0; i < Number(terminals); i += 1) codes.push(await market.issueCode(STALL));
console.log(JSON.stringify({ url: market.url, databaseUrl: market.databaseUrl, codes }));
const stop = (): void => {
  void market.stop().finally(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('disconnect', stop);
