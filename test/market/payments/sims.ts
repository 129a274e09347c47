import type { Opened } from '../../../market/payments/channels.ts';
import { notifyPath } from '../../../market/payments/notices.ts';
import type { Simulated } from '../../../market/payments/simulated/simulated.ts';

/** Simulated channels as the market opens them, for tests that turn their clocks and faults; `host`: where their notices go. */
export const opened = (sims: readonly Simulated[], host: string, stop: Opened['stop']): Opened => ({
  channels: sims.map((one) => one.channel(`${host}${notifyPath(one.name)}`)),
  phones: new Map(sims.map(({ name, phone }) => [name, phone])),
  standIn: (stall, channel) => ({
    stall,
    channel,
    subMerchant: `SIM${stall}`,
    appAuthToken: `SIM${stall}`,
    codepayV3: false,
  }),
  stop,
});
