import { GENESIS } from '../../shared/chain.ts';
import { printedNumber } from '../../shared/sale.ts';
import { setAside } from './check.ts';
import type { Accepted, Aside } from './check.ts';

/** What the journal holds already, of one terminal. */
export interface Held {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly prevHash: string;
}

/** A place where the chain does not join: entry `seq` does not continue the entry before it. */
export interface Break {
  readonly epoch: number;
  readonly seq: number;
  readonly id: string;
  readonly text: string;
}

export interface Sorted {
  readonly fresh: readonly Accepted[];
  readonly aside: readonly Aside[];
  readonly breaks: readonly Break[];
}

const numberKey = (epoch: number, seq: number): string => `${epoch}-${seq}`;

/**
 * Sorts accepted entries, in the order they came, against what is held (their ids, their numbers and the numbers next to them):
 * the same again is nothing new; another content under a number or id that is taken is set aside and the first stays.
 */
export function sortEntries(accepted: readonly Accepted[], held: readonly Held[]): Sorted {
  const byId = new Map(held.map((entry) => [entry.id, entry]));
  const byNumber = new Map(held.map((entry) => [numberKey(entry.epoch, entry.seq), entry]));
  const fresh: Accepted[] = [];
  const aside: Aside[] = [];
  for (const one of accepted) {
    const { entry, raw } = one;
    const claim = { id: entry.id, epoch: entry.epoch, seq: entry.seq };
    const sameNumber = byNumber.get(numberKey(entry.epoch, entry.seq));
    const sameId = byId.get(entry.id);
    if (sameNumber !== undefined && sameNumber.hash !== entry.hash) {
      aside.push(
        setAside(
          raw,
          claim,
          'other_hash_same_number',
          `${printedNumber(entry)} 号已经收到过另一条内容不同的记录,先收到的那条算数,这条另存。`,
        ).aside,
      );
    } else if (sameId !== undefined && sameId.hash !== entry.hash) {
      aside.push(
        setAside(
          raw,
          claim,
          'other_hash_same_id',
          `同一个编号的记录已经收到过(${printedNumber({ ...entry, epoch: sameId.epoch, seq: sameId.seq })} 号),内容不同,先收到的那条算数,这条另存。`,
        ).aside,
      );
    } else if (sameNumber === undefined && sameId === undefined) {
      fresh.push(one);
      const now: Held = {
        id: entry.id,
        epoch: entry.epoch,
        seq: entry.seq,
        hash: entry.hash,
        prevHash: entry.prevHash,
      };
      byId.set(now.id, now);
      byNumber.set(numberKey(now.epoch, now.seq), now);
    }
  }
  return { fresh, aside, breaks: findBreaks(fresh, byNumber) };
}

/** Gaps are no break: they are checked when they fill, from both sides. */
function findBreaks(fresh: readonly Accepted[], byNumber: ReadonlyMap<string, Held>): readonly Break[] {
  const breaks = new Map<string, Break>();
  const look = (epoch: number, seq: number) => {
    const entry = byNumber.get(numberKey(epoch, seq));
    if (entry === undefined) return;
    const before = seq === 1 ? GENESIS : byNumber.get(numberKey(epoch, seq - 1))?.hash;
    if (before === undefined || before === entry.prevHash) return;
    const where = seq === 1 ? '第 1 条不是账本的开头' : `第 ${seq} 条没有接在第 ${seq - 1} 条后面`;
    breaks.set(numberKey(epoch, seq), {
      epoch,
      seq,
      id: entry.id,
      text: `${where}:这台终端的账本可能被复制或还原过,请联系市场管理员。`,
    });
  };
  for (const { entry } of fresh) {
    look(entry.epoch, entry.seq);
    look(entry.epoch, entry.seq + 1);
  }
  return [...breaks.values()];
}
