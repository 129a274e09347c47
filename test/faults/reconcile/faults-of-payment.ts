import type { Chance } from '../harness/chance.ts';
import { DAY, dateOf, startOf } from './clock.ts';
import { electronic, moveBill, release, remove, type Fault } from './fault.ts';
import { billRowOf, channelNoOf, digits, openAttempt, type Book, type Purchase } from './honest.ts';
import type { Channel, Tender } from './world.ts';

/** Two neighbouring unequal digits changed places, as a hand keys them; null where there are none. */
function swapDigits(fen: number): number | null {
  const text = String(fen);
  for (let i = 0; i + 1 < text.length; i++) {
    const swapped = `${text.slice(0, i)}${text[i + 1]}${text[i]}${text.slice(i + 2)}`;
    if (swapped !== text && !swapped.startsWith('0')) return Number(swapped);
  }
  return null;
}
const keyCard = (on: Purchase, keyedFen: number) => {
  const [tender] = on.sale.tenders;
  if (tender === undefined || on.card === null) throw new Error('no card purchase');
  on.sale.payableFen += keyedFen - tender.amountFen;
  tender.amountFen = keyedFen;
  return { refs: [on.sale.id, on.card.reference], fen: Math.abs(keyedFen - on.card.amountFen) };
};
/** The money of this sale came on the stall's printed code, minutes before it was keyed otherwise. */
const payBySticker = (chance: Chance, book: Book, on: Purchase, channel: Channel) => {
  const bill = billRowOf(chance, on.stall, {
    channel,
    channelNo: channelNoOf(chance, channel),
    outTradeNo: `P${digits(chance, 20)}`,
    at: on.sale.at - chance.whole(3 * 60) * 1_000,
    fen: on.sale.payableFen,
  });
  book.bill.push(bill);
  book.arrivals.push({
    channelNo: bill.channelNo,
    channel,
    stall: on.stall.stall,
    fen: bill.amountFen,
    at: bill.at,
    saleId: null,
  });
  return { refs: [bill.channelNo, on.sale.id], fen: bill.amountFen };
};
/** Faults of how the money was taken and booked. */
export const paymentFaults: readonly Fault[] = [
  {
    type: 'BILL_ONLY',
    cause: 'lost_notice',
    of: ['qr', 'mixed'],
    stacks: true,
    put: (_chance, _book, on) => {
      const { attempt, tender } = electronic(on);
      release(on, tender);
      attempt.state = 'paying';
      attempt.paidAt = null;
      attempt.channelNo = null;
      attempt.counts = false;
      return { refs: [attempt.outTradeNo, on.bill?.channelNo ?? ''], fen: attempt.amountFen };
    },
  },
  {
    type: 'BILL_ONLY',
    cause: 'late_payment',
    of: ['qr', 'mixed'],
    stacks: false,
    put: (chance, book, on) => {
      const { attempt, bill, tender } = electronic(on);
      release(on, tender);
      attempt.state = 'closed';
      attempt.closedAt = on.sale.at + 5_000;
      attempt.paidAt = null;
      attempt.channelNo = null;
      attempt.counts = false;
      moveBill(book, bill, { at: on.sale.at + 10_000 + chance.whole(20) * 1_000 });
      return { refs: [attempt.outTradeNo, bill.channelNo], fen: attempt.amountFen };
    },
  },
  {
    type: 'BILL_ONLY',
    cause: 'wrong_channel_key',
    of: ['cash'],
    stacks: false,
    // Paid on the printed code, keyed as cash: one over and one short, minutes apart.
    put: (chance, book, on) => payBySticker(chance, book, on, chance.next() < 0.5 ? 'wechat' : 'alipay'),
  },
  {
    type: 'BILL_ONLY',
    cause: 'wrong_channel_key',
    of: ['card'],
    stacks: false,
    // Keyed as card, paid on the printed code: the card's statement has nothing, the channel's bill has it.
    put: (chance, book, on) => {
      if (on.card === null) throw new Error('no card purchase');
      remove(book.cards, on.card);
      return payBySticker(chance, book, on, 'wechat');
    },
  },
  {
    type: 'BILL_ONLY',
    cause: 'static_by_amount_and_time',
    of: ['sticker'],
    stacks: false,
    // The channel's call never came, so the sale stayed unproven; the bill has the money.
    put: (_chance, book, on) => {
      const [tender] = on.sale.tenders;
      if (on.arrival === null || on.bill === null || tender === undefined) throw new Error('no sticker purchase');
      release(on, tender);
      remove(book.arrivals, on.arrival);
      return { refs: [on.bill.channelNo, on.sale.id], fen: tender.amountFen };
    },
  },
  {
    type: 'LOCAL_ONLY',
    cause: 'not_in_bill',
    of: ['qr', 'mixed'],
    stacks: false,
    put: (_chance, book, on) => {
      const { attempt, bill } = electronic(on);
      remove(book.bill, bill);
      return { refs: [attempt.outTradeNo], fen: attempt.amountFen };
    },
  },
  {
    type: 'LOCAL_ONLY',
    cause: 'wrong_merchant',
    of: ['qr'],
    stacks: false,
    // The money went to a merchant number that is none of the market's stalls.
    put: (_chance, book, on) => {
      const { attempt, bill } = electronic(on);
      moveBill(book, bill, { merchant: '1777777777' });
      // Alipay hands each merchant its own bill, so a foreign one's is never seen here.
      const unseen = bill.channel === 'alipay' ? { cause: 'not_in_bill' } : {};
      return { refs: [attempt.outTradeNo, bill.channelNo], fen: attempt.amountFen, ...unseen };
    },
  },
  {
    type: 'CROSS_DAY',
    cause: 'midnight',
    of: ['qr'],
    stacks: false,
    // Started before midnight, paid after it: the next day's bill has it.
    put: (chance, book, on) => {
      const { attempt, bill } = electronic(on);
      const midnight = startOf(dateOf(on.sale.at)) + DAY;
      const started = {
        ...attempt,
        startedAt: midnight - 40_000 + chance.whole(20_000),
        paidAt: midnight + 5_000 + chance.whole(60_000),
      };
      book.attempts[book.attempts.indexOf(attempt)] = started;
      on.sale.at = started.paidAt + 1_000;
      moveBill(book, bill, { at: started.paidAt });
      return { refs: [attempt.outTradeNo, bill.channelNo], fen: attempt.amountFen };
    },
  },
  {
    type: 'AMOUNT_MISMATCH',
    cause: 'channel_amount',
    of: ['qr'],
    stacks: true,
    put: (chance, _book, on) => {
      const { attempt, bill } = electronic(on);
      bill.amountFen += chance.next() < 0.5 ? 1 : 100;
      return { refs: [attempt.outTradeNo, bill.channelNo], fen: bill.amountFen - attempt.amountFen };
    },
  },
  {
    type: 'AMOUNT_MISMATCH',
    cause: 'digit_swap',
    of: ['card'],
    stacks: false,
    put: (_chance, _book, on) => {
      const swapped = swapDigits(on.sale.payableFen);
      return swapped === null
        ? { ...keyCard(on, on.sale.payableFen * 10), cause: 'missing_decimal' }
        : keyCard(on, swapped);
    },
  },
  {
    type: 'AMOUNT_MISMATCH',
    cause: 'missing_decimal',
    of: ['card'],
    stacks: false,
    put: (_chance, _book, on) => keyCard(on, on.sale.payableFen * 100),
  },
  {
    type: 'FEE_MISMATCH',
    cause: 'wrong_rate',
    of: ['qr', 'sticker'],
    stacks: true,
    put: (_chance, _book, on) => {
      const { bill } = on;
      if (bill === null) throw new Error('no row in a bill');
      const was = bill.fee;
      // So much that it costs two fen at least: less is rounding, which nobody can tell from a rate.
      bill.rate += Math.max(220, Math.ceil(250_000 / bill.amountFen));
      bill.fee = Math.round((bill.amountFen * bill.rate) / 100);
      return { refs: [bill.channelNo, bill.outTradeNo], fen: Math.round((bill.fee - was) / 1_000) };
    },
  },
  {
    type: 'DUPLICATE_PAY',
    cause: 'cash_and_qr',
    of: ['qr'],
    stacks: false,
    // The vendor took cash while the code was open, and the shopper had paid; nobody gave it back.
    put: (_chance, _book, on) => {
      const { attempt, tender } = electronic(on);
      Object.assign(tender, {
        kind: 'cash',
        state: 'cash',
        channel: null,
        order: null,
        channelNo: null,
      } satisfies Partial<Tender>);
      attempt.state = 'paid_late';
      attempt.closedAt = (attempt.paidAt ?? on.sale.at) - 1_000;
      return { refs: [attempt.outTradeNo, attempt.channelNo ?? '', on.sale.id], fen: attempt.amountFen };
    },
  },
  {
    type: 'DUPLICATE_PAY',
    cause: 'two_attempts',
    of: ['qr'],
    stacks: false,
    put: (chance, book, on) => {
      const { attempt } = electronic(on);
      const other = attempt.channel === 'wechat' ? 'alipay' : 'wechat';
      const at = attempt.startedAt + 20_000;
      const second = openAttempt(chance, on.stall, attempt.order, attempt.terminal, 2, other, at, attempt.amountFen);
      second.counts = false;
      book.attempts.push(second);
      book.bill.push(
        billRowOf(chance, on.stall, {
          channel: other,
          channelNo: second.channelNo ?? '',
          outTradeNo: second.outTradeNo,
          at: second.paidAt ?? second.startedAt,
          fen: second.amountFen,
        }),
      );
      return { refs: [second.outTradeNo, second.channelNo ?? ''], fen: second.amountFen };
    },
  },
];
