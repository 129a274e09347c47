import type { Chance } from '../harness/chance.ts';
import { HOUR, MINUTE, dateOf, dayAfter, startOf } from './clock.ts';
import { channelNoOf, digits, type Book } from './honest.ts';
import { rates } from './rates.ts';
import type { BankRow, BillRow, FlowRow, Stall, Truth } from './world.ts';

const feeFen = (row: BillRow): number => Math.round(row.fee / 1_000);
const flowNo = (chance: Chance): string => `8${digits(chance, 21)}`;

/** What an account moves for one row of its bill: the money and, apart or taken off, the fee. */
function movements(chance: Chance, row: BillRow): FlowRow[] {
  const { channel, merchant, at, channelNo } = row;
  const isPay = row.kind === 'pay';
  // WeChat names a refund by its own number, Alipay by the payment's.
  const ownNo = isPay || channel === 'alipay' ? row.outTradeNo : (row.outRefundNo ?? '');
  const of = { channel, merchant, at, ownNo, channelNo };
  const one = (kind: FlowRow['kind'], fen: number): FlowRow => ({ ...of, kind, fen, flowNo: flowNo(chance) });
  const fee = feeFen(row);
  if (isPay && channel === 'wechat' && chance.next() < rates.flowNet) return [one('net', row.amountFen - fee)];
  return [
    one(isPay ? 'trade' : 'refund', isPay ? row.amountFen : -row.amountFen),
    ...(fee === 0 ? [] : [one(isPay ? 'fee' : 'fee_back', isPay ? -fee : fee)]),
  ];
}

/**
 * What moved on the accounts. A fault of it is put only where nothing else is wrong: the payment is not in the flow, is there a day late, with another
 * amount or another fee, or the account moved something no bill has.
 */
export function flows(chance: Chance, book: Book, days: readonly string[], truth: Truth[]): FlowRow[] {
  const touched = new Set(truth.flatMap(({ refs }) => refs));
  const ofTrade = Map.groupBy(book.bill, ({ outTradeNo }) => outTradeNo);
  const rows: FlowRow[] = [];
  for (const row of book.bill.toSorted((a, b) => a.at - b.at)) {
    const made = movements(chance, row);
    const isAlone = (ofTrade.get(row.outTradeNo) ?? []).length === 1;
    const isClean = isAlone && !touched.has(row.outTradeNo) && !touched.has(row.channelNo);
    // Missing is told when the next day's flow is here as well.
    const isInside = dateOf(row.at) >= (days[0] ?? '') && dateOf(row.at) < (days.at(-1) ?? '');
    if (!isClean || !isInside || chance.next() >= rates.flow) {
      rows.push(...made);
      continue;
    }
    const say = (cause: string, fen: number, refs: readonly string[] = [row.channelNo, row.outTradeNo]): void => {
      truth.push({ type: 'FLOW_MISMATCH', cause, refs, fen, isStacked: false });
    };
    const net = made.reduce((sum, { fen }) => sum + fen, 0);
    const fee = made.find(({ kind }) => kind === 'fee');
    switch (chance.whole(5)) {
      case 0:
        say('flow_missing', net);
        break;
      case 1: {
        const at = startOf(dayAfter(dateOf(row.at), 1)) + 2 * MINUTE;
        rows.push(...made.map((one) => ({ ...one, at })));
        say('flow_late', net);
        break;
      }
      case 2: {
        const off = 50 + chance.whole(40);
        rows.push(...made.map((one) => (one === made[0] ? { ...one, fen: one.fen + off } : one)));
        say('flow_amount', off);
        break;
      }
      case 3: {
        const more = -(5 + chance.whole(40));
        const wrong =
          fee === undefined ? made : made.map((one) => (one === fee ? { ...one, fen: one.fen + more } : one));
        rows.push(...wrong);
        if (fee !== undefined) say('flow_fee', more);
        break;
      }
      default: {
        const strange = channelNoOf(chance, row.channel);
        const of = {
          channel: row.channel,
          merchant: row.merchant,
          at: row.at + MINUTE,
          ownNo: `X${digits(chance, 20)}`,
        };
        rows.push(...made, { ...of, kind: 'trade', channelNo: strange, flowNo: flowNo(chance), fen: 700 });
        say('flow_unbilled', 700, [strange, of.ownNo]);
      }
    }
  }
  return [...rows, ...shares(chance, book)];
}

