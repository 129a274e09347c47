import type { Log } from '../../shared/log.ts';
import type { Store } from './database.ts';
import { DiskFullError, type Disk } from './health/disk.ts';
import type { Serial } from './serial.ts';
import type { Till } from './till.ts';
import { prune } from './upkeep.ts';
import type { Views } from './views.ts';

const PRUNE_EVERY = 3_600;
/** On a disk that fills up, what its time is over goes at once: its pages are used again. */
const PRUNE_TIGHT_EVERY = 120;
const GOODS_EVERY = 30;
const KEEP_HABITS_EVERY = 600;
const KEEP_LATER_EVERY = 300;
const DAY_CLOSE_EVERY = 60;

/** What is looked after beside selling. The answer is to be called once a second. */
export function createHousekeeping(
  till: Till,
  deps: {
    readonly store: Store;
    readonly views: Views;
    readonly disk: Disk;
    readonly lane: Serial;
    readonly now: () => number;
    readonly log: Log;
  },
): () => void {
  const { journal, goods, prices, likely, later, accounts, completing, parts } = till;
  const { store, views, disk, lane, now, log } = deps;
  let seconds = 0;
  const beside = (what: string, task: () => Promise<unknown>): void => {
    task().catch((error: unknown) => {
      // Said in the status bar already; written into the log every second it would fill the disk further.
      if (!(error instanceof DiskFullError)) log.error({ err: error }, what);
    });
  };
  return () => {
    seconds += 1;
    till.payments.tick();
    views.touch('status', 'carts', 'scan');
    if (seconds % GOODS_EVERY === 0)
      views.touch('people', 'notices', ...(goods.hasTurned(now()) ? (['goods', 'weighing'] as const) : []));
    beside('the log could not be copied', async () => {
      store.checkpoint();
    });
    if (seconds % DAY_CLOSE_EVERY === 5)
      beside('the last day could not be closed', async () => {
        if (await till.day.closeForgotten()) till.sync.compare();
      });
    beside('prices could not be kept', async () => {
      await lane(async () => prices.reach(journal.head()));
      await prices.save();
    });
    beside('what was sold could not be learned', async () => {
      await likely.follow();
      if (seconds % KEEP_HABITS_EVERY === 0) await likely.save();
    });
    beside('what accounts owe could not be kept', () => accounts.book.keep());
    if (seconds % KEEP_LATER_EVERY === 20)
      beside('what came after sales could not be kept', async () => {
        await later.follow();
        await later.save();
      });
    beside('a doubtful sale could not be looked up', () =>
      lane(async () => {
        await completing.settleDoubts();
        await parts.settleDoubts();
      }),
    );
    const isTight = disk.note() !== null;
    if (seconds % (isTight ? PRUNE_TIGHT_EVERY : PRUNE_EVERY) === 60)
      beside('old records could not be removed', () => prune(store, till.printing, now(), log));
  };
}
