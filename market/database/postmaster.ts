import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';

/** Pid and port of a postmaster's lock file (https://www.postgresql.org/docs/18/storage-file-layout.html). */
export async function readPostmaster(data: string): Promise<{ readonly pid: number; readonly port: number } | null> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, port: Number.isSafeInteger(port) ? port : 0 } : null;
}

/** The postmaster of our own cluster that is still alive. A lock file whose pid now belongs to some other program is dropped. */
export async function leftOver(data: string): Promise<{ readonly pid: number; readonly port: number } | null> {
  const found = await readPostmaster(data);
  if (found === null) return null;
  const line = await commandLine(found.pid);
  if (line === '') return null;
  // Unknown (no way to look on this system): let PostgreSQL's own lock decide.
  if (line === null || line.includes(`-D ${data}`)) return found;
  await rm(join(data, 'postmaster.pid'), { force: true });
  return null;
}

/** Command line of a process; empty when there is none, null when this system does not tell. */
async function commandLine(pid: number): Promise<string | null> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return '';
  }
  if (platform() === 'linux')
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  if (platform() === 'win32') return null;
  return new Promise((done) => {
    execFile('ps', ['-o', 'command=', '-p', String(pid)], (_error, stdout) => {
      done(stdout.trim());
    });
  });
}