/** Shares leave the account too; they are no payment of the stall's. */
function shares(chance: Chance, book: Book): FlowRow[] {
  return book.splits.flatMap((split): FlowRow[] => {
    const paid = book.bill.find(({ outTradeNo }) => outTradeNo === split.outTradeNo);
    if (paid === undefined || split.state !== 'done') return [];
    const { channel, merchant, channelNo } = paid;
    const of = { channel, merchant, at: split.at, ownNo: split.outSplitNo, channelNo };
    return [{ ...of, kind: 'share', flowNo: flowNo(chance), fen: -split.fen }];
  });
}

/**
 * What each channel pays out a day later for each bill, and what the bank books of it: paid − given back − fees − shares, in fen, each fee rounded by
 * itself. The channel keeps what is frozen. Nothing is paid out where nothing is left.
 */
export function settlements(
  chance: Chance,
  book: Book,
  stalls: readonly Stall[],
  days: readonly string[],
  truth: Truth[],
): { readonly bank: BankRow[]; readonly payouts: FlowRow[] } {
  const bank: BankRow[] = [];
  const payouts: FlowRow[] = [];
  for (const stall of stalls)
    for (const channel of ['wechat', 'alipay'] as const)
      for (const billDay of days.slice(0, -1)) {
        const bill = book.bill.filter(
          (row) => row.channel === channel && row.merchant === stall.merchants[channel] && dateOf(row.at) === billDay,
        );
        const net = bill.reduce((sum, row) => sum + settledOf(book, row), 0);
        if (net <= 0) continue;
        const next = dayAfter(billDay, 1);
        const later = dayAfter(billDay, 2);
        const off = settleError(chance, bill.length, net, later <= (days.at(-1) ?? '') ? later : null);
        if (off !== null)
          truth.push({
            type: 'SETTLE_SHORT',
            cause: off.cause,
            refs: [`${stall.stall}/${channel}/${billDay}`],
            fen: off.fen,
            isStacked: false,
          });
        const { sentFen = net, bookedFen = sentFen, day = next } = off ?? {};
        if (sentFen > 0)
          payouts.push({
            channel,
            merchant: stall.merchants[channel],
            kind: 'payout',
            at: startOf(next) + 9 * HOUR,
            ownNo: '',
            channelNo: `9${digits(chance, 19)}`,
            flowNo: flowNo(chance),
            fen: -sentFen,
          });
        if (bookedFen > 0) bank.push({ stall: stall.stall, channel, billDay, day, fen: bookedFen });
      }
  return { bank, payouts };
}

function settledOf(book: Book, row: BillRow): number {
  const net = row.amountFen - feeFen(row);
  if (row.kind === 'refund') return -net;
  const split = book.splits.find(({ outTradeNo, state }) => outTradeNo === row.outTradeNo && state === 'done');
  if (split === undefined) return net;
  return split.unfrozen ? net - split.fen : 0;
}

interface SettleError {
  readonly cause: string;
  readonly fen: number;
  readonly sentFen?: number;
  readonly bookedFen?: number;
  /** When the bank booked it. */
  readonly day?: string;
}
function settleError(chance: Chance, rows: number, net: number, later: string | null): SettleError | null {
  const dice = Math.floor(chance.next() / rates.settle);
  const short = 500 + chance.whole(500);
  const isEnough = net > short + 100;
  switch (dice) {
    case 0:
      return net > 3 ? { cause: 'fee_rounding', fen: Math.min(rows, 3), sentFen: net - Math.min(rows, 3) } : null;
    case 1:
      return isEnough ? { cause: 'bank_short', fen: short, sentFen: net, bookedFen: net - short } : null;
    case 2:
      return isEnough ? { cause: 'payout_short', fen: short, sentFen: net - short } : null;
    case 3:
      return { cause: 'transfer_missing', fen: net, sentFen: net, bookedFen: 0 };
    case 4:
      return { cause: 'payout_missing', fen: net, sentFen: 0 };
    case 5:
      return later === null ? null : { cause: 'transfer_late', fen: net, day: later };
    default:
      return null;
  }
}
