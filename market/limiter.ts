/** Counts attempts for each key (an address) in windows of a minute. Kept in memory: a restart forgives. */
export interface Limiter {
  /** Whether this key has attempts left. */
  open(key: string): boolean;
  count(key: string): void;
}

const MINUTE = 60_000;
const MAX_KEYS = 10_000;

export function createLimiter(options: { readonly perMinute: number; readonly now: () => number }): Limiter {
  const windows = new Map<string, { start: number; count: number }>();
  const windowOf = (key: string) => {
    const now = options.now();
    const known = windows.get(key);
    // A clock that stepped back must not shut anybody out for longer than a minute.
    if (known !== undefined && now >= known.start && now - known.start < MINUTE) return known;
    if (windows.size >= MAX_KEYS) windows.clear();
    const fresh = { start: now, count: 0 };
    windows.set(key, fresh);
    return fresh;
  };
  return {
    open: (key) => windowOf(key).count < options.perMinute,
    count: (key) => {
      windowOf(key).count += 1;
    },
  };
}
