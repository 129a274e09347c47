import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { roles, type Role } from '../shared/role.ts';
import type { Log } from '../shared/log.ts';
import { windowRoles } from './calls.ts';
import type { Core } from './core/core.ts';
import { startFailure } from './failure.ts';
import { openLog } from './log.ts';
import { parseOptions } from './options.ts';
import { pageHeaders, readPage, restartPage, RESTART_PATH, splitRole } from './pages.ts';
import type { Page } from './pages.ts';
import { findPlaces, readTextOrNull } from './places.ts';
import { checkRuntime } from './runtime.ts';
import { fileSecrets } from './secrets.ts';
import { MAX_MESSAGE, serveSocket } from './socket.ts';

/** The Node host: the same core and pages as the Electron shell, in any Chromium, on 127.0.0.1 only. */
export interface Headless {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Where each role's window opens; empty for a role that has no window here. Whoever has a link is that role, until the next start. */
  readonly links: Readonly<Record<Role, string>>;
  stop(): Promise<void>;
}

export interface HeadlessOptions {
  readonly core: Core;
  /** 0 takes a free port. */
  readonly port: number;
  /** The renderer's build (dist/renderer). */
  readonly rendererDir: string;
  readonly log: Log;
}

/** What opens a role: the token goes into the launch link, the cookie stays in the browser. */
interface Key {
  readonly token: string;
  readonly cookie: string;
}

const newSecret = (): string => randomBytes(32).toString('base64url');

function same(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function cookieOf(request: IncomingMessage, name: string): string {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return '';
}

/** Starts serving the windows of a core. Rejects when the port is taken. Stopping leaves the core running. */
export async function startHeadless({ core, port, rendererDir, log }: HeadlessOptions): Promise<Headless> {
  const keys = new Map<Role, Key>(windowRoles(core).map((role) => [role, { token: newSecret(), cookie: newSecret() }]));
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the host has no port');
  const host = `127.0.0.1:${address.port}`;
  const origin = `http://${host}`;
  const connect = [`ws://${host}`];
  /** Cookies don't know ports: two terminals in one browser would take each other's place without the port in the name. */
  const cookieName = (role: Role): string => `stall_${role}_${address.port}`;

  /** A page of another site, or a name that was made to point here, must not reach the till. */
  const refusal = (request: IncomingMessage, needsOrigin: boolean): string | null => {
    if (request.headers.host !== host) return 'host';
    const from = request.headers.origin;
    if (from === undefined ? needsOrigin : from !== origin) return 'origin';
    const site = request.headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none' ? null : 'site';
  };
  const mayUse = (request: IncomingMessage, role: Role): boolean => {
    const key = keys.get(role);
    return key !== undefined && same(cookieOf(request, cookieName(role)), key.cookie);
  };

  const send = (
    request: IncomingMessage,
    response: ServerResponse,
    page: { status: number; headers: Readonly<Record<string, string>>; body?: Uint8Array },
  ): void => {
    response.writeHead(page.status, { ...page.headers, 'Content-Length': page.body?.length ?? 0 });
    response.end(request.method === 'HEAD' ? undefined : page.body);
  };
  const say = (request: IncomingMessage, response: ServerResponse, status: number, text: string): void =>
    send(request, response, {
      status,
      headers: { ...pageHeaders(connect), 'Content-Type': 'text/plain; charset=utf-8' },
      body: Buffer.from(text),
    });

  const launch = (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    const role = roles.find((one) => url.pathname === `/launch/${one}`);
    const key = role === undefined ? undefined : keys.get(role);
    if (role === undefined || key === undefined || !same(url.searchParams.get('token') ?? '', key.token)) {
      say(
        request,
        response,
        403,
        '链接无效，请重新启动后使用新链接 This link is not valid; use the one printed at the last start.',
      );
      return;
    }
    const headers = {
      ...pageHeaders(connect),
      Location: `/${role}/`,
      'Set-Cookie': `${cookieName(role)}=${key.cookie}; HttpOnly; SameSite=Strict; Path=/${role}/`,
    };
    send(request, response, { status: 303, headers });
  };

  const page = async (pathname: string, request: IncomingMessage): Promise<Page | null> => {
    if (pathname === RESTART_PATH) return restartPage(connect);
    const at = splitRole(pathname);
    return at !== null && mayUse(request, at.role) ? readPage(rendererDir, at.rest, connect) : null;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const why = refusal(request, false);
    if (why !== null) {
      log.warn({ why, host: request.headers.host, origin: request.headers.origin }, 'request from elsewhere refused');
      return say(request, response, 403, '403');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(request, response, 405, '405');
    // The raw target decides: URL would quietly resolve `..` and backslashes before they are looked at.
    const target = request.url ?? '/';
    const pathname = target.split('?', 1)[0] ?? '/';
    if (pathname.startsWith('/launch/')) {
      if (!URL.canParse(target, origin)) return say(request, response, 403, '403');
      return launch(request, response, new URL(target, origin));
    }
    // Browsers ask for it on their own; it belongs to no role and holds nothing.
    if (pathname === '/favicon.ico') return send(request, response, { status: 204, headers: pageHeaders(connect) });
    const found = await page(pathname, request);
    if (found === null)
      return say(
        request,
        response,
        403,
        '没有权限，请用启动时给出的链接 Not allowed; open the link printed at the start.',
      );
    send(request, response, found);
  };

  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error(
        { url: request.url?.split('?', 1)[0], error: error instanceof Error ? error.stack : String(error) },
        'a page could not be served',
      );
      if (!response.headersSent) say(request, response, 500, '500');
      else response.destroy();
    });
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const at = splitRole((request.url ?? '').split('?', 1)[0] ?? '');
    const why =
      refusal(request, true) ?? (at === null || at.rest !== 'ws' || !mayUse(request, at.role) ? 'cookie' : null);
    if (why !== null || at === null) {
      log.warn({ why, origin: request.headers.origin }, 'socket refused');
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, at.role, core, log));
  });

  const link = (role: Role): string => {
    const key = keys.get(role);
    return key === undefined ? '' : `${origin}/launch/${role}?token=${key.token}`;
  };
  return {
    url: origin,
    links: { vendor: link('vendor'), customer: link('customer'), bench: link('bench'), backoffice: link('backoffice') },
    async stop() {
      for (const socket of sockets.clients) socket.close(1001, 'stopping');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A window that does not answer the goodbye must not hold up the stop.
      const cut = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 500);
      server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
      sockets.close();
    },
  };
}

