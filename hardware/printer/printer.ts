import type { Log } from '../../shared/log.ts';
import type { DeviceState } from '../../shared/scale.ts';
import type { PrintOutcome, Printer } from '../ports.ts';
import { BARRIER, drawerPulse, encodeReceipt, TELL_CHANGES } from './encode.ts';
import type { PrinterProfile } from './profile.ts';
import { askPrinter } from './session.ts';
import type { PrinterAnswer, PrinterSession, PrinterTransport } from './session.ts';
import type { PrinterSays, PrinterWord } from './status.ts';

const CONNECT_MS = 3000;
/** Without any byte taken by the line for so long, a job is given up. */
const STALL_MS = 3000;
const BARRIER_MS = 3000;
const STATUS_MS = 300;
/** The same for a printer that didn't answer last time: a drawer must not wait for a mute printer. */
const MUTE_STATUS_MS = 100;
/** For a printer that is known not to answer the barrier. */
const SHORT_BARRIER_MS = 1000;
/** Rows that even a slow printer prints in a second; the barrier is waited for that much longer. */
const ROWS_PER_SECOND = 10;

export interface PrinterParts {
  /** Where it is connected, as people read it. */
  readonly port: string;
  readonly transport: PrinterTransport;
  readonly profile: PrinterProfile;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * A receipt printer that speaks ESC/POS, over any transport. Such printers serve one connection at a time, so jobs wait for each
 * other and each has its own connection.
 */
export function createPrinter({ port, transport, profile, now, log }: PrinterParts): Printer {
  let last: Promise<unknown> = Promise.resolve();
  let mute = false;
  let knowsBarrier = true;
  /** It has answered once, so its silence means something. */
  let talks = false;
  const ask = async (session: PrinterSession): Promise<PrinterAnswer> => {
    if (!transport.hears) return UNHEARD;
    const answer = await askPrinter(session, mute ? MUTE_STATUS_MS : STATUS_MS);
    // A line that died says nothing about how the printer behaves.
    if (session.died() === null) mute = answer.says === 'unknown';
    if (!mute) talks = true;
    return answer;
  };
  /**
   * Asks, sends, and waits until the printer says that it worked everything off. A printer that is out of paper or open keeps
   * what it is sent and would print it much later, so it gets nothing. `refuse` has the last word before the first byte.
   */
  const run = async (
    session: PrinterSession,
    job: Uint8Array,
    rows: number,
    refuse: (before: PrinterSays) => string | null = () => null,
  ): Promise<PrintOutcome> => {
    const { says: before } = await ask(session);
    if (isStopped(before)) return notPrinted(before);
    if (session.died() !== null) return notPrinted(session.died() ?? '');
    const why = refuse(before);
    if (why !== null) return notPrinted(why);
    const waitMs =
      knowsBarrier && before !== 'unknown' ? BARRIER_MS + (rows * 1000) / ROWS_PER_SECOND : SHORT_BARRIER_MS;
    // Only a printer that answers questions is asked to speak up by itself; another may print the command.
    const head = before === 'ready' && profile.tellsChanges ? TELL_CHANGES : new Uint8Array(0);
    const answered = transport.hears ? session.wordWithin(waitMs, endsJob) : Promise.resolve(null);
    if (!(await session.send(new Uint8Array([...head, ...job, ...BARRIER]), STALL_MS)))
      return unsure(session.died() ?? 'the line took no more bytes');
    const word = await answered;
    if (word?.kind === 'barrier') {
      knowsBarrier = true;
      return { done: 'printed' };
    }
    if (word?.kind === 'automatic') return unsure(word.says);
    const { says: after } = await ask(session);
    if (isStopped(after)) return unsure(after);
    if (session.died() !== null) return unsure(session.died() ?? '');
    knowsBarrier = false;
    // It knows no GS r but says that all is well: every byte was taken and nothing stopped it.
    if (after === 'ready') return { done: 'printed' };
    if (talks) return unsure('stopped answering');
    // A printer that never answers anything: that it took the end of the line in good order is all there is to know.
    return (await session.finish(STALL_MS)) ? { done: 'printed' } : unsure('no answer');
  };
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const mine = last.then(job);
    last = mine.catch(() => {});
    return mine;
  };

  const withSession = async (
    kind: string,
    job: (session: PrinterSession) => Promise<PrintOutcome>,
  ): Promise<PrintOutcome> => {
    let session: PrinterSession;
    try {
      session = await transport.connect(CONNECT_MS);
    } catch (error) {
      return notPrinted(error instanceof Error ? error.message : String(error));
    }
    try {
      const outcome = await job(session);
      log[outcome.done === 'printed' ? 'debug' : 'warn']({ kind, ...outcome }, 'printer job ended');
      return outcome;
    } finally {
      session.destroy();
    }
  };

  return {
    about: { name: { zh: profile.name, en: profile.name }, port, verifiedOnDevice: false },
    columns: profile.columns,
    print: (lines) =>
      inTurn(() => withSession('receipt', (session) => run(session, encodeReceipt(lines, profile), lines.length))),
    openDrawer(withinMs) {
      const { drawerPin } = profile;
      if (drawerPin === null) return Promise.resolve(notPrinted('no drawer'));
      const from = now();
      return inTurn(async () => {
        const late = (): string | null => (Math.abs(now() - from) > withinMs ? 'too late for the drawer' : null);
        const why = late();
        if (why !== null) return notPrinted(why);
        return withSession('drawer', (session) =>
          run(session, drawerPulse(drawerPin), 0, (before) =>
            // One that used to answer hangs: it would keep the pulse and fire it when it wakes up.
            before === 'unknown' && talks ? 'no answer' : late(),
          ),
        );
      });
    },
    probe: () =>
      inTurn(async () => {
        if (!transport.hears) return { state: stateOf(UNHEARD.says), text: UNHEARD.says, drawerHigh: null };
        try {
          const session = await transport.connect(CONNECT_MS);
          const { says, drawerHigh } = await ask(session);
          session.destroy();
          return { state: stateOf(says), text: says, drawerHigh };
        } catch (error) {
          return { state: 'absent', text: error instanceof Error ? error.message : String(error), drawerHigh: null };
        }
      }),
  };
}

const UNHEARD: PrinterAnswer = { says: 'unknown', drawerHigh: null };
const notPrinted = (why: string): PrintOutcome => ({ done: 'not_printed', why });
const unsure = (why: string): PrintOutcome => ({ done: 'unsure', why });
/** The job is worked off, or the printer says by itself that it stopped. */
const endsJob = (word: PrinterWord): boolean =>
  word.kind === 'barrier' || (word.kind === 'automatic' && isStopped(word.says));
const isStopped = (says: PrinterSays): boolean => says === 'paper out' || says === 'cover open' || says === 'offline';

function stateOf(says: PrinterSays): DeviceState {
  switch (says) {
    case 'ready':
      return 'online';
    case 'unknown':
      return 'silent';
    case 'paper out':
    case 'cover open':
    case 'offline':
      return 'failed';
  }
}
