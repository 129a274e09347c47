import { GENESIS } from '../../shared/chain.ts';
import { fenText } from '../../shared/money.ts';
import type { JournalBody } from '../../shared/records/journal.ts';
import { perpetualDelta, printedNumber } from '../../shared/sale.ts';
import { setAside } from './check.ts';
import type { Accepted, Aside } from './check.ts';

/** What the journal holds already, of one terminal. */
export interface Held {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly prevHash: string;
  readonly perpetualFen: number;
  readonly body: JournalBody;
}

/** The epochs of a terminal: its very first one, and for each the number after which nothing is taken in any more; null: it is open. */
export interface Epochs {
  readonly first: number;
  readonly fences: ReadonlyMap<number, number | null>;
}

/**
 * What must alarm people about entry `seq`. `chain_broken`: it does not continue the entry before it. `two_entries`: another one came
 * under its number. `total_broken`: its perpetual total is not that of the entry before plus what it adds.
 */
export interface Break {
  readonly epoch: number;
  readonly seq: number;
  readonly id: string;
  readonly reason: 'chain_broken' | 'two_entries' | 'total_broken';
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
 * the same again is nothing new; another content under a number or id that is taken is set aside and the first stays; so is what comes
 * behind the fence of its epoch.
 */
export function sortEntries(accepted: readonly Accepted[], held: readonly Held[], epochs: Epochs): Sorted {
  const byId = new Map(held.map((entry) => [entry.id, entry]));
  const byNumber = new Map(held.map((entry) => [numberKey(entry.epoch, entry.seq), entry]));
  const fresh: Accepted[] = [];
  const aside: Aside[] = [];
  const forks: Break[] = [];
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
      forks.push({
        ...claim,
        reason: 'two_entries',
        text: `${printedNumber(entry)} 号有两条不同的记录,两条都留着:这台终端的账本可能被复制或还原过,请联系市场管理员。`,
      });
    } else if (sameId !== undefined && sameId.hash !== entry.hash) {
      aside.push(
        setAside(
          raw,
          claim,
          'other_hash_same_id',
          `同一个编号的记录已经收到过(${printedNumber({ ...entry, epoch: sameId.epoch, seq: sameId.seq })} 号),内容不同,先收到的那条算数,这条另存。`,
        ).aside,
      );
    } else if (
      sameNumber === undefined &&
      sameId === undefined &&
      entry.seq > (epochs.fences.get(entry.epoch) ?? entry.seq)
    ) {
      aside.push(
        setAside(
          raw,
          claim,
          'fenced_epoch',
          `第 ${entry.epoch} 本账到第 ${epochs.fences.get(entry.epoch)} 条为止,已经换了新的一本;这条另存,请联系市场管理员。`,
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
        perpetualFen: entry.perpetualFen,
        body: entry.body,
      };
      byId.set(now.id, now);
      byNumber.set(numberKey(now.epoch, now.seq), now);
    }
  }
  return { fresh, aside, breaks: [...forks, ...findBreaks(fresh, byNumber, epochs.first)] };
}

/** Gaps are no break: they are checked when they fill, from both sides. */
function findBreaks(
  fresh: readonly Accepted[],
  byNumber: ReadonlyMap<string, Held>,
  firstEpoch: number,
): readonly Break[] {
  const breaks = new Map<string, Break>();
  const look = (epoch: number, seq: number) => {
    const entry = byNumber.get(numberKey(epoch, seq));
    if (entry === undefined) return;
    const wrong =
      seq === 1 ? wrongStart(entry, byNumber, firstEpoch) : wrongStep(entry, byNumber.get(numberKey(epoch, seq - 1)));
    if (wrong !== null) breaks.set(numberKey(epoch, seq), { epoch, seq, id: entry.id, ...wrong });
  };
  for (const { entry } of fresh) {
    look(entry.epoch, entry.seq);
    look(entry.epoch, entry.seq + 1);
  }
  return [...breaks.values()];
}

type Wrong = Pick<Break, 'reason' | 'text'>;
const chainBroken = (where: string): Wrong => ({
  reason: 'chain_broken',
  text: `${where}:这台终端的账本可能被复制或还原过,请联系市场管理员。`,
});
const totalBroken = (entry: Held, shouldFen: number): Wrong => ({
  reason: 'total_broken',
  text: `第 ${entry.seq} 条的累计是 ${fenText(entry.perpetualFen)},应为 ${fenText(shouldFen)},请联系市场管理员。`,
});

function wrongStart(entry: Held, byNumber: ReadonlyMap<string, Held>, firstEpoch: number): Wrong | null {
  const { body } = entry;
  if (entry.prevHash !== GENESIS) return chainBroken('第 1 条不是账本的开头');
  if (body.kind !== 'epoch_start') {
    if (entry.epoch > firstEpoch) return chainBroken(`第 ${entry.epoch} 本账没有说接着哪一本`);
    const addsFen = perpetualDelta(body);
    return entry.perpetualFen === addsFen ? null : totalBroken(entry, addsFen);
  }
  if (body.previous === null) return null;
  const before = byNumber.get(numberKey(body.previous.epoch, body.previous.seq));
  if (before === undefined) return null;
  if (before.hash !== body.previous.hash) return chainBroken(`第 ${entry.epoch} 本账没有接在上一本后面`);
  return before.perpetualFen === entry.perpetualFen ? null : totalBroken(entry, before.perpetualFen);
}

function wrongStep(entry: Held, before: Held | undefined): Wrong | null {
  if (before === undefined) return null;
  if (before.hash !== entry.prevHash) return chainBroken(`第 ${entry.seq} 条没有接在第 ${entry.seq - 1} 条后面`);
  const shouldFen = before.perpetualFen + perpetualDelta(entry.body);
  return entry.perpetualFen === shouldFen ? null : totalBroken(entry, shouldFen);
}
