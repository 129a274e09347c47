import type { IpcMainInvokeEvent, WebFrameMain } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { contentSecurityPolicy } from '../../electron/pages.ts';
import { display, recordElectron } from './electron.ts';
import type { RecordedWindow } from './electron.ts';
import { fakeBuild, startShell, temporaryDir } from './start.ts';
import type { Started } from './start.ts';

const two = [display(1, 'till'), display(2, 'shopper', 1280)];
const frameOf = (url: string, origin = 'app://pos', parent: WebFrameMain | null = null): WebFrameMain =>
  ({ url, origin, parent }) as WebFrameMain;
const call = { id: 'c1', name: 'scale.zero', args: {} };

/** A call as the window's own page would make it, unless told otherwise. */
const send = (
  started: Started,
  window: RecordedWindow,
  what: unknown = call,
  change: { senderFrame?: WebFrameMain | null; sender?: unknown } = {},
): Promise<unknown> => {
  const event = {
    sender: window.webContents,
    senderFrame: window.webContents.mainFrame,
    ...change,
  } as unknown as IpcMainInvokeEvent;
  return Promise.resolve().then(() => started.shell.handlers.get('pos:call')!(event, what));
};

describe('who may call the core', () => {
  it('is the page of our window, as the role of that window', async () => {
    const started = await startShell({ displays: two });
    const [vendor, customer] = started.shell.windows;
    expect(await send(started, vendor!)).toEqual({ ok: true, value: { did: 'scale.zero' } });
    expect(await send(started, customer!, { ...call, role: 'vendor' })).toEqual({
      ok: false,
      refusal: { code: 'forbidden' },
    });
    expect(started.core.calls).toEqual([
      { role: 'vendor', call },
      { role: 'customer', call },
    ]);
  });

  it.each<[string, (window: RecordedWindow) => { senderFrame?: WebFrameMain | null; sender?: unknown }]>([
    ['a frame that is gone', () => ({ senderFrame: null })],
    [
      'a frame inside the page',
      (window) => ({ senderFrame: frameOf('app://pos/vendor/', 'app://pos', window.webContents.mainFrame) }),
    ],
    ['another frame with our address', () => ({ senderFrame: frameOf('app://pos/vendor/') })],
    ['contents that are no window of ours', (window) => ({ sender: { mainFrame: window.webContents.mainFrame } })],
  ])('is not %s: it is refused, not ignored', async (_what, change) => {
    const started = await startShell();
    const window = started.shell.windows[0]!;
    await expect(send(started, window, call, change(window))).rejects.toThrow('refused');
    expect(started.core.calls).toEqual([]);
    expect(started.log()).toContain('not from one of our pages');
  });

  it.each([
    ['https://evil.example/vendor/', 'https://evil.example'],
    ['app://evil/vendor/', 'app://evil'],
    ['file:///vendor/', 'file://'],
    ['app://pos/customer/', 'app://pos'],
    ['app://pos/restart', 'app://pos'],
    ['about:blank', 'null'],
    ['app://pos/vendor', 'app://pos'],
    ['app://pos/vendor/', 'https://evil.example'],
  ])('is not the page %s with origin %s in our window', async (url, origin) => {
    const started = await startShell();
    const window = started.shell.windows[0]!;
    window.webContents.mainFrame = frameOf(url, origin);
    await expect(send(started, window)).rejects.toThrow('refused');
    expect(started.core.calls).toEqual([]);
  });

  it.each([null, 'x', {}, { id: '', name: 'a' }, { id: 'a', name: 7 }, { id: 'a'.repeat(65), name: 'b' }])(
    'does not hand over what is no call: %j',
    async (what) => {
      const started = await startShell();
      await expect(send(started, started.shell.windows[0]!, what)).rejects.toThrow('refused');
      expect(started.core.calls).toEqual([]);
    },
  );

  it('gets a bug back as one', async () => {
    const started = await startShell();
    started.core.next = () => Promise.reject(new Error('inside'));
    expect(await send(started, started.shell.windows[0]!)).toMatchObject({ ok: false, refusal: { code: 'bug' } });
    expect(started.log()).toContain('inside');
  });
});

