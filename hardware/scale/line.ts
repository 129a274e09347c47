import type { Log } from '../../shared/log.ts';
import { createListeners } from '../listeners.ts';
import type { ByteStream } from '../ports.ts';

/** One opened connection to a device. */
export interface Link {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Opens one connection; rejects when it can't. `lost` is called at most once, and never for a close asked for here. */
export type Connect = (on: {
  readonly data: (bytes: Uint8Array) => void;
  readonly lost: (why: string) => void;
}) => Promise<Link>;

/** First word of every `why` of a closed stream: nothing there, there but not usable, was there and is gone, closed here. */
export type ClosedFor = 'absent' | 'failed' | 'lost' | 'stopped';
export const closedFor = (why: string): ClosedFor => {
  const word = why.split(':')[0];
  return word === 'absent' || word === 'lost' || word === 'stopped' ? word : 'failed';
};

const FIRST_RETRY_MS = 100;
/** A serial or USB scale that is plugged in again is read within 2 s: this wait, opening the port, and the first frames. */
const LONGEST_RETRY_MS = 800;
const NOTHING_THERE =
  /no such|not found|ENOENT|ENXIO|ENODEV|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT/i;

/**
 * A byte stream that opens itself again: at once after a loss, then with waits that double up to 0.8 s.
 * `open()` resolves after the first attempt, however it ended; states tell the rest.
 */
export function createLine({
  name,
  connect,
  now,
  log,
}: {
  readonly name: string;
  readonly connect: Connect;
  readonly now: () => number;
  readonly log: Log;
}): ByteStream {
  const data = createListeners<[Uint8Array, number]>(log);
  const states = createListeners<['open' | 'closed', string]>(log);
  let wanted = false;
  let link: Link | null = null;
  let retry: NodeJS.Timeout | undefined;
  let attempt: Promise<void> = Promise.resolve();
  let waitMs = FIRST_RETRY_MS;

  const tryAgainLater = (): void => {
    if (!wanted) return;
    retry = setTimeout(() => void (attempt = connectOnce()), waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS);
  };

  async function connectOnce(): Promise<void> {
    const early: { why: string | null } = { why: null };
    let mine: Link;
    try {
      mine = await connect({
        data: (bytes) => data.emit(bytes, now()),
        lost(why) {
          early.why = why;
          if (link === null || link !== mine) return;
          link = null;
          states.emit('closed', `lost: ${why}`);
          tryAgainLater();
        },
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (wanted) states.emit('closed', `${NOTHING_THERE.test(why) ? 'absent' : 'failed'}: ${why}`);
      tryAgainLater();
      return;
    }
    if (!wanted) return mine.close();
    if (early.why !== null) {
      states.emit('closed', `lost: ${early.why}`);
      tryAgainLater();
      return;
    }
    link = mine;
    waitMs = FIRST_RETRY_MS;
    states.emit('open', '');
  }

  return {
    name,
    open() {
      if (wanted) return attempt;
      wanted = true;
      waitMs = FIRST_RETRY_MS;
      return (attempt = attempt.then(connectOnce));
    },
    write: (bytes) => (link === null ? Promise.reject(new Error(`${name} is not open`)) : link.write(bytes)),
    onData: data.add,
    onState: states.add,
    renew(why) {
      const mine = link;
      if (mine === null) return;
      link = null;
      states.emit('closed', `lost: ${why}`);
      attempt = mine.close().then(tryAgainLater, tryAgainLater);
    },
    async close() {
      const wasWanted = wanted;
      wanted = false;
      clearTimeout(retry);
      await attempt;
      const mine = link;
      link = null;
      await mine?.close();
      if (wasWanted) states.emit('closed', 'stopped');
    },
  };
}
