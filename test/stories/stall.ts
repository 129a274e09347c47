import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { VirtualPrinter } from '../../hardware/virtual/printer.ts';
import { startVirtualStall } from '../../hardware/virtual/stall.ts';
import { simulated } from '../../market/payments/channels.ts';
import { startMarket } from '../../market/server.ts';
import type { VirtualBench } from '../../hardware/ports.ts';
import type { Role } from '../../shared/role.ts';
import { silentLog } from '../setup/core.ts';
import { launchChromium } from '../setup/chromium.ts';
import { testDatabase } from '../market/postgres.ts';
import type { TestDatabase } from '../market/postgres.ts';
import { openDatabase } from '../../market/database/connection.ts';
import { putDocuments } from '../../market/feed.ts';
import type { DownDocument } from '../../market/feed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A stall as it stands in a market: devices and server here in the test, the terminal a process of its own that can be killed. */
export interface Stall {
  readonly bench: VirtualBench;
  readonly db: TestDatabase;
  /** Faults in the middle of a receipt, beyond those of the bench. */
  readonly printer: VirtualPrinter;
  /** The market's console page, with its login. */
  readonly consoleUrl: string;
  readonly marketUrl: string;
  /** Where the market keeps the key it signs with. */
  readonly serverKeyFile: string;
  /**
   * Starts the terminal; with `enrol` it joins first, with `firstRun` nobody has told it what it is, and its clock is `aheadMs` ahead: so
   * much later it is. From there it goes at `pace`: with 0.1 a minute of the till lasts ten. Resolves when its windows can be opened.
   */
  start(options?: {
    readonly enrol?: boolean;
    readonly firstRun?: boolean;
    readonly aheadMs?: number;
    readonly pace?: number;
  }): Promise<void>;
  /** A one-time code of the market for its stall 12. */
  code(): Promise<string>;
  /** Opens a window of the running terminal. */
  open(role: Role, size?: { width: number; height: number }): Promise<Page>;
  /** Opens a page of the market; a narrow one is a phone's, with the wallet the simulation knows. */
  browse(url: string, size: { width: number; height: number }): Promise<Page>;
  /** The market rules something: products, policies, notices, as its staff would change them. */
  tell(...documents: readonly DownDocument[]): Promise<void>;
  /** SIGKILL: the plug is pulled. */
  kill(): Promise<void>;
  /** SIGTERM: the till is stopped as an evening stops it. */
  quit(): Promise<void>;
  stop(): Promise<void>;
}

/** Below it a window is a phone's. */
const NARROW = 600;

/** As the browser (see below), the terminal gets none of the test's own descriptors. */
const NOT_INHERITED = Array.from({ length: 253 });
/** A module that puts a process's clock ahead and has it go at another pace. */
const clockOf = (aheadMs: number, pace: number): string =>
  `data:text/javascript,const n=Date.now,s=n();Date.now=()=>Math.floor(s+${aheadMs}+(n()-s)*${pace})`;

