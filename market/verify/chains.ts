import { createDays } from './days.ts';
import type { Days } from './days.ts';
import { NO_HASH } from './entry.ts';
import type { EntryFacts } from './entry.ts';
import { addedFen, contentProblem, entryNumber, linkProblem, placeProblem } from './entry.ts';
import type { EpochKey, Header } from './header.ts';
import { createConfirmations } from './confirmations.ts';
import { createLater } from './later.ts';
import { createParts } from './parts.ts';
import type { Parts } from './parts.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import { createSeen } from './seen.ts';

/** What is known of one epoch of the journal. */
export interface Epoch {
  readonly epoch: number;
  readonly key: EpochKey;
  /** Index of its first entry among all of the file. */
  readonly base: number;
  /** Number and hash of its last entry. */
  seq: number;
  hash: string;
  perpetualFen: number;
  /** How it goes on from an earlier one; null where it does not, as a terminal's first. */
  continues: Continues | null;
}

/** What a later epoch goes on from. */
export interface Continues {
  readonly previous: { readonly epoch: number; readonly seq: number } | null;
  readonly carriedFen: number;
  /** Whether `previous` was looked up; only in an open file may it be elsewhere. */
  readonly inFile: boolean;
  /** Entries of earlier epochs behind `previous`: the terminal did not have them when it began this one, and its total lacks them. */
  readonly learnedLater: number;
}

/** The chains of a file while its entries are read, in order of (epoch, seq). */
export interface Chains {
  readonly epochs: readonly Epoch[];
  readonly days: Days;
  readonly parts: Parts;
  /** The chain being read; null before the first entry. */
  current(): (Epoch & { readonly market: number; readonly terminal: number }) | null;
  /** What is wrong with an entry in itself or after the ones before. `hashOf` are the digits of its own hash. */
  problemOf(entry: EntryFacts, written: string, computed: string): Problem | null;
  /** Takes an entry that is right. False: its id was (almost certainly) met before. */
  take(entry: EntryFacts, hash: string): boolean;
  /** Entry `seq` of an epoch begins with these digits of a hash; null when it is not in the file. */
  hashIs(epoch: number, seq: number, hash: string): boolean | null;
  readonly entries: () => number;
}

type OpenEpoch = Epoch & { readonly market: number; readonly terminal: number };

