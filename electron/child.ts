import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** Lines of a child kept to tell why it died, and how much of each. */
const LAST_LINES = 12;
const LINE_LENGTH = 300;
/** How long a child may take to stop by itself, ms: the market's database writes a checkpoint. */
const STOP_CAP_MS = 20_000;

export interface ChildEnd {
  /** It ended by itself and called that a success. */
  readonly well: boolean;
  /** How, in plain words, with its last lines. */
  readonly text: string;
}

/** A program started beside this one: its lines, its end, and a way to end it in good order. */
export interface Child {
  /** The first line that gives something; rejects when the child ends before. */
  line<T>(find: (line: string) => T | null): Promise<T>;
  /** How it ended; resolves whenever that is, also after a stop. */
  readonly ended: Promise<ChildEnd>;
  /** Asks it to stop, waits, and ends it by force after a while, which it then says; else an empty text. */
  stop(): Promise<string>;
}

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Where its errors and log lines are kept, anew at each start; null for a program with a log of its own. */
  readonly logFile: string | null;
}

/**
 * Starts a child with a line of its own to this process (IPC), so that it learns when this process dies; and in a process
 * group of its own, because Ctrl-C in a terminal reaches the whole group and the order of stopping would be lost.
 */
export function startChild({ name, command, args, cwd, logFile }: ChildOptions): Child {
  const windows = process.platform === 'win32';
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: !windows,
    windowsHide: true,
  });
  const seen: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const take = (line: string): void => {
    if (seen.length >= 400) seen.splice(0, 200);
    seen.push(line);
    for (const look of waiting) look(line);
  };
  createInterface({ input: child.stdout! }).on('line', take);
  createInterface({ input: child.stderr! }).on('line', take);
  if (logFile !== null) {
    mkdirSync(dirname(logFile), { recursive: true });
    child.stderr!.pipe(createWriteStream(logFile));
  }

  const ended = new Promise<ChildEnd>((resolve) => {
    const say = (well: boolean, how: string): void =>
      resolve({
        well,
        text: [`${name} ${how}`, ...seen.slice(-LAST_LINES).map((line) => `  | ${line.slice(0, LINE_LENGTH)}`)].join(
          '\n',
        ),
      });
    child.once('error', (error) => say(false, `could not be started: ${error.message}`));
    child.once('close', (code, signal) =>
      say(code === 0, signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    );
  });

  return {
    ended,
    line: (find) => {
      for (const line of seen) {
        const found = find(line);
        if (found !== null) return Promise.resolve(found);
      }
      return new Promise((resolve, reject) => {
        const look = (line: string): void => {
          const found = find(line);
          if (found === null) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        void ended.then(({ text }) => reject(new Error(text)));
      });
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        // Windows has no signal a program could answer; there the end of the line says it.
        if (windows) child.disconnect();
        else child.kill('SIGTERM');
        let forced = false;
        const cap = setTimeout(() => {
          forced = true;
          child.kill('SIGKILL');
        }, STOP_CAP_MS);
        await ended;
        clearTimeout(cap);
        if (forced) return `${name} 停不下来，已强行结束 did not stop and was ended by force`;
      }
      return '';
    },
  };
}
