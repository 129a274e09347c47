import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../setup/patience.ts';

const root = join(import.meta.dirname, '..', '..');
let data: string;
let running: ChildProcess | null = null;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'stall-start-'));
});
afterEach(async () => {
  if (running !== null && running.exitCode === null && running.signalCode === null) {
    running.kill('SIGTERM');
    await once(running, 'close');
  }
  running = null;
  rmSync(data, { recursive: true, force: true });
});

function spawnStart() {
  const env = { ...process.env, STALL_DATA: data, STALL_WINDOW: 'none' };
  const child = spawn(process.execPath, [join(root, 'electron', 'start.ts')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  return { child };
}

/** Starts all as `npm start` does where no window can be shown, until everything has been said. */
async function start(): Promise<{ child: ChildProcess; said: () => string; links: readonly string[] }> {
  const { child } = spawnStart();
  let out = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        out += part;
        if (out.includes('Ctrl-C')) resolve();
      });
    }
    child.once('close', () => reject(new Error(out)));
  });
  return { child, said: () => out, links: out.match(/http:\/\/\S+/g) ?? [] };
}

/** Programs of this machine that were started with our data folder in their environment, by their command lines. */
const ours = (): readonly string[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`STALL_DATA=${data}\0`)) return [];
      return [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });

describe('npm start', () => {
  it('brings up the whole market, stops it in order, and does so again', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { child, said, links } = await start();
      expect(links).toHaveLength(5);
      for (const [at, role] of ['vendor', 'customer', 'bench'].entries())
        expect(links[at]).toMatch(new RegExp(`/launch/${role}\\?token=`));
      const answers = await Promise.all(links.map((link) => fetch(link, { redirect: 'manual' })));
      expect(answers.slice(0, 3).map(({ status }) => status)).toEqual([303, 303, 303]);
      expect(answers[3]?.status).toBeLessThan(400);
      expect(said()).toContain('open the addresses above');

      child.kill('SIGTERM');
      const [code] = (await once(child, 'close')) as [number];
      expect(code).toBe(0);
      expect(said()).not.toContain('by force');
      expect(
        readFileSync(join(data, 'terminal', 'logs', 'terminal.log'), 'utf8')
          .trimEnd()
          .split('\n')
          .at(-1),
      ).toContain('terminal stopped');
      await expect(fetch(links[0]!)).rejects.toThrow('fetch failed');
      await expect(fetch(links[3]!)).rejects.toThrow('fetch failed');
    }
    expect(existsSync(join(data, 'market'))).toBe(true);
  });

  // Other systems have no list of their programs that could be looked through like this.
  it.runIf(existsSync('/proc/self/environ')).each([
    ['SIGKILL', 'while the database starts', () => ours().some((line) => /bin\/postgres .*-D/.test(line))],
    ['SIGKILL', 'while the terminal starts', () => ours().some((line) => line.includes('headless.ts'))],
  ] as const)('leaves no program behind after %s %s', async (signal, _when, isSo) => {
    const { child } = spawnStart();
    await vi.waitUntil(isSo, { timeout: PATIENCE_MS, interval: 10 });
    child.kill(signal);
    await expect.poll(ours, { interval: 100 }).toEqual([]);
  });
});
