import { hash } from 'node:crypto';
import { exportLines } from '../../../electron/core/journal/export.ts';
import type { ExportHeader } from '../../../electron/core/journal/export.ts';
import type { HeadReceipt } from '../../../shared/records/market.ts';
import { canonicalText } from '../../../shared/canonical.ts';
import { closeOfDay } from '../../../shared/day-close.ts';
import { closeOfShift } from '../../../shared/shift.ts';
import { entryText, GENESIS, sealEntry, signatureText } from '../../../shared/chain.ts';
import type { JournalBody, JournalEntry, SaleBody } from '../../../shared/records/journal.ts';
import { perpetualDelta } from '../../../shared/sale.ts';
import { chance, epochStart, pen, receiptOf, sealerOf, tillEntries } from './till.ts';
import type { Pen } from './till.ts';

/** One terminal's journal of two epochs, and what an attacker might have at hand. */
export interface Material {
  readonly header: ExportHeader;
  readonly entries: readonly JournalEntry[];
  /** Receipts in the file: an early one and a late one of epoch 2, and the last of epoch 1. */
  readonly receipts: readonly HeadReceipt[];
  /** What the market has besides: a receipt that is newer than all in the file. */
  readonly newest: HeadReceipt;
  /** Index of the entry with the early, the late and the newest receipt of epoch 2. */
  readonly early: number;
  readonly late: number;
  readonly newestAt: number;
  readonly pens: ReadonlyMap<number, Pen>;
  readonly server: Pen;
  /** Someone without any of these keys. */
  readonly stranger: Pen;
  /** The journal of the stall next door, right in itself. */
  readonly neighbour: Omit<Material, 'neighbour'> | null;
  /** A number below `most`, by the seed. */
  up(most: number): number;
}

const server = pen('the server of market 1');

export function makeMaterial(seed: number, size: number, terminal = 17): Material {
  const random = chance(seed);
  const pens = new Map([1, 2].map((epoch) => [epoch, pen(`terminal ${terminal} epoch ${epoch}`)] as const));
  const first = Math.floor(size / 4);
  const entries: JournalEntry[] = [];
  for (const [epoch, { sign }] of pens) {
    const after = [...entries];
    const perDay = Math.ceil(size / 5);
    const count = epoch === 1 ? first : size - first;
    entries.push(...tillEntries({ market: 1, terminal, epoch, seed: seed + epoch, sign, perDay, after }, count));
  }
  const place = (share: number): number => first + Math.floor((size - first) * share);
  const [early, late, newestAt] = [place(0.4), place(0.7), place(0.85)];
  const receipt = (index: number): HeadReceipt => receiptOf(entryAt(entries, index), server);
  return {
    header: {
      market: 1,
      terminal,
      keys: [...pens].map(([epoch, { publicKey }]) => ({ epoch, publicKey })),
      serverKey: server.publicKey,
    },
    entries,
    receipts: [first - 1, early, late].map(receipt),
    newest: receipt(newestAt),
    early,
    late,
    newestAt,
    pens,
    server,
    stranger: pen('a stranger'),
    neighbour: terminal === 17 ? makeMaterial(seed + 100, size, 18) : null,
    up: (most) => Math.floor(random() * most),
  };
}

export function entryAt(entries: readonly JournalEntry[], index: number): JournalEntry {
  const entry = entries[index];
  if (entry === undefined) throw new Error(`no entry ${index}`);
  return entry;
}

/** Line of an entry in the file: the header stands in front. */
export const lineOf = (index: number): number => index + 2;

/** Lines of the file without their line feeds. */
export async function linesOf(
  of: Pick<Material, 'header' | 'entries' | 'receipts'>,
  change: Partial<Pick<Material, 'header' | 'entries' | 'receipts'>> = {},
): Promise<string[]> {
  const { header, entries, receipts } = { ...of, ...change };
  const lines: string[] = [];
  for await (const line of exportLines(header, entries, receipts)) lines.push(line.slice(0, -1));
  return lines;
}

export const receiptLine = ({ sig, ...receipt }: HeadReceipt): string => canonicalText({ receipt, sig });

/** A line with this very text as the entry, right or not, hashed and signed. */
export function sealText(text: string, by: Pen): { readonly line: string; readonly hash: string } {
  const digest = hash('sha256', text, 'hex');
  return {
    line: `{"entry":${text},"hash":"${digest}","sig":"${by.sign(signatureText(digest))}"}`,
    hash: digest,
  };
}
export const textOf = (entry: JournalEntry): string => entryText(entry);

