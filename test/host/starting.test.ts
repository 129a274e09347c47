import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chromiumArgs, findChromium, findElectron, hasDisplay } from '../../electron/browser.ts';
import type { Machine } from '../../electron/browser.ts';
import { startChild } from '../../electron/child.ts';
import { countCrash } from '../../electron/crashes.ts';
import { startFailure } from '../../electron/failure.ts';
import { openLog } from '../../electron/log.ts';
import { checkRuntime, judgeRuntime } from '../../electron/runtime.ts';
import { mountSmallDisk } from '../core/small-disk.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stall-start-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const machine = (files: readonly string[], env: NodeJS.ProcessEnv = {}, more: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  env,
  root: false,
  exists: (path) => files.includes(path),
  ...more,
});

describe('a window for the pages', () => {
  it('knows whether one could be shown', () => {
    expect(hasDisplay(machine([]))).toBe(false);
    expect(hasDisplay(machine([], { DISPLAY: ':0' }))).toBe(true);
    expect(hasDisplay(machine([], { DISPLAY: ':0', STALL_WINDOW: 'none' }))).toBe(false);
    expect(hasDisplay(machine([], { WAYLAND_DISPLAY: 'wayland-0' }))).toBe(true);
    expect(hasDisplay(machine([], {}, { platform: 'win32' }))).toBe(true);
  });

  it('takes the Electron binary only when it is unpacked', () => {
    const path = join('/app', 'node_modules', 'electron', 'dist', 'electron');
    expect(findElectron('/app', machine([]))).toBeNull();
    expect(findElectron('/app', machine([path]))).toBe(path);
  });

  it('finds a Chromium: the named one, then the path, then the usual places', () => {
    expect(findChromium(machine([]))).toBeNull();
    expect(findChromium(machine(['/usr/bin/chromium']))).toBe('/usr/bin/chromium');
    expect(findChromium(machine(['/usr/bin/chromium', '/x/google-chrome'], { PATH: '/y:/x' }))).toBe(
      '/x/google-chrome',
    );
    expect(findChromium(machine(['/x/google-chrome', '/my/chrome'], { PATH: '/x', CHROMIUM: '/my/chrome' }))).toBe(
      '/my/chrome',
    );
    expect(findChromium(machine(['/x/google-chrome'], { PATH: '/x', CHROMIUM: '/gone' }))).toBe('/x/google-chrome');
  });

  it('turns the sandbox off for root only', () => {
    expect(chromiumArgs('http://127.0.0.1:1/', '/p', machine([]))).not.toContain('--no-sandbox');
    expect(chromiumArgs('http://127.0.0.1:1/', '/p', machine([], {}, { root: true }))).toContain('--no-sandbox');
  });
});

describe('the Node that runs the till', () => {
  const known = { '24.21.0': { 'linux-x64': 'aa' } };
  const facts = { version: '24.21.0', system: 'linux-x64', sha256: 'aa' };
  it('is right when version and bytes are known', () =>
    expect(judgeRuntime(facts, known)).toEqual({ stop: null, warn: null }));
  it('is refused when the pinned binary is another one', () =>
    expect(judgeRuntime({ ...facts, sha256: 'bb' }, known).stop).toMatch(/npm ci/));
  it('is refused from another line', () =>
    expect(judgeRuntime({ ...facts, version: '22.5.0' }, known).stop).toMatch(/Node 24/));
  it('is only warned about where nothing is known', () => {
    expect(judgeRuntime({ ...facts, system: 'linux-arm64' }, known)).toMatchObject({
      stop: null,
      warn: expect.stringContaining('not known') as string,
    });
    expect(judgeRuntime({ ...facts, sha256: null }, known)).toMatchObject({
      stop: null,
      warn: expect.stringContaining('this machine') as string,
    });
  });
  it('is the one these tests run on', async () => {
    const root = join(import.meta.dirname, '..', '..');
    expect((await checkRuntime(root, join(root, 'resources'))).stop).toBeNull();
  });
});

