import { Compile } from 'typebox/compile';
import {
  commands,
  isCommandName,
  refuse,
  type AnswerOf,
  type ArgsOf,
  type Call,
  type CommandName,
  type Reply,
} from '../../shared/contract.ts';
import type { Log } from '../../shared/log.ts';
import { Id } from '../../shared/records/field.ts';
import type { Refusal } from '../../shared/refusal.ts';
import type { Role } from '../../shared/role.ts';
import { checksOf } from './checks.ts';
import { DiskFullError } from './health/disk.ts';
import type { Serial } from './serial.ts';

/** Handlers of every command. `callId` is the client's own id of the call. */
export type Handlers = {
  readonly [N in CommandName]: (args: ArgsOf<N>, callId: string, role: Role) => Promise<Reply<AnswerOf<N>>>;
};

export interface Dispatch {
  (caller: { readonly role: Role }, call: Call): Promise<Reply<unknown>>;
}

/** Changes that wait for a device or the network run beside the till: the next sale never waits for them. */
const beside: ReadonlySet<CommandName> = new Set<CommandName>([
  'scale.zero',
  'scale.find',
  'scale.find_end',
  'mirror.set',
  'phone.code',
  'terminal.enrol',
  'people.switch',
  'people.permit',
  'people.set_pin',
  'people.add',
  'people.remove',
  'people.allow',
  'people.guard',
  'people.print_recovery',
  'people.recover',
  'bench.load',
  'bench.tare_key',
  'bench.shake',
  'bench.printer',
  'bench.labeler',
  'bench.tear',
  'bench.drawer',
  'bench.network',
]);
/** Answers kept in memory for repeated ids; older ones are found in the carts, the journal and the print jobs. */
const KEPT_ANSWERS = 2000;

const checkOf = checksOf((name: CommandName) => commands[name].args);
const checkId = Compile(Id);

/**
 * The one way into the core. Checks who calls and what is said, answers a repeated id with the first answer (also while that is
 * still being worked on), runs changes of the till one after another, and turns an exception into one plain refusal with the call's id.
 */
export function createDispatch(options: {
  readonly handlers: Handlers;
  readonly till: Serial;
  readonly hasBench: boolean;
  readonly log: Log;
  /** Answers of earlier runs, kept in the carts. */
  readonly answered: Iterable<{ readonly id: string; readonly value: unknown }>;
  readonly stopping: () => boolean;
  /** What to say of an exception that means that the disk failed or is full; null: a bug. */
  readonly storeRefusal: (error: unknown) => Refusal | null;
}): Dispatch {
  const { handlers, till, hasBench, log } = options;
  const answers = new Map<string, Reply<unknown>>();
  const running = new Map<string, Promise<Reply<unknown>>>();
  const keep = (id: string, reply: Reply<unknown>): void => {
    answers.set(id, reply);
    if (answers.size <= KEPT_ANSWERS) return;
    const [oldest] = answers.keys();
    if (oldest !== undefined) answers.delete(oldest);
  };
  for (const { id, value } of options.answered) keep(id, { ok: true, value });

  const run = async (name: CommandName, call: Call, role: Role): Promise<Reply<unknown>> => {
    try {
      // The arguments passed this command's own check a moment ago.
      const handler = handlers[name] as (args: unknown, callId: string, role: Role) => Promise<Reply<unknown>>;
      return await handler(call.args, call.id, role);
    } catch (error) {
      // Refused before anything was done; the status bar says it too.
      if (!(error instanceof DiskFullError))
        log.error({ err: error, callId: call.id, command: name }, 'a command failed');
      return refuse(options.storeRefusal(error) ?? { code: 'bug', callId: call.id });
    }
  };

  return async ({ role }, call) => {
    if (options.stopping()) return refuse({ code: 'stopping' });
    const { name } = call;
    if (typeof name !== 'string' || !isCommandName(name)) return refuse({ code: 'unknown_command' });
    const command = commands[name];
    if (!command.roles.includes(role) || (role === 'bench' && !hasBench)) return refuse({ code: 'forbidden' });
    const check = checkOf(name);
    if (!checkId.Check(call.id) || !check.Check(call.args)) {
      const detail = check
        .Errors(call.args)
        .map((error) => `${error.instancePath} ${error.message}`)
        .slice(0, 3)
        .join('; ');
      return refuse({ code: 'bad_args', detail: detail === '' ? 'id' : detail });
    }
    if (!wellFormed(call.args)) return refuse({ code: 'bad_args', detail: 'text is not well-formed Unicode in NFC' });
    if (command.kind === 'query') return run(name, call, role);

    const known = answers.get(call.id) ?? running.get(call.id);
    if (known !== undefined) return known;
    const work = beside.has(name) ? run(name, call, role) : till(() => run(name, call, role));
    running.set(call.id, work);
    const reply = await work;
    running.delete(call.id);
    // Only what was done is kept: after a refusal nothing has changed, and the same call may succeed later.
    if (reply.ok) keep(call.id, reply);
    log.debug({ callId: call.id, command: name, role, outcome: reply.ok ? 'ok' : reply.refusal.code }, 'command');
    return reply;
  };
}

/** Strings in records are NFC and well-formed, or their hash would not be anybody else's. */
function wellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && value.normalize('NFC') === value;
  if (Array.isArray(value)) return value.every(wellFormed);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(wellFormed);
  return true;
}
