import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startCluster } from '../../../market/database/postgres.ts';
import type { ChannelSource } from '../../../market/payments/channels.ts';
import { notifyPath } from '../../../market/payments/notices.ts';
import { simulateAcquirer } from '../../../market/payments/simulated/acquirer/acquirer.ts';
import { simulateAlipay } from '../../../market/payments/simulated/alipay/alipay.ts';
import type { Simulated } from '../../../market/payments/simulated/simulated.ts';
import { simulateWechat } from '../../../market/payments/simulated/wechat/wechat.ts';
import { startMarket, type Market } from '../../../market/server.ts';
import type { Log } from '../../../shared/log.ts';

const silent = (): void => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** A real market server on a PostgreSQL of its own, with three simulated channels that outlive its restarts, and a clock that is turned. */
export interface PayingMarket {
  /** Stays over restarts; also where notices go and the shopper's browser. */
  readonly url: string;
  readonly sims: readonly Simulated[];
  code(): Promise<string>;
  now(): number;
  pass(ms: number): void;
  restart(): Promise<void>;
  /** What is due by the clock: calls of the schedule and notices of the channels. */
  run(): Promise<void>;
  query<Row extends object>(sql: string): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

/** 2026-11-23 08:40 in Shanghai. */
const MORNING = Date.UTC(2026, 10, 23, 0, 40);

export async function startPayingMarket(seed: number): Promise<PayingMarket> {
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-paying-'));
  // As root the database runs as a user of its own, who must be able to pass here.
  chmodSync(root, 0o755);
  const cluster = await startCluster({ dir: join(root, 'database'), log });
  let passed = 0;
  const now = (): number => MORNING + passed;
  let market: Market | null = null;

  const front = createServer((request, response) => {
    const parts: Buffer[] = [];
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
    });
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      void relay(request.method ?? 'GET', request.url ?? '/', request.headers, Buffer.concat(parts), gone.signal)
        .then(async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          if (answer.body !== null) for await (const part of answer.body) response.write(part);
          response.end();
        })
        .catch(() => {
          response.destroy();
        });
    });
  });
  const relay = (
    method: string,
    path: string,
    headers: NodeJS.Dict<string | string[]>,
    body: Buffer<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<Response> =>
    fetch(`${market?.url ?? 'http://127.0.0.1:1'}${path}`, {
      method,
      redirect: 'manual',
      signal,
      headers: Object.fromEntries(
        Object.entries(headers)
          .filter(([name]) => !['host', 'connection', 'content-length', 'accept-encoding'].includes(name))
          .map(([name, value]) => [name, String(value)]),
      ),
      ...(method === 'GET' ? {} : { body }),
    });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;

  const options = { now, seed, refundMs: 20_000 };
  const sims = await Promise.all([simulateWechat(options), simulateAlipay(options), simulateAcquirer(options)]);
  const channels: ChannelSource = async () => ({
    channels: sims.map((one) => one.channel(`${url}${notifyPath(one.name)}`)),
    phones: new Map(sims.map(({ name, phone }) => [name, phone])),
    standIn: (stall, channel) => ({
      stall,
      channel,
      subMerchant: `SIM${stall}`,
      appAuthToken: `SIM${stall}`,
      codepayV3: false,
    }),
    stop: () => Promise.resolve(),
  });
  const start = async (): Promise<void> => {
    market = await startMarket({
      dir: join(root, 'market'),
      databaseUrl: cluster.databaseUrl,
      host: '127.0.0.1',
      port: 0,
      log,
      now,
      seed: true,
      publicUrl: url,
      channels,
      followPayments: false,
      resourcesDir: fileURLToPath(new URL('../../../resources', import.meta.url)),
    });
  };
  await start();
  const pool = new pg.Pool({ connectionString: cluster.databaseUrl, max: 2 });
  pool.on('error', silent);
  return {
    url,
    sims,
    code: async () => (await market?.issueCode('12')) ?? '',
    now,
    pass: (ms) => {
      passed += ms;
    },
    restart: async () => {
      await market?.stop();
      await start();
    },
    run: async () => {
      await Promise.all(sims.map((sim) => sim.pump()));
      await market?.runPayments();
    },
    query: async <Row extends object>(sql: string) => (await pool.query<Row & pg.QueryResultRow>(sql)).rows,
    stop: async () => {
      await pool.end();
      await market?.stop();
      front.close();
      front.closeAllConnections();
      for (const sim of sims) await sim.stop();
      await cluster.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
