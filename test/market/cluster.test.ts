import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'node:net';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { startCluster } from '../../market/database/postgres.ts';
import { TestTerminal } from './client.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const main = fileURLToPath(new URL('../../market/main.ts', import.meta.url));

/** The market server as its own process. */
async function startProcess(
  dir: string,
  flags: readonly string[] = [],
): Promise<{
  readonly child: ChildProcess;
  readonly output: string;
  readonly url: string;
  readonly ended: Promise<number | null>;
}> {
  const { DATABASE_URL: _own, ...env } = process.env;
  const child = spawn(process.execPath, [main, '--dir', dir, '--port', '0', '--log-level', 'warn', ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((done) => {
    child.once('exit', done);
  });
  await new Promise<void>((done, fail) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (flags.includes('--code') ? /code for stall/.test(output) : /console: /.test(output)) done();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => {
      fail(new Error(`ended with ${code}: ${output}`));
    });
  });
  return { child, output, url: /listening on (\S+)/.exec(output)?.[1] ?? '', ended };
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

// Each case makes and starts clusters: seconds each, more on a busy machine.
describe('the embedded PostgreSQL', () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const clean of cleanUp.splice(0).toReversed()) await clean();
  });

  /** A folder for one market. `open`: other users may pass, so that root's PostgreSQL can lie inside. */
  async function folder(mode: 'open' | 'closed' = 'open'): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'stall-pos-cluster-'));
    if (mode === 'open') await chmod(dir, 0o755);
    cleanUp.push(() => rm(dir, { recursive: true, force: true }));
    return dir;
  }
  const postmaster = async (data: string) =>
    Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);

  test('is made with fsync on, UTF-8 and C collation, on this machine only', async () => {
    const cluster = await startCluster({ dir: await folder(), log });
    cleanUp.push(cluster.stop);
    const client = new pg.Client({ connectionString: cluster.databaseUrl });
    await client.connect();
    const setting = async (name: string) =>
      (await client.query<{ value: string }>('select current_setting($1) as value', [name])).rows[0]?.value;
    for (const [name, value] of [
      ['fsync', 'on'],
      ['synchronous_commit', 'on'],
      ['full_page_writes', 'on'],
      ['server_encoding', 'UTF8'],
      ['listen_addresses', '127.0.0.1'],
    ] as const) {
      expect([name, await setting(name)]).toEqual([name, value]);
    }
    expect((await client.query('select datcollate from pg_database where datname = current_database()')).rows).toEqual([
      { datcollate: 'C' },
    ]);
    expect(Number(await setting('server_version_num'))).toBeGreaterThanOrEqual(180_000);
    await client.end();
    const wrong = new URL(cluster.databaseUrl);
    wrong.password = 'guess';
    await expect(new pg.Client({ connectionString: wrong.href }).connect()).rejects.toThrow(/password/);
  });

  test('outlives a killed market and is taken over by the next one, with everything that was acknowledged', async () => {
    const dir = await folder();
    const first = await startProcess(dir, ['--seed', '--code', '12']);
    const data = join(dir, 'postgresql');
    const pid = await postmaster(data);
    let url = first.url;
    const terminal = new TestTerminal(() => url);
    await terminal.enrol(/code for stall 12: (\S+)/.exec(first.output)?.[1] ?? '');
    await terminal.openSession();
    expect((await terminal.push(terminal.sales(5, Date.now()))).status).toBe(200);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(lives(pid)).toBe(true);

    const second = await startProcess(dir);
    url = second.url;
    expect(await postmaster(data)).toBe(pid);
    // The old session still holds: a restart of the server costs a terminal nothing.
    expect(await terminal.known(1, 1, 5)).toMatchObject({ count: 5, missing: [] });
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    await expect(postmaster(data)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is held by one market server at a time, and the second one leaves it alone', async () => {
    const dir = await folder();
    const first = await startCluster({ dir, log });
    cleanUp.push(first.stop);
    await expect(startCluster({ dir, log })).rejects.toMatchObject({ code: 'market_running' });
    expect(lives(first.pid)).toBe(true);
  });

  test('starts again on the port it had, or on another when that is taken', async () => {
    const dir = await folder();
    const first = await startCluster({ dir, log });
    await first.stop();
    const second = await startCluster({ dir, log });
    expect(second.databaseUrl).toBe(first.databaseUrl);
    await second.stop();
    const squatter = createServer();
    await new Promise<void>((done) => {
      squatter.listen(Number(new URL(first.databaseUrl).port), '127.0.0.1', done);
    });
    cleanUp.push(async () => {
      squatter.close();
    });
    const third = await startCluster({ dir, log });
    cleanUp.push(third.stop);
    expect(new URL(third.databaseUrl).port).not.toBe(new URL(first.databaseUrl).port);
  });

  test('a process that only has the number of an old postmaster is never touched', async () => {
    const dir = await folder();
    const first = await startCluster({ dir, log });
    await first.stop();
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    cleanUp.push(async () => {
      bystander.kill('SIGKILL');
    });
    const port = new URL(first.databaseUrl).port;
    await writeFile(
      join(first.data, 'postmaster.pid'),
      `${bystander.pid}\n${first.data}\n1\n${port}\n\n127.0.0.1\n\nready\n`,
    );
    const second = await startCluster({ dir, log });
    cleanUp.push(second.stop);
    expect(second.adopted).toBe(false);
    expect(lives(bystander.pid ?? 0)).toBe(true);
  });

  test('lies where its user can reach it, and a folder closed to others is no hindrance', async () => {
    const dir = await folder('closed');
    const warned: string[] = [];
    const cluster = await startCluster({
      dir,
      log: {
        ...log,
        warn: (fields, message) => {
          warned.push(`${message} ${JSON.stringify(fields)}`);
        },
      },
    });
    cleanUp.push(async () => {
      if (!cluster.data.startsWith(dir)) await rm(dirname(cluster.data), { recursive: true, force: true });
    }, cluster.stop);
    // Root's PostgreSQL runs as another user: it must lie outside, and that must be said.
    const moved = process.getuid?.() === 0;
    expect(cluster.data.startsWith(dir)).toBe(!moved);
    expect(warned.length).toBe(moved ? 1 : 0);
    if (moved) expect(warned[0]).toContain(dirname(cluster.data));
  });

  test('the command explains itself', async () => {
    const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    expect(
      await new Promise((done) => {
        child.once('close', done);
      }),
    ).toBe(0);
    for (const flag of [
      '--dir',
      '--port',
      '--host',
      '--database-url',
      '--seed',
      '--code',
      '--restored',
      '--console-everywhere',
      '--log-level',
      '--help',
    ])
      expect(output).toContain(flag);
  });
});
