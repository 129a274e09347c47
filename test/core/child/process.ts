import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AnswerOf, ArgsOf, CommandName, Reply } from '../../../shared/contract.ts';

export interface TillProcess {
  call<N extends CommandName>(name: N, args: ArgsOf<N>, id?: string): Promise<Reply<AnswerOf<N>>>;
  /** Sends a call and does not wait for its answer. */
  send<N extends CommandName>(name: N, args: ArgsOf<N>, id: string): void;
  /** SIGKILL, and its end. */
  kill(): Promise<void>;
  /** End of input, and its end. */
  finish(): Promise<number | null>;
}

/** Starts a till in a process of its own, under `wrapper` if given (strace). */
export async function startTill(
  dir: string,
  options: { readonly wrapper?: readonly string[]; readonly marks?: string } = {},
): Promise<TillProcess> {
  const script = fileURLToPath(new URL('till.ts', import.meta.url));
  const [command = process.execPath, ...args] = [
    ...(options.wrapper ?? []),
    process.execPath,
    script,
    dir,
    ...(options.marks === undefined ? [] : [options.marks]),
  ];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const answers = new Map<string, (reply: Reply<unknown>) => void>();
  await new Promise<void>((resolve, reject) => {
    child.on('close', () => {
      reject(new Error('the till ended before it was ready'));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { readonly ready?: true; readonly id?: string; readonly reply?: Reply<unknown> };
      if (said.ready === true) resolve();
      else if (said.id !== undefined && said.reply !== undefined) answers.get(said.id)?.(said.reply);
    });
  });
  child.stdin.on('error', () => undefined);
  const send: TillProcess['send'] = (name, args2, id) => {
    child.stdin.write(`${JSON.stringify({ id, name, args: args2 })}\n`);
  };
  return {
    send,
    call: (name, args2, id = randomUUID()) =>
      new Promise((resolve) => {
        answers.set(id, (reply) => {
          resolve(reply as Reply<never>);
        });
        send(name, args2, id);
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    finish: async () => {
      child.stdin.end();
      return ended;
    },
  };
}
