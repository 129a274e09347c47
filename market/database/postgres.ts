import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import pg from 'pg';
import type { Log } from '../../shared/log.ts';
import { SYSTEM_DIR, findBinaries, findRunner, reachable } from './binaries.ts';
import type { Binaries, Runner } from './binaries.ts';
import { freePort, portIsFree } from './port.ts';
import { leftOver, readPostmaster } from './postmaster.ts';

/** What is kept beside the cluster (`postgres.json`, for its owner only). */
interface Kept {
  readonly data: string;
  readonly port: number;
  readonly password: string;
}

export interface Cluster {
  /** URL of the cluster's database, with its password. */
  readonly databaseUrl: string;
  /** Folder of the cluster. */
  readonly data: string;
  /** Pid of the postmaster. */
  readonly pid: number;
  /** A postmaster left over from an earlier run was taken over. */
  readonly adopted: boolean;
  readonly stop: () => Promise<void>;
}

const DATABASE = 'stall_pos';

/**
 * Starts the PostgreSQL of `dir`, making its cluster at the first start: UTF-8, C collation, 127.0.0.1 only, fsync on.
 * A postmaster that an earlier run of ours left behind is taken over, or stopped when it does not answer; a process that is not
 * provably ours is never touched. Throws when another market server is running on the same folder (`code` is `market_running`).
 */
export async function startCluster(options: { readonly dir: string; readonly log: Log }): Promise<Cluster> {
  const { log } = options;
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true });
  const runner = await findRunner();
  const binaries = await findBinaries(runner);
  const command = commands(binaries, runner);
  let kept = await readKept(dir);
  if (kept === null) {
    const home = await homeOf(dir, runner);
    if (home !== dir) log.warn({ dir, home }, 'running as root: the database lies where its own user can reach it');
    kept = { data: join(home, 'postgresql'), port: await freePort(), password: randomBytes(24).toString('base64url') };
    await writeKept(dir, kept);
  }
  if ((await stat(kept.data).catch(() => null)) === null) await makeCluster(kept, command, runner);

  const left = await leftOver(kept.data);
  if (left !== null) {
    log.warn({ pid: left.pid, port: left.port }, 'found our PostgreSQL still running from an earlier start');
    const found = { ...kept, port: left.port };
    if (await answersAsOurs(found)) {
      const lock = await holdCluster(found);
      return {
        databaseUrl: urlOf(found, DATABASE),
        data: found.data,
        pid: left.pid,
        adopted: true,
        stop: () => stopCluster(command, found, lock),
      };
    }
    log.warn({ pid: left.pid }, 'it does not answer: stopping it and starting anew');
    await command('pg_ctl', ['stop', '-D', kept.data, '-m', 'fast', '-w', '-t', '60']);
  }
  for (let attempt = 1; ; attempt++) {
    if (!(await portIsFree(kept.port))) {
      kept = { ...kept, port: await freePort() };
      await writeKept(dir, kept);
    }
    try {
      await command('pg_ctl', [
        'start',
        '-D',
        kept.data,
        '-w',
        '-t',
        '120',
        '-s',
        '-l',
        `${kept.data}.log`,
        '-o',
        `-p ${kept.port}`,
      ]);
      break;
    } catch (error) {
      // Somebody may have taken the port between the look and the start.
      if (attempt >= 3 || (await portIsFree(kept.port))) throw error;
    }
  }
  const started = kept;
  const running = await readPostmaster(started.data);
  await makeDatabase(started);
  const lock = await holdCluster(started);
  return {
    databaseUrl: urlOf(started, DATABASE),
    data: started.data,
    pid: running?.pid ?? 0,
    adopted: false,
    stop: () => stopCluster(command, started, lock),
  };
}

type Run = (program: 'initdb' | 'pg_ctl', args: readonly string[]) => Promise<void>;

function commands(binaries: Binaries, runner: Runner): Run {
  // PGDATA, PGPORT, PGOPTIONS … of the caller's shell must not reach our own cluster.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  return (program, args) =>
    new Promise((done, fail) => {
      const file = program === 'initdb' ? binaries.initdb : binaries.pgCtl;
      const child = execFile(
        file,
        [...args],
        { cwd: dirname(file), env: { ...env, LC_ALL: 'C' }, windowsHide: true, ...runner.ids },
        (error, stdout, stderr) => {
          if (error === null) done();
          else fail(new Error(`${program}: ${`${stderr}\n${stdout}`.trim() || error.message}`));
        },
      );
      child.stdin?.end();
    });
}

