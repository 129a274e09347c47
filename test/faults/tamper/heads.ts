import { edited, lineAt, never } from './attack.ts';
import type { Attack } from './attack.ts';
import { onLines } from './order.ts';
import type { Lines } from './order.ts';
import { entryAt, receiptLine } from './material.ts';
import type { Material } from './material.ts';
import { receiptOf } from './till.ts';

export const headerAttacks: readonly Attack[] = [
  onLines('another key in the header', {}, (lines, material) => ({
    lines: lines.with(
      0,
      edited(lineAt(lines, 1), /"publicKey":"[^"]+"/, `"publicKey":"${material.stranger.publicKey}"`),
    ),
  })),
  onLines('another market in the header', {}, (lines) => ({
    lines: lines.with(0, edited(lineAt(lines, 1), /"market":1/, '"market":2')),
  })),
  onLines('another terminal in the header', {}, (lines) => ({
    lines: lines.with(0, edited(lineAt(lines, 1), /"terminal":17/, '"terminal":18')),
  })),
  onLines('another version in the header', {}, (lines) => ({
    lines: lines.with(0, edited(lineAt(lines, 1), /"version":1/, '"version":2')),
    badLine: 1,
  })),
  onLines("the server's key taken out of the header", {}, (lines) => ({
    lines: lines.with(0, edited(lineAt(lines, 1), /"serverKey":"[^"]+"/, '"serverKey":null')),
  })),
  onLines('the header taken out', {}, (lines) => ({ lines: lines.slice(1) })),
];

const RECEIPTS = '{"receipt":';
const lastReceipt = (lines: Lines): number => lines.findLastIndex((line) => line.startsWith(RECEIPTS)) + 1;
const onReceipt = (name: string, change: (line: string, material: Material) => string): Attack =>
  onLines(name, {}, (lines, material) => {
    const no = lastReceipt(lines);
    return { lines: lines.with(no - 1, change(lineAt(lines, no), material)), badLine: no };
  });

export const receiptAttacks: readonly Attack[] = [
  onReceipt("a receipt's number", (line) =>
    edited(line, /"seq":(\d+)/, (_all, seq = '') => `"seq":${Number(seq) - 1}`),
  ),
  onReceipt("a receipt's hash", (line) =>
    edited(line, /"hash":"(.)/, (_all, one = '') => `"hash":"${one === '0' ? '1' : '0'}`),
  ),
  onReceipt("a receipt's time", (line) =>
    edited(line, /"receivedAt":(\d+)/, (_all, at = '') => `"receivedAt":${Number(at) + 1}`),
  ),
  onReceipt("a receipt's signature", (line) =>
    edited(line, /"sig":"(.)/, (_all, one = '') => `"sig":"${one === 'A' ? 'B' : 'A'}`),
  ),
  onReceipt("a receipt of the neighbour's", (_line, material) =>
    receiptLine(material.neighbour?.newest ?? material.newest),
  ),
  onReceipt("a receipt by a stranger's key", (_line, material) =>
    receiptLine(receiptOf(entryAt(material.entries, material.late), material.stranger)),
  ),
  onLines('a receipt taken out, closing line left', { closed: false }, (lines) => ({
    lines: lines.toSpliced(lastReceipt(lines) - 1, 1),
  })),
  onLines('the late receipt taken out', { seen: never }, (lines) => ({
    lines: lines.toSpliced(lastReceipt(lines) - 1, 1),
  })),
  onLines('all receipts taken out', { seen: ['server'] }, (lines) => ({
    lines: lines.filter((line) => !line.startsWith(RECEIPTS)),
  })),
  onLines(
    "all receipts by a stranger's key, which the header names",
    { seen: ['server', 'market'], hand: 'another key' },
    (lines, material) => ({
      lines: [
        edited(lineAt(lines, 1), /"serverKey":"[^"]+"/, `"serverKey":"${material.stranger.publicKey}"`),
        ...lines.slice(1).map((line) => {
          if (!line.startsWith(RECEIPTS)) return line;
          const { receipt } = JSON.parse(line) as {
            readonly receipt: { readonly epoch: number; readonly seq: number };
          };
          const entry = material.entries.find((one) => one.epoch === receipt.epoch && one.seq === receipt.seq);
          return entry === undefined ? line : receiptLine(receiptOf(entry, material.stranger));
        }),
      ],
    }),
  ),
];
