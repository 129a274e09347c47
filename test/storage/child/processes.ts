import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a child process said on its standard output, line by line, and how it ended. */
export interface ChildEnd {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly errors: string;
}

/** The command line of one of these tests' own programs. */
export function childCommand(script: string, ...args: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, fileURLToPath(new URL(script, import.meta.url)), ...args];
}

/** Runs a command to its end; `onLine` hears every line as it comes and may kill it. */
export function run(
  command: readonly [string, ...string[]],
  onLine: (line: string, kill: () => void) => void = () => {},
): Promise<ChildEnd> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    let rest = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        onLine(line, () => child.kill('SIGKILL'));
      }
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ lines, signal, code, errors }));
  });
}

/** Whether a program can be started here. */
export function isHere(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}