describe('a program started beside', () => {
  const start = (code: string) =>
    startChild({
      name: 'the market',
      command: process.execPath,
      args: ['-e', code],
      cwd: dir,
      logFile: join(dir, 'market.log'),
    });

  it('gives its lines, also those already said', async () => {
    const child = start('console.log("listening on 1"); console.error("code 7"); setInterval(() => {}, 1000)');
    const find =
      (start: string) =>
      (line: string): string | null =>
        line.startsWith(start) ? line.slice(start.length) : null;
    expect(await child.line(find('listening on '))).toBe('1');
    expect(await child.line(find('code '))).toBe('7');
    expect(await child.line(find('listening on '))).toBe('1');
    await child.stop();
    expect(readFileSync(join(dir, 'market.log'), 'utf8')).toBe('code 7\n');
  });

  it('tells its death with its last lines', async () => {
    const child = start('for (let n = 1; n <= 30; n++) console.log("line " + n); process.exit(3)');
    await expect(child.line(() => null)).rejects.toThrow(/the market ended with code 3\n {2}\| line 19\n[^]*line 30$/);
    expect(await child.ended).toMatchObject({ well: false });
  });

  it('says when it can not even be started', async () => {
    const child = startChild({ name: 'the till', command: join(dir, 'nothing'), args: [], cwd: dir, logFile: null });
    expect((await child.ended).text).toMatch(/the till could not be started/);
    await child.stop();
  });

  it('is asked to stop and waited for', async () => {
    const child = start(`
      const stop = () => { require('fs').writeFileSync('stopped', ''); process.exit(0); };
      process.on('SIGTERM', stop); process.on('disconnect', stop); console.log('ready'); setInterval(() => {}, 1000)`);
    await child.line((line) => (line === 'ready' ? line : null));
    await child.stop();
    expect(existsSync(join(dir, 'stopped'))).toBe(true);
    expect(await child.ended).toMatchObject({ well: true });
    await child.stop();
  });
});

describe('dying too often', () => {
  it('gives up at the third time in a minute', () => {
    const first = countCrash([], 1000);
    const second = countCrash(first.times, 30_000);
    expect([first.giveUp, second.giveUp, countCrash(second.times, 60_999).giveUp]).toEqual([false, false, true]);
    expect(countCrash(second.times, 61_000)).toEqual({ times: [30_000, 61_000], giveUp: false });
  });
  it('does not count times from a clock that stepped back, nor nonsense', () => {
    expect(countCrash([90_000, Number.NaN], 1000)).toEqual({ times: [1000], giveUp: false });
  });
  it('says who has the data folder', () => {
    expect(startFailure(Object.assign(new Error('x'), { code: 'core_running' }), '/d')).toMatch(
      /Another terminal.*\/d/,
    );
    expect(startFailure(new Error('disk full'), '/d')).toMatch(/disk full/);
  });
  it('says what to do about a full disk and about a journal that can not be read', () => {
    const sqlite = (errcode: number) => Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });
    for (const error of [sqlite(13), Object.assign(new Error('x'), { code: 'ENOSPC' })])
      expect(startFailure(error, '/d')).toMatch(/磁盘满了.*disk is full/i);
    for (const error of [sqlite(11), sqlite(26), new Error('y', { cause: sqlite(11) })])
      expect(startFailure(error, '/d')).toMatch(/账本.*restore.*\/d/);
    for (const torn of ['{"a":', '{"a" 1}', 'x', '"\u0001"', '[1,]'])
      try {
        JSON.parse(torn);
        expect.unreachable(torn);
      } catch (error) {
        expect(startFailure(error, '/d'), torn).toMatch(/账本/);
      }
  });
  it('does not take a program that does not load for a damaged journal', () => {
    const error = new SyntaxError("The requested module './till.ts' does not provide an export named 'createTill'");
    expect(startFailure(error, '/d')).toMatch(/could not start: The requested module/);
  });
});

describe('the log', () => {
  const small = mountSmallDisk(8);
  // oxlint-disable-next-line no-console
  if (small === null) console.log('skipped: log-full-disk (missing root with loop devices)');
  else
    it('on a full disk leaves out what has no room, stops nobody, and goes on when there is room', () => {
      try {
        const log = openLog(small.dir);
        small.fill();
        for (let i = 0; i < 60; i++) log.info({ i, text: 'x'.repeat(300) }, 'sold');
        small.free();
        log.info({}, 'room again');
        log.close();
        const lines = readFileSync(join(small.dir, 'terminal.log'), 'utf8').trimEnd().split('\n');
        expect(lines.length).toBeLessThan(60);
        expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'room again' });
        expect(lines.filter((line) => !line.endsWith('}')).length).toBeLessThanOrEqual(1);
      } finally {
        small.unmount();
      }
    });

  it('keeps JSON lines and sets a full file aside', () => {
    writeFileSync(join(dir, 'terminal.log'), 'x'.repeat(8 * 1024 * 1024));
    writeFileSync(join(dir, 'terminal.1.log'), 'older');
    const log = openLog(dir);
    log.info({ saleId: 's1' }, 'sold');
    log.close();
    expect(JSON.parse(readFileSync(join(dir, 'terminal.log'), 'utf8'))).toMatchObject({
      level: 30,
      saleId: 's1',
      msg: 'sold',
    });
    expect(readFileSync(join(dir, 'terminal.1.log')).length).toBe(8 * 1024 * 1024);
    expect(readFileSync(join(dir, 'terminal.2.log'), 'utf8')).toBe('older');
  });
});
