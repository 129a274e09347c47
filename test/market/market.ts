import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openServerKey } from '../../market/server-key.ts';
import { startMarket } from '../../market/server.ts';
import type { Market } from '../../market/server.ts';
import type { Channel, ChannelName } from '../../market/payments/channel.ts';
import { given, simulated } from '../../market/payments/channels.ts';
import type { ChannelSource } from '../../market/payments/channels.ts';
import type { Phone } from '../../market/payments/desk.ts';
import type { StallMerchant } from '../../market/payments/policy.ts';
import type { RuleWish } from '../../market/payments/shares.ts';
import type { Log } from '../../shared/log.ts';
import { testDatabase } from './postgres.ts';
import type { TestDatabase } from './postgres.ts';

/** A market server on a database of its own, with a clock that the test turns. */
export interface TestMarket {
  readonly database: TestDatabase;
  readonly url: string;
  readonly consoleUrl: string;
  /** Public key of the file with which the server countersigns heads. */
  serverKey(): Promise<string>;
  /** What the server logged as warnings and errors. */
  readonly logged: readonly string[];
  code(stallNo: string): Promise<string>;
  replaceCode(terminal: number): Promise<string>;
  raiseEpoch(): Promise<number>;
  setShareRule(rule: RuleWish): Promise<void>;
  raiseProofKey(): Promise<number>;
  runPayments(): Promise<void>;
  readonly reconciliation: Market['reconciliation'];
  setMerchant(merchant: StallMerchant): Promise<void>;
  /** Turns the server's clock on. */
  pass(ms: number): void;
  now(): number;
  /** Copies the database, with the server stopped for that moment. */
  backUp(): Promise<string>;
  /** Puts the database back to a copy and starts the server as after a restore: in a new epoch. */
  restore(backup: string): Promise<void>;
  /** Stops the server and starts it anew on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** 2026-11-23 08:40 in Shanghai. */
const MORNING = Date.UTC(2026, 10, 23, 0, 40);

export async function testMarket(
  options: {
    readonly seed?: boolean;
    readonly keepAliveMs?: number;
    readonly publicUrl?: string;
    readonly channels?: readonly Channel[] | ChannelSource;
    /** The market's own simulated channels. */
    readonly isSimulated?: boolean;
    readonly phones?: ReadonlyMap<ChannelName, Phone>;
  } = {},
): Promise<TestMarket> {
  const database = await testDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'stall-pos-market-'));
  const logged: string[] = [];
  let passed = 0;
  const now = () => MORNING + passed;
  const note = (fields: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const log: Log = { debug: () => undefined, info: () => undefined, warn: note, error: note };
  const start = (): Promise<Market> =>
    startMarket({
      dir,
      databaseUrl: database.url,
      host: '127.0.0.1',
      port: 0,
      log,
      now,
      seed: options.seed ?? true,
      ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
      ...(options.isSimulated === true ? { channels: simulated } : {}),
      ...(options.channels === undefined
        ? {}
        : {
            channels:
              typeof options.channels === 'function' ? options.channels : given(options.channels, options.phones),
            followPayments: false,
          }),
      ...(options.keepAliveMs === undefined ? {} : { keepAliveMs: options.keepAliveMs }),
      resourcesDir: fileURLToPath(new URL('../../resources', import.meta.url)),
    });
  let market = await start();
  return {
    database,
    logged,
    get url() {
      return market.url;
    },
    get consoleUrl() {
      return market.consoleUrl;
    },
    get reconciliation() {
      return market.reconciliation;
    },
    serverKey: async () => (await openServerKey(join(dir, 'server.key'))).publicKey,
    code: (stallNo) => market.issueCode(stallNo),
    replaceCode: (terminal) => market.issueReplaceCode(terminal),
    raiseEpoch: () => market.raiseEpoch(),
    setShareRule: (rule) => market.setShareRule(rule),
    raiseProofKey: () => market.raiseProofKey(),
    runPayments: () => market.runPayments(),
    setMerchant: (merchant) => market.setMerchant(merchant),
    pass: (ms) => {
      passed += ms;
    },
    now,
    backUp: async () => {
      await market.stop();
      const backup = await database.backUp();
      market = await start();
      return backup;
    },
    restore: async (backup) => {
      await market.stop();
      await database.restore(backup);
      market = await start();
      await market.raiseEpoch();
    },
    restart: async () => {
      await market.stop();
      market = await start();
    },
    stop: async () => {
      await market.stop();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
