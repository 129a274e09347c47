import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startShell, temporaryDir } from './start.ts';
import { eventually } from '../setup/patience.ts';

describe('starting', () => {
  it('takes the lock, the scheme and the sandbox before it is ready, and the core before any window', async () => {
    const { shell } = await startShell();
    expect(shell.steps.slice(0, 9)).toEqual([
      'setPath userData',
      'lock',
      'scheme',
      'sandbox',
      'menu',
      'ready',
      'serve app',
      'terminal',
      'window',
    ]);
    expect(shell.steps.indexOf('handle pos:call')).toBeGreaterThan(shell.steps.indexOf('window'));
    expect(shell.privileges).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  it('leaves at once when another instance has the lock, without touching its core', async () => {
    const { shell } = await startShell({ lock: false });
    expect(shell.steps).toEqual(['setPath userData', 'lock', 'exit 0', 'ready']);
  });

  it('brings the first instance to the front when a second is started', async () => {
    const { shell } = await startShell();
    shell.app.emit('second-instance');
    expect(shell.windows[0]?.did).toContain('focus');
  });

  it('says in a window why the terminal could not start, and ends', async () => {
    const { shell, log } = await startShell({ fails: Object.assign(new Error('locked'), { code: 'core_running' }) });
    expect(shell.boxes.join()).toMatch(/Another terminal is already running/);
    expect(shell.steps.at(-1)).toBe('exit 1');
    expect(shell.windows).toEqual([]);
    expect(log()).toContain('Another terminal');
  });

  it('does not start on flags it does not understand', async () => {
    const { shell } = await startShell({ args: ['--columns', '76'] });
    expect(shell.steps).toEqual(['exit 2', 'ready']);
  });
});

describe('stopping', () => {
  it('takes no more input, stops the core, then exits', async () => {
    const { shell, core } = await startShell({ hasBench: true });
    expect(core.listeners('vendor')).toBe(1);
    shell.steps.length = 0;
    shell.app.emit('window-all-closed');
    await eventually(() => expect(shell.steps).toContain('exit 0'));
    expect(shell.steps).toEqual([
      'quit',
      'quit held',
      'unhandle pos:call',
      'may sleep',
      'core stopping',
      'core stopped',
      'exit 0',
    ]);
    expect([core.listeners('vendor'), core.listeners('customer'), core.listeners('bench')]).toEqual([0, 0, 0]);
  });

  it('stops once, however often it is asked', async () => {
    const { shell, holdStop } = await startShell();
    const release = holdStop();
    shell.steps.length = 0;
    shell.app.emit('window-all-closed');
    shell.app.emit('window-all-closed');
    release();
    await eventually(() => expect(shell.steps).toContain('exit 0'));
    expect(shell.steps.filter((step) => step === 'core stopping')).toHaveLength(1);
    expect(shell.steps.filter((step) => step === 'quit held')).toHaveLength(2);
  });

  it('gives a core that hangs five seconds', async () => {
    const { shell, holdStop, log } = await startShell();
    const release = holdStop();
    vi.useFakeTimers();
    try {
      shell.app.emit('window-all-closed');
      await vi.advanceTimersByTimeAsync(4999);
      expect(shell.steps).not.toContain('exit 1');
      await vi.advanceTimersByTimeAsync(1);
      expect(shell.steps).toContain('exit 1');
    } finally {
      vi.useRealTimers();
      release();
    }
    expect(log()).toContain('cut short');
  });

  it("quits with the vendor's window: the shopper's could not be closed by anybody", async () => {
    const { shell } = await startShell();
    shell.windows[0]?.emit('closed');
    expect(shell.steps).toContain('quit');
  });

  it('goes when the program that started it is gone', async () => {
    const { shell } = await startShell();
    process.listeners('disconnect').at(-1)?.();
    expect(shell.steps).toContain('quit');
  });
});

describe('a bug', () => {
  const fail = (event: 'uncaughtException' | 'unhandledRejection'): void => {
    const listener = process.listeners(event as 'uncaughtException').at(-1);
    listener?.(new Error('a bug'), 'uncaughtException');
  };

  it.each(['uncaughtException', 'unhandledRejection'] as const)(
    'is logged and the till starts anew (%s)',
    async (event) => {
      const { shell, log, dir } = await startShell();
      fail(event);
      expect(log()).toContain('a bug');
      expect(shell.steps.slice(-2)).toEqual(['relaunch', 'exit 1']);
      expect(shell.relaunched[0]?.slice(0, 3)).toEqual(['.', '--dir', dir]);
      expect(shell.relaunched[0]?.[3]).toMatch(/^--crashed-at=\d+$/);
    },
  );

  it('that keeps happening ends with words instead of a loop', async () => {
    const now = Date.now();
    const { shell } = await startShell({ args: [`--crashed-at=${now - 2000},${now - 1000}`] });
    fail('uncaughtException');
    expect(shell.relaunched).toEqual([]);
    expect(shell.boxes.join()).toMatch(/several times/);
    expect(shell.steps.at(-1)).toBe('exit 1');
  });
});

describe('the keys of the terminal', () => {
  it('are sealed by the key store', async () => {
    const { secrets, dir } = await startShell();
    await secrets().save('device', new Uint8Array([1, 2, 255]));
    expect(readdirSync(join(dir, 'secrets'))).toEqual(['device.sealed']);
    expect([...(await secrets().load('device'))!]).toEqual([1, 2, 255]);
  });

  it('lie in files where the desktop has none, and the log says so', async () => {
    const dir = temporaryDir();
    const { secrets, log } = await startShell({ keyStore: false, dir });
    await secrets().save('device', new Uint8Array([1]));
    expect(readdirSync(join(dir, 'secrets'))).toEqual(['device.key']);
    expect(log()).toContain('no key store');
  });
});
