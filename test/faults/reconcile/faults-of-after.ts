import type { Chance } from '../harness/chance.ts';
import { DAY, HOUR, MINUTE, dateOf, startOf } from './clock.ts';
import { electronic, release, remove, type Fault } from './fault.ts';
import { hex, openAttempt, refundRowOf, type Book, type Purchase } from './honest.ts';

const refundOf = (chance: Chance, book: Book, on: Purchase, at: number, state: 'pending' | 'done' | 'denied') => {
  const { attempt } = electronic(on);
  const refund = {
    outRefundNo: `R${hex(chance, 24)}`,
    outTradeNo: attempt.outTradeNo,
    fen: attempt.amountFen,
    at,
    state,
  };
  book.refunds.push(refund);
  on.sale.later.push({ kind: 'refund', at, amountFen: attempt.amountFen });
  if (state === 'done') attempt.state = 'refunded';
  return refund;
};
const splitOf = (
  chance: Chance,
  book: Book,
  on: Purchase,
  at: number,
  state: 'wanted' | 'done' | 'failed',
  unfrozen: boolean,
) => {
  const { attempt } = electronic(on);
  const split = {
    outSplitNo: `S${hex(chance, 24)}`,
    outTradeNo: attempt.outTradeNo,
    stall: on.stall.stall,
    fen: Math.floor(attempt.amountFen / 20),
    receiver: '1900000099',
    at,
    state,
    unfrozen,
  };
  book.splits.push(split);
  return { refs: [split.outSplitNo, attempt.outTradeNo], fen: split.fen };
};

