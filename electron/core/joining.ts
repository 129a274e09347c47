import type { JournalEntry } from '../../shared/records/journal.ts';
import type { Log } from '../../shared/log.ts';
import type { EnrolAnswer, EpochAnswer } from '../../shared/wire.ts';
import { saleAbout } from '../../shared/accounts.ts';
import type { AccountBook } from './accounts/account-book.ts';
import type { Carts } from './selling/carts.ts';
import type { Goods } from './goods/goods.ts';
import { startAfter, type IdentityBook } from './identity.ts';
import type { Journal } from './journal/journal.ts';
import type { Prices } from './goods/prices.ts';
import type { Serial } from './serial.ts';

/** What the till does when its place in the market changes; each runs in the till's lane. */
export interface Joining {
  /** The market has taken the terminal in. */
  enrolled(answer: EnrolAnswer): Promise<void>;
  /** The market has given an epoch of its own to a journal that was put back from a copy. */
  epoch(answer: EpochAnswer): Promise<void>;
  /** Entries of this terminal came back from the market: they may have sold a cart that is open here, or set a price. */
  takenBack(entries: readonly JournalEntry[]): Promise<void>;
}

export function createJoining(deps: {
  readonly identity: IdentityBook;
  readonly journal: Journal;
  readonly prices: Prices;
  readonly accountBook: AccountBook;
  readonly goods: Goods;
  readonly carts: Carts;
  readonly mirror: { restart(): Promise<void> };
  readonly lane: Serial;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}): Joining {
  const { identity, journal, prices, accountBook, goods, carts, mirror, lane, seller, now, log } = deps;
  return {
    enrolled: (answer) =>
      lane(async () => {
        const { serverTime: _serverTime, previous, ...enrolled } = answer;
        const was = identity.current();
        const next = await identity.enrol(
          previous === null ? enrolled : { ...enrolled, start: startAfter(was, journal.head(), answer) },
        );
        await journal.follow(next);
        await journal.begin(now(), seller());
        await prices.follow(journal.head());
        await accountBook.follow();
        goods.reindex();
        carts.adopt(next.mode);
        carts.refresh();
        await mirror.restart();
        log.info({ terminal: next.terminal, epoch: next.epoch, stallNo: next.stallNo }, 'joined the market');
        deps.onChange();
      }),
    epoch: ({ epoch, previous }) =>
      lane(async () => {
        const next = await identity.enter(epoch, { reason: 'image', previous });
        await journal.follow(next);
        await journal.begin(now(), seller());
        await mirror.restart();
        deps.onChange();
      }),
    takenBack: (entries) =>
      lane(async () => {
        for (const { id, body } of entries)
          if (body.kind === 'sale' && carts.get(body.cartId) !== null) await carts.close(body.cartId, id)();
        if (entries.some((entry) => entry.kind === 'price_change')) await prices.follow(journal.head(), true);
        const isOwed = (entry: JournalEntry): boolean =>
          entry.kind === 'repayment' ||
          saleAbout(entry) !== null ||
          (entry.body.kind === 'sale' && entry.body.account !== undefined);
        if (entries.some(isOwed)) await accountBook.follow(true);
        deps.onChange();
      }),
  };
}
