import { billDayOf, dayPlus, payoutDayOf } from './days.ts';
import type { BillEntry } from './entry.ts';
import type { Books, Cause, Exception, Statements } from './facts.ts';

/** What a channel owes for a day's bill, what its account sent to the bank on the day after, and what the bank booked. Fen. */
interface Settled {
  readonly dueFen: number;
  readonly rows: number;
  /** Null: the account's flow of that day is not here. */
  readonly sentFen: number | null;
  /** Null: the bank has booked nothing. */
  readonly bookedFen: number | null;
  readonly lastBookedDay: string;
}

/**
 * A day's bill of one channel against what the bank booked for it: paid − given back − fees (each rounded to the fen) − shares made; what is frozen
 * stays with the channel. Short by no more fen than there are rows is how the channel rounds; more is money that is missing. Where the account's flow
 * of funds is here, it says whether the channel sent less or the bank booked less: a payout of the day after is taken to be that bill's.
 */
export function settlementExceptions(
  books: Books,
  bill: readonly BillEntry[],
  statements: Statements,
  ownerOf: (row: Pick<BillEntry, 'channel' | 'merchant'>) => string | null,
  isBooked: (billDay: string) => boolean,
): readonly Exception[] {
  const sent = sums(
    statements.flows.filter(({ kind }) => kind === 'payout'),
    (row) => `${ownerOf(row) ?? ''}/${row.channel}/${dayPlus(billDayOf(row.at), -1)}`,
    ({ amountFen }) => -amountFen,
  );
  const keyOf = (row: Statements['bank'][number]): string => `${row.stall}/${row.channel}/${row.billDay}`;
  const booked = sums(statements.bank, keyOf, ({ amountFen }) => amountFen);
  const lastDays = new Map<string, string>();
  for (const row of statements.bank)
    if (row.bookedDay > (lastDays.get(keyOf(row)) ?? '')) lastDays.set(keyOf(row), row.bookedDay);
  return [...dues(books, bill, ownerOf)].flatMap(([key, { fen, rows }]): readonly Exception[] => {
    const [stall = '', channel = '', billDay = ''] = key.split('/');
    if (!isBooked(billDay)) return [];
    const bookedFen = booked.get(key) ?? null;
    const hasFlow = statements.flowDays.has(`${stall}/${channel}/${payoutDayOf(billDay)}`);
    const settled: Settled = {
      dueFen: Math.max(0, fen),
      rows,
      sentFen: hasFlow ? (sent.get(key) ?? 0) : null,
      bookedFen,
      lastBookedDay: lastDays.get(key) ?? '',
    };
    const cause = causeOf(settled, payoutDayOf(billDay));
    if (cause === null) return [];
    const isLate = cause === 'transfer_late';
    const off = isLate ? settled.dueFen : settled.dueFen - (bookedFen ?? 0);
    const at = Date.parse(`${billDay}T12:00:00+08:00`);
    return [{ type: 'SETTLE_SHORT', cause, stall, fen: off, at, refs: [key], isSettled: isLate }];
  });
}

/** Null: it came in full and in time. */
function causeOf({ dueFen, rows, sentFen, bookedFen, lastBookedDay }: Settled, expectedDay: string): Cause | null {
  const short = dueFen - (bookedFen ?? 0);
  if (short === 0) return dueFen > 0 && lastBookedDay > expectedDay ? 'transfer_late' : null;
  if (bookedFen === null) return sentFen === 0 ? 'payout_missing' : 'transfer_missing';
  if (Math.abs(short) <= rows) return 'fee_rounding';
  if (short < 0) return 'unknown';
  return sentFen !== null && sentFen === bookedFen ? 'payout_short' : 'bank_short';
}

/** By `stall/channel/day`, with how many rows there are. */
function dues(
  books: Books,
  bill: readonly BillEntry[],
  ownerOf: (row: BillEntry) => string | null,
): ReadonlyMap<string, { readonly fen: number; readonly rows: number }> {
  const splits = new Map(
    books.splits.flatMap((split) => (split.state === 'failed' ? [] : [[split.outTradeNo, split] as const])),
  );
  const due = new Map<string, { fen: number; rows: number }>();
  for (const row of bill) {
    const stall = ownerOf(row);
    if (stall === null) continue;
    const net = row.amountFen - Math.round(row.fee / 1_000);
    const split = splits.get(row.outTradeNo);
    const fen = row.kind === 'refund' ? -net : split === undefined ? net : split.isUnfrozen ? net - split.fen : 0;
    const key = `${stall}/${row.channel}/${billDayOf(row.at)}`;
    const held = due.get(key) ?? { fen: 0, rows: 0 };
    due.set(key, { fen: held.fen + fen, rows: held.rows + 1 });
  }
  return due;
}

function sums<T>(rows: readonly T[], key: (row: T) => string, fen: (row: T) => number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) found.set(key(row), (found.get(key(row)) ?? 0) + fen(row));
  return found;
}
