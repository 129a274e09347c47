import type { Log } from '../../shared/log.ts';
import type { LabelPrinter, PrintOutcome } from '../ports.ts';
import type { LabelProfile } from './label-profile.ts';
import type { PrinterSession, PrinterTransport } from './session.ts';
import { ASK_LABELER, encodeLabel } from './tspl.ts';

const CONNECT_MS = 3000;
const STALL_MS = 3000;
const STATUS_MS = 500;
/** A label is out within a second or two; how long is looked whether it is. */
const PRINT_MS = 6000;
const LOOK_MS = 100;

type LabelerSays = 'ready' | 'printing' | 'paper out' | 'cover open' | 'no ribbon' | 'paused' | 'unknown';

/** The one byte behind `ESC ! ?`. Its bits have no source that could be read; what fits none is `unknown`. */
function saysOf(byte: number | null): LabelerSays {
  if (byte === null || (byte & 0xc0) !== 0) return 'unknown';
  if ((byte & 0x01) !== 0) return 'cover open';
  if ((byte & 0x04) !== 0) return 'paper out';
  if ((byte & 0x08) !== 0) return 'no ribbon';
  if ((byte & 0x10) !== 0) return 'paused';
  return (byte & 0x20) === 0 ? 'ready' : 'printing';
}
const isStopped = (says: LabelerSays): boolean => !['ready', 'printing', 'unknown'].includes(says);

/** A label printer that speaks TSPL, over any transport, one connection for each label. */
export function createLabelPrinter(parts: {
  readonly port: string;
  readonly transport: PrinterTransport;
  readonly profile: LabelProfile;
  readonly log: Log;
}): LabelPrinter {
  const { port, transport, profile, log } = parts;
  let last: Promise<unknown> = Promise.resolve();
  /** It has answered once, so its silence means something. */
  let talks = false;

  const ask = async (session: PrinterSession): Promise<LabelerSays> => {
    if (!transport.hears) return 'unknown';
    const answer = session.byteWithin(STATUS_MS);
    if (!(await session.send(ASK_LABELER, STATUS_MS))) return 'unknown';
    const says = saysOf(await answer);
    talks ||= says !== 'unknown';
    return says;
  };
  const run = async (session: PrinterSession, job: Uint8Array): Promise<PrintOutcome> => {
    const before = await ask(session);
    // It would keep the label and print it for somebody else.
    if (isStopped(before)) return { done: 'not_printed', why: before };
    if (before === 'unknown' && talks) return { done: 'not_printed', why: session.died() ?? 'no answer' };
    if (session.died() !== null) return { done: 'not_printed', why: session.died() ?? '' };
    if (!(await session.send(job, STALL_MS)))
      return { done: 'unsure', why: session.died() ?? 'the line took no more bytes' };
    // One that never answers anything: that it took the end of the line in good order is all there is to know.
    if (!talks) return (await session.finish(STALL_MS)) ? { done: 'printed' } : { done: 'unsure', why: 'no answer' };
    for (let waited = 0; waited < PRINT_MS; waited += LOOK_MS) {
      const says = await ask(session);
      if (says === 'ready') return { done: 'printed' };
      if (says !== 'printing') return { done: 'unsure', why: session.died() ?? says };
      await session.byteWithin(LOOK_MS);
    }
    return { done: 'unsure', why: 'still printing' };
  };
  return {
    about: { name: { zh: profile.name, en: profile.name }, port, verifiedOnDevice: false },
    print: (label) => {
      const mine = last.then(async (): Promise<PrintOutcome> => {
        let session: PrinterSession;
        try {
          session = await transport.connect(CONNECT_MS);
        } catch (error) {
          return { done: 'not_printed', why: error instanceof Error ? error.message : String(error) };
        }
        try {
          const outcome = await run(session, encodeLabel(label, profile));
          log[outcome.done === 'printed' ? 'debug' : 'warn']({ kind: 'label', ...outcome }, 'printer job ended');
          return outcome;
        } finally {
          session.destroy();
        }
      });
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
