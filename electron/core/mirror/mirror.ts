import type { Log } from '../../../shared/log.ts';
import type { MirrorView } from '../../../shared/mirror-view.ts';
import { createCopy, type Copy, type Source, type Wanted } from './copy.ts';
import { codeOf, diskOf } from './disk.ts';

/** The copy of the journal on a second place, kept up behind the sales. Nothing in the till waits for it. */
export interface Mirror {
  /** Null: no second place is set, or there is nothing to keep (practice). */
  view(): MirrorView | null;
  /** Entries were committed. */
  entries(): void;
  /** What goes with them may have changed. */
  touch(what: Partial<Wanted>): void;
  /** Another place from now on, or none. What is at the old one stays there. */
  follow(dir: string | null): void;
  stop(): Promise<void>;
}

/** A sale and what follows it is over by then; a hurry of sales becomes one write. */
const BEHIND_MS = 40;
/** How often a missing stick is looked for, and the one that is there looked at. */
const LOOK_MS = 1_000;
/** For the last round. */
const STOP_MS = 3_000;

const nothing: Wanted = { receipts: false, state: false, catalogue: false };
const everything: Wanted = { receipts: true, state: true, catalogue: true };

type State = MirrorView['state'];
/** What an error of the file system comes to. */
function failureOf(error: unknown): State {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'full';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'locked';
    default:
      return 'failed';
  }
}

export function startMirror(options: {
  readonly dir: string | null;
  /** Where the till's own data is: a second place is on another disk. */
  readonly dataDir: string;
  /** What there is to copy now; null while there is nothing to keep. */
  readonly source: () => Source | null;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}): Mirror {
  const { log, now, onChange } = options;
  let dir: string | null = null;
  let copy: Copy | null = null;
  let state: State = 'looking';
  let isSameDisk = false;
  /** Since when something is not on the second place. */
  let since: number | null = null;
  let wanted = nothing;
  let timer: { readonly due: number; readonly handle: NodeJS.Timeout; readonly wake: () => void } | null = null;
  let isStopped = false;

  const behindOf = (source: Source): number | null => {
    const through = copy?.through(source) ?? null;
    return through === null ? null : Math.max(0, source.head - through);
  };
  const measure = (): void => {
    const source = options.source();
    if (source !== null && behindOf(source) === 0) since = null;
    else since ??= now();
    onChange();
  };
  const say = (next: State, error: unknown = null): void => {
    if (next === state) return;
    if (next === 'following') log.info({ dir }, 'the copy of the journal is being kept');
    else log.warn({ dir, state: next, err: error }, 'the copy of the journal is not being kept');
    state = next;
  };

  const round = async (): Promise<void> => {
    const source = options.source();
    const into = copy;
    if (source === null || into === null || dir === null) return;
    const asked = wanted;
    wanted = nothing;
    let obstacle: State | null;
    let failure: unknown = null;
    try {
      if (!(await into.isSame(source))) isSameDisk = (await diskOf(dir)) === (await diskOf(options.dataDir));
      obstacle = await into.round(source, asked);
    } catch (error) {
      obstacle = failureOf(error);
      failure = error;
    }
    // Meanwhile another place may have been set.
    if (into !== copy) return;
    if (obstacle !== null) wanted = everything;
    say(obstacle ?? 'following', failure);
    measure();
  };
  const pause = (): Promise<void> =>
    new Promise((wake) => {
      const source = options.source();
      const isBehind = source !== null && state === 'following' && (behindOf(source) !== 0 || wanted !== nothing);
      const ms = isBehind ? BEHIND_MS : LOOK_MS;
      timer = { due: performance.now() + ms, handle: setTimeout(wake, ms).unref(), wake };
    });
  /** The next round is due in a moment, unless one under way or already due sees to it. */
  const hurry = (): void => {
    if (timer === null || timer.due <= performance.now() + BEHIND_MS) return;
    const { wake, handle } = timer;
    clearTimeout(handle);
    timer = { due: performance.now() + BEHIND_MS, handle: setTimeout(wake, BEHIND_MS).unref(), wake };
  };
  /** One round after another; the last begins after the till has sold its last. */
  const run = async (): Promise<void> => {
    for (;;) {
      const isLast = isStopped;
      await round();
      if (isLast) return;
      if (!isStopped) await pause();
      timer = null;
    }
  };
  const follow = (to: string | null): void => {
    dir = to;
    copy = to === null ? null : createCopy(to, measure);
    state = 'looking';
    since = null;
    isSameDisk = false;
    hurry();
    onChange();
  };
  follow(options.dir);
  const running = run();

  return {
    view: () => {
      const source = options.source();
      return dir === null || source === null ? null : { state, behind: behindOf(source), since, isSameDisk };
    },
    entries: () => {
      measure();
      hurry();
    },
    touch: (what) => {
      wanted = { ...wanted, ...what };
      hurry();
    },
    follow,
    stop: async () => {
      isStopped = true;
      if (timer !== null) {
        clearTimeout(timer.handle);
        timer.wake();
      }
      // A stick that hangs must not keep a till from closing.
      await Promise.race([
        running,
        new Promise((resolve) => {
          setTimeout(resolve, STOP_MS).unref();
        }),
      ]);
    },
  };
}
