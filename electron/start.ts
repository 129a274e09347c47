/**
 * `npm start`: the whole market on this machine. Builds what is old, starts the market server with a seeded market, then one
 * terminal with virtual devices, opens a window where one can be shown, and says where everything is. Data lies in ./data
 * (or the folder named in STALL_DATA).
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { chromiumArgs, findChromium, findElectron, hasDisplay } from './browser.ts';
import type { Machine } from './browser.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { findPlaces } from './places.ts';
import { checkRuntime } from './runtime.ts';

/** The stall of the seeded market whose terminal is started. */
const STALL = '12';
const MARKET_PORT = 4870;

const places = findPlaces(import.meta.dirname);
const { root } = places;
const data = process.env['STALL_DATA'] ?? join(root, 'data');
const machine: Machine = {
  platform: process.platform,
  env: process.env,
  root: process.getuid?.() === 0,
  exists: existsSync,
};

/** Newest change in a folder, epoch ms; 0 when there is none. Only what is built from it counts. */
function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

/** Builds a part when its output is missing or older than a source of it. */
function buildIfOld(what: 'renderer' | 'hosts', built: string, sources: readonly string[]): void {
  const at = newest(join(root, built));
  if (at > 0 && sources.every((source) => newest(join(root, source)) <= at)) return;
  console.log(`构建 building: ${what} …`);
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts'), what], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`building ${what} failed`);
}

