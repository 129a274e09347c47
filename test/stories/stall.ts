import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startVirtualStall } from '../../hardware/virtual/stall.ts';
import { startMarket } from '../../market/server.ts';
import type { VirtualBench } from '../../hardware/ports.ts';
import type { Role } from '../../shared/view.ts';
import { silentLog } from '../setup/core.ts';
import { launchChromium } from '../setup/chromium.ts';
import { testDatabase } from '../market/postgres.ts';
import type { TestDatabase } from '../market/postgres.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A stall as it stands in a market: devices and server here in the test, the terminal a process of its own that can be killed. */
export interface Stall {
  readonly bench: VirtualBench;
  readonly db: TestDatabase;
  /** The market's console page, with its login. */
  readonly consoleUrl: string;
  /** Starts the terminal; with `enrol` it joins first, with `firstRun` nobody has told it what it is. Resolves when its windows can be opened. */
  start(options?: { readonly enrol?: boolean; readonly firstRun?: boolean }): Promise<void>;
  /** A one-time code of the market for its stall 12. */
  code(): Promise<string>;
  /** Opens a window of the running terminal. */
  open(role: Role, size?: { width: number; height: number }): Promise<Page>;
  /** SIGKILL: the plug is pulled. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function openStall(
  options: { readonly protocol?: 'os2' | 'mt-sics'; readonly columns?: 32 | 48 } = {},
): Promise<Stall> {
  const protocol = options.protocol ?? 'os2';
  const columns = options.columns ?? 32;
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-story-'));
  const database = await testDatabase();
  const market = await startMarket({
    dir: join(dir, 'market'),
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    now: Date.now,
    seed: true,
    resourcesDir: join(root, 'resources'),
  });
  const devices = await startVirtualStall({ now: Date.now, protocol, columns, serverUrl: market.url });
  let terminal: ChildProcess | null = null;
  let links = new Map<string, string>();
  let browser: Browser | null = null;
  const contexts: BrowserContext[] = [];

  const closeWindows = async (): Promise<void> => {
    for (const context of contexts.splice(0)) await context.close();
  };

  const start: Stall['start'] = async ({ enrol = false, firstRun = false } = {}) => {
    const scale = devices.config.scale;
    const printer = devices.config.printer;
    if (scale === null || scale.connection.kind === 'hid' || printer?.connection.kind !== 'tcp')
      throw new Error('the virtual stall has no scale or printer');
    const path =
      scale.connection.kind === 'serial' ? scale.connection.path : `${scale.connection.host}:${scale.connection.port}`;
    const args = [
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
      '--columns',
      columns === 32 ? '58' : '80',
      ...(firstRun ? [] : ['--trade', 'vegetables']),
      ...(enrol ? ['--enrol-code', await market.issueCode('12')] : []),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
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

  const kill = async (): Promise<void> => {
    const child = terminal;
    terminal = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await closeWindows();
  };

  return {
    bench: devices.bench,
    db: database,
    consoleUrl: market.consoleUrl,
    start,
    code: () => market.issueCode('12'),
    kill,
    async open(role, size = { width: 1366, height: 768 }) {
      const link = links.get(role);
      if (link === undefined) throw new Error(`no link for ${role}`);
      browser ??= await launchChromium();
      const context = await browser.newContext({ viewport: size, locale: 'zh-CN' });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(link);
      return page;
    },
    async stop() {
      await closeWindows();
      await browser?.close();
      await kill();
      await devices.stop();
      await market.stop();
      await database.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
