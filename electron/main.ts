import { app, dialog, ipcMain, Menu, powerSaveBlocker, safeStorage } from 'electron';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../shared/log.ts';
import { answer, parseCall, windowRoles } from './calls.ts';
import type { Secrets } from './core/core.ts';
import { countCrash } from './crashes.ts';
import { startFailure } from './failure.ts';
import { openLog } from './log.ts';
import { parseOptions } from './options.ts';
import type { TerminalOptions } from './options.ts';
import { findPlaces, readTextOrNull } from './places.ts';
import { fileSecrets, sealedSecrets } from './secrets.ts';
import { lockDown, ownSession, registerScheme, senderRole, servePages } from './security.ts';
import type { Terminal } from './terminal.ts';
import { openWindows } from './windows.ts';
import type { DisplayMark, DisplayMemory } from './windows.ts';

/** The Electron shell: order of starting and stopping, nothing else. The till itself is the core. */

/** How long stopping may take, ms; every sale is on disk already, so giving up loses nothing. */
const STOP_CAP_MS = 5000;
const CRASHED_FLAG = '--crashed-at=';

const argv = process.argv.slice(app.isPackaged ? 1 : 2).filter((arg) => !arg.startsWith(CRASHED_FLAG));
const parsed = parseOptions({
  argv,
  env: process.env,
  platform: process.platform,
  readText: readTextOrNull,
  foreignFlags: true,
});
if (parsed.ok && 'options' in parsed) begin(parsed.options);
else {
  process.stdout.write(`${parsed.ok ? parsed.help : parsed.why}\n`);
  app.exit(parsed.ok ? 0 : 2);
}

function begin(options: TerminalOptions): void {
  // Chromium's own files, and with them the lock of the single instance, belong to the data folder.
  const windowDir = join(options.dir, 'window');
  mkdirSync(windowDir, { recursive: true });
  app.setPath('userData', windowDir);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  registerScheme();
  app.enableSandbox();
  Menu.setApplicationMenu(null);
  const log = openLog(join(options.dir, 'logs'));
  restartOnBug(log);
  app
    .whenReady()
    .then(() => run(options, windowDir, log))
    .catch((error: unknown) => giveUp(error, options.dir, log));
}

async function run(options: TerminalOptions, windowDir: string, log: Log): Promise<void> {
  const places = findPlaces(import.meta.dirname);
  lockDown(ownSession());
  servePages(places.renderer, ownSession());
  // Loaded late, so that a second instance is gone before it, and a broken module is said in a window.
  const { createTerminal } = await import('./terminal.ts');
  const terminal = await createTerminal(options, {
    resources: app.isPackaged ? process.resourcesPath : places.resources,
    version: places.version,
    log,
    now: Date.now,
    secrets: await openSecrets(join(options.dir, 'secrets'), log),
  });
  const { core } = terminal;
  const windows = openWindows({
    roles: windowRoles(core),
    preload: join(places.root, 'dist', 'electron', 'preload.cjs'),
    kiosk: options.kiosk,
    memory: displayMemory(join(windowDir, 'customer-display.json')),
    log,
    now: Date.now,
    quit: () => app.quit(),
  });
  ipcMain.handle('pos:call', (event, raw: unknown) => {
    const role = senderRole(event, windows.roleOf);
    const call = parseCall(raw);
    if (role === null || call === null) {
      log.error({ url: event.senderFrame?.url ?? null }, 'a call that is not from one of our pages was refused');
      throw new Error('refused');
    }
    return answer(core, role, call, log);
  });
  const offs = windowRoles(core).map((role) => core.on(role, (event) => windows.send(role, event)));
  app.on('second-instance', () => windows.focus());
  app.on('window-all-closed', () => app.quit());
  // Started by `npm start`: when that dies, its terminal goes too.
  process.on('disconnect', () => app.quit());
  app.on('child-process-gone', (_event, { type, reason }) =>
    log.warn({ type, reason }, 'a helper process of the browser died'),
  );
  const awake = powerSaveBlocker.start('prevent-display-sleep');
  stopInOrder(terminal, log, () => {
    ipcMain.removeHandler('pos:call');
    windows.stop();
    for (const off of offs) off();
    powerSaveBlocker.stop(awake);
  });
}

/** Quitting: no more input, then the core with its devices, then the process; never longer than the cap. */
function stopInOrder(terminal: Terminal, log: Log, stopInput: () => void): void {
  let stopping = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    stopInput();
    const cap = setTimeout(() => {
      log.error({ capMs: STOP_CAP_MS }, 'stopping took too long and was cut short');
      app.exit(1);
    }, STOP_CAP_MS);
    terminal
      .stop()
      .catch((error: unknown) => log.error({ error: String(error) }, 'stopping failed'))
      .finally(() => {
        clearTimeout(cap);
        app.exit(0);
      });
  });
}

/** A bug ends the process: it is logged (synchronously) and the till starts anew, unless it keeps happening. */
function restartOnBug(log: Log): void {
  const onBug = (error: unknown): void => {
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'the till failed and starts anew');
    const before =
      process.argv
        .find((arg) => arg.startsWith(CRASHED_FLAG))
        ?.slice(CRASHED_FLAG.length)
        .split(',')
        .map(Number) ?? [];
    const { times, giveUp: stop } = countCrash(before, Date.now());
    if (stop)
      dialog.showErrorBox(
        '摊位收银 Stall POS',
        '程序连续出错，请重启本机；已收的款都在。The till failed several times. Please restart the machine; sales are kept.',
      );
    else
      app.relaunch({
        args: [
          ...process.argv.slice(1).filter((arg) => !arg.startsWith(CRASHED_FLAG)),
          `${CRASHED_FLAG}${times.join(',')}`,
        ],
      });
    app.exit(1);
  };
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
}

function giveUp(error: unknown, dir: string, log: Log): void {
  const text = startFailure(error, dir);
  log.error({ error: error instanceof Error ? error.stack : String(error) }, text);
  dialog.showErrorBox('摊位收银 Stall POS', text);
  app.exit(1);
}

/** The system's key store where it is one; a desktop without gets files of mode 0600, and the log says so. */
async function openSecrets(dir: string, log: Log): Promise<Secrets> {
  const plain = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  if (plain || !(await safeStorage.isAsyncEncryptionAvailable())) {
    log.warn({}, 'this desktop has no key store: the keys of the terminal lie in files that only its login can read');
    return fileSecrets(dir);
  }
  return sealedSecrets(dir, {
    seal: (bytes) => safeStorage.encryptStringAsync(Buffer.from(bytes).toString('base64')),
    unseal: async (sealed) => {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed));
      return { bytes: Buffer.from(result, 'base64'), renew: shouldReEncrypt };
    },
  });
}

function displayMemory(path: string): DisplayMemory {
  return {
    load() {
      try {
        const { label, x, y } = JSON.parse(readTextOrNull(path) ?? 'null') as DisplayMark;
        return typeof label === 'string' && typeof x === 'number' && typeof y === 'number' ? { label, x, y } : null;
      } catch {
        return null; // none yet, or a torn file: chosen anew
      }
    },
    save: (mark) => writeFileSync(path, JSON.stringify(mark)),
  };
}
