import type { ChannelDay, DayTotals } from './book.ts';
import { rateOn } from '../payments/fees.ts';
import { billDayOf, payoutDayOf } from './days.ts';
import type { BillChannel } from './entry.ts';
import { channelsOf, type LoadedDay, type StallSetup } from './load.ts';

/** What a stall's day came to, and what each channel should pay out for it. Voided sales are no sales. */
export function totalsOf(loaded: LoadedDay, setup: StallSetup, day: string): DayTotals {
  const sales = loaded.books.sales.filter((sale) => sale.day === day && !sale.isVoided);
  const cash = sales.flatMap(({ tenders }) => tenders.flatMap((one) => (one.kind === 'cash' ? [one.amountFen] : [])));
  return {
    sales: sales.length,
    salesFen: sales.reduce((sum, { payableFen }) => sum + payableFen, 0),
    cashFen: cash.reduce((sum, fen) => sum + fen, 0),
    channels: channelsOf(setup).map((channel) => channelDay(loaded, setup, day, channel)),
  };
}

interface Flow {
  readonly outTradeNo: string;
  readonly paidFen: number;
  readonly refundedFen: number;
  /** Negative for what a refund gives back of it. */
  readonly feeFen: number;
}

function channelDay(loaded: LoadedDay, setup: StallSetup, day: string, channel: BillChannel): ChannelDay {
  const isEstimate = !loaded.billed.has(channel);
  const flows = isEstimate ? ownFlows(loaded, setup, day, channel) : billFlows(loaded, setup, day, channel);
  const sum = (of: (flow: Flow) => number): number => flows.reduce((all, flow) => all + of(flow), 0);
  const splits = new Map(
    loaded.books.splits.flatMap((split) => (split.state === 'failed' ? [] : [[split.outTradeNo, split] as const])),
  );
  /** Of a frozen payment nothing is paid out yet. */
  const sharedFen = sum(({ outTradeNo, paidFen, feeFen }) => {
    const split = paidFen === 0 ? undefined : splits.get(outTradeNo);
    return split === undefined ? 0 : split.isUnfrozen ? split.fen : paidFen - feeFen;
  });
  const [paidFen, refundedFen, feeFen] = [
    sum((one) => one.paidFen),
    sum((one) => one.refundedFen),
    sum((one) => one.feeFen),
  ];
  const { bank, bankThroughDay = '' } = loaded.statements;
  const credits = bank.filter((row) => row.channel === channel && row.billDay === day);
  return {
    channel,
    rows: flows.filter((flow) => flow.paidFen > 0).length,
    paidFen,
    refundedFen,
    feeFen,
    sharedFen,
    netFen: paidFen - refundedFen - feeFen - sharedFen,
    arrivedFen: bankThroughDay > day ? credits.reduce((all, { amountFen }) => all + amountFen, 0) : null,
    expectedOn: payoutDayOf(day),
    isEstimate,
    rate: rateIn(setup.rate, channel, day),
    contractFeeFen: Math.round(((paidFen - refundedFen) * rateIn(setup.rate, channel, day)) / 100_000),
    flowFen: movedFen(loaded, setup, day, channel),
  };
}

/** What the account moved for payments and refunds, fees off; null: its flow of funds is not here. */
function movedFen({ statements }: LoadedDay, { stall }: StallSetup, day: string, channel: BillChannel): number | null {
  if (!statements.flowDays.has(`${stall}/${channel}/${day}`)) return null;
  return statements.flows.reduce(
    (sum, flow) =>
      flow.channel === channel && flow.kind !== 'payout' && flow.kind !== 'other' && billDayOf(flow.at) === day
        ? sum + flow.amountFen
        : sum,
    0,
  );
}

/** Hundred-thousandths. */
const rateIn = (rate: StallSetup['rate'], channel: BillChannel, day: string): number =>
  rateOn(rate[channel] ?? [], day)?.rate ?? 0;

function billFlows({ statements }: LoadedDay, { merchants }: StallSetup, day: string, channel: BillChannel) {
  const rows = statements.bill.filter(
    (row) => row.channel === channel && row.merchant === merchants[channel] && billDayOf(row.at) === day,
  );
  const once = new Map(rows.map((row) => [`${row.kind} ${row.channelNo} ${row.outRefundNo ?? ''}`, row]));
  return [...once.values()].map((row): Flow => {
    const feeFen = Math.round(row.fee / 1_000);
    return {
      outTradeNo: row.outTradeNo,
      paidFen: row.kind === 'pay' ? row.amountFen : 0,
      refundedFen: row.kind === 'pay' ? 0 : row.amountFen,
      feeFen: row.kind === 'pay' ? feeFen : -feeFen,
    };
  });
}

/** Before the bill: payments that have come and refunds of them, with the contract's rate. */
function ownFlows({ books }: LoadedDay, { rate }: StallSetup, day: string, channel: BillChannel): readonly Flow[] {
  const feeOf = (fen: number): number => Math.round((fen * rateIn(rate, channel, day)) / 100_000);
  const attempts = books.attempts.filter((one) => one.channel === channel && one.hasMoney);
  const trades = new Set(attempts.map(({ outTradeNo }) => outTradeNo));
  return [
    ...attempts
      .filter(({ paidAt }) => paidAt !== null && billDayOf(paidAt) === day)
      .map(({ outTradeNo, amountFen }): Flow => ({
        outTradeNo,
        paidFen: amountFen,
        refundedFen: 0,
        feeFen: feeOf(amountFen),
      })),
    ...books.refunds
      .filter(({ outTradeNo, at, state }) => trades.has(outTradeNo) && state !== 'denied' && billDayOf(at) === day)
      .map(({ outTradeNo, fen }): Flow => ({ outTradeNo, paidFen: 0, refundedFen: fen, feeFen: -feeOf(fen) })),
  ];
}
