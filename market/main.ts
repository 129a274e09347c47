import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
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
  const log = pino(
    { level: values['log-level'] ?? process.env['LOG_LEVEL'] ?? 'info', base: null },
    pino.destination({ dest: 2, sync: true }),
  );
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
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(serverKeyFile === undefined ? {} : { serverKeyFile }),
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    market.stop().then(
      () => {
        process.exitCode = 0;
      },
      (error: unknown) => {
        log.error({ error: String(error) }, 'could not stop cleanly');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Started by another program: when that dies, however it dies, the market stops in order.
  process.on('disconnect', stop);
  try {
    if (values.restored)
      console.log(`server epoch ${await market.raiseEpoch()}: every terminal offers its whole journal again`);
    console.log(`market listening on ${market.url}`);
    console.log(`console: ${market.consoleUrl}`);
    for (const stall of values.code ?? []) console.log(`code for stall ${stall}: ${await market.issueCode(stall)}`);
    for (const terminal of values['replace-code'] ?? [])
      console.log(`code for replacing terminal ${terminal}: ${await market.issueReplaceCode(Number(terminal))}`);
  } catch (error) {
    stop();
    throw error;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
