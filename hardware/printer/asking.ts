import { askStatus } from './encode.ts';
import type { PrinterSession } from './session.ts';
import { isDrawerHigh, isOffline, offlineCause, paperEnded } from './status.ts';
import type { PrinterSays } from './status.ts';

/** What a printer answered to the questions about its state; `drawerHigh` null when it said nothing of its drawer's switch. */
export interface PrinterAnswer {
  readonly says: PrinterSays;
  readonly drawerHigh: boolean | null;
}
export const UNHEARD: PrinterAnswer = { says: 'unknown', drawerHigh: null };

type Kind = 1 | 2 | 4;

/** A question that was answered before, or never put yet: a slow answer is no silence. */
const PATIENT_MS = 1000;
/** A question that has never been answered. */
const MUTE_MS = 100;

export interface Asking {
  /**
   * Puts DLE EOT, one question after the other, for many printers answer only some of them and the answers carry no name. Never prints.
   * `job`: what has never been answered is not asked again, for paper and drawer don't wait for a mute printer; `probe` asks it all.
   */
  ask(session: PrinterSession, before: 'job' | 'probe'): Promise<PrinterAnswer>;
  /** It has answered once, so its silence means something. */
  talks(): boolean;
}

/**
 * What one printer is asked, and what it is known to answer. An answer that comes after its time would be taken for the answer to the next
 * question (and a paper end read as `offline`): so nothing more is asked on a line that owes an answer, and the next line is listened to first.
 */
export function createAsking(): Asking {
  const answers = new Map<Kind, boolean>();
  let owed = false;
  const talks = (): boolean => [...answers.values()].includes(true);
  /** The byte; null: none came in time. */
  const put = async (session: PrinterSession, kind: Kind): Promise<number | null> => {
    const ms = answers.get(kind) === false ? MUTE_MS : PATIENT_MS;
    const answer = session.wordWithin(ms, (word) => word.kind === 'status');
    if (!(await session.send(askStatus(kind), ms))) return null;
    const word = await answer;
    const byte = word?.kind === 'status' ? word.byte : null;
    if (byte !== null) answers.set(kind, true);
    // A line that died says nothing about how the printer behaves.
    else if (session.died() === null) {
      owed ||= answers.get(kind) !== false;
      if (answers.get(kind) === undefined) answers.set(kind, false);
    }
    return byte;
  };
  return {
    talks,
    ask: async (session, before) => {
      if (owed) await session.wordWithin(MUTE_MS, () => false);
      owed = false;
      let heard = false;
      /** What it is known to answer comes first: what is not answered makes the next answer doubtful. */
      const kinds = ([4, 1] as const)
        .filter((kind) => before === 'probe' || answers.get(kind) !== false)
        .toSorted((a, b) => Number(answers.get(b) ?? 0) - Number(answers.get(a) ?? 0));
      let missed = false;
      let drawerHigh: boolean | null = null;
      for (const kind of kinds) {
        let byte = await put(session, kind);
        // The answer may be the late one to the question before; the next is not.
        if (missed && byte !== null) byte = await put(session, kind);
        if (byte === null) {
          if (answers.get(kind) === true) return UNHEARD;
          missed = true;
          continue;
        }
        heard = true;
        if (kind === 4 && paperEnded(byte)) return { says: 'paper out', drawerHigh };
        if (kind === 1) drawerHigh = isDrawerHigh(byte);
        if (kind === 1 && isOffline(byte)) {
          const cause = await put(session, 2);
          return { says: cause === null ? 'offline' : offlineCause(cause), drawerHigh };
        }
      }
      return { says: heard ? 'ready' : 'unknown', drawerHigh };
    },
  };
}