/**
 * Resolves when somebody wants this terminal to stop: by a signal, or because the program that started it has died. Heard from the first
 * moment on: who dies while the till is being opened would else leave it behind. Asked twice, it ends at once.
 */
function askedToStop(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  let isAsked = false;
  return new Promise((resolve) => {
    const ask = (): void => {
      if (isAsked) process.exit(1);
      isAsked = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
    process.once('disconnect', () => {
      if (!isAsked) ask();
    });
  });
}

/** Runs a terminal until it is told to stop. Resolves with the exit code of a start that failed or only gave help; else with null. */
async function main(): Promise<number | null> {
  const parsed = parseOptions({
    argv: process.argv.slice(2),
    env: process.env,
    platform: process.platform,
    readText: readTextOrNull,
    foreignFlags: false,
  });
  if (!parsed.ok) {
    console.error(`${parsed.why}\n--help`);
    return 2;
  }
  if ('help' in parsed) {
    console.log(parsed.help);
    return 0;
  }
  const asked = askedToStop();
  const { options } = parsed;
  const places = findPlaces(import.meta.dirname);
  const runtime = await checkRuntime(places.root, places.resources);
  if (runtime.stop !== null) {
    console.error(runtime.stop);
    return 1;
  }
  if (readTextOrNull(join(places.renderer, 'index.html')) === null) {
    console.error('窗口页面还没构建，先运行 npm run build  The pages are not built yet: run "npm run build" first.');
    return 1;
  }
  const log = openLog(join(options.dir, 'logs'));
  if (runtime.warn !== null) log.warn({}, runtime.warn);
  try {
    // Loaded late: a module that can't be loaded is then said like any other failed start.
    const { createTerminal } = await import('./terminal.ts');
    const terminal = await createTerminal(options, {
      resources: places.resources,
      version: places.version,
      log,
      now: Date.now,
      secrets: fileSecrets(join(options.dir, 'secrets')),
    });
    const host = await startHeadless({
      core: terminal.core,
      port: options.port,
      rendererDir: places.renderer,
      log,
    }).catch(async (error: unknown) => {
      await terminal.stop();
      throw error;
    });
    void asked.then(async () => {
      try {
        await host.stop();
        await terminal.stop();
      } catch (error) {
        log.error({ error: String(error) }, 'stopping failed');
        process.exit(1);
      }
      process.exit(0);
    });
    const shown = windowRoles(terminal.core).map((role) => `${role} ${host.links[role]}`);
    console.log([`terminal listening on ${host.url}`, ...shown].join('\n'));
    return null;
  } catch (error) {
    log.error({ error: error instanceof Error ? error.stack : String(error) }, startFailure(error, options.dir));
    return 1;
  }
}

if (import.meta.main) {
  const code = await main();
  if (code !== null) process.exit(code);
}
