import { billDayOf, dayPlus } from './days.ts';
import type { BillEntry } from './entry.ts';
import type { Exception, FlowFact, Statements } from './facts.ts';

/** What a channel's bill says of one payment on one day, refunds of that day in it, and what its account moved for it. Fen. */
interface Side {
  readonly day: string;
  readonly trade: string;
  readonly at: number;
  readonly refs: readonly string[];
  readonly rows: number;
  readonly paidFen: number;
  readonly refundedFen: number;
  /** Net of fees: what comes in less what goes out. */
  readonly netFen: number;
  /** Of an account: fees have rows of their own. */
  readonly hasFees: boolean;
}

/**
 * The channel's bill against the flow of funds on the same merchant's account, payment by payment and day by day: paid − given back − fees. The fee of
 * a row may be rounded either way. Only days whose flow is here are looked at, and what is not in it may still be booked on the day after.
 */
export function flowExceptions(
  bill: readonly BillEntry[],
  { flows, flowDays, throughDay }: Pick<Statements, 'flows' | 'flowDays' | 'throughDay'>,
  ownerOf: (row: Pick<BillEntry, 'channel' | 'merchant'>) => string | null,
): readonly Exception[] {
  if (flows.length === 0 && flowDays.size === 0) return [];
  const accountOf = ({ channel, merchant }: Pick<BillEntry, 'channel' | 'merchant'>): string =>
    `${channel}/${merchant}`;
  const billOf = Map.groupBy(bill, accountOf);
  const flowsOf = Map.groupBy(flows, accountOf);
  return [...new Set([...billOf.keys(), ...flowsOf.keys()])].flatMap((account): readonly Exception[] => {
    const [rows, mine] = [billOf.get(account) ?? [], flowsOf.get(account) ?? []];
    const first = rows[0] ?? mine[0];
    const stall = first === undefined ? null : ownerOf(first);
    if (first === undefined || stall === null || first.channel === 'acquirer') return [];
    return accountExceptions(stall, billSides(rows), flowSides(mine, tradesOf(rows)), {
      isHere: (day) => flowDays.has(`${stall}/${first.channel}/${day}`),
      isBilled: (day) => day <= throughDay,
    });
  });
}

function accountExceptions(
  stall: string,
  billed: ReadonlyMap<string, Side>,
  moved: ReadonlyMap<string, Side>,
  days: { readonly isHere: (day: string) => boolean; readonly isBilled: (day: string) => boolean },
): readonly Exception[] {
  const late = new Set<string>();
  const say = (cause: Exception['cause'], side: Side, fen: number, isSettled = false): Exception => ({
    type: 'FLOW_MISMATCH',
    cause,
    stall,
    fen,
    at: side.at,
    refs: side.refs,
    isSettled,
  });
  const fromBill = [...billed].flatMap(([key, side]): readonly Exception[] => {
    if (!days.isHere(side.day)) return [];
    const flow = moved.get(key);
    if (flow !== undefined) {
      const off = flow.netFen - side.netFen;
      return Math.abs(off) <= side.rows ? [] : [say(offBy(side, flow), side, off)];
    }
    if (side.netFen === 0) return [];
    const next = keyOf(side.trade, dayPlus(side.day, 1));
    const nextDay = billed.has(next) ? undefined : moved.get(next);
    if (nextDay !== undefined) {
      late.add(next);
      return [say('flow_late', side, side.netFen, true)];
    }
    return days.isHere(dayPlus(side.day, 1)) ? [say('flow_missing', side, side.netFen)] : [];
  });
  const fromFlow = [...moved].flatMap(([key, side]): readonly Exception[] =>
    billed.has(key) || late.has(key) || !days.isBilled(side.day) ? [] : [say('flow_unbilled', side, side.netFen)],
  );
  return [...fromBill, ...fromFlow];
}

/** Where an account took another fee, what was paid and given back is as billed. */
const offBy = (bill: Side, flow: Side): Exception['cause'] =>
  flow.hasFees && flow.paidFen === bill.paidFen ? 'flow_fee' : 'flow_amount';

const keyOf = (trade: string, day: string): string => `${trade} ${day}`;
/** A payment by every number it or its refunds have. */
function tradesOf(bill: readonly BillEntry[]): ReadonlyMap<string, string> {
  return new Map(
    bill.flatMap(({ outTradeNo, channelNo, outRefundNo }) =>
      [outTradeNo, channelNo, outRefundNo ?? ''].filter(Boolean).map((no) => [no, outTradeNo] as const),
    ),
  );
}

function billSides(bill: readonly BillEntry[]): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  for (const row of bill) {
    const isPay = row.kind === 'pay';
    const net = row.amountFen - Math.round(row.fee / 1_000);
    add(sides, {
      day: billDayOf(row.at),
      trade: row.outTradeNo,
      at: row.at,
      refs: [row.channelNo, row.outTradeNo],
      rows: 1,
      paidFen: isPay ? row.amountFen : 0,
      refundedFen: isPay ? 0 : row.amountFen,
      netFen: isPay ? net : -net,
      hasFees: false,
    });
  }
  return sides;
}

function flowSides(flows: readonly FlowFact[], trades: ReadonlyMap<string, string>): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  for (const { kind, at, ownNo, channelNo, amountFen } of flows) {
    if (kind === 'payout' || kind === 'other') continue;
    add(sides, {
      day: billDayOf(at),
      trade: trades.get(ownNo) ?? trades.get(channelNo) ?? (ownNo === '' ? channelNo : ownNo),
      at,
      refs: [channelNo, ownNo].filter(Boolean),
      rows: 1,
      paidFen: kind === 'trade' ? amountFen : 0,
      refundedFen: kind === 'refund' ? -amountFen : 0,
      netFen: amountFen,
      hasFees: kind === 'fee',
    });
  }
  return sides;
}

function add(sides: Map<string, Side>, one: Side): void {
  const key = keyOf(one.trade, one.day);
  const there = sides.get(key);
  sides.set(
    key,
    there === undefined
      ? one
      : {
          ...there,
          rows: there.rows + one.rows,
          paidFen: there.paidFen + one.paidFen,
          refundedFen: there.refundedFen + one.refundedFen,
          netFen: there.netFen + one.netFen,
          hasFees: there.hasFees || one.hasFees,
        },
  );
}
