import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, vi } from 'vitest';
import type { CoreOptions } from '../../electron/core/core.ts';
import { fakeCore } from '../host/core.ts';
import type { FakeCore } from '../host/core.ts';
import { recordElectron } from './electron.ts';
import type { Shell, ShellOptions } from './electron.ts';
import { eventually } from '../setup/patience.ts';

/** The real main.ts on the recording Electron, with a core that only writes down. */
export interface Started {
  readonly shell: Shell;
  readonly core: FakeCore;
  readonly dir: string;
  /** What the terminal was created with. */
  readonly secrets: () => CoreOptions['secrets'];
  readonly log: () => string;
  /** Holds back the end of the core's stop. */
  readonly holdStop: () => () => void;
}

export interface StartOptions extends ShellOptions {
  hasBench?: boolean;
  args?: string[];
  /** The terminal can't be created. */
  fails?: Error;
  /** A data folder that is there already. */
  dir?: string;
}

const processEvents = ['uncaughtException', 'unhandledRejection', 'disconnect'] as const;
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).toReversed()) step();
  vi.doUnmock('electron');
  vi.doUnmock('../../electron/terminal.ts');
  vi.resetModules();
});

/** A data folder that goes with the test. */
export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'stall-shell-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Runs main.ts up to its windows; with `lock: false` or `fails` up to where it gives up. */
export async function startShell({
  hasBench = false,
  args = [],
  fails,
  dir = temporaryDir(),
  ...shellOptions
}: StartOptions = {}): Promise<Started> {
  const shell = recordElectron(shellOptions);
  const core = fakeCore({ hasBench });
  const created: { secrets: CoreOptions['secrets'] }[] = [];
  let held: Promise<void> = Promise.resolve();

  const { argv } = process;
  process.argv = ['electron', '.', '--dir', dir, ...args];
  undo.push(() => {
    process.argv = argv;
  });
  for (const event of processEvents) {
    const before = process.listeners(event as 'disconnect');
    undo.push(() => {
      for (const listener of process.listeners(event as 'disconnect'))
        if (!before.includes(listener)) process.removeListener(event, listener);
    });
  }

  // What the till says on the console is in its log too, where the tests look.
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockReturnValue(true);
    undo.push(() => spy.mockRestore());
  }
  vi.resetModules();
  vi.doMock('electron', () => shell.module);
  vi.doMock('../../electron/terminal.ts', () => ({
    createTerminal: (_options: unknown, surroundings: { secrets: CoreOptions['secrets'] }) => {
      shell.steps.push('terminal');
      created.push(surroundings);
      if (fails !== undefined) return Promise.reject(fails);
      return Promise.resolve({
        core,
        stop: async () => {
          shell.steps.push('core stopping');
          await held;
          shell.steps.push('core stopped');
        },
      });
    },
  }));
  await import('../../electron/main.ts');
  shell.ready();
  if (shellOptions.lock !== false)
    await eventually(() => {
      if (!shell.handlers.has('pos:call') && !shell.steps.some((step) => step.startsWith('exit')))
        throw new Error('not yet');
    });
  return {
    shell,
    core,
    dir,
    secrets: () => created[0]!.secrets,
    log: () => readFileSync(join(dir, 'logs', 'terminal.log'), 'utf8'),
    holdStop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

/** Puts a small build of the renderer in a folder. */
export function fakeBuild(dir: string): string {
  const build = join(dir, 'renderer');
  mkdirSync(join(build, 'assets'), { recursive: true });
  writeFileSync(join(build, 'index.html'), '<title>till</title>');
  writeFileSync(join(build, 'assets', 'main-abc.js'), 'export {};');
  writeFileSync(join(dir, 'secret.txt'), 'the key');
  return build;
}
