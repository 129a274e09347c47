import { setImmediate as breathe } from 'node:timers/promises';
import type { Log } from '../../../shared/log.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { isDamage } from '../health/check.ts';
import type { Head, Journal } from './journal.ts';

/** How far somebody has read this terminal's chain. */
export interface Reached {
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
}

/** What was folded from another chain, or from entries ahead of this one (a journal that was put back from a copy), is not believed. */
export const isBehind = (reached: Reached, head: Pick<Head, 'terminal' | 'epoch' | 'seq'>): boolean =>
  reached.terminal === head.terminal &&
  (reached.epoch < head.epoch || (reached.epoch === head.epoch && reached.seq <= head.seq));

/**
 * The entries behind `reached`, oldest first, over this terminal's epochs up to the head, in pages with a breath between them.
 * `to` is the place after the page.
 */
export async function* pagesAfter(
  journal: Pick<Journal, 'head' | 'range' | 'epochs' | 'lastSeq'>,
  reached: Pick<Reached, 'epoch' | 'seq'>,
  size: number,
): AsyncGenerator<{ readonly to: Reached; readonly entries: readonly JournalEntry[] }> {
  const head = journal.head();
  // Asked for each second: without news nothing is read.
  if (reached.epoch === head.epoch && reached.seq >= head.seq) return;
  for (const epoch of (await journal.epochs()).filter((one) => one >= reached.epoch)) {
    const last = epoch === head.epoch ? head.seq : await journal.lastSeq(epoch);
    for (let from = epoch === reached.epoch ? reached.seq : 0; from < last; from += size) {
      const seq = Math.min(last, from + size);
      yield { to: { terminal: head.terminal, epoch, seq }, entries: await journal.range(from + 1, seq, epoch) };
      await breathe();
    }
  }
}

/** How far back a start looks: what it may have to make good is among the last entries of the last run. */
export const LOOK_BACK = 2_000;
const LOOK_BACK_IN_DAMAGE = 20;

/** The newest entries, newest first. */
export const latestEntries = (journal: Pick<Journal, 'last'>, log: Log): Promise<readonly JournalEntry[]> =>
  journal.last(LOOK_BACK).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    log.error({ err: error }, 'old entries can not be read; the newest are enough to sell on');
    return journal.last(LOOK_BACK_IN_DAMAGE);
  });
