import { paidFor } from './after/standing.ts';
import { movesOf } from './day-moves.ts';
import type { Mode, SaleLine, Tender } from './records/goods.ts';
import type { DayCloseBody, JournalEntry, SaleBody, ShiftCloseBody } from './records/journal.ts';
import { perpetualDelta, printedNumber } from './sale.ts';

/** The vendor's words for money (S17): `received` 已到账, `external` 刷卡/其他. */
export const moneyWords = ['received', 'cash', 'credit', 'external', 'unproven'] as const;
export type MoneyWord = (typeof moneyWords)[number];
export const moneyWordOf = (state: Tender['state']): MoneyWord => {
  switch (state) {
    case 'confirmed':
    case 'proven_offline':
      return 'received';
    case 'cash':
    case 'credit':
    case 'external':
    case 'unproven':
      return state;
    default:
      return state satisfies never;
  }
};

/** `count` tenders of sales, `fen` less what was given back that day. */
export interface MoneyRow {
  readonly word: MoneyWord;
  readonly kind: Tender['kind'];
  readonly channel: string | null;
  readonly count: number;
  readonly fen: number;
}
export interface CategoryRow {
  readonly category: string;
  readonly fen: number;
  readonly g: number;
  readonly pieces: number;
}
/** Money a sale still waits for. */
export interface UnprovenRow {
  readonly saleId: string;
  readonly no: string;
  readonly at: number;
  readonly first: string;
  readonly fen: number;
}

/** A hand-over: when, by whom, and what it says. */
export interface ShiftRow {
  readonly at: number;
  readonly from: string;
  readonly close: ShiftCloseBody;
}
/** What one person's entries come to: sales, less the voids and refunds that person made. */
export interface SellerRow {
  readonly name: string;
  readonly sales: number;
  readonly payableFen: number;
}

/** What a business day comes to, from its entries alone. Fen; grams. */
export interface DayReport {
  readonly day: string;
  readonly sales: number;
  /** Sales less voids and refunds of that day. */
  readonly payableFen: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly money: readonly MoneyRow[];
  readonly categories: readonly CategoryRow[];
  /** Already in the sum: let go (让价) and rounded off (抹零). */
  readonly concessionFen: number;
  readonly roundingFen: number;
  readonly voids: number;
  readonly voidFen: number;
  readonly refunds: number;
  readonly refundFen: number;
  /** Received for what was sold on credit: never turnover. */
  readonly repaymentFen: number;
  /** Received for carts that are not sold yet. */
  readonly partFen: number;
  /** Put into the drawer and taken out. */
  readonly cashInFen: number;
  readonly cashOutFen: number;
  /** Cash there should be from this day: sales, repayments and parts, less what went back or out. */
  readonly cashFen: number;
  readonly unproven: readonly UnprovenRow[];
  readonly priceChanges: number;
  readonly overrides: number;
  readonly firstNo: string;
  readonly lastNo: string;
  readonly lastHash: string;
  /** Who sold, in the order in which they began. */
  readonly sellers: readonly SellerRow[];
  /** Hand-overs, and the shift that is open: its number, its sales, and the cash the drawer should hold. */
  readonly shifts: readonly ShiftRow[];
  readonly shift: {
    readonly no: number;
    readonly sales: number;
    readonly payableFen: number;
    readonly expectedFen: number;
  };
  /** The close of this day; null: it is open, or something was written after it. */
  readonly closed: DayCloseBody | null;
}

const figures = () => ({
  sales: 0,
  payableFen: 0,
  concessionFen: 0,
  roundingFen: 0,
  voids: 0,
  voidFen: 0,
  refunds: 0,
  refundFen: 0,
  repaymentFen: 0,
  partFen: 0,
  cashInFen: 0,
  cashOutFen: 0,
  cashFen: 0,
  priceChanges: 0,
  overrides: 0,
});

