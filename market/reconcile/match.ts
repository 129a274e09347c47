import { rateOn } from '../payments/fees.ts';
import { billDayOf, daysSince, payoutDayOf } from './days.ts';
import { entryKeyOf, slipKeyOf, type BillEntry, type CardEntry, type SourceChannel } from './entry.ts';
import type {
  AttemptFact,
  Books,
  Cause,
  Exception,
  ExceptionType,
  Pair,
  SaleFact,
  Statements,
  TenderFact,
} from './facts.ts';
import { flowExceptions } from './flows.ts';
import { keyedWrong } from './keying.ts';
import { createNear } from './near.ts';
import { settlementExceptions } from './settlement.ts';

const MINUTE = 60_000;
/** A printed code and the sale it was for, S15; a key pressed beside the right one; a card and its slip. */
const STATIC_MS = 10 * MINUTE;
const WRONG_KEY_MS = 5 * MINUTE;
const CARD_MS = 10 * MINUTE;
/** So many days a payment may be missing from the bills before it is an exception: the pool of payments.md 7.2. */
const POOL_DAYS = 3;
/** A share that is not made by then can't be made any more soon (payments.md 1.4: 30 days). */
const SPLIT_DAYS = 25;
/** The fee of a row may be rounded either way. */
const FEE_SLACK = 1_000;

const shift = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
};
/** The same row may come twice, in two files or in one. */
const rowKey = (row: BillEntry): string =>
  [row.channel, row.kind, row.channelNo, row.outRefundNo, row.amountFen].join(' ');

/**
 * Sale ↔ payment ↔ bill ↔ flow of funds ↔ bank: everything that does not come out even, with why. Amounts are compared to the fen. Pure: the same books and
 * statements give the same exceptions in the same order, however the files were cut or ordered, so a rerun changes nothing.
 */
export const reconcile = (books: Books, statements: Statements): readonly Exception[] =>
  match(books, statements).exceptions;

