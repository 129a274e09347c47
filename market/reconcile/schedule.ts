import type { Log } from '../../shared/log.ts';

const OFFSET = 8 * 3_600_000;
const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Bills are ready after ten; asked for at 10:30 and then each hour, the last time at 17:30. */
const FIRST = 10.5 * HOUR;
const LAST = 17.5 * HOUR;

/** The next time of asking at or after `now`, epoch ms; Asia/Shanghai. */
export function nextFetch(now: number): number {
  const midnight = Math.floor((now + OFFSET) / DAY) * DAY - OFFSET;
  const since = now - midnight;
  if (since <= FIRST) return midnight + FIRST;
  const slot = FIRST + Math.ceil((since - FIRST) / HOUR) * HOUR;
  return slot <= LAST ? midnight + slot : midnight + DAY + FIRST;
}
/** Whether bills of the day before may be asked for now: a server that starts late does not wait for the next hour. */
const isOpen = (now: number): boolean => {
  const since = (now + OFFSET) % DAY;
  return since >= FIRST && since <= LAST + HOUR / 2;
};

/** A timer of more than that would overflow, and the clock may be set meanwhile. */
const LONGEST_MS = HOUR;

/**
 * Fetches the bills of the days before at 10:30, and each hour until 18:00 while some are missing. `fetch`: false when some are. Answers its
 * end; what is under way is waited for.
 */
export function keepFetching(deps: {
  readonly fetch: () => Promise<boolean>;
  readonly now: () => number;
  readonly log: Log;
}): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  let going: Promise<void> = Promise.resolve();
  let isStopped = false;
  let doneOn = '';
  let next = isOpen(deps.now()) ? deps.now() : nextFetch(deps.now());
  const dayOf = (now: number): string => new Date(now + OFFSET).toISOString().slice(0, 10);
  const look = async (): Promise<void> => {
    const now = deps.now();
    if (now >= next) {
      if (doneOn !== dayOf(now))
        try {
          if (await deps.fetch()) doneOn = dayOf(now);
        } catch (error) {
          deps.log.error({ error: String(error) }, 'the bills could not be fetched');
        }
      next = nextFetch(deps.now() + 1);
    }
    plan();
  };
  const plan = (): void => {
    if (isStopped) return;
    timer = setTimeout(
      () => {
        going = look();
      },
      Math.min(LONGEST_MS, Math.max(1_000, next - deps.now())),
    );
    timer.unref();
  };
  plan();
  return () => {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
    return going;
  };
}
