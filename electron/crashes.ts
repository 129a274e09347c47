/** How often something may die in a short while before starting it again is no help. */
export const CRASH_LIMIT = 3;
/** The short while, ms. */
export const CRASH_SPAN_MS = 60_000;

/**
 * The crashes that still count, this one included, and whether to give up.
 * @param before times of earlier crashes, epoch ms
 */
export function countCrash(
  before: readonly number[],
  now: number,
): { readonly times: readonly number[]; readonly giveUp: boolean } {
  const times = [...before.filter((at) => at <= now && now - at < CRASH_SPAN_MS), now];
  return { times, giveUp: times.length >= CRASH_LIMIT };
}