/** Faults of what came after: goods and proofs, refunds, shares. */
export const afterFaults: readonly Fault[] = [
  {
    type: 'PAID_NOT_DELIVERED',
    cause: 'missing_upload',
    of: ['qr'],
    stacks: false,
    put: (_chance, _book, on) => {
      on.sale.uploaded = false;
      const { attempt } = electronic(on);
      return { refs: [attempt.outTradeNo, attempt.channelNo ?? ''], fen: attempt.amountFen };
    },
  },
  {
    type: 'PAID_NOT_DELIVERED',
    cause: 'voided_after_paid',
    of: ['qr'],
    stacks: true,
    put: (chance, _book, on) => {
      const { attempt } = electronic(on);
      const at = on.sale.at + MINUTE + chance.whole(20) * MINUTE;
      on.sale.later.push({ kind: 'void', at, amountFen: on.sale.payableFen });
      return { refs: [attempt.outTradeNo, on.sale.id], fen: attempt.amountFen };
    },
  },
  {
    type: 'OFFLINE_UNCONFIRMED',
    cause: 'no_payment',
    of: ['qr'],
    stacks: false,
    // The till accepted a proof that the market's books know nothing of.
    put: (_chance, book, on) => {
      const { attempt, bill, tender } = electronic(on);
      tender.state = 'proven_offline';
      tender.channelNo = null;
      remove(book.attempts, attempt);
      remove(book.bill, bill);
      return { refs: [attempt.order, on.sale.id], fen: tender.amountFen };
    },
  },
  {
    type: 'UNVERIFIED_RELEASE',
    cause: 'released_unpaid',
    of: ['qr', 'mixed'],
    stacks: false,
    put: (_chance, book, on) => {
      const { attempt, bill, tender } = electronic(on);
      release(on, tender);
      remove(book.bill, bill);
      attempt.state = 'closed';
      attempt.closedAt = on.sale.at + 10 * MINUTE;
      attempt.paidAt = null;
      attempt.channelNo = null;
      attempt.counts = false;
      return { refs: [on.sale.id, attempt.outTradeNo], fen: tender.amountFen };
    },
  },
  {
    type: 'REFUND_PENDING',
    cause: 'refund_under_way',
    of: ['qr'],
    stacks: true,
    put: (chance, book, on) => {
      const { bill } = electronic(on);
      const { outRefundNo, outTradeNo, at, fen } = refundOf(chance, book, on, on.sale.at + 20 * MINUTE, 'pending');
      book.bill.push(refundRowOf(bill, { no: outRefundNo, at, fen, state: 'PROCESSING' }));
      return { refs: [outRefundNo, outTradeNo], fen };
    },
  },
  {
    type: 'REFUND_ABNORMAL',
    cause: 'refund_denied',
    of: ['qr'],
    stacks: false,
    put: (chance, book, on) => {
      const { bill } = electronic(on);
      const { outRefundNo, outTradeNo, at, fen } = refundOf(chance, book, on, on.sale.at + 20 * MINUTE, 'denied');
      // Alipay has no row for what it denied.
      if (bill.channel === 'wechat') book.bill.push(refundRowOf(bill, { no: outRefundNo, at, fen, state: 'ABNORMAL' }));
      return { refs: [outRefundNo, outTradeNo], fen };
    },
  },
  {
    type: 'NEXT_DAY_REFUND',
    cause: 'refund_across_midnight',
    of: ['qr'],
    stacks: false,
    // Asked for before midnight, in the channel's books after it.
    put: (chance, book, on) => {
      const { bill } = electronic(on);
      const midnight = startOf(dateOf(on.sale.at)) + DAY;
      const { outRefundNo, outTradeNo, fen } = refundOf(chance, book, on, midnight - 30_000, 'done');
      book.bill.push(refundRowOf(bill, { no: outRefundNo, at: midnight + 20_000, fen, state: 'SUCCESS' }));
      return { refs: [outRefundNo, outTradeNo], fen };
    },
  },
  {
    type: 'REVERSED',
    cause: 'reversed',
    of: ['qr'],
    stacks: false,
    // A payment by code whose answer was lost and which was reversed: pay and refund under one number, and no sale of ours.
    put: (_chance, book, on) => {
      const { attempt, bill } = electronic(on);
      remove(book.sales, on.sale);
      attempt.state = 'closed';
      attempt.closedAt = bill.at + 45_000;
      attempt.paidAt = null;
      attempt.channelNo = null;
      attempt.counts = false;
      const { amountFen: fen } = bill;
      book.bill.push(refundRowOf(bill, { no: attempt.outTradeNo, at: bill.at + 45_000, fen, state: 'SUCCESS' }));
      return { refs: [attempt.outTradeNo, bill.channelNo], fen: 0 };
    },
  },
  {
    type: 'SPLIT_FAIL',
    cause: 'receiver_failed',
    of: ['qr'],
    stacks: true,
    put: (chance, book, on) => splitOf(chance, book, on, on.sale.at + 5 * MINUTE, 'failed', true),
  },
  {
    type: 'SPLIT_OVERDUE',
    cause: 'overdue',
    of: ['qr'],
    stacks: false,
    // Wanted 26 days before, for a payment of which only the share is left to do.
    put: (chance, book, on) => {
      const { attempt } = electronic(on);
      const at = on.sale.at - 26 * DAY;
      const order = hex(chance, 64);
      const old = openAttempt(chance, on.stall, order, attempt.terminal, 1, attempt.channel, at, attempt.amountFen);
      const split = {
        outSplitNo: `S${hex(chance, 24)}`,
        outTradeNo: old.outTradeNo,
        stall: on.stall.stall,
        fen: Math.floor(old.amountFen / 20),
        receiver: '1900000099',
        at: at + HOUR,
        state: 'wanted' as const,
        unfrozen: false,
      };
      book.splits.push(split);
      return { refs: [split.outSplitNo, old.outTradeNo], fen: split.fen };
    },
  },
  {
    type: 'FROZEN_LEFT',
    cause: 'unfreeze_missing',
    of: ['qr'],
    stacks: true,
    put: (chance, book, on) => splitOf(chance, book, on, on.sale.at + 5 * MINUTE, 'done', false),
  },
];
