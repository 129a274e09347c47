import type { Log } from '../../shared/log.ts';
import type { Picture, ReceiptLine } from '../../shared/receipt.ts';
import type { DeviceState } from '../../shared/scale.ts';
import type { PrintOutcome, Printer } from '../ports.ts';
import { BARRIER, drawerPulse, encodeReceipt, TELL_CHANGES } from './encode.ts';
import type { PrinterProfile } from './profile.ts';
import { createAsking, UNHEARD } from './asking.ts';
import type { PrinterAnswer } from './asking.ts';
import type { PrinterSession, PrinterTransport } from './session.ts';
import type { PrinterSays, PrinterWord } from './status.ts';

const CONNECT_MS = 3000;
/** Without any byte taken by the line for so long, a job is given up. */
const STALL_MS = 3000;
const BARRIER_MS = 3000;
/** For a printer that is known not to answer the barrier. */
const SHORT_BARRIER_MS = 1000;
/** Rows that even a slow printer prints in a second; the barrier is waited for that much longer. */
const ROWS_PER_SECOND = 10;

export interface PrinterParts {
  /** Where it is connected, as people read it. */
  readonly port: string;
  readonly transport: PrinterTransport;
  readonly profile: PrinterProfile;
  readonly logo?: Picture;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * A receipt printer that speaks ESC/POS, over any transport. Such printers serve one connection at a time, so jobs wait for each
 * other and each has its own connection.
 */
export function createPrinter({ port, transport, profile, logo, now, log }: PrinterParts): Printer {
  let last: Promise<unknown> = Promise.resolve();
  let knowsBarrier = true;
  const asking = createAsking();
  const ask = (session: PrinterSession, before: 'job' | 'probe'): Promise<PrinterAnswer> =>
    transport.hears ? asking.ask(session, before) : Promise.resolve(UNHEARD);
  /**
   * Asks, sends, and waits until the printer says that it worked everything off. A printer that is out of paper or open keeps
   * what it is sent and would print it much later, so it gets nothing. `refuse` has the last word before the first byte.
   */
  const run = async (
    session: PrinterSession,
    job: Uint8Array,
    rows: number,
    refuse: (before: PrinterSays) => Promise<string | null>,
  ): Promise<PrintOutcome> => {
    const { says: before } = await ask(session, 'job');
    if (isStopped(before)) return notPrinted(before);
    if (session.died() !== null) return notPrinted(session.died() ?? '');
    const why = await refuse(before);
    if (why !== null) return notPrinted(why);
    const waitMs =
      knowsBarrier && before !== 'unknown' ? BARRIER_MS + (rows * 1000) / ROWS_PER_SECOND : SHORT_BARRIER_MS;
    // Only a printer that answers questions is asked to speak up by itself; another may print the command.
    const head = before === 'ready' && profile.tellsChanges ? TELL_CHANGES : new Uint8Array(0);
    // Nobody waits for the answer of a printer that has never given one.
    const isMute = !transport.hears || (!knowsBarrier && !asking.talks());
    const answered = isMute ? Promise.resolve(null) : session.wordWithin(waitMs, endsJob);
    if (!(await session.send(new Uint8Array([...head, ...job, ...BARRIER]), STALL_MS)))
      return unsure(session.died() ?? 'the line took no more bytes');
    const word = await answered;
    if (word?.kind === 'barrier') {
      knowsBarrier = true;
      return { done: 'printed' };
    }
    if (word?.kind === 'automatic') return unsure(word.says);
    const { says: after } = await ask(session, 'job');
    if (isStopped(after)) return unsure(after);
    if (session.died() !== null) return unsure(session.died() ?? '');
    knowsBarrier = false;
    // It knows no GS r but says that all is well: every byte was taken and nothing stopped it.
    if (after === 'ready') return { done: 'printed' };
    if (asking.talks()) return unsure('stopped answering');
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
    ...(logo === undefined ? {} : { logo }),
    print: (lines, sending = () => Promise.resolve(true)) =>
      inTurn(() =>
        withSession('receipt', (session) =>
          run(session, encodeReceipt(lines, profile), rowsOf(lines), async () =>
            (await sending()) ? null : 'not wanted any more',
          ),
        ),
      ),
    openDrawer(withinMs) {
      const { drawerPin } = profile;
      if (drawerPin === null) return Promise.resolve(notPrinted('no drawer'));
      const from = now();
      return inTurn(async () => {
        const late = (): string | null => (Math.abs(now() - from) > withinMs ? 'too late for the drawer' : null);
        const why = late();
        if (why !== null) return notPrinted(why);
        return withSession('drawer', (session) =>
          run(session, drawerPulse(drawerPin), 0, async (before) =>
            // One that used to answer hangs: it would keep the pulse and fire it when it wakes up.
            before === 'unknown' && asking.talks() ? 'no answer' : late(),
          ),
        );
      });
    },
    probe: () =>
      inTurn(async () => {
        if (!transport.hears) return { state: stateOf(UNHEARD.says), text: UNHEARD.says, drawerHigh: null };
        try {
          const session = await transport.connect(CONNECT_MS);
          const { says, drawerHigh } = await ask(session, 'probe');
          session.destroy();
          return { state: stateOf(says), text: says, drawerHigh };
        } catch (error) {
          return { state: 'absent', text: error instanceof Error ? error.message : String(error), drawerHigh: null };
        }
      }),
  };
}

/** Rows as the slowest line (9600 Bd) takes them: two rows of dots of a picture are as many bytes, and as long, as a row of text. */
const rowsOf = (lines: readonly ReceiptLine[]): number =>
  lines.reduce((rows, line) => rows + (line.kind === 'picture' ? Math.ceil(line.height / 2) : 1), 0);
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
