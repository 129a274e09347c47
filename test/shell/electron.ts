import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  Display,
  IpcMainInvokeEvent,
  OnBeforeRequestListenerDetails,
  Privileges,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron';

/**
 * An Electron that writes down what the shell does with it. Shapes come from electron.d.ts, so a changed interface fails
 * the type check; nothing here behaves like a browser.
 */

export interface RecordedContents extends EventEmitter {
  mainFrame: WebFrameMain;
  sent: unknown[][];
  openHandler: ((details: { url: string }) => WindowOpenHandlerResponse) | null;
}

export interface RecordedWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: RecordedContents;
  readonly loaded: string[];
  readonly did: string[];
}

export type CallHandler = (event: IpcMainInvokeEvent, call: unknown) => Promise<unknown>;

export interface Shell {
  /** What happened, in order. */
  readonly steps: string[];
  readonly windows: RecordedWindow[];
  readonly handlers: Map<string, CallHandler>;
  readonly app: EventEmitter;
  readonly session: {
    permissionRequest: ((contents: unknown, permission: string, done: (allowed: boolean) => void) => void) | null;
    permissionCheck: (() => boolean) | null;
    devicePermission: (() => boolean) | null;
    displayMedia: ((request: unknown, done: (streams: object) => void) => void) | null;
    beforeRequest: {
      urls: readonly string[];
      listener: (details: OnBeforeRequestListenerDetails, done: (response: { cancel?: boolean }) => void) => void;
    } | null;
    serve: ((request: Request) => Promise<Response>) | null;
    readonly events: EventEmitter;
  };
  readonly privileges: { scheme: string; privileges?: Privileges }[];
  readonly screen: EventEmitter;
  displays: Display[];
  readonly relaunched: string[][];
  readonly boxes: string[];
  /** Resolves the promise of `whenReady`. */
  ready(): void;
  readonly module: Record<string, unknown>;
}

export const display = (id: number, label: string, x = 0): Display =>
  ({ id, label, bounds: { x, y: 0, width: 1280, height: 800 } }) as Display;

export interface ShellOptions {
  lock?: boolean;
  keyStore?: boolean;
  displays?: Display[];
}