/** `open`: the file may hold a later epoch alone, and go on in another file. */
export function createChains(header: Header, open: boolean): Chains {
  const { market, terminal } = header;
  const epochs: OpenEpoch[] = [];
  const seen = createSeen();
  const days = createDays();
  const parts = createParts();
  const later = createLater();
  const confirmations = createConfirmations();
  const begin = (index: number): void => {
    days.begin(index);
    parts.begin(index);
  };
  const beginElsewhere = (): void => {
    days.beginElsewhere();
    parts.beginElsewhere();
    confirmations.beginElsewhere();
  };
  const find = (epoch: number): OpenEpoch | undefined => epochs.find((one) => one.epoch === epoch);

  const hashIs = (epoch: number, seq: number, hash: string): boolean | null => {
    const found = find(epoch);
    return found === undefined || seq < 1 || seq > found.seq ? null : seen.is(found.base + seq - 1, hash);
  };

  /** How a first entry begins its epoch, and what is wrong with that. */
  const startProblem = (entry: EntryFacts, chain: OpenEpoch): Problem | null => {
    const wrong = (en: string, zh: string): Problem => problem('bad_start', en, zh);
    if (entry.seq > 1)
      return entry.start === null ? null : wrong('an epoch can only start at number 1', '新一代只能从 1 号开始');
    if (entry.start === null)
      return chain.base === 0
        ? null
        : wrong('a later epoch must say what it goes on from', '后一代的第一条必须写明接在哪一条之后');
    const { previous, carriedFen } = entry.start;
    chain.perpetualFen = carriedFen;
    if (previous === null) {
      chain.continues = { previous, carriedFen, inFile: true, learnedLater: chain.base };
      if (chain.base === 0 && open) beginElsewhere();
      else begin(-1);
      return carriedFen === 0
        ? null
        : wrong('it carries over money of an entry it does not name', '没有写明前一条,却带入了累计金额');
    }
    const name = entryNumber({ terminal, ...previous });
    const before = previous.epoch < entry.epoch ? find(previous.epoch) : undefined;
    if (before === undefined && chain.base === 0 && open && previous.epoch < entry.epoch) {
      chain.continues = { previous, carriedFen, inFile: false, learnedLater: 0 };
      beginElsewhere();
      return null;
    }
    if (before === undefined || previous.seq < 1 || previous.seq > before.seq)
      return wrong(
        `it goes on from entry ${name}, which is not in the file before it`,
        `写明接在 ${name} 号之后,文件里前面却没有这一条`,
      );
    const index = before.base + previous.seq - 1;
    if (!seen.is(index, previous.hash))
      return wrong(
        `it goes on from an entry ${name} with another hash`,
        `写明接在 ${name} 号之后,封条却与文件里的不同`,
      );
    if (seen.perpetualFen(index) !== carriedFen)
      return wrong(
        `it carries over ${carriedFen} fen, the perpetual total after entry ${name} is ${seen.perpetualFen(index)} fen`,
        `带入的永久累计写的是 ${carriedFen} 分,${name} 号之后应为 ${seen.perpetualFen(index)} 分`,
      );
    chain.continues = { previous, carriedFen, inFile: true, learnedLater: chain.base - index - 1 };
    begin(index);
    return null;
  };

  /** Makes the chain ready in which the entry stands. */
  const orderProblem = (entry: EntryFacts, hash: string): Problem | null => {
    const last = epochs.at(-1);
    if (last !== undefined && entry.epoch < last.epoch && find(entry.epoch) === undefined)
      return problem(
        'out_of_order',
        `epoch ${entry.epoch} comes after epoch ${last.epoch}`,
        `第 ${entry.epoch} 代排在第 ${last.epoch} 代之后`,
      );
    const chain = find(entry.epoch);
    const before = chain?.seq ?? 0;
    if (entry.seq > before + 1)
      return problem(
        'gap',
        `entry ${entryNumber({ terminal, epoch: entry.epoch, seq: before + 1 })} is missing before it`,
        `前面缺少 ${entryNumber({ terminal, epoch: entry.epoch, seq: before + 1 })} 号`,
      );
    if (entry.seq <= before)
      return hashIs(entry.epoch, entry.seq, hash) === true
        ? problem('double', 'the same entry is in the file already', '文件里已经有同一条记录')
        : problem(
            'fork',
            'another entry of this number is in the file already: two devices wrote with one number, or it was renumbered',
            '文件里已有另一条同号记录:两台设备用了同一个号,或编号被改过',
          );
    return chain !== undefined && chain !== last
      ? problem('out_of_order', 'an earlier epoch goes on after a later one', '前一代的记录排在后一代之后')
      : null;
  };

  return {
    epochs,
    days,
    parts,
    current: () => epochs.at(-1) ?? null,
    entries: seen.count,
    hashIs,
    problemOf: (entry, written, computed) => {
      const misplaced =
        placeProblem(entry, { market, terminal, epoch: 0, seq: 0, hash: NO_HASH, perpetualFen: 0 }) ??
        orderProblem(entry, written);
      if (misplaced !== null) return misplaced;
      const key = header.keys.find((one) => one.epoch === entry.epoch);
      if (key === undefined)
        return problem(
          'unknown_epoch',
          `the header has no key for epoch ${entry.epoch}`,
          `文件头没有第 ${entry.epoch} 代的公钥`,
        );
      if (find(entry.epoch) === undefined)
        epochs.push({
          market,
          terminal,
          epoch: entry.epoch,
          key,
          base: seen.count(),
          seq: 0,
          hash: NO_HASH,
          perpetualFen: 0,
          continues: null,
        });
      const chain = epochs.at(-1) as OpenEpoch;
      const unlinked = linkProblem(entry, chain);
      if (unlinked !== null) return unlinked;
      if (written !== computed) return changed;
      return (
        startProblem(entry, chain) ??
        contentProblem(entry, chain) ??
        (entry.close === null ? null : days.closeProblem(entry, entry.close)) ??
        (entry.shift === null ? null : days.shiftProblem(entry, entry.shift)) ??
        (entry.money === null ? null : parts.moneyProblem(entry.money)) ??
        (entry.later === null ? null : later.laterProblem(entry.later, entry.epoch)) ??
        (entry.confirmation === null ? null : confirmations.confirmationProblem(entry.confirmation)) ??
        (entry.settled === null ? null : parts.saleProblem(entry.settled, entry.sale))
      );
    },
    take: (entry, hash) => {
      const chain = epochs.at(-1) as OpenEpoch;
      chain.seq = entry.seq;
      chain.hash = hash;
      chain.perpetualFen += addedFen(entry);
      days.take(entry, seen.count());
      if (entry.money !== null) parts.takeMoney(entry.id, entry.money, seen.count());
      if (entry.settled !== null) parts.takeSale(entry.settled);
      if (entry.later !== null) later.takeLater(entry.later, entry.epoch);
      if (entry.later?.kind === 'refund') confirmations.takeRefund(entry.later.saleId);
      if (entry.confirmation !== null) confirmations.takeConfirmation(entry.confirmation);
      if (entry.awaited !== null) confirmations.takeTenders(entry.awaited.saleId, entry.awaited.tenders);
      return !seen.add(entry.id, hash, chain.perpetualFen);
    },
  };
}

/** The bytes are not those that were hashed. */
export const changed = problem(
  'bad_hash',
  'its contents are not those it was sealed with: changed after it was written, or damaged',
  '内容与封条不符:写下之后被改动过,或已损坏',
);