/** Waits until the market answers; it listens before its database does everything. */
async function healthy(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the market server at ${url} does not answer`);
}

/** The wanted port, so that a bookmark of the console stays right; 0 (any) when something else has it. */
const freePort = (wanted: number): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)));
  });

const after =
  (start: string) =>
  (line: string): string | null =>
    line.startsWith(start) ? line.slice(start.length).trim() : null;

interface MarketFacts {
  readonly url: string;
  readonly console: string;
  readonly code: string;
}

async function startMarketChild(stop: Child[]): Promise<MarketFacts> {
  const market = startChild({
    name: 'market server',
    command: process.execPath,
    cwd: root,
    logFile: join(data, 'market.log'),
    args: [
      join(root, 'market', 'main.ts'),
      '--seed',
      '--dir',
      join(data, 'market'),
      '--port',
      String(await freePort(MARKET_PORT)),
      '--code',
      STALL,
      // Nobody pays anything here, and every screen and receipt says so.
      '--payments',
      'simulated',
    ],
  });
  stop.unshift(market);
  const url = await market.line(after('market listening on '));
  const code = await market.line(after(`code for stall ${STALL}: `));
  const console = await market.line(after('console: '));
  await healthy(url);
  return { url, code, console };
}

/** Flags of the terminal; those given to `npm start -- …` come last and win. */
const terminalArgs = (market: MarketFacts): readonly string[] => [
  '--dir',
  join(data, 'terminal'),
  '--server',
  market.url,
  '--enrol-code',
  market.code,
  '--virtual',
  'os2',
  ...process.argv.slice(2),
];

interface TerminalFacts {
  readonly vendor: string;
  readonly customer: string;
  readonly bench: string;
}

async function startTerminalChild(market: MarketFacts, stop: Child[]): Promise<TerminalFacts> {
  const terminal = startChild({
    name: 'terminal',
    command: process.execPath,
    cwd: root,
    logFile: null,
    args: [join(root, 'electron', 'headless.ts'), ...terminalArgs(market)],
  });
  stop.unshift(terminal);
  return {
    vendor: await terminal.line(after('vendor ')),
    customer: await terminal.line(after('customer ')),
    bench: await terminal.line(after('bench ')),
  };
}

const rows = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([what, where]) => `  ${what}\n    ${where}`).join('\n');

function openChromium(path: string, links: TerminalFacts): void {
  for (const url of [links.vendor, links.bench]) {
    const window = spawn(path, chromiumArgs(url, join(data, 'chromium'), machine), { stdio: 'ignore' });
    window.on('error', (error) => console.log(`窗口打不开 the window did not open: ${error.message}`));
  }
}

function openElectron(path: string, market: MarketFacts, stop: Child[]): void {
  buildIfOld('hosts', 'dist/electron/main.js', ['electron', 'hardware', 'shared', 'scripts/build.ts']);
  if (machine.root) console.log('以 root 运行，Electron 不用沙箱 running as root: Electron runs with --no-sandbox');
  stop.unshift(
    startChild({
      name: 'Electron',
      command: path,
      cwd: root,
      logFile: null,
      args: [...(machine.root ? ['--no-sandbox'] : []), root, ...terminalArgs(market)],
    }),
  );
}

/** Starts all in order. Each child is in `children` before it is waited for, newest first: the order of stopping. */
async function startAll(children: Child[]): Promise<void> {
  buildIfOld('renderer', 'dist/renderer/index.html', [
    'renderer',
    'shared',
    'resources/tokens.css',
    'package-lock.json',
  ]);
  console.log('启动市场 starting the market server …');
  const market = await startMarketChild(children);

  const electron = hasDisplay(machine) ? findElectron(root, machine) : null;
  if (electron !== null) {
    openElectron(electron, market, children);
    console.log(
      rows([
        ["模拟手机 a shopper's phone", `${market.url}/phone`],
        ['市场管理 market console', market.console],
      ]),
    );
    console.log(
      "\n收银、顾客屏、模拟台在 Electron 窗口里 the till, the shopper's display and the bench are Electron windows. Ctrl-C 停止 stops all.",
    );
    return;
  }

  console.log('启动收银 starting the terminal …');
  const links = await startTerminalChild(market, children);
  console.log(
    `\n摊位收银 Stall POS ${places.version}\n${rows([
      ['收银 vendor', links.vendor],
      ['顾客屏 customer display', links.customer],
      ['模拟台 bench (scale, printer, cable)', links.bench],
      ["模拟手机 a shopper's phone", `${market.url}/phone`],
      ['市场管理 market console', market.console],
    ])}\n`,
  );
  if (!hasDisplay(machine))
    console.log(
      '没有可用的显示器：在本机浏览器里打开上面的地址 no window here: open the addresses above in a browser of this machine.',
    );
  else {
    const chromium = findChromium(machine);
    if (chromium === null)
      console.log(
        '没找到 Chromium：用任何浏览器打开上面的地址 no Chromium found: open the addresses above in any browser.',
      );
    else {
      openChromium(chromium, links);
      console.log(`已用 ${chromium} 打开 opened in ${chromium}${machine.root ? ' (root: --no-sandbox)' : ''}`);
    }
  }
  console.log(
    'Electron 窗口：先运行 npx install-electron，再 npm start  for Electron windows: npx install-electron once, then npm start again.',
  );
  console.log('Ctrl-C 停止 stops all.');
}

async function main(): Promise<void> {
  const runtime = await checkRuntime(root, places.resources);
  if (runtime.stop !== null) throw new Error(runtime.stop);
  if (runtime.warn !== null) console.log(`注意 note: ${runtime.warn}`);

  const children: Child[] = [];
  let stopping = false;
  const stopAll = async (code: number): Promise<never> => {
    stopping = true;
    for (const child of children) {
      const said = await child.stop();
      if (said !== '') console.error(said);
    }
    process.exit(code);
  };
  const onSignal = (): void => {
    if (stopping) return;
    console.log('\n正在停止 stopping …');
    void stopAll(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);

  try {
    await startAll(children);
  } catch (error) {
    if (!stopping) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    await (stopping ? new Promise(() => {}) : stopAll(1));
  }
  const end = await Promise.race(children.map((child) => child.ended));
  if (stopping) return;
  // A window that was closed is a wish to stop; anything else that ends is a failure of the whole.
  if (!end.well) console.error(`\n${end.text}`);
  await stopAll(end.well ? 0 : 1);
}

await main();
