import { judgeClock, worstFirst, type HealthNote, type JournalFault } from '../../../shared/health.ts';
import type { Log } from '../../../shared/log.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { createChainCheck, type OwnChain } from './check.ts';
import type { Disk } from './disk.ts';
import type { Flushes } from './flushes.ts';
import { startChecking, type Checking } from './integrity.ts';
import { openLastHead } from './last-head.ts';

/** The journal as far as its tail is checked: the newest entry there is, and the entries of a span of numbers. */
interface Chain {
  head(): Head;
  range(from: number, to: number): Promise<readonly JournalEntry[]>;
}
type Head = Pick<JournalEntry, 'terminal' | 'epoch' | 'seq'>;

export interface Health {
  /** Worst first. */
  notes(): readonly HealthNote[];
  /** Ends everything it started. */
  stop(): Promise<void>;
}

/** Another program fills a disk in minutes at the fastest; a look costs some microseconds. The reserve is made at the first one. */
const LOOK_EVERY_MS = 10_000;
/** The whole journal is checked when the stall sells and its windows are open, then once a day. */
const CHECK_AFTER_MS = 20_000;
const CHECK_EVERY_MS = 86_400_000;
/** Entries looked at before the first sale: what a power cut could have met. */
const TAIL = 20;

/** The first of the last entries that is wrong. Unsigned: a training till that lost its key still sells. */
async function checkTail(journal: Chain, head: Head): Promise<JournalFault | null> {
  const [first, ...rest] = await journal.range(Math.max(1, head.seq - TAIL), head.seq);
  if (first === undefined) return null;
  const own = { terminal: head.terminal, epoch: head.epoch, publicKey: null };
  const check = createChainCheck(own, first.seq === 1 ? null : first);
  for (const entry of first.seq === 1 ? [first, ...rest] : rest) {
    const fault = check(entry);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * Looks after the terminal beside selling: nothing in the till waits for it but the check of the journal's tail. What is found
 * damaged is told and logged, and selling goes on: new entries chain on.
 */
export async function startHealth(options: {
  readonly dir: string;
  readonly database: string;
  readonly disk: Disk;
  readonly flushes: Flushes;
  readonly journal: Chain;
  /** The chain being written, with the key its entries are signed with. */
  readonly own: () => OwnChain;
  readonly checkAfterMs: number | undefined;
  readonly now: () => number;
  /** When the last sale was made. */
  readonly lastAt: () => number | null;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<Health> {
  const { disk, flushes, journal, log } = options;
  const lastHead = openLastHead(options.dir, journal.head());
  let damage = lastHead.fault ?? (await checkTail(journal, journal.head()));
  let checking: Checking | null = null;
  const told = new Set<HealthNote['code']>();

  const notes = (): readonly HealthNote[] =>
    worstFirst(
      [
        disk.note(),
        damage === null ? null : ({ code: 'integrity_failed', fault: damage } as const),
        flushes.note(),
        judgeClock(options.now(), options.lastAt()),
      ].filter((note) => note !== null),
    );
  /** Into the log when it begins and when it is over, not every time it is seen. */
  const tell = (): void => {
    const current = notes();
    const codes = new Set(current.map((note) => note.code));
    for (const note of current) if (!told.has(note.code)) log.warn({ ...note }, 'the terminal is not well');
    for (const code of told) if (!codes.has(code)) log.info({ code }, 'the terminal is well again');
    told.clear();
    for (const code of codes) told.add(code);
    options.onChange();
  };
  const look = async (): Promise<void> => {
    try {
      await disk.keep();
    } catch (error) {
      log.error({ err: error }, 'the reserve on the disk could not be filled up');
    }
    lastHead.keep(journal.head());
    tell();
  };
  const checkAll = async (): Promise<void> => {
    if (checking !== null) return;
    try {
      checking = startChecking(options.database, options.own());
      const finding = await checking.finding;
      if (finding === null) return;
      if (finding.fault === null) log.info({ entries: finding.entries }, 'the journal is whole');
      else log.error({ ...finding }, 'the journal is damaged');
      damage ??= finding.fault;
      tell();
    } catch (error) {
      log.error({ err: error }, 'the journal could not be checked');
    } finally {
      checking = null;
    }
  };

  tell();
  const looks = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  const first = setTimeout(() => void checkAll(), options.checkAfterMs ?? CHECK_AFTER_MS).unref();
  const checks = setInterval(() => void checkAll(), CHECK_EVERY_MS).unref();
  return {
    notes,
    stop: async () => {
      clearInterval(looks);
      clearTimeout(first);
      clearInterval(checks);
      await checking?.stop();
      await disk.stop();
      lastHead.keep(journal.head());
    },
  };
}