/**
 * Folds a day's entries, in order of (epoch, seq), those of `mode` alone. Each counts on the day it was written: a void today of yesterday's sale
 * is today's. `soldBy` gives the sale a later entry names, its tenders as they stood when the day began; null: it is not here.
 */
export function reportOfDay(
  day: string,
  entries: readonly JournalEntry[],
  mode: Mode,
  soldBy: (saleId: string) => SaleBody | null,
): DayReport {
  const sum = figures();
  const money = new Map<string, { -readonly [K in keyof MoneyRow]: MoneyRow[K] }>();
  const categories = new Map<string, { -readonly [K in keyof CategoryRow]: CategoryRow[K] }>();
  const waiting = new Map<string, UnprovenRow>();
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  let closed: DayCloseBody | null = null;
  const sellers = new Map<string, { -readonly [K in keyof SellerRow]: SellerRow[K] }>();
  const shifts: ShiftRow[] = [];
  /** The day's sums at the last hand-over. */
  let handed = { sales: 0, payableFen: 0, cashFen: 0 };

  const move = ({ state, kind, channel, amountFen }: Tender, sign: 1 | -1, counts: boolean): void => {
    const word = moneyWordOf(state);
    const key = `${word}/${kind}/${channel ?? ''}`;
    const row = money.get(key) ?? { word, kind, channel, count: 0, fen: 0 };
    row.fen += sign * amountFen;
    if (counts) row.count += sign;
    money.set(key, row);
    if (state === 'cash') sum.cashFen += sign * amountFen;
  };
  const sell = (line: Pick<SaleLine, 'category' | 'netG'>, part: Omit<CategoryRow, 'category'>): void => {
    const row = categories.get(line.category) ?? { category: line.category, fen: 0, g: 0, pieces: 0 };
    row.fen += part.fen;
    row.g += part.g;
    row.pieces += line.netG === null ? part.pieces : 0;
    categories.set(line.category, row);
  };
  const seen = new Map<string, Omit<UnprovenRow, 'fen'>>();
  /** Tenders of sales as they stand by now. */
  const standing = new Map<string, readonly Tender[]>();
  const wait = (saleId: string, tenders: readonly Tender[]): void => {
    standing.set(saleId, tenders);
    const sale = seen.get(saleId);
    const fen = tenders.reduce((all, one) => all + (one.state === 'unproven' ? one.amountFen : 0), 0);
    if (sale === undefined || fen === 0) waiting.delete(saleId);
    else waiting.set(saleId, { ...sale, fen });
  };
  const tendersOf = (saleId: string): readonly Tender[] => standing.get(saleId) ?? soldBy(saleId)?.tenders ?? [];

  for (const entry of entries) {
    if (entry.mode !== mode) continue;
    const { body, at, seller } = entry;
    if (body.kind === 'sale' || body.kind === 'void' || body.kind === 'refund') {
      const row = sellers.get(seller) ?? { name: seller, sales: 0, payableFen: 0 };
      row.sales += body.kind === 'sale' ? 1 : 0;
      row.payableFen += perpetualDelta(body);
      sellers.set(seller, row);
    }
    if (body.kind !== 'day_close' && body.kind !== 'epoch_start') closed = null;
    const moves = movesOf(entry.id, body, tendersOf);
    for (const { tender, sign, counts } of moves?.moves ?? []) move(tender, sign, counts);
    switch (body.kind) {
      case 'sale': {
        firstAt ??= at;
        lastAt = at;
        sum.sales += 1;
        sum.payableFen += body.payableFen;
        sum.concessionFen += body.concessionFen;
        sum.roundingFen += body.roundingFen;
        // What came as a part was counted when it came.
        for (const tender of body.tenders.slice(0, body.parts?.length ?? 0)) {
          sum.partFen -= tender.amountFen;
          if (tender.state === 'cash') sum.cashFen -= tender.amountFen;
        }
        for (const line of body.lines) sell(line, { fen: paidFor(line), g: line.netG ?? 0, pieces: line.qty });
        seen.set(entry.id, { saleId: entry.id, no: printedNumber(entry), at, first: body.lines[0]?.name ?? '' });
        break;
      }
      case 'void': {
        sum.voids += 1;
        sum.voidFen += body.amountFen;
        sum.payableFen -= body.amountFen;
        for (const line of soldBy(body.saleId)?.lines ?? [])
          sell(line, { fen: -paidFor(line), g: -(line.netG ?? 0), pieces: -line.qty });
        waiting.delete(body.saleId);
        break;
      }
      case 'refund': {
        sum.refunds += 1;
        sum.refundFen += body.amountFen;
        sum.payableFen -= body.amountFen;
        const lines = soldBy(body.saleId)?.lines ?? [];
        for (const { no, netG, qty, amountFen } of body.lines) {
          const line = lines[no - 1];
          if (line !== undefined) sell(line, { fen: -amountFen, g: -(netG ?? 0), pieces: -qty });
        }
        break;
      }
      case 'part_payment':
        sum.partFen += body.tender.amountFen;
        if (body.tender.state === 'cash') sum.cashFen += body.tender.amountFen;
        break;
      case 'part_return':
        sum.partFen -= body.tender.amountFen;
        if (body.tender.state === 'cash') sum.cashFen -= body.tender.amountFen;
        break;
      case 'repayment':
        sum.repaymentFen += body.tender.amountFen;
        if (body.tender.state === 'cash') sum.cashFen += body.tender.amountFen;
        break;
      case 'cash_movement':
        sum[body.direction === 'in' ? 'cashInFen' : 'cashOutFen'] += body.amountFen;
        sum.cashFen += body.direction === 'in' ? body.amountFen : -body.amountFen;
        break;
      case 'price_change':
        sum.priceChanges += 1;
        break;
      case 'override':
        sum.overrides += 1;
        break;
      case 'shift_close':
        shifts.push({ at, from: seller, close: body });
        handed = { sales: sum.sales, payableFen: sum.payableFen, cashFen: sum.cashFen };
        break;
      case 'day_close':
        if (body.closedDay === day) closed = body;
        break;
      case 'correction':
      case 'confirmation':
      case 'reweigh':
      case 'epoch_start':
        break;
      default:
        body satisfies never;
    }
    if (moves !== null && moves.after !== null) wait(moves.saleId, moves.after);
  }
  const handedOver = shifts.at(-1)?.close;
  const [first, last] = [entries[0], entries.at(-1)];
  return {
    day,
    ...sum,
    firstAt,
    lastAt,
    money: [...money.values()]
      .filter(({ count, fen }) => count !== 0 || fen !== 0)
      .toSorted((a, b) => moneyWords.indexOf(a.word) - moneyWords.indexOf(b.word) || b.fen - a.fen),
    categories: [...categories.values()].toSorted((a, b) => b.fen - a.fen),
    unproven: [...waiting.values()].toSorted((a, b) => a.at - b.at),
    sellers: [...sellers.values()],
    shifts,
    shift: {
      no: (handedOver?.no ?? 0) + 1,
      sales: sum.sales - handed.sales,
      payableFen: sum.payableFen - handed.payableFen,
      expectedFen: (handedOver?.countedFen ?? 0) + sum.cashFen - handed.cashFen,
    },
    firstNo: first === undefined ? '' : printedNumber(first),
    lastNo: last === undefined ? '' : printedNumber(last),
    lastHash: last?.hash ?? '',
    closed,
  };
}

/** One line for each of the vendor's words, in their order; those of which there was nothing are left out. */
export const moneyByWord = (
  money: readonly MoneyRow[],
): readonly { readonly word: MoneyWord; readonly count: number; readonly fen: number }[] =>
  moneyWords.flatMap((word) => {
    const rows = money.filter((row) => row.word === word);
    if (rows.length === 0) return [];
    return [
      {
        word,
        count: rows.reduce((all, row) => all + row.count, 0),
        fen: rows.reduce((all, row) => all + row.fen, 0),
      },
    ];
  });
