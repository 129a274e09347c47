import { request } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startHeadless } from '../../electron/headless.ts';
import type { Headless } from '../../electron/headless.ts';
import { MAX_BEHIND, MAX_MESSAGE } from '../../electron/socket.ts';
import type { Role } from '../../shared/role.ts';
import { silentLog } from '../setup/core.ts';
import { fakeCore, stallEvent } from './core.ts';
import type { FakeCore } from './core.ts';

let dir: string;
let core: FakeCore;
let host: Headless;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stall-host-'));
  const build = join(dir, 'renderer');
  mkdirSync(join(build, 'assets'), { recursive: true });
  writeFileSync(join(build, 'index.html'), '<!doctype html><title>till</title>');
  writeFileSync(join(build, 'assets', 'main-abc123.js'), 'export {};');
  writeFileSync(join(build, 'assets', 'font.woff2'), 'woff');
  writeFileSync(join(dir, 'secret.txt'), 'the key');
  symlinkSync(join(dir, 'secret.txt'), join(build, 'link.txt'));
  core = fakeCore();
  host = await startHeadless({ core, port: 0, rendererDir: build, log: silentLog });
});
afterEach(async () => {
  await host.stop();
  rmSync(dir, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request with its target and headers exactly as written: fetch would tidy both. */
const get = (target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(host.url);
    const sent = request({ hostname, port, path: target, headers, method, agent: false }, (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => {
          body += part;
        })
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });

const pathOf = (link: string): string => link.slice(host.url.length);
const cookieFor = async (role: Role): Promise<string> =>
  String((await get(pathOf(host.links[role]))).headers['set-cookie']).split(';', 1)[0] ?? '';

const opened: WebSocket[] = [];
afterEach(() => opened.splice(0).forEach((socket) => socket.terminate()));
const dial = (role: Role, headers: Record<string, string>): WebSocket => {
  const socket = new WebSocket(`${host.url.replace('http', 'ws')}/${role}/ws`, { headers });
  opened.push(socket);
  return socket;
};
/** Frames of a window as they come. */
const frames = (socket: WebSocket): { next(): Promise<unknown> } => {
  const got: unknown[] = [];
  const waiting: ((frame: unknown) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const frame: unknown = JSON.parse(data.toString());
    const take = waiting.shift();
    if (take === undefined) got.push(frame);
    else take(frame);
  });
  return {
    next: () => (got.length > 0 ? Promise.resolve(got.shift()) : new Promise((resolve) => waiting.push(resolve))),
  };
};
const openWindow = async (role: Role): Promise<WebSocket> => {
  const socket = dial(role, { cookie: await cookieFor(role), origin: host.url });
  await once(socket, 'open');
  return socket;
};
/** The status a refused socket got. */
const refusedWith = (socket: WebSocket): Promise<number> =>
  new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => reject(new Error('the socket was let in')));
    socket.on('error', () => {});
  });

describe('who may open a window', () => {
  it('gives a page only to a browser that came through the launch link', async () => {
    expect((await get('/vendor/')).status).toBe(403);
    const launched = await get(pathOf(host.links.vendor));
    expect(launched.status).toBe(303);
    expect(launched.headers['location']).toBe('/vendor/');
    expect(String(launched.headers['set-cookie'])).toMatch(
      /^stall_vendor_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/vendor\/$/,
    );
    const page = await get('/vendor/', { cookie: await cookieFor('vendor') });
    expect([page.status, page.body]).toEqual([200, '<!doctype html><title>till</title>']);
  });

  it('keeps the token out of the cookie and the cookie out of the link', async () => {
    const [, value = ''] = (await cookieFor('vendor')).split('=');
    expect(host.links.vendor).not.toContain(value);
    expect((await get(`/launch/vendor?token=${value}`)).status).toBe(403);
  });

  it.each(['', '?token=', '?token=x', `?token=${'A'.repeat(43)}`])(
    'refuses a launch link with a wrong token (%s)',
    async (query) => {
      expect((await get(`/launch/vendor${query}`)).status).toBe(403);
    },
  );

  it("does not let one role's token or cookie open another role", async () => {
    const token = new URL(host.links.customer).searchParams.get('token');
    expect((await get(`/launch/vendor?token=${token}`)).status).toBe(403);
    const customer = (await cookieFor('customer')).split('=')[1];
    const port = new URL(host.url).port;
    expect((await get('/vendor/', { cookie: `stall_vendor_${port}=${customer}` })).status).toBe(403);
    expect((await get('/vendor/', { cookie: `stall_customer_${port}=${customer}` })).status).toBe(403);
    expect(await refusedWith(dial('vendor', { cookie: `stall_vendor_${port}=${customer}`, origin: host.url }))).toBe(
      403,
    );
  });

  it('has no bench and no back office where the core has none', async () => {
    expect(host.links.bench).toMatch(/\/launch\/bench\?token=/);
    expect(host.links.backoffice).toBe('');
    const real = await startHeadless({
      core: fakeCore({ hasBench: false }),
      port: 0,
      rendererDir: join(dir, 'renderer'),
      log: silentLog,
    });
    expect(real.links.bench).toBe('');
    expect((await fetch(`${real.url}/launch/bench?token=`)).status).toBe(403);
    await real.stop();
  });
});

