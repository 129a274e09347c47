import { always, edited, joined, lineAt, never } from './attack.ts';
import type { Attack } from './attack.ts';
import { away, middle, onLines } from './order.ts';
import { lineOf, linesOf, rewrite, saleIn } from './material.ts';
import type { Material } from './material.ts';

/** Only the first `count` entries, and the receipts that `kept` says. */
const cutTo = (
  name: string,
  seen: Attack['seen'],
  count: (material: Material) => number,
  kept: (material: Material) => Material['receipts'],
): Attack => ({
  name,
  hand: 'no key',
  seen,
  takes: 'away',
  make: async (material) => {
    const entries = material.entries.slice(0, count(material));
    return { file: joined(await linesOf(material, { entries, receipts: kept(material) })) };
  },
});
const between = (low: number, high: number, material: Material): number =>
  low + 1 + material.up(Math.max(1, high - low));

export const cutAttacks: readonly Attack[] = [
  onLines('the tail cut off', { ...away, closed: false }, (lines, material) => {
    const no = middle(material);
    return { lines: lines.slice(0, no), badLine: no + 1 };
  }),
  {
    name: 'the tail cut off within a line',
    hand: 'no key',
    seen: always,
    takes: 'away',
    make: async (material) => {
      const file = joined(await linesOf(material));
      return { file: file.subarray(0, 1000 + material.up(file.length - 1001)) };
    },
  },
  {
    name: 'the last line feed cut off',
    hand: 'no key',
    seen: always,
    make: async (material) => ({ file: joined(await linesOf(material)).subarray(0, -1) }),
  },
  onLines("the closing line's count", { closed: false }, (lines) => ({
    lines: lines.with(
      -1,
      edited(lineAt(lines, lines.length), /"entries":(\d+)/, (_all, count = '') => `"entries":${Number(count) - 1}`),
    ),
    badLine: lines.length,
  })),
  onLines("the closing line's hash", { closed: false }, (lines) => ({
    lines: lines.with(-1, edited(lineAt(lines, lines.length), /"hash":"./, '"hash":"x')),
    badLine: lines.length,
  })),
  onLines('lines behind the closing line', { closed: false }, (lines, material) => ({
    lines: [...lines, lineAt(lines, middle(material))],
    badLine: lines.length + 1,
  })),
  cutTo(
    'cut behind all receipts there are, closed again',
    never,
    (m) => between(m.newestAt, m.entries.length - 2, m),
    (m) => m.receipts,
  ),
  cutTo(
    "cut behind the file's receipts, before the market's newest, closed again",
    ['market'],
    (m) => between(m.late, m.newestAt - 1, m),
    (m) => m.receipts,
  ),
  cutTo(
    "cut before the file's late receipt, closed again",
    always,
    (m) => between(m.early, m.late - 1, m),
    (m) => m.receipts,
  ),
  cutTo(
    'cut before the late receipt, and that taken out',
    ['market'],
    (m) => between(m.early, m.late - 1, m),
    (m) => m.receipts.slice(0, -1),
  ),
  cutTo(
    'cut, and all receipts taken out',
    ['server', 'market'],
    (m) => between(m.early, m.late - 1, m),
    () => [],
  ),
  {
    name: 'the whole later epoch taken out, with its key and receipts',
    hand: 'no key',
    seen: ['market'],
    takes: 'away',
    make: async (material) => ({
      file: joined(
        await linesOf(material, {
          header: { ...material.header, keys: material.header.keys.slice(0, 1) },
          entries: material.entries.filter((entry) => entry.epoch === 1),
          receipts: material.receipts.filter((receipt) => receipt.epoch === 1),
        }),
      ),
    }),
  },
  {
    name: 'an earlier export handed over for the newest',
    hand: 'no key',
    seen: ['market'],
    takes: 'away',
    make: async (material) => ({
      file: joined(
        await linesOf(material, {
          entries: material.entries.slice(0, material.early + 1),
          receipts: material.receipts.slice(0, 2),
        }),
      ),
    }),
  },
  {
    name: "the neighbour's journal handed over",
    hand: 'no key',
    seen: ['key', 'market'],
    make: async (material) => {
      if (material.neighbour === null) throw new Error('no neighbour');
      return { file: joined(await linesOf(material.neighbour)) };
    },
  },
  {
    name: "everything signed anew by a stranger's key, which the header names, without receipts",
    hand: 'another key',
    seen: ['key', 'server', 'market'],
    make: async (material) => ({
      file: joined(
        await linesOf(material, {
          header: {
            ...material.header,
            keys: material.header.keys.map((key) => ({ ...key, publicKey: material.stranger.publicKey })),
          },
          entries: rewrite(
            material,
            0,
            (entry) => [entry],
            () => material.stranger,
          ),
          receipts: [],
        }),
      ),
    }),
  },
  {
    name: "one entry signed anew by a stranger's key",
    hand: 'another key',
    seen: always,
    make: async (material) => {
      const { index, sale } = saleIn(material);
      const sig = material.stranger.sign(`stall-pos journal v1\n${sale.hash}`);
      return {
        file: joined(await linesOf(material, { entries: material.entries.with(index, { ...sale, sig }) })),
        badLine: lineOf(index),
      };
    },
  },
  {
    name: "everything from one entry on signed anew by a stranger's key",
    hand: 'another key',
    seen: always,
    make: async (material) => {
      const { index } = saleIn(material);
      const entries = rewrite(
        material,
        index,
        (entry) => [{ ...entry, seller: '小李' }],
        () => material.stranger,
      );
      return { file: joined(await linesOf(material, { entries, receipts: [] })), badLine: lineOf(index) };
    },
  },
];
