import { setImmediate as breathe } from 'node:timers/promises';
import { join } from 'node:path';
import { canonicalText } from '../../../shared/canonical.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { HeadReceipt } from '../../../shared/records/market.ts';
import { append, lookAt, markOf, mend, type Chain, type Held, type Mark } from './chain-file.ts';
import { diskOf, linesIn, makeFolder, namesIn, writeWhole } from './disk.ts';
import { sealed } from './envelope.ts';
import { CATALOGUE, epochOf, folderName, journalName, ownerOf, RECEIPTS, STATE } from './names.ts';

/** What the mirror copies from; asked anew each round. */
export interface Source {
  readonly market: number;
  readonly terminal: number;
  /** Every chain of this terminal that is in the journal, ascending by epoch; the last is the one being written. */
  readonly chains: readonly Chain[];
  /** Number of the last entry of the chain being written. */
  readonly head: number;
  sign(text: string): string;
  /** Entries of a chain after number `after`, at most `limit`, in order. */
  entries(epoch: number, after: number, limit: number): Promise<readonly JournalEntry[]>;
  receipts(): Promise<readonly HeadReceipt[]>;
  /** JSON of what goes with the journal, and of what the market sent down. */
  state(): Promise<string>;
  catalogue(): AsyncIterable<string>;
}

/** Why nothing is copied: no such folder; a stick of another terminal; a stick that knows more of this chain than the till. */
export type Obstacle = 'missing' | 'foreign' | 'ahead';

export interface Wanted {
  readonly receipts: boolean;
  readonly state: boolean;
  readonly catalogue: boolean;
}

export interface Copy {
  /**
   * One round: what is not on the stick yet, then what has changed beside it. Looks first at what the stick really holds, if it was not
   * this one a moment ago. Null: all is there. @throws errors of the file system; the next round looks again.
   */
  round(source: Source, wanted: Wanted): Promise<Obstacle | null>;
  /** Whether the stick is still the one that was written last. */
  isSame(source: Source): Promise<boolean>;
  /** Of the chain being written, up to which number it is on the stick; null when that is not known. */
  through(source: Source): number | null;
}

/** Entries copied at once, with one sync; a moment for sales between. */
const AT_ONCE = 100;

interface Known {
  readonly terminal: number;
  /** Epoch → up to which number, and where its file ends. A chain that the stick knows better is not in it. */
  readonly chains: Map<number, { through: number; mark: Mark }>;
  /** Epochs whose file is longer than ours, from an earlier life of the till: left as they are. */
  readonly better: Set<number>;
}

/** Copies to the folder `dir` on a second place. */
export function createCopy(dir: string, onProgress: () => void): Copy {
  let known: Known | null = null;

  /** Whether the stick's last entry is one of ours. */
  const agrees = async (source: Source, chain: Chain, held: Held): Promise<boolean> => {
    if (held.is !== 'ours' || held.last === null) return true;
    const [own] = await source.entries(chain.epoch, held.last.seq - 1, 1);
    return own?.hash === held.last.hash;
  };
  const look = async (source: Source): Promise<Obstacle | Known> => {
    const names = await namesIn(dir);
    if (names === null) return 'missing';
    const own = folderName(source);
    const owners = names.filter((name) => ownerOf(name) !== null).map((name) => name.toLowerCase());
    if (owners.length > 0 && !owners.includes(own)) return 'foreign';
    const folder = join(dir, own);
    if (owners.length === 0) await makeFolder(folder);
    const current = source.chains.at(-1)?.epoch ?? 0;
    const epochs = ((await namesIn(folder)) ?? []).flatMap((name) => epochOf(name) ?? []);
    if (epochs.some((epoch) => epoch > current)) return 'ahead';
    const found: Known = { terminal: source.terminal, chains: new Map(), better: new Set() };
    for (const chain of source.chains) {
      const path = join(folder, journalName(chain.epoch));
      const held = await lookAt(path, chain);
      if (held.is === 'foreign') return 'foreign';
      if (await agrees(source, chain, held)) {
        const mark = await mend(path, chain, held);
        found.chains.set(chain.epoch, { through: held.is === 'ours' ? (held.last?.seq ?? 0) : 0, mark });
      } else if (chain.epoch === current) return 'ahead';
      else found.better.add(chain.epoch);
    }
    return found;
  };

  const copyChain = async (source: Source, epoch: number, at: { through: number; mark: Mark }): Promise<boolean> => {
    const path = join(dir, folderName(source), journalName(epoch));
    for (;;) {
      const entries = await source.entries(epoch, at.through, AT_ONCE);
      const last = entries.at(-1);
      if (last === undefined) return true;
      const mark = await append(path, at.mark, entries);
      if (mark === null) return false;
      at.through = last.seq;
      at.mark = mark;
      onProgress();
      await breathe();
    }
  };
  /** Those on the stick stay: a till that was rebuilt has not all of them again yet. */
  const writeReceipts = async (source: Source, folder: string): Promise<void> => {
    const own = (await source.receipts()).map(({ sig, ...receipt }) => `${canonicalText({ receipt, sig })}\n`);
    const there = await linesIn(join(folder, RECEIPTS));
    const added = own.filter((line) => !there.includes(line));
    if (added.length > 0) await writeWhole(folder, RECEIPTS, [...there, ...added]);
  };

  const round = async (source: Source, wanted: Wanted): Promise<Obstacle | null> => {
    const isNew = known === null || known.terminal !== source.terminal || hasNewChain(known, source);
    if (isNew) {
      known = null;
      const found = await look(source);
      if (typeof found === 'string') return found;
      known = found;
    }
    for (const { epoch } of source.chains) {
      const at = known?.chains.get(epoch);
      if (at === undefined || (await copyChain(source, epoch, at))) continue;
      // Another stick, or somebody wrote on it.
      known = null;
      return round(source, wanted);
    }
    const folder = join(dir, folderName(source));
    if (isNew || wanted.receipts) await writeReceipts(source, folder);
    if (isNew || wanted.state) {
      const text = await source.state();
      await writeWhole(
        folder,
        STATE,
        sealed(STATE, [text], (what) => source.sign(what)),
      );
    }
    if (isNew || wanted.catalogue)
      await writeWhole(
        folder,
        CATALOGUE,
        sealed(CATALOGUE, source.catalogue(), (what) => source.sign(what)),
      );
    return null;
  };

  return {
    round: async (source, wanted) => {
      try {
        return await round(source, wanted);
      } catch (error) {
        known = null;
        // Pulled out in the middle of the round: there is a sentence for that.
        if ((await diskOf(dir).catch(() => 0)) === null) return 'missing';
        throw error;
      }
    },
    isSame: async (source) => {
      if (known === null) return false;
      for (const [epoch, { mark }] of known.chains) {
        const now = await markOf(join(dir, folderName(source), journalName(epoch)));
        if (now?.size !== mark.size || now.file !== mark.file) {
          known = null;
          return false;
        }
      }
      return true;
    },
    through: (source) => known?.chains.get(source.chains.at(-1)?.epoch ?? 0)?.through ?? null,
  };
}

const hasNewChain = (known: Known, source: Source): boolean =>
  source.chains.some(({ epoch }) => !known.chains.has(epoch) && !known.better.has(epoch));