describe('what a page may do', () => {
  it('asks for permissions in vain', async () => {
    const { shell } = await startShell();
    const answers: boolean[] = [];
    for (const permission of ['hid', 'serial', 'usb', 'media', 'notifications', 'clipboard-read'])
      shell.session.permissionRequest?.({}, permission, (allowed) => answers.push(allowed));
    expect(answers).toEqual([false, false, false, false, false, false]);
    expect(shell.session.permissionCheck?.()).toBe(false);
    expect(shell.session.devicePermission?.()).toBe(false);
    const streams: object[] = [];
    shell.session.displayMedia?.({}, (given) => streams.push(given));
    expect(streams).toEqual([{}]);
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'does not leave: %s',
    async (event) => {
      const { shell } = await startShell({ displays: two, hasBench: true });
      for (const { webContents } of shell.windows) {
        const prevent = vi.fn();
        webContents.emit(event, { preventDefault: prevent });
        expect(prevent).toHaveBeenCalledOnce();
        expect(webContents.openHandler?.({ url: 'app://pos/vendor/' })).toEqual({ action: 'deny' });
      }
    },
  );

  it('reaches no other address and downloads nothing', async () => {
    const { shell } = await startShell();
    expect(shell.session.beforeRequest?.urls).toEqual(
      expect.arrayContaining(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*']),
    );
    const done = vi.fn();
    shell.session.beforeRequest?.listener({} as never, done);
    expect(done).toHaveBeenCalledWith({ cancel: true });
    const prevent = vi.fn();
    shell.session.events.emit('will-download', { preventDefault: prevent });
    expect(prevent).toHaveBeenCalledOnce();
  });
});

describe('app://pos', () => {
  /** The real handler on a small build. */
  const serve = async (): Promise<(url: string, method?: string) => Promise<Response>> => {
    const shell = recordElectron();
    vi.resetModules();
    vi.doMock('electron', () => shell.module);
    const { servePages } = await import('../../electron/security.ts');
    const { session } = shell.module as { session: { defaultSession: Parameters<typeof servePages>[1] } };
    servePages(fakeBuild(temporaryDir()), session.defaultSession);
    // A URL object would tidy the path before the handler sees it.
    return (url, method = 'GET') => shell.session.serve!({ url, method } as Request);
  };

  it('serves the build to every role with the policy, and nothing else', async () => {
    const get = await serve();
    const page = await get('app://pos/vendor/?x=1#y');
    expect([page.status, await page.text(), page.headers.get('content-type')]).toEqual([
      200,
      '<title>till</title>',
      'text/html; charset=utf-8',
    ]);
    expect((await get('app://pos/customer/assets/main-abc.js')).headers.get('content-type')).toBe(
      'text/javascript; charset=utf-8',
    );
    expect((await get('app://pos/restart')).status).toBe(200);
    const answers = [
      page,
      await get('app://pos/customer/assets/main-abc.js'),
      await get('app://pos/restart'),
      await get('app://pos/'),
      await get('app://evil/vendor/'),
      await get('app://pos/vendor/', 'POST'),
      await get('app://pos/vendor/none'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 403, 405, 404]);
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy([]));
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(contentSecurityPolicy([])).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|http|\*/);
  });

  it.each([
    'app://pos/vendor/../../secret.txt',
    'app://pos/vendor/..%2f..%2fsecret.txt',
    'app://pos/vendor/%2e%2e/%2e%2e/secret.txt',
    'app://pos/vendor/..\\..\\secret.txt',
    'app://pos/vendor//etc/passwd',
    'app://pos/vendor/%00',
    'app://pos/vendor/%',
    'app://pos/../vendor/',
    'app://pos/backoffice',
    'app://pos.evil.example/vendor/',
    'app://user@pos/vendor/',
  ])('does not leave the build: %s', async (url) => {
    const answer = await (await serve())(url);
    expect([403, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('the key');
  });
});
