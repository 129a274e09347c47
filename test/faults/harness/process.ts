import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AnswerOf, ArgsOf, Call, CommandName, Reply } from '../../../shared/contract.ts';

/** What a till process is started with. */
export interface TillSetup {
  readonly dir: string;
  /** Its keys, outside the tested directory. */
  readonly keys: string;
  readonly server: string | null;
  readonly enrolCode: string | null;
  /** Where its stick is. */
  readonly mirror: string | null;
  /** The TCP port of its printer; null: one that prints everything at once. */
  readonly printerPort: number | null;
  readonly catalogue: string;
  /** Shows the system's time instead of one that is set by orders. */
  readonly systemClock: boolean;
}

export type Order =
  | { readonly do: 'open' }
  | { readonly do: 'clock'; readonly to: number }
  | { readonly do: 'call'; readonly call: Call };

export type Heard =
  | { readonly said: 'loaded' | 'open' }
  | { readonly said: 'not open'; readonly why: string }
  /** What came out of the printer, row by row. */
  | { readonly said: 'paper'; readonly rows: readonly string[] }
  | { readonly said: 'reply'; readonly id: string; readonly reply: Reply<unknown> };

/** The process ended before it answered. */
export class TillGone extends Error {
  override readonly name = 'TillGone';
}

export interface TillProcess {
  /** Opens the core. Null: sellable; else why not. */
  open(): Promise<string | null>;
  setClock(to: number): void;
  /** @throws TillGone when the process ends first. */
  call<N extends CommandName>(name: N, args: ArgsOf<N>, id?: string): Promise<Reply<AnswerOf<N>>>;
  /** SIGKILL; resolves with `ended`. */
  kill(): Promise<void>;
  /** End of input, so a clean stop; resolves with the exit code. */
  finish(): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

export const hasStrace = (): boolean => process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0;

const catalogue = fileURLToPath(new URL('../../../resources/catalogue', import.meta.url));

/**
 * Starts a till process and returns once its program is loaded; the core is opened by `open`. `wrapper`: strace and its
 * options. A wrapped process must end by itself: killing strace would leave it alone behind. `onPaper`: hears each receipt.
 */
export async function startTill(
  script: string,
  place: {
    readonly dir: string;
    readonly keys: string;
    readonly server?: string | null;
    readonly enrolCode?: string | null;
    readonly mirror?: string | null;
    readonly systemClock?: boolean;
    readonly printerPort?: number;
  },
  wrapper: readonly string[] = [],
  onPaper: (rows: readonly string[]) => void = () => undefined,
): Promise<TillProcess> {
  const server = place.server ?? null;
  const setup: TillSetup = {
    dir: place.dir,
    keys: place.keys,
    server,
    enrolCode: place.enrolCode === undefined && server !== null ? 'GOOD-CODE' : (place.enrolCode ?? null),
    mirror: place.mirror ?? null,
    printerPort: place.printerPort ?? null,
    catalogue,
    systemClock: place.systemClock ?? false,
  };
  const [command, ...options] = wrapper;
  const own = [script, JSON.stringify(setup)];
  const args = command === undefined ? own : [...options, process.execPath, ...own];
  const child = spawn(command ?? process.execPath, args, {
    stdio: ['pipe', 'pipe', wrapper.length === 0 ? 'inherit' : 'ignore'],
    // A campaign is mostly starts: the program is compiled once, beside its bundle.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(script), 'compiled') },
  });
  const waiting = new Map<string, (heard: Heard) => void>();
  const lost = new Set<(error: TillGone) => void>();
  let isGone = false;
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      isGone = true;
      for (const reject of lost) reject(new TillGone('the till has ended'));
      resolve(code);
    });
  });
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const heard = JSON.parse(line) as Heard;
    if (heard.said === 'paper') onPaper(heard.rows);
    else waiting.get(heard.said === 'reply' ? heard.id : heard.said)?.(heard);
  });
  const order = (what: Order): void => {
    child.stdin.write(`${JSON.stringify(what)}\n`);
  };
  const hear = (...names: readonly string[]): Promise<Heard> =>
    new Promise((resolve, reject) => {
      if (isGone) {
        reject(new TillGone('the till has ended'));
        return;
      }
      lost.add(reject);
      for (const name of names)
        waiting.set(name, (heard) => {
          lost.delete(reject);
          for (const each of names) waiting.delete(each);
          resolve(heard);
        });
    });
  await hear('loaded');
  return {
    ended,
    open: async () => {
      const heard = hear('open', 'not open');
      order({ do: 'open' });
      const said = await heard;
      return said.said === 'not open' ? said.why : null;
    },
    setClock: (to) => {
      order({ do: 'clock', to });
    },
    call: async (name, args2, id = randomUUID()) => {
      const heard = hear(id);
      order({ do: 'call', call: { id, name, args: args2 } });
      const said = await heard;
      if (said.said !== 'reply') throw new Error('not a reply');
      return said.reply as Reply<never>;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    finish: () => {
      child.stdin.end();
      return ended;
    },
  };
}