export function recordElectron({
  lock = true,
  keyStore = true,
  displays = [display(1, 'till')],
}: ShellOptions = {}): Shell {
  const steps: string[] = [];
  const step = (what: string) => (): void => void steps.push(what);
  const windows: RecordedWindow[] = [];
  const handlers = new Map<string, CallHandler>();
  const relaunched: string[][] = [];
  const boxes: string[] = [];
  const readied = Promise.withResolvers<void>();
  const app = new EventEmitter();
  const screen = new EventEmitter();

  const newContents = (): RecordedContents => {
    const contents = Object.assign(new EventEmitter(), {
      mainFrame: {} as WebFrameMain,
      sent: [],
      openHandler: null,
    }) as RecordedContents;
    Object.assign(contents, {
      send: (...args: unknown[]) => contents.sent.push(args),
      isDestroyed: () => false,
      setWindowOpenHandler: (handler: RecordedContents['openHandler']) => {
        contents.openHandler = handler;
      },
    });
    return contents;
  };

  class BrowserWindow extends EventEmitter implements RecordedWindow {
    readonly webContents = newContents();
    readonly loaded: string[] = [];
    readonly did: string[] = [];
    readonly options: BrowserWindowConstructorOptions;
    constructor(options: BrowserWindowConstructorOptions) {
      super();
      this.options = options;
      windows.push(this);
      steps.push('window');
      app.emit('web-contents-created', {}, this.webContents);
    }
    loadURL(url: string): Promise<void> {
      this.loaded.push(url);
      const frame = { url, origin: new URL(url).protocol === 'app:' ? 'app://pos' : new URL(url).origin, parent: null };
      this.webContents.mainFrame = frame as WebFrameMain;
      return Promise.resolve();
    }
    removeMenu = (): void => void this.did.push('removeMenu');
    show = (): void => void this.did.push('show');
    showInactive = (): void => void this.did.push('showInactive');
    focus = (): void => void this.did.push('focus');
    restore = (): void => void this.did.push('restore');
    isMinimized = (): boolean => false;
    isDestroyed = (): boolean => false;
    setFullScreen = (full: boolean): void => void this.did.push(`fullScreen ${full}`);
    setBounds = (bounds: { x: number }): void => void this.did.push(`bounds ${bounds.x}`);
    destroy(): void {
      this.did.push('destroy');
      this.emit('closed');
    }
  }

  const session: Shell['session'] = {
    permissionRequest: null,
    permissionCheck: null,
    devicePermission: null,
    displayMedia: null,
    beforeRequest: null,
    serve: null,
    events: new EventEmitter(),
  };
  const defaultSession = {
    on: session.events.on.bind(session.events),
    setPermissionRequestHandler: (handler: Shell['session']['permissionRequest']) => {
      session.permissionRequest = handler;
    },
    setPermissionCheckHandler: (handler: () => boolean) => {
      session.permissionCheck = handler;
    },
    setDevicePermissionHandler: (handler: () => boolean) => {
      session.devicePermission = handler;
    },
    setDisplayMediaRequestHandler: (handler: Shell['session']['displayMedia']) => {
      session.displayMedia = handler;
    },
    webRequest: {
      onBeforeRequest: (
        { urls }: { urls: string[] },
        listener: NonNullable<Shell['session']['beforeRequest']>['listener'],
      ) => {
        session.beforeRequest = { urls, listener };
      },
    },
    protocol: {
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
        steps.push(`serve ${scheme}`);
        session.serve = handler;
      },
    },
  };

  const shell: Shell = {
    steps,
    windows,
    handlers,
    app,
    session,
    privileges: [],
    screen,
    displays,
    relaunched,
    boxes,
    ready: () => {
      steps.push('ready');
      readied.resolve();
    },
    module: {},
  };
  Object.assign(app, {
    isPackaged: false,
    setPath: (name: string) => steps.push(`setPath ${name}`),
    requestSingleInstanceLock: () => {
      steps.push('lock');
      return lock;
    },
    enableSandbox: step('sandbox'),
    whenReady: () => readied.promise,
    quit: () => {
      steps.push('quit');
      app.emit('will-quit', { preventDefault: step('quit held') });
    },
    exit: (code = 0) => {
      steps.push(`exit ${code}`);
    },
    relaunch: ({ args }: { args: string[] }) => {
      steps.push('relaunch');
      relaunched.push(args);
    },
  });
  Object.assign(screen, { getAllDisplays: () => shell.displays, getPrimaryDisplay: () => shell.displays[0] });
  Object.assign(shell.module, {
    app,
    screen,
    BrowserWindow,
    ipcMain: {
      handle: (channel: string, handler: CallHandler) => {
        steps.push(`handle ${channel}`);
        handlers.set(channel, handler);
      },
      removeHandler: (channel: string) => {
        steps.push(`unhandle ${channel}`);
        handlers.delete(channel);
      },
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: Shell['privileges']) => {
        steps.push('scheme');
        shell.privileges.push(...schemes);
      },
    },
    session: { defaultSession },
    Menu: { setApplicationMenu: step('menu') },
    dialog: { showErrorBox: (title: string, text: string) => boxes.push(`${title}\n${text}`) },
    powerSaveBlocker: { start: () => 1, stop: step('may sleep') },
    safeStorage: {
      getSelectedStorageBackend: () => (keyStore ? 'gnome_libsecret' : 'basic_text'),
      isAsyncEncryptionAvailable: () => Promise.resolve(keyStore),
      encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`sealed:${text}`)),
      decryptStringAsync: (sealed: Buffer) =>
        Promise.resolve({ result: sealed.toString().slice('sealed:'.length), shouldReEncrypt: false }),
    },
  });
  return shell;
}