/** As `reconcile`, with the rows that were found to be the money of something of ours. */
export function match(
  books: Books,
  statements: Statements,
): { readonly exceptions: readonly Exception[]; readonly pairs: readonly Pair[] } {
  const found: Exception[] = [];
  const pairs: Pair[] = [];
  const join = (group: string, channel: SourceChannel, key: string): void => {
    pairs.push({ group, channel, key });
  };
  const joinRow = (group: string, row: BillEntry): void => join(group, row.channel, entryKeyOf(row));
  const say = (
    type: ExceptionType,
    cause: Cause,
    stall: string,
    fen: number,
    at: number,
    refs: readonly (string | null)[],
    isSettled = false,
  ): void => {
    found.push({
      type,
      cause,
      stall,
      fen,
      at,
      isSettled,
      refs: refs.filter((ref): ref is string => ref !== null && ref !== ''),
    });
  };
  const bill = [...new Map(statements.bill.map((row) => [rowKey(row), row])).values()].toSorted(
    (a, b) => a.at - b.at || (a.channelNo < b.channelNo ? -1 : 1),
  );
  const stallOf = new Map(
    books.stalls.flatMap(({ stall, merchants }) =>
      Object.entries(merchants).map(([channel, merchant]) => [`${channel}/${merchant}`, stall]),
    ),
  );
  const ownerOf = (row: Pick<BillEntry, 'channel' | 'merchant'>): string | null =>
    stallOf.get(`${row.channel}/${row.merchant}`) ?? null;
  const pays = new Map<string, BillEntry>();
  const backs = new Map<string, BillEntry[]>();
  for (const row of bill)
    if (row.kind === 'pay') pays.set(row.outTradeNo, row);
    else shift(backs, row.outTradeNo, row);
  const refundsOf = new Map<string, (typeof books.refunds)[number][]>();
  for (const refund of books.refunds) shift(refundsOf, refund.outTradeNo, refund);
  const soldFor = new Map<string, { readonly sale: SaleFact; readonly tender: TenderFact }[]>();
  for (const sale of books.sales)
    for (const tender of sale.tenders)
      if (tender.orderHash !== null) shift(soldFor, tender.orderHash, { sale, tender });
  const attemptsOf = new Map<string, AttemptFact[]>();
  for (const attempt of books.attempts) shift(attemptsOf, attempt.orderHash, attempt);
  const isPoolOf =
    (throughDay: string) =>
    (at: number): boolean =>
      throughDay === '' || daysSince(at, throughDay) < POOL_DAYS;
  const isPool = isPoolOf(statements.throughDay);
  const isCardPool = isPoolOf(statements.cardsThroughDay ?? statements.throughDay);
  const isGivenBack = (attempt: AttemptFact): boolean =>
    (refundsOf.get(attempt.outTradeNo) ?? []).some(
      (refund) => refund.state !== 'denied' && refund.fen === attempt.amountFen,
    );

  /** Sales that took only cash, to be paired with money that has no owner. */
  const cashSales = createNear(
    books.sales.filter((sale) => !sale.isVoided && sale.tenders.length === 1 && sale.tenders[0]?.kind === 'cash'),
    ({ stall, at, tenders }) => ({ stall, at, fen: tenders[0]?.amountFen ?? 0 }),
  );

  for (const attempt of books.attempts) {
    const row = pays.get(attempt.outTradeNo);
    const refs = [attempt.outTradeNo, row?.channelNo ?? null];
    const known = row !== undefined && ownerOf(row) !== null;
    const { startedAt } = attempt;
    if (row !== undefined) joinRow(`attempt:${attempt.outTradeNo}`, row);
    if (attempt.hasMoney) {
      const paidAt = attempt.paidAt ?? startedAt;
      if (row === undefined) {
        if (!isPool(paidAt)) say('LOCAL_ONLY', 'not_in_bill', attempt.stall, attempt.amountFen, startedAt, refs);
      } else if (!known) say('LOCAL_ONLY', 'wrong_merchant', attempt.stall, attempt.amountFen, startedAt, refs);
      else if (row.amountFen !== attempt.amountFen)
        say('AMOUNT_MISMATCH', 'channel_amount', attempt.stall, row.amountFen - attempt.amountFen, startedAt, refs);
      else if (billDayOf(row.at) !== billDayOf(startedAt))
        say('CROSS_DAY', 'midnight', attempt.stall, attempt.amountFen, startedAt, refs, true);
      goodsOf(attempt, refs);
    } else if (known) {
      const back = (backs.get(attempt.outTradeNo) ?? []).reduce((sum, one) => sum + one.amountFen, 0);
      if (back === row.amountFen && !refundsOf.has(attempt.outTradeNo))
        say('REVERSED', 'reversed', attempt.stall, 0, startedAt, refs, true);
      else {
        const isLate = attempt.closedAt !== null && row.at > attempt.closedAt;
        say('BILL_ONLY', isLate ? 'late_payment' : 'lost_notice', attempt.stall, row.amountFen, startedAt, refs);
      }
    }
  }

  /** Whether somebody has the goods for what was paid. */
  function goodsOf(attempt: AttemptFact, refs: readonly (string | null)[]): void {
    if (isGivenBack(attempt)) return;
    const { startedAt } = attempt;
    if (
      !attempt.counts &&
      (attemptsOf.get(attempt.orderHash) ?? []).some((other) => other !== attempt && other.counts)
    ) {
      say('DUPLICATE_PAY', 'two_attempts', attempt.stall, attempt.amountFen, startedAt, refs);
      return;
    }
    const sold = soldFor.get(attempt.orderHash) ?? [];
    if (sold.length > 0) {
      const voided = sold.find(({ sale }) => sale.isVoided);
      if (voided !== undefined)
        say('PAID_NOT_DELIVERED', 'voided_after_paid', attempt.stall, attempt.amountFen, startedAt, [
          ...refs,
          voided.sale.id,
        ]);
      return;
    }
    const paidAt = attempt.paidAt ?? startedAt;
    const cash = cashSales.takeOnly(
      attempt.stall,
      paidAt,
      WRONG_KEY_MS,
      (sale) => sale.terminal === attempt.terminal && sale.tenders[0]?.amountFen === attempt.amountFen,
    );
    if (cash === null) say('PAID_NOT_DELIVERED', 'missing_upload', attempt.stall, attempt.amountFen, startedAt, refs);
    else say('DUPLICATE_PAY', 'cash_and_qr', attempt.stall, attempt.amountFen, startedAt, [...refs, cash.id]);
  }

  const ours = new Set(books.attempts.map(({ outTradeNo }) => outTradeNo));
  const arrived = new Map(books.arrivals.map((arrival) => [arrival.channelNo, arrival]));
  const claimed = new Set(books.sales.flatMap((sale) => sale.tenders.flatMap(({ channelNo }) => channelNo ?? [])));
  /** On a printed code, and nobody's yet. */
  const ownerless = createNear(
    bill.filter(
      (row) =>
        row.kind === 'pay' &&
        ownerOf(row) !== null &&
        !ours.has(row.outTradeNo) &&
        !claimed.has(row.channelNo) &&
        (arrived.get(row.channelNo)?.saleId ?? null) === null,
    ),
    (row) => ({ stall: ownerOf(row) ?? '', fen: row.amountFen, at: row.at }),
  );
  const paysByNo = new Map(bill.flatMap((row) => (row.kind === 'pay' ? [[row.channelNo, row] as const] : [])));
  for (const sale of books.sales) for (const tender of sale.tenders) electronic(sale, tender);

  function electronic(sale: SaleFact, tender: TenderFact): void {
    const { stall, at } = sale;
    const group = `sale:${sale.id}`;
    const isProven = tender.state === 'confirmed' || sale.confirmed.includes(tender.no);
    const attempts = tender.orderHash === null ? [] : (attemptsOf.get(tender.orderHash) ?? []);
    const refs = [sale.id, tender.orderHash, ...attempts.map(({ outTradeNo }) => outTradeNo)];
    const hasMoney = attempts.some((one) => one.hasMoney || pays.has(one.outTradeNo));
    switch (tender.kind) {
      case 'dynamic_qr':
      case 'payment_code':
        if (tender.state === 'proven_offline' && !hasMoney)
          say('OFFLINE_UNCONFIRMED', 'no_payment', stall, tender.amountFen, at, refs);
        if (tender.state === 'unproven' && !isProven && !hasMoney && !sale.isVoided)
          say('UNVERIFIED_RELEASE', 'released_unpaid', stall, tender.amountFen, at, refs);
        return;
      case 'static_code': {
        if (isProven && tender.channelNo !== null) {
          const row = paysByNo.get(tender.channelNo);
          if (row !== undefined) joinRow(group, row);
          if (row === undefined && !isPool(at))
            say('LOCAL_ONLY', 'not_in_bill', stall, tender.amountFen, at, [tender.channelNo, sale.id]);
          if (row !== undefined && row.amountFen !== tender.amountFen)
            say('AMOUNT_MISMATCH', 'channel_amount', stall, row.amountFen - tender.amountFen, at, [
              tender.channelNo,
              sale.id,
            ]);
          return;
        }
        if (isProven || sale.isVoided) return;
        const row = ownerless.take(stall, tender.amountFen, at, STATIC_MS);
        if (row === null) say('UNVERIFIED_RELEASE', 'released_unpaid', stall, tender.amountFen, at, refs);
        else {
          joinRow(group, row);
          say('BILL_ONLY', 'static_by_amount_and_time', stall, row.amountFen, row.at, [row.channelNo, sale.id]);
        }
        return;
      }
      case 'cash':
      case 'card':
      case 'other':
      case 'credit':
        return;
      default:
        tender.kind satisfies never;
    }
  }

  cards();
  for (const row of ownerless.rest()) {
    const stall = ownerOf(row) ?? '';
    const sale = cashSales.take(stall, row.amountFen, row.at, WRONG_KEY_MS);
    if (sale !== null) joinRow(`sale:${sale.id}`, row);
    say('BILL_ONLY', sale === null ? 'no_owner' : 'wrong_channel_key', stall, row.amountFen, row.at, [
      row.channelNo,
      sale?.id ?? null,
    ]);
  }

  /** A card machine of somebody else's: its slips by amount and time, then what a hand has keyed wrong. */
  function cards(): void {
    const machineOf = new Map(books.stalls.map(({ cardMachine, stall }) => [cardMachine, stall]));
    const slips = createNear(statements.cards, (slip: CardEntry) => ({
      stall: machineOf.get(slip.machine) ?? '',
      fen: slip.amountFen,
      at: slip.at,
    }));
    const joinSlip = (sale: SaleFact, slip: CardEntry): void => join(`sale:${sale.id}`, 'card', slipKeyOf(slip));
    const open = books.sales.flatMap((sale) =>
      sale.isVoided
        ? []
        : sale.tenders.flatMap((tender) => {
            if (tender.kind !== 'card') return [];
            const slip = slips.take(sale.stall, tender.amountFen, sale.at, CARD_MS);
            if (slip === null) return [{ sale, tender }];
            joinSlip(sale, slip);
            return [];
          }),
    );
    for (const { sale, tender } of open) {
      const { stall, at } = sale;
      const slip = slips.takeOnly(stall, at, CARD_MS, (one) => keyedWrong(tender.amountFen, one.amountFen) !== null);
      if (slip !== null) {
        const cause = keyedWrong(tender.amountFen, slip.amountFen) ?? 'unknown';
        joinSlip(sale, slip);
        say('AMOUNT_MISMATCH', cause, stall, tender.amountFen - slip.amountFen, at, [sale.id, slip.reference]);
        continue;
      }
      const row = ownerless.take(stall, tender.amountFen, at, WRONG_KEY_MS);
      if (row !== null) {
        joinRow(`sale:${sale.id}`, row);
        say('BILL_ONLY', 'wrong_channel_key', stall, row.amountFen, row.at, [row.channelNo, sale.id]);
      } else if (!isCardPool(at)) say('LOCAL_ONLY', 'not_in_statement', stall, tender.amountFen, at, [sale.id]);
    }
    for (const slip of slips.rest())
      say('BILL_ONLY', 'no_owner', machineOf.get(slip.machine) ?? '', slip.amountFen, slip.at, [slip.reference]);
  }

  const rateOf = new Map(books.stalls.map(({ stall, rate }) => [stall, rate]));
  for (const row of bill) {
    const stall = ownerOf(row) ?? '';
    const rate = rateOn(rateOf.get(stall)?.[row.channel] ?? [], billDayOf(row.at))?.rate;
    if (rate === undefined || row.kind !== 'pay') continue;
    const due = (row.amountFen * rate) / 100;
    if (Math.abs(row.fee - due) > FEE_SLACK)
      say('FEE_MISMATCH', 'wrong_rate', stall, Math.round((row.fee - due) / 1_000), row.at, [
        row.channelNo,
        row.outTradeNo,
      ]);
  }

  const backByNo = new Map(bill.flatMap((row) => (row.outRefundNo === null ? [] : [[row.outRefundNo, row] as const])));
  const stallOfTrade = new Map(books.attempts.map(({ outTradeNo, stall }) => [outTradeNo, stall]));
  for (const { outRefundNo, outTradeNo, state, fen, at } of books.refunds) {
    const stall = stallOfTrade.get(outTradeNo) ?? '';
    const row = backByNo.get(outRefundNo);
    const refs = [outRefundNo, outTradeNo];
    if (row !== undefined) joinRow(`refund:${outRefundNo}`, row);
    if (state === 'pending') say('REFUND_PENDING', 'refund_under_way', stall, fen, at, refs);
    else if (state === 'denied') say('REFUND_ABNORMAL', 'refund_denied', stall, fen, at, refs);
    else if (row === undefined) {
      if (!isPool(at)) say('REFUND_ABNORMAL', 'not_in_bill', stall, fen, at, refs);
    } else if (row.amountFen !== fen) say('AMOUNT_MISMATCH', 'channel_amount', stall, row.amountFen - fen, at, refs);
    else if (billDayOf(row.at) !== billDayOf(at))
      say('NEXT_DAY_REFUND', 'refund_across_midnight', stall, fen, at, refs, true);
  }
  const refundNos = new Set(books.refunds.map(({ outRefundNo }) => outRefundNo));
  const reversed = new Set(found.flatMap(({ type, refs }) => (type === 'REVERSED' ? refs : [])));
  for (const row of bill)
    if (
      row.kind === 'refund' &&
      ownerOf(row) !== null &&
      !refundNos.has(row.outRefundNo ?? '') &&
      !reversed.has(row.outTradeNo)
    )
      say('BILL_ONLY', 'refund_unknown', ownerOf(row) ?? '', row.amountFen, row.at, [row.outRefundNo, row.outTradeNo]);

  for (const { outSplitNo, outTradeNo, stall, fen, at, state, isUnfrozen } of books.splits) {
    const refs = [outSplitNo, outTradeNo];
    if (state === 'failed') say('SPLIT_FAIL', 'receiver_failed', stall, fen, at, refs);
    else if (state === 'wanted' && daysSince(at, statements.throughDay) > SPLIT_DAYS)
      say('SPLIT_OVERDUE', 'overdue', stall, fen, at, refs);
    else if (state === 'done' && !isUnfrozen) say('FROZEN_LEFT', 'unfreeze_missing', stall, fen, at, refs);
  }
  found.push(...flowExceptions(bill, statements, ownerOf));
  const bookedThrough = statements.bankThroughDay ?? statements.throughDay;
  found.push(...settlementExceptions(books, bill, statements, ownerOf, (day) => payoutDayOf(day) <= bookedThrough));
  return { exceptions: found, pairs };
}
