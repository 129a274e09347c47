import type { Chance } from '../harness/chance.ts';
import { MINUTE } from './clock.ts';
import { electronic, release } from './fault.ts';
import { billRowOf, hex, openAttempt, purchase, refundRowOf, type Book, type Purchase } from './honest.ts';

/** Puts an honest purchase there that is easily taken for a fault. */
export interface Lookalike {
  readonly name: string;
  readonly put: (
    chance: Chance,
    book: Book,
    wish: { readonly stall: Purchase['stall']; readonly terminal: number; readonly at: number; readonly fen: number },
  ) => readonly string[];
}

export const lookalikes: readonly Lookalike[] = [
  {
    name: 'cash and a printed code of the same amount within a minute, both true',
    put: (chance, book, wish) => {
      const paid = purchase(chance, book, { ...wish, way: 'sticker' });
      const cash = purchase(chance, book, { ...wish, at: wish.at + 30_000, way: 'cash' });
      return [paid.bill?.channelNo ?? '', paid.sale.id, cash.sale.id];
    },
  },
  {
    name: 'two shoppers pay the same amount on the printed code in one minute',
    put: (chance, book, wish) => {
      const one = purchase(chance, book, { ...wish, way: 'sticker' });
      const two = purchase(chance, book, { ...wish, at: wish.at + 20_000, way: 'sticker' });
      return [one.bill?.channelNo ?? '', two.bill?.channelNo ?? ''];
    },
  },
  {
    name: 'paid twice and given back under its own number',
    put: (chance, book, wish) => {
      const on = purchase(chance, book, { ...wish, way: 'qr' });
      const { attempt } = electronic(on);
      const other = attempt.channel === 'wechat' ? 'alipay' : 'wechat';
      const second = openAttempt(
        chance,
        on.stall,
        attempt.order,
        attempt.terminal,
        2,
        other,
        attempt.startedAt + 20_000,
        attempt.amountFen,
      );
      const row = billRowOf(chance, on.stall, {
        channel: other,
        channelNo: second.channelNo ?? '',
        outTradeNo: second.outTradeNo,
        at: second.paidAt ?? second.startedAt,
        fen: second.amountFen,
      });
      second.counts = false;
      second.state = 'refunded';
      const refund = {
        outRefundNo: `D${second.outTradeNo}`,
        outTradeNo: second.outTradeNo,
        fen: second.amountFen,
        at: row.at + MINUTE,
        state: 'done' as const,
      };
      book.attempts.push(second);
      book.refunds.push(refund);
      book.bill.push(
        row,
        refundRowOf(row, { no: refund.outRefundNo, at: refund.at, fen: refund.fen, state: 'SUCCESS' }),
      );
      return [second.outTradeNo, refund.outRefundNo];
    },
  },
  {
    name: 'released, paid late, confirmed by an entry of its own',
    put: (chance, book, wish) => {
      const on = purchase(chance, book, { ...wish, way: 'qr' });
      const { attempt, tender } = electronic(on);
      release(on, tender);
      attempt.state = 'paid_late';
      on.sale.later.push({
        kind: 'confirmation',
        at: on.sale.at + 2 * MINUTE,
        tenderNo: 1,
        channelNo: attempt.channelNo ?? '',
      });
      return [attempt.outTradeNo, on.sale.id];
    },
  },
  {
    name: 'part of a sale given back, in both books',
    put: (chance, book, wish) => {
      const on = purchase(chance, book, { ...wish, way: 'qr' });
      const { attempt, bill } = electronic(on);
      const fen = Math.max(1, Math.floor(attempt.amountFen / 3));
      const refund = {
        outRefundNo: `R${hex(chance, 24)}`,
        outTradeNo: attempt.outTradeNo,
        fen,
        at: on.sale.at + 10 * MINUTE,
        state: 'done' as const,
      };
      attempt.state = 'part_refunded';
      on.sale.later.push({ kind: 'refund', at: refund.at, amountFen: fen });
      book.refunds.push(refund);
      book.bill.push(refundRowOf(bill, { no: refund.outRefundNo, at: refund.at, fen, state: 'SUCCESS' }));
      return [attempt.outTradeNo, refund.outRefundNo];
    },
  },
  {
    name: 'proven offline, and the market agrees',
    put: (chance, book, wish) => {
      const on = purchase(chance, book, { ...wish, way: 'qr' });
      const { attempt, tender } = electronic(on);
      tender.state = 'proven_offline';
      tender.channelNo = null;
      return [attempt.outTradeNo, on.sale.id];
    },
  },
  {
    name: 'practice that looks like trade',
    put: (chance, book, wish) => {
      const on = purchase(chance, book, { ...wish, way: 'cash' });
      on.sale.mode = chance.next() < 0.5 ? 'training' : 'simulated';
      return [on.sale.id];
    },
  },
  {
    name: 'voided and given back',
    put: (chance, book, wish) => {
      const on = purchase(chance, book, { ...wish, way: 'qr' });
      const { attempt, bill } = electronic(on);
      const refund = {
        outRefundNo: `V${hex(chance, 24)}`,
        outTradeNo: attempt.outTradeNo,
        fen: attempt.amountFen,
        at: on.sale.at + 5 * MINUTE,
        state: 'done' as const,
      };
      attempt.state = 'refunded';
      on.sale.later.push({ kind: 'void', at: refund.at - 1_000, amountFen: on.sale.payableFen });
      book.refunds.push(refund);
      book.bill.push(refundRowOf(bill, { no: refund.outRefundNo, at: refund.at, fen: refund.fen, state: 'SUCCESS' }));
      return [attempt.outTradeNo, refund.outRefundNo, on.sale.id];
    },
  },
];
