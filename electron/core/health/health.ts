import { judgeClock, worstFirst, type HealthNote } from '../../../shared/health.ts';
import type { Log } from '../../../shared/log.ts';
import type { Disk } from './disk.ts';
import type { Flushes } from './flushes.ts';

export interface Health {
  /** Worst first. */
  notes(): readonly HealthNote[];
  /** Ends everything it started. */
  stop(): Promise<void>;
}

/** Another program fills a disk in minutes at the fastest; a look costs some microseconds. */
const LOOK_EVERY_MS = 10_000;
/** The reserve is written once the till sells: it must not hold up a start. */
const FIRST_LOOK_MS = 3_000;

/** Looks after the terminal beside selling. Nothing in the till waits for it. */
export function startHealth(options: {
  readonly disk: Disk;
  readonly flushes: Flushes;
  readonly now: () => number;
  /** When the last sale was made. */
  readonly lastAt: () => number | null;
  readonly onChange: () => void;
  readonly log: Log;
}): Health {
  const { disk, flushes, log } = options;
  const told = new Set<HealthNote['code']>();
  const notes = (): readonly HealthNote[] =>
    worstFirst(
      [disk.note(), flushes.note(), judgeClock(options.now(), options.lastAt())].filter((note) => note !== null),
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
    tell();
  };
  const first = setTimeout(() => void look(), FIRST_LOOK_MS).unref();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  return {
    notes,
    stop: async () => {
      clearTimeout(first);
      clearInterval(timer);
      await disk.stop();
    },
  };
}
