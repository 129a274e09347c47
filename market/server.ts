import Fastify from 'fastify';
import type { FastifyError, FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import type { Log } from '../shared/log.ts';
import { addApi } from './api.ts';
import { listenToChanges } from './changes.ts';
import { addBook } from './book/book.ts';
import { addPaymentsOffice } from './console/payments.ts';
import { addConsole } from './console/console.ts';
import { addDifferences } from './console/differences.ts';
import { readConsoleToken } from './console/access.ts';
import { checkDurability, openDatabase } from './database/connection.ts';
import type { Database } from './database/connection.ts';
import { migrate } from './database/migrations.ts';
import { startCluster } from './database/postgres.ts';
import { issueCode } from './enrol.ts';
import { addPay } from './pay/pay.ts';
import { addMockPhone } from './pay/phone.ts';
import { addSticker } from './pay/sticker.ts';
import { keepKeys } from './payments/channel-keys.ts';
import { fromVault } from './payments/channels.ts';
import type { ChannelSource } from './payments/channels.ts';
import { openGateway } from './payments/gateway.ts';
import { raiseProofKey, setMerchant } from './payments/policy.ts';
import type { StallMerchant } from './payments/policy.ts';
import { MAX_BASIS_POINTS, setShareRule } from './payments/shares.ts';
import type { RuleWish } from './payments/shares.ts';
import type { VaultKey } from './payments/vault.ts';
import { createReconciliation } from './reconcile/reconciliation.ts';
import type { Reconciliation } from './reconcile/reconciliation.ts';
import { keepFetching } from './reconcile/schedule.ts';
import { addReceipts, publishReceiptHost } from './receipt/receipt.ts';
import { keepAverages } from './averages.ts';
import { ensureMarket, seedMarket } from './seed.ts';
import { noteContact } from './session.ts';
import { openServerKey } from './server-key.ts';
import { createStreams } from './stream.ts';

export interface MarketOptions {
  /** Folder of this server's own files: the embedded database and the console's token. */
  readonly dir: string;
  /** A PostgreSQL of one's own; null starts the embedded one in `dir`. */
  readonly databaseUrl: string | null;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly log: Log;
  readonly now: () => number;
  /** File with the key that signs receipts of heads; made when missing. Default: `server.key` in `dir`. Servers of one market share it. */
  readonly serverKeyFile?: string;
  /** Fill an empty market with the demonstration market; what is there already stays. */
  readonly seed: boolean;
  /** Folder with `catalogue/` and `tokens.css`. */
  readonly resourcesDir: string;
  /** Address under which shoppers reach this server, printed in receipt codes; without one the address it listens on. */
  readonly publicUrl?: string;
  /** Market id, 1 when not given. */
  readonly market?: number;
  /** Between two signs of life on a change stream, ms; 15 s when not given. */
  readonly keepAliveMs?: number;
  /** Let the console be seen from other machines too (it still needs its token). */
  readonly consoleEverywhere?: boolean;
  /** Channels that money comes over; those whose keys are in the vault when not given. */
  readonly channels?: ChannelSource;
  /** What the gateway's secrets are sealed with; a file in `dir` when not given. */
  readonly vaultKey?: VaultKey;
  /** Follow payments and fetch bills by the clock; default. Without it nothing happens by itself, only by `runPayments` and `reconciliation`. */
  readonly followPayments?: boolean;
}

export interface Market {
  /** Base address, without a slash at its end. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Address that logs a browser in to the console. */
  readonly consoleUrl: string;
  /** A one-time code with which a terminal of this stall joins; rejects for an unknown stall. */
  issueCode(stallNo: string): Promise<string>;
  /** A one-time code with which a new device goes on as this terminal; rejects for an unknown one. */
  issueReplaceCode(terminal: number): Promise<string>;
  /** Raise the server epoch after a restore from a backup: every terminal starts its replication anew. Answers the new epoch. */
  raiseEpoch(): Promise<number>;
  /** Sets up what a stall is at a channel; rejects for an unknown stall, or a number that another stall has. */
  setMerchant(merchant: StallMerchant): Promise<void>;
  /** Sets what a receiver gets of a stall's money from now on; rejects for an unknown stall, or too much in all. */
  setShareRule(rule: RuleWish): Promise<void>;
  /** Gives terminals another proof key from their next connection on; answers its number. */
  raiseProofKey(): Promise<number>;
  /** Takes the keys of a channel over from a file, sealed; they are used from the next start on. Answers its name. */
  keepChannel(path: string): Promise<string>;
  /** Does everything in payments that is due by the clock; resolves when nothing is left to do now. */
  runPayments(): Promise<void>;
  /** Bills, statements and what matching them comes to. */
  readonly reconciliation: Reconciliation;
  readonly stop: () => Promise<void>;
}

const KEEP_ALIVE_MS = 15_000;
/** 1000 entries of ordinary sales are about 3 MB. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** Starts the market server; resolves when it listens. A start that fails leaves nothing running. */
export async function startMarket(options: MarketOptions): Promise<Market> {
  const { log, now, market = 1 } = options;
  const stops: (() => Promise<void> | void)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    const dir = resolve(options.dir);
    await mkdir(dir, { recursive: true });
    let { databaseUrl } = options;
    if (databaseUrl === null) {
      const cluster = await startCluster({ dir, log });
      stops.push(cluster.stop);
      databaseUrl = cluster.databaseUrl;
      log.info({ data: cluster.data, pid: cluster.pid, adopted: cluster.adopted }, 'PostgreSQL is running');
    }
    await checkDurability(databaseUrl);
    const { db, stop: closeDatabase } = openDatabase({ databaseUrl, log });
    stops.push(closeDatabase);
    await migrate(db, now, log);
    await ensureMarket(db, market);
    if (options.seed) await seedMarket(db, { market, resourcesDir: options.resourcesDir, log });
    const changes = await listenToChanges({ databaseUrl, market, log });
    stops.push(changes.stop);
    const streams = createStreams({
      changes,
      keepAliveMs: options.keepAliveMs ?? KEEP_ALIVE_MS,
      heard: (terminal) => noteContact(db, terminal, now()),
    });
    const token = await readConsoleToken(dir);
    const serverKey = await openServerKey(resolve(options.serverKeyFile ?? join(dir, 'server.key')));

    const app = createApp(db, log, now);
    addApi(app, { db, market, serverKey, streams, log, now });
    const office = addConsole(app, {
      db,
      market,
      token,
      resourcesDir: options.resourcesDir,
      everywhere: options.consoleEverywhere ?? false,
      now,
    });
    stops.push(() => app.close());
    // Streams never end by themselves: end them first, or closing would wait for ever.
    stops.push(streams.stop);
    addReceipts(app, { db, market, now });
    let reached = options.publicUrl ?? '';
    await addBook(app, { db, market, now, resourcesDir: options.resourcesDir, host: () => reached });
    const gateway = await openGateway(app, {
      db,
      market,
      dir,
      vaultKey: options.vaultKey ?? null,
      channels: options.channels ?? fromVault,
      serverKey,
      now,
      log,
    });
    addPaymentsOffice(app, gateway.desk, office);
    addPay(app, gateway.desk);
    addMockPhone(app, gateway.desk);
    addSticker(app, gateway.desk);
    const reconciliation = createReconciliation(gateway.desk);
    addDifferences(app, { db, market, now, shut: office, reconciliation });
    const url = await app.listen({ host: options.host, port: options.port });
    const publicUrl = options.publicUrl ?? url;
    reached = publicUrl;
    await publishReceiptHost(db, market, publicUrl);
    stops.push(keepAverages({ db, market, now, log }));
    stops.push(gateway.stop);
    await gateway.start({ host: publicUrl, url, follow: options.followPayments ?? true });
    if (options.followPayments ?? true) stops.push(keepFetching({ fetch: reconciliation.fetch, now, log }));
    return {
      url,
      databaseUrl,
      consoleUrl: `${url}/console/login?token=${token}`,
      issueCode: async (stallNo) => {
        const code = await issueCode(db, market, stallNo, now());
        if (code === null) throw new Error(`there is no stall ${stallNo}`);
        return code;
      },
      issueReplaceCode: async (terminal) => {
        const found = await db
          .selectFrom('terminals')
          .select('stall')
          .where('market', '=', market)
          .where('terminal', '=', terminal)
          .executeTakeFirst();
        const code = found === undefined ? null : await issueCode(db, market, found.stall, now(), terminal);
        if (code === null) throw new Error(`there is no terminal ${terminal}`);
        return code;
      },
      raiseEpoch: async () => {
        const { epoch } = await db
          .updateTable('server_state')
          .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
          .where('market', '=', market)
          .returning('epoch')
          .executeTakeFirstOrThrow();
        return epoch;
      },
      setMerchant: async (merchant) => {
        if (!(await setMerchant(db, { market, now: now() }, gateway.desk.vault, merchant)))
          throw new Error(`there is no stall ${merchant.stall}, or ${merchant.subMerchant} is another stall's number`);
      },
      setShareRule: async (rule) => {
        if (!(await setShareRule(db, { market, now: now() }, rule)))
          throw new Error(`there is no stall ${rule.stall}, or more than ${MAX_BASIS_POINTS / 100} % would be shared`);
      },
      raiseProofKey: () => raiseProofKey(db, { market, now: now() }),
      keepChannel: (path) => keepKeys(gateway.desk.vault, path),
      runPayments: gateway.run,
      reconciliation,
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function createApp(db: Database, log: Log, now: () => number): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: BODY_LIMIT, forceCloseConnections: true, requestTimeout: 60_000 });
  // Signatures cover the bytes of the body: handlers get them as they came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not_found' }));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500)
      return reply.code(status).send({ error: status === 413 ? 'too_large' : 'bad_request', text: error.message });
    const callId = randomUUID();
    // Without the query: a login link carries its token there.
    log.error(
      { callId, method: request.method, path: request.url.split('?')[0], error: error.stack ?? String(error) },
      'a request failed',
    );
    return reply.code(status).send({ error: 'server', callId });
  });
  app.get('/health', async (_request, reply) => {
    try {
      await sql`select 1`.execute(db);
      return await reply.send({ ok: true, serverTime: now() });
    } catch (error) {
      log.error({ error: String(error) }, 'the database does not answer');
      return reply.code(503).send({ ok: false, error: 'database' });
    }
  });
  return app;
}
