import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { fromVault, simulated } from './payments/channels.ts';
import { readMerchant } from './payments/policy.ts';
import { readShareRule } from './payments/shares.ts';
import type { VaultKey } from './payments/vault.ts';
import { startMarket } from './server.ts';

const help = `The market server of Stall POS: every terminal of a market replicates to it.

  node market/main.ts [flags]

  --dir DIR            its own files: database, console token    (MARKET_DIR; default: the system's data folder)
  --port PORT          default 4870, 0 for any free port         (MARKET_PORT)
  --host HOST          default 127.0.0.1                         (MARKET_HOST)
  --database-url URL   a PostgreSQL of your own (14 or newer);   (DATABASE_URL)
                       without it one is started in DIR
  --seed               fill an empty market with the demonstration market 示范菜场
  --code STALL         print a one-time code for a terminal of this stall; may be given several times
  --replace-code NO    print a one-time code with which a new device goes on as terminal NO;
                       may be given several times
  --restored           after a restore from a backup: every terminal offers its whole journal again
  --server-key FILE    key that countersigns journals            (MARKET_SERVER_KEY; default: server.key in DIR)
  --public-url URL     how shoppers' phones reach this server,   (MARKET_PUBLIC_URL)
                       printed in the receipts' codes
  --payments WHICH     real: channels whose keys are kept here;  (MARKET_PAYMENTS; default real)
                       simulated: channels that are not there, everything they touch says 模拟
  --channel FILE       take over the keys of a channel (market/README.md), sealed; may be given several times
  --merchant TEXT      what a stall is at a channel, STALL:CHANNEL:NUMBER[:@FILE with its authorisation];
                       CHANNEL wechat+v3 for payment codes by the newer interface; several times
  --share TEXT         a part of a stall's money for a receiver, STALL:CHANNEL:merchant|person:RECEIVER:POINTS:WHAT,
                       hundredths of a percent, 0 ends it, 3000 in all at most; several times
  --new-proof-key      terminals get another key for short codes with their next connection; what they sign under the
                       one before is good for a week
  --payment-key FILE   key that seals the payments' secrets      (MARKET_PAYMENT_KEY: the key itself,
                       (default: payment.key in DIR)              MARKET_PAYMENT_PASSPHRASE)
  --console-everywhere the console also for browsers on other machines
  --log-level LEVEL    default info                              (LOG_LEVEL)
  --help               this text
`;

/** Where this system keeps an application's data. */
function dataDir(): string {
  const name = join('stall-pos', 'market');
  if (platform() === 'win32') return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), name);
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', name);
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), name);
}

/** What opens the payments' secrets; null: the file of this server's folder. */
function vaultKeyOf(path: string | undefined): VaultKey | null {
  const { MARKET_PAYMENT_KEY: key = '', MARKET_PAYMENT_PASSPHRASE: passphrase = '' } = process.env;
  if (path !== undefined) return { kind: 'file', path };
  if (key !== '') return { kind: 'key', text: key };
  return passphrase === '' ? null : { kind: 'passphrase', text: passphrase };
}

/**
 * Resolves when somebody wants this server to stop: by a signal, or because the program that started it has died. Heard from the first
 * moment on: a wish that comes while the database starts would else end this process and leave the database behind.
 */
function askedToStop(said: readonly NodeJS.EventEmitter[]): Promise<void> {
  // Whoever reads this may be gone with who started us; that must not end this process before its database.
  for (const stream of said) stream.on('error', () => undefined);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.on('disconnect', () => resolve());
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      'database-url': { type: 'string' },
      seed: { type: 'boolean', default: false },
      code: { type: 'string', multiple: true },
      'replace-code': { type: 'string', multiple: true },
      restored: { type: 'boolean', default: false },
      'server-key': { type: 'string' },
      'public-url': { type: 'string' },
      payments: { type: 'string' },
      channel: { type: 'string', multiple: true },
      merchant: { type: 'string', multiple: true },
      share: { type: 'string', multiple: true },
      'new-proof-key': { type: 'boolean', default: false },
      'payment-key': { type: 'string' },
      'console-everywhere': { type: 'boolean', default: false },
      'log-level': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const port = Number(values.port ?? process.env['MARKET_PORT'] ?? 4870);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port must be 0 to 65535');
  const databaseUrl = values['database-url'] ?? process.env['DATABASE_URL'];
  const publicUrl = values['public-url'] ?? process.env['MARKET_PUBLIC_URL'];
  const serverKeyFile = values['server-key'] ?? process.env['MARKET_SERVER_KEY'];
  const payments = values.payments ?? process.env['MARKET_PAYMENTS'] ?? 'real';
  if (payments !== 'real' && payments !== 'simulated') throw new Error('--payments must be real or simulated');
  const vaultKey = vaultKeyOf(values['payment-key']);
  const merchants = await Promise.all((values.merchant ?? []).map(readMerchant));
  const shares = (values.share ?? []).map(readShareRule);
  const lines = pino.destination({ dest: 2, sync: true });
  const log = pino({ level: values['log-level'] ?? process.env['LOG_LEVEL'] ?? 'info', base: null }, lines);
  const asked = askedToStop([process.stdout, process.stderr, lines]);
  const market = await startMarket({
    dir: values.dir ?? process.env['MARKET_DIR'] ?? dataDir(),
    databaseUrl: databaseUrl === undefined || databaseUrl === '' ? null : databaseUrl,
    host: values.host ?? process.env['MARKET_HOST'] ?? '127.0.0.1',
    port,
    log,
    now: Date.now,
    seed: values.seed,
    resourcesDir: fileURLToPath(new URL('../resources', import.meta.url)),
    consoleEverywhere: values['console-everywhere'],
    channels: payments === 'simulated' ? simulated : fromVault,
    ...(vaultKey === null ? {} : { vaultKey }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(serverKeyFile === undefined ? {} : { serverKeyFile }),
  });
  // Stopping meets whatever is under way, and what fails because of it must not end the process before the database.
  let ended: Promise<void> | null = null;
  const stop = async (code: number): Promise<never> => {
    try {
      await (ended ??= market.stop());
    } catch (error) {
      log.error({ error: String(error) }, 'could not stop cleanly');
      process.exit(1);
    }
    process.exit(code);
  };
  void asked.then(() => stop(0));
  try {
    if (values.restored)
      console.log(`server epoch ${await market.raiseEpoch()}: every terminal offers its whole journal again`);
    console.log(`market listening on ${market.url}`);
    console.log(`console: ${market.consoleUrl}`);
    for (const path of values.channel ?? [])
      console.log(`channel ${await market.keepChannel(path)} is kept; it is used from the next start on`);
    for (const merchant of merchants) {
      await market.setMerchant(merchant);
      console.log(`stall ${merchant.stall} is ${merchant.subMerchant} at ${merchant.channel}`);
    }
    for (const rule of shares) {
      await market.setShareRule(rule);
      console.log(`${rule.receiver} gets ${rule.basisPoints / 100} % of stall ${rule.stall} at ${rule.channel}`);
    }
    if (values['new-proof-key'])
      console.log(`proof key ${await market.raiseProofKey()}: terminals take it with their next connection`);
    for (const stall of values.code ?? []) console.log(`code for stall ${stall}: ${await market.issueCode(stall)}`);
    for (const terminal of values['replace-code'] ?? [])
      console.log(`code for replacing terminal ${terminal}: ${await market.issueReplaceCode(Number(terminal))}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    await stop(1);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
