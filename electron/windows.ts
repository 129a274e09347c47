import { BrowserWindow, screen } from 'electron';
import type { Display, WebContents } from 'electron';
import type { Log } from '../shared/log.ts';
import { roles, type Role } from '../shared/role.ts';
import type { ViewEvent } from '../shared/view.ts';
import { countCrash } from './crashes.ts';
import { pageUrl, restartUrl } from './security.ts';

/** A display as it is remembered: ids change over a restart, label and place do not. */
export interface DisplayMark {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}
export interface DisplayMemory {
  load(): DisplayMark | null;
  save(mark: DisplayMark): void;
}

export interface WindowOptions {
  readonly roles: readonly Role[];
  readonly preload: string;
  readonly kiosk: boolean;
  readonly memory: DisplayMemory;
  readonly log: Log;
  readonly now: () => number;
  /** Asked for by the operator's key. */
  quit(): void;
}

export interface Windows {
  readonly roleOf: (contents: WebContents) => Role | null;
  send(role: Role, event: ViewEvent): void;
  /** Brings the vendor's window to the front. */
  focus(): void;
  stop(): void;
}

const markOf = (display: Display): DisplayMark => ({ label: display.label, x: display.bounds.x, y: display.bounds.y });

/** The shopper's display: the remembered one, else the first that is not the vendor's. Null with one display only. */
export function customerDisplay(
  displays: readonly Display[],
  primaryId: number,
  remembered: DisplayMark | null,
): Display | null {
  const others = displays.filter((display) => display.id !== primaryId);
  if (remembered === null) return others[0] ?? null;
  const { label, x, y } = remembered;
  return (
    others.find((one) => one.label === label && one.bounds.x === x && one.bounds.y === y) ??
    others.find((one) => one.label === label) ??
    others[0] ??
    null
  );
}

const shape = (role: Role, kiosk: boolean): Electron.BrowserWindowConstructorOptions => {
  switch (role) {
    case 'vendor':
      return { width: 1366, height: 768, minWidth: 1024, minHeight: 600, kiosk, title: '摊位收银' };
    case 'customer':
      return { frame: false, focusable: false, skipTaskbar: true, title: '顾客屏' };
    case 'bench':
      return { width: 1100, height: 768, title: '模拟台' };
    case 'backoffice':
      return { width: 1366, height: 768, title: '后台' };
  }
};

/** Opens the windows of the roles and keeps them: the customer's follows its display, a dead page is loaded again. */
export function openWindows(options: WindowOptions): Windows {
  const { log, memory, preload, now } = options;
  const open = new Map<Role, BrowserWindow>();
  let stopped = false;

  const watch = (role: Role, window: BrowserWindow): void => {
    const contents = window.webContents;
    let crashes: readonly number[] = [];
    contents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || stopped) return;
      const { times, giveUp } = countCrash(crashes, now());
      crashes = times;
      log.error(
        { role, reason, exitCode },
        giveUp ? 'a window died too often and stays on the restart page' : 'a window died and is loaded again',
      );
      load(role, window, giveUp ? restartUrl : pageUrl(role));
    });
    contents.on('did-fail-load', (_event, code, text, url, isMainFrame) => {
      // -3 is ABORTED: the load was replaced by another one.
      if (isMainFrame && code !== -3) log.error({ role, code, text, url }, 'a page did not load');
    });
    window.on('unresponsive', () => log.warn({ role }, 'a window does not answer'));
    window.on('closed', () => open.delete(role));
    if (role === 'vendor') {
      // The shopper's window has nothing to close it with: without the vendor's it would keep the till running unseen.
      window.on('closed', () => options.quit());
      contents.on('before-input-event', (event, input) => {
        if (input.type !== 'keyDown' || !input.control || !input.shift || input.key.toLowerCase() !== 'q') return;
        event.preventDefault();
        options.quit();
      });
    }
  };

  const load = (role: Role, window: BrowserWindow, url: string): void => {
    window
      .loadURL(url)
      .catch((error: unknown) => log.error({ role, url, error: String(error) }, 'a page did not load'));
  };

  const create = (role: Role, place: Display | null): void => {
    const window = new BrowserWindow({
      ...shape(role, options.kiosk),
      ...(place === null ? {} : { ...place.bounds, fullscreen: true }),
      show: false,
      autoHideMenuBar: true,
      backgroundColor: '#ffffff',
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        nodeIntegrationInWorker: false,
        webviewTag: false,
        webSecurity: true,
        spellcheck: false,
        navigateOnDragDrop: false,
        disableBlinkFeatures: 'Auxclick',
        // The shopper's window never has the focus and must not slow down for it.
        backgroundThrottling: false,
      },
    });
    window.removeMenu();
    open.set(role, window);
    watch(role, window);
    // Without taking the focus from the vendor's window.
    window.once('ready-to-show', () => (role === 'customer' ? window.showInactive() : window.show()));
    load(role, window, pageUrl(role));
  };

  const placeCustomer = (): void => {
    if (stopped || !options.roles.includes('customer')) return;
    const place = customerDisplay(screen.getAllDisplays(), screen.getPrimaryDisplay().id, memory.load());
    const window = open.get('customer');
    if (place === null) return window?.destroy();
    // A display that stands in for the remembered one is not remembered: the right one may come back.
    if (memory.load() === null) memory.save(markOf(place));
    if (window === undefined) return create('customer', place);
    window.setFullScreen(false);
    window.setBounds(place.bounds);
    window.setFullScreen(true);
  };

  for (const role of options.roles) if (role !== 'customer') create(role, null);
  placeCustomer();
  screen.on('display-added', placeCustomer);
  screen.on('display-removed', placeCustomer);
  screen.on('display-metrics-changed', placeCustomer);

  return {
    roleOf: (contents) => roles.find((role) => open.get(role)?.webContents === contents) ?? null,
    send(role, event) {
      const window = open.get(role);
      if (window !== undefined && !window.isDestroyed() && !window.webContents.isDestroyed())
        window.webContents.send('pos:event', event);
    },
    focus() {
      const window = open.get('vendor');
      if (window?.isMinimized()) window.restore();
      window?.focus();
    },
    stop() {
      stopped = true;
      screen.off('display-added', placeCustomer);
      screen.off('display-removed', placeCustomer);
      screen.off('display-metrics-changed', placeCustomer);
    },
  };
}
