import { canonicalText } from '../../../shared/canonical.ts';
import { always, edited, joined, lineAt } from './attack.ts';
import type { Attack, Tampered } from './attack.ts';
import { lineOf, linesOf, saleIn } from './material.ts';
import type { Material } from './material.ts';

export type Lines = readonly string[];
type Making = (lines: Lines, material: Material) => { readonly lines: Lines; readonly badLine?: number };

/** An attack on the order of the lines by someone who can't sign. The closing line is made to fit where `closed`. */
export const onLines = (name: string, of: Partial<Attack> & { readonly closed?: boolean }, make: Making): Attack => ({
  hand: 'no key',
  seen: always,
  ...of,
  name,
  make: async (material): Promise<Tampered> => {
    const made = make(await linesOf(material), material);
    return { ...made, file: joined(of.closed === false ? made.lines : closedAnew(made.lines)) };
  },
});

/** The closing line that fits what is there. */
function closedAnew(lines: Lines): Lines {
  const entries = lines.filter((line) => line.startsWith('{"entry":'));
  const receipts = lines.filter((line) => line.startsWith('{"receipt":')).length;
  const hash = /"hash":"([0-9a-f]{64})","sig":"[^"]*"\}$/.exec(entries.at(-1) ?? '')?.[1] ?? '0'.repeat(64);
  return [
    ...lines.filter((line) => !line.startsWith('{"close":')),
    canonicalText({ close: { entries: entries.length, receipts, hash } }),
  ];
}

/** Line of an entry somewhere in the middle of the later epoch. */
export const middle = (material: Material): number => {
  const first = material.entries.findIndex((entry) => entry.epoch === 2);
  return lineOf(first + 2 + material.up(material.entries.length - first - 4));
};
export const away = { takes: 'away' } as const;
const twice = { takes: 'twice' } as const;

export const orderAttacks: readonly Attack[] = [
  onLines('the first entry taken out', away, (lines) => ({ lines: lines.toSpliced(1, 1), badLine: 2 })),
  onLines('an entry in the middle taken out', away, (lines, material) => {
    const no = middle(material);
    return { lines: lines.toSpliced(no - 1, 1), badLine: no };
  }),
  onLines('the last entry taken out, closing line left', { ...away, closed: false }, (lines, material) => ({
    lines: lines.toSpliced(lineOf(material.entries.length - 1) - 1, 1),
  })),
  onLines('two neighbours swapped', {}, (lines, material) => {
    const no = middle(material);
    return { lines: lines.with(no - 1, lineAt(lines, no + 1)).with(no, lineAt(lines, no)), badLine: no };
  }),
  onLines('an entry twice in a row', twice, (lines, material) => {
    const no = middle(material);
    return { lines: lines.toSpliced(no, 0, lineAt(lines, no)), badLine: no + 1 };
  }),
  onLines('an entry once more at the end', twice, (lines, material) => {
    const end = lineOf(material.entries.length - 1);
    return { lines: lines.toSpliced(end, 0, lineAt(lines, middle(material))), badLine: end + 1 };
  }),
  onLines('an entry under another number', {}, (lines, material) => {
    const no = middle(material);
    return {
      lines: lines.with(
        no - 1,
        edited(lineAt(lines, no), /"seq":(\d+)/, (_all, seq = '') => `"seq":${Number(seq) + 1}`),
      ),
      badLine: no,
    };
  }),
  onLines('an entry taken out, the rest numbered anew', away, (lines, material) => {
    const no = middle(material);
    const epoch = /"epoch":(\d+)/.exec(lineAt(lines, no))?.[0] ?? '';
    const renumbered = lines.map((line, index) =>
      index >= no && line.includes(epoch) && line.startsWith('{"entry"')
        ? line.replace(/"seq":(\d+)/, (_all, seq: string) => `"seq":${Number(seq) - 1}`)
        : line,
    );
    return { lines: renumbered.toSpliced(no - 1, 1), badLine: no };
  }),
  onLines('an entry in another epoch', {}, (lines, material) => {
    const no = middle(material);
    return {
      lines: lines.with(
        no - 1,
        edited(lineAt(lines, no), /"epoch":(\d+)/, (_all, epoch = '') => `"epoch":${3 - Number(epoch)}`),
      ),
    };
  }),
  onLines('the epochs in the other order', {}, (lines, material) => {
    const cut = material.entries.findIndex((entry) => entry.epoch === 2);
    const [head, first, second, rest] = [
      lines.slice(0, 1),
      lines.slice(1, cut + 1),
      lines.slice(cut + 1, material.entries.length + 1),
      lines.slice(material.entries.length + 1),
    ];
    return { lines: [...head, ...second, ...first, ...rest] };
  }),
  onLines("an entry of the neighbour's in place of one", {}, (lines, material) => {
    const { index, sale } = saleIn(material);
    const other = material.neighbour?.entries.find((entry) => entry.epoch === sale.epoch && entry.seq === sale.seq);
    if (other === undefined) throw new Error('no such neighbour');
    const line = `{"entry":${canonicalText(Object.fromEntries(Object.entries(other).filter(([name]) => name !== 'hash' && name !== 'sig')))},"hash":"${other.hash}","sig":"${other.sig}"}`;
    return { lines: lines.with(lineOf(index) - 1, line), badLine: lineOf(index) };
  }),
  onLines('an entry behind the receipts', { closed: false }, (lines, material) => ({
    lines: lines.toSpliced(-1, 0, lineAt(lines, middle(material))),
  })),
];
