import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Channel, Merchant, Notified, Trade } from '../../../market/payments/channel.ts';
import type { Simulated, SimulatedOptions } from '../../../market/payments/simulated/simulated.ts';

/** A simulated channel, the product's channel joined to it, and a place where its notices arrive and are proven. */
export interface Bench {
  readonly sim: Simulated;
  readonly channel: Channel;
  readonly clock: { now: number };
  /** Every notice that came, as the channel read it. */
  readonly heard: Notified[];
  /** The last bodies and headers as they came. */
  readonly came: { readonly headers: Record<string, string>; readonly body: string }[];
  trade(over?: Partial<Trade>): Trade;
  stop(): Promise<void>;
}
export const START = Date.parse('2026-09-21T10:00:00+08:00');

export async function openBench(
  simulateIt: (options: SimulatedOptions) => Promise<Simulated>,
  merchant: Merchant,
  options: Partial<SimulatedOptions> = {},
): Promise<Bench> {
  const clock = { now: START };
  const sim = await simulateIt({ now: () => clock.now, seed: 1, ...options });
  const heard: Notified[] = [];
  const came: Bench['came'] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const notified = channel.parseNotify(headers, body);
      came.push({ headers, body });
      heard.push(notified);
      const reply = channel.notifyReply(notified.ok);
      response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const channel: Channel = sim.channel(`http://127.0.0.1:${(server.address() as AddressInfo).port}/notify/${sim.name}`);
  let count = 0;
  return {
    sim,
    channel,
    clock,
    heard,
    came,
    trade: (over = {}) => {
      count += 1;
      return {
        merchant,
        outTradeNo: `O7FBD4BDB1ADD79B8E6725FAFE27${String(count).padStart(4, '0')}`,
        amountFen: 1_250,
        subject: '模拟摊位 & <青菜>',
        expiresAt: clock.now + 600_000,
        isShared: false,
        ...over,
      };
    },
    async stop() {
      await sim.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