/**
 * A journal rewritten from entry `index` on by someone who can sign: links, numbers and totals are made right again, and
 * everything up to the end is sealed anew; a later epoch goes on from what is then the end of the one before, and a close of a day says what
 * its entries then come to, unless `change` says otherwise. `change` may give several entries for one, or none.
 */
export function rewrite(
  material: Material,
  index: number,
  change: (entry: JournalEntry) => readonly JournalEntry[],
  by: (epoch: number) => Pen = (epoch) => penOf(material, epoch),
): JournalEntry[] {
  const done: JournalEntry[] = material.entries.slice(0, index);
  const [at, ...behind] = material.entries.slice(index);
  const changed = new Set(at === undefined ? [] : change(at));
  const rest = [...changed, ...behind];
  for (const entry of rest) {
    const before = done.at(-1);
    const chained = before !== undefined && before.epoch === entry.epoch;
    const body = changed.has(entry) ? entry.body : bodyBehind(done, entry.body, entry.day);
    const {
      hash: _hash,
      sig: _sig,
      ...open
    } = {
      ...entry,
      body,
      seq: chained ? before.seq + 1 : 1,
      prevHash: chained ? before.hash : GENESIS,
      perpetualFen:
        (chained ? before.perpetualFen : body.kind === 'epoch_start' ? body.carriedFen : 0) + perpetualDelta(body),
    };
    done.push(sealEntry(open, sealerOf(by(entry.epoch))));
  }
  return done;
}

/** The body as a terminal with these entries would have written it. */
function bodyBehind(entries: readonly JournalEntry[], body: JournalBody, day: string): JournalBody {
  const before = entries.at(-1);
  if (body.kind === 'epoch_start' && before !== undefined) return epochStart(before);
  if (body.kind === 'shift_close') {
    const { kind: _kind, counts, ...rest } = body;
    return closeOfShift(
      entries.filter(({ day: own }) => own === day),
      { ...rest, counts: counts ?? null },
    );
  }
  if (body.kind !== 'day_close') return body;
  const closed = entries.filter(({ day }) => day === body.closedDay);
  return closeOfDay(closed, { ...body, day: body.closedDay });
}

export function penOf(material: Material, epoch: number): Pen {
  const found = material.pens.get(epoch);
  if (found === undefined) throw new Error(`no key of epoch ${epoch}`);
  return found;
}

export type Sale = JournalEntry & { readonly kind: 'sale'; readonly body: SaleBody };
const isSale = (entry: JournalEntry): entry is Sale => entry.kind === 'sale';

/** A sale among the entries `from` ≤ index < `to`, by the seed. */
export function saleIn(
  material: Material,
  from = 1,
  to = material.entries.length - 1,
): { readonly index: number; readonly sale: Sale } {
  const all = material.entries.flatMap((entry, index) =>
    isSale(entry) && index >= from && index < to ? [{ index, sale: entry }] : [],
  );
  const found = all[material.up(all.length)];
  if (found === undefined) throw new Error('no sale there');
  return found;
}

/** The sale with its first line, or its tender, changed. */
export const withLine = (sale: Sale, change: object): Sale => ({
  ...sale,
  body: { ...sale.body, lines: sale.body.lines.map((line, index) => (index === 0 ? { ...line, ...change } : line)) },
});
export const withTender = (sale: Sale, change: object): Sale => ({
  ...sale,
  body: { ...sale.body, tenders: sale.body.tenders.map((tender) => ({ ...tender, ...change })) },
});

/** One yuan more, in a way that adds up: for a rewriter who knows the rules. */
export function plausible(sale: Sale): Sale {
  const line = sale.body.lines[0];
  if (line === undefined) throw new Error('a sale without lines');
  const lines = [
    {
      ...line,
      kind: 'piece' as const,
      qty: 1,
      priceFen: 500,
      basisG: null,
      grossG: null,
      tareG: null,
      tareKind: 'none' as const,
      netG: null,
      amountFen: 500,
      concessionFen: 0,
      allocatedFen: 0,
    },
  ];
  const tenders = [{ ...tenderOf(sale), no: 1, amountFen: 500, tenderedFen: null, changeFen: null }];
  return {
    ...sale,
    body: { ...sale.body, lines, tenders, goodsFen: 500, concessionFen: 0, roundingFen: 0, payableFen: 500 },
  };
}

function tenderOf(sale: Sale) {
  const tender = sale.body.tenders[0];
  if (tender === undefined) throw new Error('a sale without money');
  return tender;
}