export async function openStall(
  options: {
    readonly protocol?: 'os2' | 'mt-sics';
    readonly columns?: 32 | 48;
    /** Outside of a test run; it is dropped at the end. */
    readonly database?: TestDatabase;
    readonly payments?: 'simulated';
  } = {},
): Promise<Stall> {
  const protocol = options.protocol ?? 'os2';
  const columns = options.columns ?? 32;
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-story-'));
  /** Where the till's books can be taken to. */
  const books = join(dir, 'books');
  mkdirSync(books);
  const database = options.database ?? (await testDatabase());
  const market = await startMarket({
    dir: join(dir, 'market'),
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    now: Date.now,
    seed: true,
    resourcesDir: join(root, 'resources'),
    ...(options.payments === 'simulated' ? { channels: simulated } : {}),
  });
  // Before there is a cable: a browser that had the scale's end of it in its hands too would keep the till from noticing that it is pulled.
  const browser: Browser = await launchChromium();
  const devices = await startVirtualStall({ now: Date.now, protocol, columns, serverUrl: market.url });
  let terminal: ChildProcess | null = null;
  let links = new Map<string, string>();
  const contexts: BrowserContext[] = [];

  const openPage = async (url: string, how: BrowserContextOptions): Promise<Page> => {
    const context = await browser.newContext({ ...how, locale: 'zh-CN' });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };

  const closeWindows = async (): Promise<void> => {
    for (const context of contexts.splice(0)) await context.close();
  };

  const start: Stall['start'] = async ({ enrol = false, firstRun = false, aheadMs = 0, pace = 1 } = {}) => {
    const scale = devices.config.scale;
    const printer = devices.config.printer;
    if (scale === null || scale.connection.kind === 'hid' || printer?.connection.kind !== 'tcp')
      throw new Error('the virtual stall has no scale or printer');
    const path =
      scale.connection.kind === 'serial' ? scale.connection.path : `${scale.connection.host}:${scale.connection.port}`;
    const args = [
      ...(aheadMs === 0 && pace === 1 ? [] : ['--import', clockOf(aheadMs, pace)]),
      join(root, 'electron/headless.ts'),
      '--dir',
      join(dir, 'till'),
      '--server',
      devices.serverUrl ?? market.url,
      '--scale-protocol',
      protocol,
      '--scale-path',
      path,
      '--scale-plate',
      `${scale.plate.maxG}/${scale.plate.eG}/${scale.plate.serial}`,
      '--printer',
      `${printer.connection.host}:${printer.connection.port}`,
      '--takeaway',
      books,
      '--columns',
      columns === 32 ? '58' : '80',
      ...(devices.config.scanner?.protocol === 'serial'
        ? ['--scanner', `serial:${devices.config.scanner.connection.path}`]
        : []),
      ...(firstRun ? [] : ['--trade', 'vegetables']),
      ...(enrol ? ['--enrol-code', await market.issueCode('12')] : []),
    ];
    const nothing = openSync(devNull, 'r+');
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe', ...NOT_INHERITED.map(() => nothing)],
    });
    closeSync(nothing);
    terminal = child;
    links = await new Promise<Map<string, string>>((resolve, reject) => {
      let out = '';
      let errors = '';
      child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      child.stdout?.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        const found = new Map(
          [...out.matchAll(/^(vendor|customer|backoffice) (http:\S+)$/gm)].map((match) => [
            match[1] ?? '',
            match[2] ?? '',
          ]),
        );
        if (found.has('vendor') && found.has('customer')) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`the terminal ended with ${code}: ${errors}`)));
    });
  };

  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const child = terminal;
    terminal = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
    await closeWindows();
  };
  const kill = (): Promise<void> => end('SIGKILL');

  return {
    bench: devices.bench,
    printer: devices.printer,
    db: database,
    consoleUrl: market.consoleUrl,
    marketUrl: market.url,
    serverKeyFile: join(dir, 'market', 'server.key'),
    start,
    code: () => market.issueCode('12'),
    tell: async (...documents) => {
      const { db, stop } = openDatabase({ databaseUrl: database.url, log: silentLog });
      await db.transaction().execute((trx) => putDocuments(trx, 1, documents, 'replace'));
      await stop();
    },
    kill,
    quit: () => end('SIGTERM'),
    open: (role, size = { width: 1366, height: 768 }) => {
      const link = links.get(role);
      if (link === undefined) throw new Error(`no link for ${role}`);
      return openPage(link, { viewport: size });
    },
    browse: (url, size) =>
      openPage(url, {
        viewport: size,
        ...(size.width < NARROW ? { isMobile: true, userAgent: 'MicroMessenger/8.0.50' } : {}),
      }),
    async stop() {
      await closeWindows();
      await browser.close();
      await kill();
      await devices.stop();
      await market.stop();
      await database.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