describe('requests from elsewhere', () => {
  const hosts = ['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '[::1]'];
  it.each(hosts)('refuses the name %s, which a rebinding site would use', async (name) => {
    expect((await get('/vendor/', { host: name, cookie: await cookieFor('vendor') })).status).toBe(403);
    expect((await get(pathOf(host.links.vendor), { host: name })).status).toBe(403);
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
    'refuses the origin %s for pages and sockets',
    async (origin) => {
      const cookie = await cookieFor('vendor');
      expect((await get('/vendor/', { origin, cookie })).status).toBe(403);
      expect(await refusedWith(dial('vendor', { origin, cookie }))).toBe(403);
    },
  );

  it('refuses a socket without an origin, with a wrong host, without a cookie', async () => {
    const cookie = await cookieFor('vendor');
    expect(await refusedWith(dial('vendor', { cookie }))).toBe(403);
    expect(await refusedWith(dial('vendor', { cookie, origin: host.url, host: 'evil.example' }))).toBe(403);
    expect(await refusedWith(dial('vendor', { origin: host.url }))).toBe(403);
    expect(await refusedWith(dial('backoffice', { cookie, origin: host.url }))).toBe(403);
  });

  it('refuses what a browser says comes from another site', async () => {
    expect((await get(pathOf(host.links.vendor), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await get(pathOf(host.links.vendor), { 'sec-fetch-site': 'none' })).status).toBe(303);
  });

  it('answers nothing but reading', async () => {
    expect((await get('/vendor/', { cookie: await cookieFor('vendor') }, 'POST')).status).toBe(405);
  });
});

describe('files', () => {
  it('serves types, caches what has a hash in its name and nothing else', async () => {
    const cookie = await cookieFor('vendor');
    const script = await get('/vendor/assets/main-abc123.js', { cookie });
    expect([script.status, script.headers['content-type'], script.headers['cache-control']]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'private, max-age=31536000, immutable',
    ]);
    expect((await get('/vendor/assets/font.woff2', { cookie })).headers['content-type']).toBe('font/woff2');
    expect((await get('/vendor/', { cookie })).headers['cache-control']).toBe('no-store');
    const head = await get('/vendor/', { cookie }, 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '34']);
    expect((await get('/vendor/nothing.js', { cookie })).status).toBe(404);
  });

  it.each([
    '/vendor/../../secret.txt',
    '/vendor/..%2f..%2fsecret.txt',
    '/vendor/%2e%2e/%2e%2e/secret.txt',
    '/vendor/assets/../../secret.txt',
    '/vendor/..\\..\\secret.txt',
    '/vendor/%5c..%5csecret.txt',
    '/vendor//etc/passwd',
    '/vendor/%2fetc%2fpasswd',
    '/vendor/./index.html',
    '/vendor/index.html%00.js',
    '/vendor/%',
    '/vendor/C:/secret.txt',
    '/vendor/.env',
    '/vendor/assets',
    '/vendor/assets/',
    '/vendor/link.txt',
    '/vendor/index.html.',
    `/vendor/${'a'.repeat(5000)}`,
    '/vendor/..%252f..%252fsecret.txt',
  ])('does not leave the build: %s', async (target) => {
    const answer = await get(target, { cookie: await cookieFor('vendor') });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('the key');
  });

  it.each([
    '/',
    '/index.html',
    '/vendor',
    '/../secret.txt',
    '/launch/',
    '/launch/nobody?token=x',
    '//evil.example/vendor/',
    'http://evil.example/vendor/',
  ])('has nothing outside the roles: %s', async (target) => {
    expect((await get(target, { cookie: await cookieFor('vendor') })).status).toBe(403);
  });

  it('puts the policy on every answer, refusals too', async () => {
    const cookie = await cookieFor('vendor');
    const port = new URL(host.url).port;
    const answers = [
      await get('/vendor/', { cookie }),
      await get('/vendor/assets/main-abc123.js', { cookie }),
      await get('/vendor/none.js', { cookie }),
      await get('/vendor/'),
      await get(pathOf(host.links.vendor)),
      await get('/restart'),
      await get('/favicon.ico'),
      await get('/', { host: 'evil.example' }),
      await get('/', {}, 'POST'),
    ];
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toBe(
        `default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws://127.0.0.1:${port}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('the line to the core', () => {
  const call = (name: string, n = 1): string =>
    JSON.stringify({ t: 'call', n, call: { id: `call-${n}`, name, args: {} } });

  it('hands calls over with the role of the door, whatever the message claims', async () => {
    const socket = await openWindow('customer');
    const inbox = frames(socket);
    socket.send(
      JSON.stringify({
        t: 'call',
        n: 7,
        role: 'vendor',
        call: { id: 'c1', name: 'scale.zero', args: {}, role: 'vendor' },
      }),
    );
    expect(await inbox.next()).toEqual({ t: 'reply', n: 7, reply: { ok: false, refusal: { code: 'forbidden' } } });
    expect(core.calls).toEqual([{ role: 'customer', call: { id: 'c1', name: 'scale.zero', args: {} } }]);
  });

  it('answers out of order when the core does', async () => {
    const socket = await openWindow('vendor');
    const inbox = frames(socket);
    const slow = Promise.withResolvers<{ ok: true; value: unknown }>();
    core.next = () => slow.promise;
    socket.send(call('view.snapshot', 1));
    socket.send(call('scale.zero', 2));
    expect(await inbox.next()).toMatchObject({ n: 2, reply: { ok: true, value: { did: 'scale.zero' } } });
    slow.resolve({ ok: true, value: 'late' });
    expect(await inbox.next()).toMatchObject({ n: 1, reply: { ok: true, value: 'late' } });
  });

  it('turns a bug into one, without its words', async () => {
    const socket = await openWindow('vendor');
    const inbox = frames(socket);
    core.next = () => Promise.reject(new Error('secret detail'));
    socket.send(call('scale.zero'));
    const frame = await inbox.next();
    expect(frame).toMatchObject({ t: 'reply', n: 1, reply: { ok: false, refusal: { code: 'bug' } } });
    expect(JSON.stringify(frame)).not.toContain('secret detail');
  });

  it("delivers a role's events, and only its own", async () => {
    const vendor = await openWindow('vendor');
    const customer = await openWindow('customer');
    const inbox = frames(customer);
    const vendorInbox = frames(vendor);
    core.emit('vendor', stallEvent(1));
    core.emit('customer', stallEvent(5));
    expect(await inbox.next()).toEqual({ t: 'events', events: [stallEvent(5)] });
    expect(await vendorInbox.next()).toEqual({ t: 'events', events: [stallEvent(1)] });
  });

  it('lets a window come back and leaves nothing behind', async () => {
    const first = await openWindow('vendor');
    expect(core.listeners('vendor')).toBe(1);
    first.close();
    await expect.poll(() => core.listeners('vendor')).toBe(0);
    const inbox = frames(await openWindow('vendor'));
    core.emit('vendor', stallEvent(2));
    expect(await inbox.next()).toEqual({ t: 'events', events: [stallEvent(2)] });
  });

  it.each([
    ['no JSON', 'hello'],
    ['another frame', '{"t":"event","event":{}}'],
    ['no number', '{"t":"call","call":{"id":"a","name":"b"}}'],
    ['no id', '{"t":"call","n":1,"call":{"name":"b"}}'],
    ['an empty name', '{"t":"call","n":1,"call":{"id":"a","name":""}}'],
    ['null', 'null'],
    ['a long name', JSON.stringify({ t: 'call', n: 1, call: { id: 'a', name: 'x'.repeat(65) } })],
  ])('closes on %s and hands nothing to the core', async (_what, message) => {
    const socket = await openWindow('vendor');
    socket.send(message);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1008);
    expect(core.calls).toEqual([]);
  });

  it('closes on bytes and on a message too big', async () => {
    const bytes = await openWindow('vendor');
    bytes.send(Buffer.from(call('scale.zero')), { binary: true });
    expect((await once(bytes, 'close'))[0]).toBe(1008);
    const big = await openWindow('vendor');
    big.on('error', () => {});
    big.send(`"${'x'.repeat(MAX_MESSAGE)}"`);
    expect((await once(big, 'close'))[0]).toBe(1009);
    expect(core.calls).toEqual([]);
  });

  it('closes on more calls at once than a window ever makes', async () => {
    const socket = await openWindow('vendor');
    core.dispatch = () => new Promise(() => {});
    for (let n = 0; n < 65; n += 1) socket.send(call('scale.zero', n));
    expect((await once(socket, 'close'))[0]).toBe(1013);
  });

  it('cuts off a window that does not read, instead of keeping everything for it', async () => {
    const socket = await openWindow('vendor');
    socket.pause();
    const event = stallEvent(1);
    const fat = { ...event, value: { ...event.value, stallName: 'x'.repeat(1 << 20) } } as typeof event;
    const most = MAX_BEHIND / (1 << 20) + 64; // the system's own buffers take some before ours fill
    for (let n = 0; n < most && core.listeners('vendor') > 0; n += 1) {
      core.emit('vendor', fat);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(core.listeners('vendor')).toBe(0);
  });

  it('says goodbye when it stops, and stops the port', async () => {
    const socket = await openWindow('vendor');
    const closed = once(socket, 'close');
    await host.stop();
    expect((await closed)[0]).toBe(1001);
    await expect(get('/')).rejects.toThrow(/ECONNREFUSED/);
    expect(core.stops).toBe(0);
    host = await startHeadless({ core, port: 0, rendererDir: join(dir, 'renderer'), log: silentLog });
  });
});
