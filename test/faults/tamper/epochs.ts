import type {
  DayCloseBody,
  EpochStartBody,
  JournalBody,
  JournalEntry,
  JournalKind,
  ShiftCloseBody,
} from '../../../shared/records/journal.ts';
import { always, joined } from './attack.ts';
import type { AnchorSet, Attack } from './attack.ts';
import { entryAt, lineOf, linesOf, rewrite, saleIn } from './material.ts';
import type { Material } from './material.ts';
import { epochStart } from './till.ts';

/** How a later epoch begins, by someone who has the terminal's key; receipts of that epoch are taken out, as they would speak against it. */
const begun = (
  name: string,
  change: (start: JournalEntry, body: EpochStartBody, material: Material) => readonly JournalEntry[],
  of: { readonly seen?: readonly AnchorSet[]; readonly takes?: 'away' } = {},
): Attack => {
  const { seen = always, takes } = of;
  return {
    name,
    hand: "the terminal's key",
    seen,
    ...(takes === undefined ? {} : { takes }),
    make: async (material) => {
      const index = startOf(material);
      const entries = rewrite(material, index, (start) => {
        if (start.body.kind !== 'epoch_start') throw new Error('no start of an epoch');
        return change(start, start.body, material);
      });
      const receipts = material.receipts.filter(({ epoch }) => epoch === 1);
      const file = joined(await linesOf(material, { entries, receipts }));
      return { file, ...(seen === always ? { badLine: lineOf(index) } : {}) };
    },
  };
};
const startOf = (material: Material): number => material.entries.findIndex(({ kind }) => kind === 'epoch_start');
const saying = (name: string, change: (body: EpochStartBody, material: Material) => Partial<EpochStartBody>): Attack =>
  begun(name, (start, body, material) => [{ ...start, body: { ...body, ...change(body, material) } }]);
const previousOf = ({ previous }: EpochStartBody) => {
  if (previous === null) throw new Error('an epoch that goes on from nothing');
  return previous;
};

/** The last entry of a kind changed, by someone who has the terminal's key; receipts behind it are taken out. */
const rewritten = (kind: JournalKind, name: string, change: (body: JournalBody) => JournalBody): Attack => ({
  name,
  hand: "the terminal's key",
  seen: always,
  make: async (material) => {
    const index = material.entries.findLastIndex((entry) => entry.kind === kind);
    const entries = rewrite(material, index, (entry) => [{ ...entry, body: change(entry.body) }]);
    const receipts = material.receipts.filter(({ epoch }) => epoch === 1);
    return { file: joined(await linesOf(material, { entries, receipts })), badLine: lineOf(index) };
  },
});

/** The last close of a day, by someone who has the terminal's key; receipts behind it are taken out. */
const closing = (name: string, change: (body: DayCloseBody) => Partial<DayCloseBody>): Attack =>
  rewritten('day_close', name, (body) => (body.kind === 'day_close' ? { ...body, ...change(body) } : body));

/** The last hand-over, by someone who has the terminal's key. */
const handing = (name: string, change: (body: ShiftCloseBody) => Partial<ShiftCloseBody>): Attack =>
  rewritten('shift_close', name, (body) => (body.kind === 'shift_close' ? { ...body, ...change(body) } : body));

export const shiftAttacks: readonly Attack[] = [
  handing('a hand-over that leaves a sale out', ({ sales }) => ({ sales: sales - 1 })),
  handing('a hand-over with a yuan less', ({ payableFen }) => ({ payableFen: payableFen - 100 })),
  handing('a hand-over whose number leaves one out', ({ no }) => ({ no: no + 1 })),
  handing('a hand-over that counts a note more than its sum', ({ countedFen }) => ({
    counts: [{ fen: 1_000, pieces: countedFen / 1_000 + 1 }],
  })),
];

export const dayCloseAttacks: readonly Attack[] = [
  closing('a close of a day that leaves a sale out', ({ sales }) => ({ sales: sales - 1 })),
  closing('a close of a day with a yuan less', ({ payableFen }) => ({ payableFen: payableFen - 100 })),
  closing('a close of a day that begins at a later number', ({ firstSeq }) => ({ firstSeq: firstSeq + 1 })),
  closing('a close of a day that ends at an earlier number', ({ lastSeq }) => ({ lastSeq: lastSeq - 1 })),
  closing('a close of a day whose number leaves one out', ({ zNo }) => ({ zNo: zNo + 1 })),
  closing('a close of a day with the number of the one before', ({ zNo }) => ({ zNo: zNo - 1 })),
  closing("another day's close", () => ({ closedDay: '2026-11-22' })),
  closing('a close of a day to come', () => ({ closedDay: '2026-12-24' })),
];

export const epochAttacks: readonly Attack[] = [
  {
    name: 'the whole earlier epoch taken out, with its key and receipts',
    hand: 'no key',
    seen: always,
    takes: 'away',
    make: async (material) => ({
      file: joined(
        await linesOf(material, {
          header: { ...material.header, keys: material.header.keys.filter(({ epoch }) => epoch === 2) },
          entries: material.entries.filter(({ epoch }) => epoch === 2),
          receipts: material.receipts.filter(({ epoch }) => epoch === 2),
        }),
      ),
      badLine: lineOf(0),
    }),
  },
  begun('a later epoch that does not say what it goes on from', () => [], { takes: 'away' }),
  saying('a later epoch that carries over a yuan less', ({ carriedFen }) => ({ carriedFen: carriedFen - 100 })),
  saying('a later epoch that goes on from an entry that is not there', (body) => ({
    previous: { ...previousOf(body), seq: previousOf(body).seq + 1 },
  })),
  saying('a later epoch that goes on from an entry with another hash', (body, { entries }) => ({
    previous: { ...previousOf(body), hash: entryAt(entries, 0).hash },
  })),
  saying('a later epoch that goes on from itself', (body) => ({ previous: { ...previousOf(body), epoch: 2 } })),
  saying('a later epoch that goes on from nothing, with money', () => ({ previous: null })),
  {
    name: 'an epoch that starts once more in its middle',
    hand: "the terminal's key",
    seen: always,
    make: async (material) => {
      const { index, sale } = saleIn(material, material.newestAt + 1, material.entries.length);
      const body = epochStart(entryAt(material.entries, startOf(material) - 1));
      const again: JournalEntry = { ...sale, id: `${sale.id}-again`, kind: body.kind, body };
      return {
        file: joined(await linesOf(material, { entries: rewrite(material, index, () => [again, sale]) })),
        badLine: lineOf(index),
      };
    },
  },
  begun(
    'a later epoch that goes on from an earlier entry than it knew',
    (start, _body, { entries }) => [{ ...start, body: epochStart(entryAt(entries, 2)) }],
    { seen: ['market'] },
  ),
  begun(
    'a later epoch that says nothing was known before it',
    (start, body) => [{ ...start, body: { ...body, previous: null, carriedFen: 0 } }],
    { seen: ['market'] },
  ),
];
