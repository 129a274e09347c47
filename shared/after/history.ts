import type { Mode, SaleLine, Tender } from '../records/goods.ts';
import type { JournalEntry, SaleEntry } from '../records/journal.ts';
import { printedNumber } from '../sale.ts';
import type { LastSaleView } from '../view.ts';
import { saleNow, type SaleNow } from './now.ts';
import { isLater, type LaterBody, type LineStanding, type Standing } from './standing.ts';

/** Where a look through the history goes on: entries of this day before this number, then earlier days. */
export interface HistoryPlace {
  readonly day: string;
  readonly seq: number;
}
export interface HistoryRow {
  readonly saleId: string;
  readonly no: string;
  readonly at: number;
  readonly day: string;
  readonly mode: Mode;
  readonly payableFen: number;
  readonly firstItem: string;
  readonly items: number;
  readonly now: Pick<SaleNow, 'state' | 'netFen' | 'tenders'>;
}
/** Newest first. `next` null: there are no earlier ones. With fewer rows than asked for, more may be found further back. */
export interface HistoryPage {
  readonly rows: readonly HistoryRow[];
  readonly next: HistoryPlace | null;
  /** How far back was looked. */
  readonly lookedTo: string | null;
}

export interface SaleSearch {
  readonly amountFen: number | null;
  /** A part of the name of one of its goods. */
  readonly product: string | null;
  /** Not after this time. */
  readonly until: number | null;
}
export function isSought(sale: SaleEntry, { amountFen, product, until }: SaleSearch): boolean {
  if (until !== null && sale.at > until) return false;
  if (amountFen !== null && sale.body.payableFen !== amountFen) return false;
  return product === null || sale.body.lines.some((line) => line.name.includes(product));
}
/** `17-1-212`, or `212` of the epoch that is written. Null: no number. */
export function parseNumber(text: string): { readonly epoch: number | null; readonly seq: number } | null {
  const match = /^(?:(?:\d+-)?(\d+)-)?(\d{1,10})$/.exec(text.trim());
  if (match === null) return null;
  const seq = Number(match[2]);
  return seq < 1 || seq > 2_147_483_647 ? null : { epoch: match[1] === undefined ? null : Number(match[1]), seq };
}

export function historyRow(sale: SaleEntry, standing: Standing): HistoryRow {
  const { id, at, day, mode, body } = sale;
  const { state, netFen, tenders } = saleNow(sale, standing);
  return {
    saleId: id,
    no: printedNumber(sale),
    at,
    day,
    mode,
    payableFen: body.payableFen,
    firstItem: body.lines[0]?.name ?? '',
    items: body.lines.length,
    now: { state, netFen, tenders },
  };
}

/** The life of a sale on one page. */
export interface SaleLife {
  readonly saleId: string;
  readonly no: string;
  readonly at: number;
  readonly seller: string;
  readonly mode: Mode;
  readonly openedAt: number;
  readonly lines: readonly (Pick<
    SaleLine,
    | 'no'
    | 'name'
    | 'kind'
    | 'priceFen'
    | 'basisG'
    | 'pieceUnit'
    | 'qty'
    | 'netG'
    | 'tareG'
    | 'amountFen'
    | 'concessionFen'
    | 'evidenceId'
    | 'scaleSerial'
    | 'takenAt'
  > & { readonly left: LineStanding })[];
  readonly goodsFen: number;
  readonly concessionFen: number;
  readonly roundingFen: number;
  readonly payableFen: number;
  readonly now: SaleNow;
  readonly kept: readonly Tender[];
  readonly later: readonly {
    readonly id: string;
    readonly no: string;
    readonly at: number;
    readonly seller: string;
    readonly body: LaterBody;
  }[];
  readonly paper: LastSaleView['paper'];
  /** `alone`: nobody takes it in, the till is in training. */
  readonly uploaded: 'yes' | 'waiting' | 'alone';
  /** Whether it can be changed here: the books it stands in are the ones that are written now. */
  readonly canChange: boolean;
  readonly needsRight: boolean;
}

export function lifeOf(
  sale: SaleEntry,
  standing: Standing,
  later: readonly JournalEntry[],
  known: Pick<SaleLife, 'paper' | 'uploaded' | 'canChange' | 'needsRight'>,
): SaleLife {
  const { body } = sale;
  return {
    saleId: sale.id,
    no: printedNumber(sale),
    at: sale.at,
    seller: sale.seller,
    mode: sale.mode,
    openedAt: body.openedAt,
    lines: body.lines.flatMap((line, index) => {
      const left = standing.lines[index];
      if (left === undefined) return [];
      const { no, name, kind, priceFen, basisG, pieceUnit, qty, netG, tareG } = line;
      const { amountFen, concessionFen, evidenceId, scaleSerial, takenAt } = line;
      const sold = { no, name, kind, priceFen, basisG, pieceUnit, qty, netG, tareG };
      return [{ ...sold, amountFen, concessionFen, evidenceId, scaleSerial, takenAt, left }];
    }),
    goodsFen: body.goodsFen,
    concessionFen: body.concessionFen,
    roundingFen: body.roundingFen,
    payableFen: body.payableFen,
    now: saleNow(sale, standing),
    kept: standing.kept,
    later: later.flatMap((entry) =>
      isLater(entry.body)
        ? [{ id: entry.id, no: printedNumber(entry), at: entry.at, seller: entry.seller, body: entry.body }]
        : [],
    ),
    ...known,
  };
}