async function stopCluster(command: Run, kept: Kept, lock: pg.Client): Promise<void> {
  await lock.end().catch(() => undefined);
  if ((await readPostmaster(kept.data)) !== null)
    await command('pg_ctl', ['stop', '-D', kept.data, '-m', 'fast', '-w', '-t', '60', '-s']);
}

/** `dir` itself, or as root and where `dir` is closed to PostgreSQL's user, a folder of the system with a name made from `dir`. */
async function homeOf(dir: string, runner: Runner): Promise<string> {
  if (runner.ids === null || (await reachable(dir))) return dir;
  const home = join(SYSTEM_DIR, createHash('sha256').update(dir).digest('hex').slice(0, 16));
  await mkdir(home, { recursive: true, mode: 0o755 });
  return home;
}

async function makeCluster(kept: Kept, command: Run, runner: Runner): Promise<void> {
  const part = `${kept.data}.part`;
  const passwordFile = `${kept.data}.password`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, `${kept.password}\n`, { mode: 0o600 });
  await writeFile(`${kept.data}.log`, '', { mode: 0o600 });
  if (runner.ids !== null)
    for (const path of [part, passwordFile, `${kept.data}.log`]) await chown(path, runner.ids.uid, runner.ids.gid);
  try {
    const settings = {
      listen_addresses: '127.0.0.1',
      ...(platform() === 'win32' ? {} : { unix_socket_directories: '' }),
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      // A week of logs, then the oldest is overwritten: nobody prunes files on a market office's machine.
      logging_collector: 'on',
      log_directory: 'log',
      log_filename: 'postgresql-%a.log',
      log_rotation_age: '1d',
      log_truncate_on_rotation: 'on',
      log_checkpoints: 'off',
    };
    await command('initdb', [
      '-D',
      part,
      '-U',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    // Renamed only when whole: a cluster half made by a killed start is made again.
    await rename(part, kept.data);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function readKept(dir: string): Promise<Kept | null> {
  const text = await readFile(join(dir, 'postgres.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    'port' in value &&
    'password' in value &&
    typeof value.data === 'string' &&
    typeof value.port === 'number' &&
    typeof value.password === 'string'
  ) {
    return { data: resolve(dir, value.data), port: value.port, password: value.password };
  }
  throw new Error(`${join(dir, 'postgres.json')} is damaged: without it the database's password is unknown`);
}

async function writeKept(dir: string, kept: Kept): Promise<void> {
  const path = join(dir, 'postgres.json');
  // A cluster inside the folder is named relative to it, so that the folder may be moved as a whole.
  const data = dirname(kept.data) === dir ? basename(kept.data) : kept.data;
  await writeFile(`${path}.part`, `${JSON.stringify({ ...kept, data }, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.part`, path);
}

const urlOf = (kept: Kept, database: string): string =>
  `postgres://postgres:${kept.password}@127.0.0.1:${kept.port}/${database}`;

const pause = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

/** Whether the server on this port takes our password and has our folder. Waits while it is starting up or recovering. */
async function answersAsOurs(kept: Kept): Promise<boolean> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const client = new pg.Client({ connectionString: urlOf(kept, 'postgres'), connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      await makeDatabase(kept);
      return resolve(rows[0]?.data_directory ?? '') === resolve(kept.data);
    } catch (error) {
      // 57P03: the database system is starting up.
      if (!(error instanceof Error && 'code' in error && error.code === '57P03')) return false;
    } finally {
      await client.end().catch(() => undefined);
    }
    await pause(500);
  }
  return false;
}

async function makeDatabase(kept: Kept): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(kept, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Holds the cluster for one market server: two on one folder would stop the database under each other. */
async function holdCluster(kept: Kept): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(kept, 'postgres'), application_name: 'stall-pos lock' });
  client.on('error', () => undefined);
  await client.connect();
  // A killed owner's connection needs a moment to be noticed.
  for (let attempt = 0; attempt < 30; attempt++) {
    const { rows } = await client.query<{ held: boolean }>(
      "select pg_try_advisory_lock(hashtext('stall-pos market server')) as held",
    );
    if (rows[0]?.held === true) return client;
    await pause(100);
  }
  await client.end();
  throw Object.assign(new Error('another market server is running on this folder'), { code: 'market_running' });
}
