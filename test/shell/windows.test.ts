import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stallEvent } from '../host/core.ts';
import { display } from './electron.ts';
import { startShell, temporaryDir } from './start.ts';

const two = [display(1, 'till'), display(2, 'shopper', 1280)];

describe('every window', () => {
  it('is sandboxed, isolated, without Node, with our preload and nothing that opens a way out', async () => {
    const { shell } = await startShell({ hasBench: true, displays: two });
    expect(shell.windows.flatMap((window) => window.loaded)).toEqual([
      'app://pos/vendor/',
      'app://pos/bench/',
      'app://pos/customer/',
    ]);
    for (const window of shell.windows) {
      expect(window.options.webPreferences).toEqual({
        preload: join(import.meta.dirname, '..', '..', 'dist', 'electron', 'preload.cjs'),
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
        backgroundThrottling: false,
      });
      expect(window.did).toContain('removeMenu');
    }
  });

  it('exists for the bench only with virtual devices', async () => {
    const { shell } = await startShell({ hasBench: false, displays: two });
    expect(shell.windows.flatMap((window) => window.loaded)).toEqual(['app://pos/vendor/', 'app://pos/customer/']);
  });

  it("gets its own role's events and no other", async () => {
    const { shell, core } = await startShell({ displays: two });
    core.emit('customer', stallEvent(3));
    expect(shell.windows.map((window) => window.webContents.sent)).toEqual([[], [['pos:event', stallEvent(3)]]]);
  });

  it("is shown when it is drawn; the shopper's does not take the focus", async () => {
    const { shell } = await startShell({ displays: two });
    for (const window of shell.windows) window.emit('ready-to-show');
    expect(shell.windows.map((window) => window.did.filter((what) => what.startsWith('show')))).toEqual([
      ['show'],
      ['showInactive'],
    ]);
    expect(shell.windows[1]?.options).toMatchObject({ frame: false, focusable: false, fullscreen: true });
  });
});

describe("the vendor's window", () => {
  it('fills the screen only when asked, and the operator has a key to leave', async () => {
    expect((await startShell()).shell.windows[0]?.options.kiosk).toBe(false);
    const { shell } = await startShell({ args: ['--kiosk'] });
    expect(shell.windows[0]?.options.kiosk).toBe(true);
    const held: string[] = [];
    const press = (key: string, control: boolean, shift: boolean, type = 'keyDown'): boolean | undefined =>
      shell.windows[0]?.webContents.emit(
        'before-input-event',
        { preventDefault: () => held.push(key) },
        { type, key, control, shift },
      );
    press('q', false, false);
    press('q', true, false);
    press('Q', true, true, 'keyUp');
    expect([held, shell.steps.includes('quit')]).toEqual([[], false]);
    press('Q', true, true);
    expect([held, shell.steps.includes('quit')]).toEqual([['Q'], true]);
  });
});

describe('a page that dies', () => {
  const die = (
    window: { webContents: { emit(event: string, ...args: unknown[]): boolean } },
    reason = 'crashed',
  ): void => void window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });

  it('is loaded again, and the third time in a minute stays on a page without anything in it', async () => {
    const { shell, log } = await startShell();
    const window = shell.windows[0]!;
    die(window);
    die(window, 'oom');
    expect(window.loaded).toEqual(['app://pos/vendor/', 'app://pos/vendor/', 'app://pos/vendor/']);
    die(window);
    expect(window.loaded.at(-1)).toBe('app://pos/restart');
    expect(log()).toContain('oom');
  });

  it('is not one that closed itself', async () => {
    const { shell } = await startShell();
    die(shell.windows[0]!, 'clean-exit');
    expect(shell.windows[0]?.loaded).toHaveLength(1);
  });
});

describe("the shopper's display", () => {
  it('is never the only one', async () => {
    expect((await startShell()).shell.windows).toHaveLength(1);
  });

  it('gets its window when it is plugged in, and loses it when it goes', async () => {
    const { shell } = await startShell();
    shell.displays = two;
    shell.screen.emit('display-added');
    expect(shell.windows[1]?.options).toMatchObject({ x: 1280, fullscreen: true });
    shell.displays = two.slice(0, 1);
    shell.screen.emit('display-removed');
    expect(shell.windows[1]?.did).toContain('destroy');
    shell.displays = two;
    shell.screen.emit('display-added');
    expect(shell.windows).toHaveLength(3);
    expect(shell.windows[0]?.did).not.toContain('destroy');
  });

  it('is remembered over a restart, while another stands in for it and when its number changes', async () => {
    const dir = temporaryDir();
    await startShell({ dir, displays: two });
    const memory = join(dir, 'window', 'customer-display.json');
    expect(JSON.parse(readFileSync(memory, 'utf8'))).toEqual({ label: 'shopper', x: 1280, y: 0 });
    const { shell } = await startShell({ dir, displays: [display(1, 'till'), display(7, 'projector', 2560)] });
    expect(shell.windows[1]?.options.x).toBe(2560);
    shell.displays = [display(1, 'till'), display(7, 'projector', 2560), display(9, 'shopper', 1280)];
    shell.screen.emit('display-added');
    expect(shell.windows[1]?.did).toEqual(expect.arrayContaining(['bounds 1280', 'fullScreen true']));
  });

  it.each(['{', 'null', '{"label":7}', '[]'])('is chosen anew when the memory is torn (%s)', async (text) => {
    const dir = temporaryDir();
    mkdirSync(join(dir, 'window'));
    writeFileSync(join(dir, 'window', 'customer-display.json'), text);
    const { shell } = await startShell({ dir, displays: two });
    expect(shell.windows[1]?.options.x).toBe(1280);
  });
});
