import type { Chance } from '../harness/chance.ts';
import { businessDayOf } from './clock.ts';
import type { Arrival, Attempt, BillRow, CardRow, Channel, Refund, Sale, Split, Stall, Tender } from './world.ts';

/** What all parties have written so far. */
export interface Book {
  readonly sales: Sale[];
  readonly attempts: Attempt[];
  readonly refunds: Refund[];
  readonly arrivals: Arrival[];
  readonly splits: Split[];
  readonly bill: BillRow[];
  readonly cards: CardRow[];
  /** Added to what the bank credits, by `stall/channel/day`. */
  readonly bankOff: Map<string, number>;
}
export const emptyBook = (): Book => ({
  sales: [],
  attempts: [],
  refunds: [],
  arrivals: [],
  splits: [],
  bill: [],
  cards: [],
  bankOff: new Map(),
});

export const ways = ['cash', 'qr', 'sticker', 'card', 'mixed'] as const;
export type Way = (typeof ways)[number];

/** One shopper's purchase and everything that was written because of it. */
export interface Purchase {
  readonly way: Way;
  readonly stall: Stall;
  readonly sale: Sale;
  readonly attempt: Attempt | null;
  readonly arrival: Arrival | null;
  readonly bill: BillRow | null;
  readonly card: CardRow | null;
}

export const hex = (chance: Chance, digits: number): string =>
  Array.from({ length: digits }, () => chance.whole(16).toString(16)).join('');
export const digits = (chance: Chance, count: number): string =>
  Array.from({ length: count }, () => chance.whole(10)).join('');

/** A channel's number of a payment; 28 digits each, as both channels have them. */
export const channelNoOf = (chance: Chance, channel: Channel): string =>
  channel === 'wechat' ? `4200${digits(chance, 24)}` : `2026${digits(chance, 24)}`;
const feeOf = (fen: number, rate: number): number => Math.round((fen * rate) / 100);

export const billRowOf = (
  chance: Chance,
  stall: Stall,
  pay: {
    readonly channel: Channel;
    readonly channelNo: string;
    readonly outTradeNo: string;
    readonly at: number;
    readonly fen: number;
  },
): BillRow => ({
  channel: pay.channel,
  merchant: stall.merchants[pay.channel],
  channelNo: pay.channelNo,
  outTradeNo: pay.outTradeNo,
  kind: 'pay',
  at: pay.at,
  amountFen: pay.fen,
  couponFen: chance.next() < 0.03 ? Math.min(pay.fen - 1, 100) : 0,
  fee: feeOf(pay.fen, stall.rate[pay.channel]),
  rate: stall.rate[pay.channel],
  outRefundNo: null,
  refundState: null,
});
export const refundRowOf = (
  paid: BillRow,
  refund: {
    readonly no: string;
    readonly at: number;
    readonly fen: number;
    readonly state: 'SUCCESS' | 'PROCESSING' | 'ABNORMAL';
  },
): BillRow => ({
  ...paid,
  kind: 'refund',
  at: refund.at,
  amountFen: refund.fen,
  couponFen: 0,
  // The channel gives back its fee in proportion.
  fee: Math.round((paid.fee * refund.fen) / paid.amountFen),
  outRefundNo: refund.no,
  refundState: refund.state,
});

export function openAttempt(
  chance: Chance,
  stall: Stall,
  order: string,
  terminal: number,
  no: number,
  channel: Channel,
  at: number,
  fen: number,
): Attempt {
  return {
    outTradeNo: `O${order.slice(0, 28).toUpperCase()}${String(no).padStart(2, '0')}`,
    order,
    no,
    stall: stall.stall,
    terminal,
    channel,
    merchant: stall.merchants[channel],
    amountFen: fen,
    startedAt: at,
    state: 'paid',
    closedAt: null,
    paidAt: at + 3_000 + chance.whole(40_000),
    channelNo: channelNoOf(chance, channel),
    counts: true,
  };
}

export function saleOf(chance: Chance, stall: Stall, terminal: number, at: number, tenders: Tender[]): Sale {
  return {
    id: `s-${hex(chance, 24)}`,
    stall: stall.stall,
    terminal,
    seq: 0,
    at,
    day: businessDayOf(at),
    mode: 'trade',
    payableFen: tenders.reduce((sum, { amountFen }) => sum + amountFen, 0),
    tenders,
    uploaded: true,
    later: [],
  };
}

const plain = (kind: Tender['kind'], state: Tender['state'], amountFen: number): Tender => ({
  kind,
  channel: null,
  amountFen,
  state,
  order: null,
  channelNo: null,
});

/** A purchase in which everybody wrote the truth. */
export function purchase(
  chance: Chance,
  book: Book,
  wish: {
    readonly stall: Stall;
    readonly terminal: number;
    readonly at: number;
    readonly fen: number;
    readonly way: Way;
  },
): Purchase {
  const { stall, terminal, at, fen, way } = wish;
  const channel: Channel = chance.next() < 0.6 ? 'wechat' : 'alipay';
  const done = (sale: Sale, more: Partial<Purchase> = {}): Purchase => {
    book.sales.push(sale);
    return { way, stall, sale, attempt: null, arrival: null, bill: null, card: null, ...more };
  };
  switch (way) {
    case 'cash':
      return done(saleOf(chance, stall, terminal, at, [plain('cash', 'cash', fen)]));
    case 'card': {
      const card: CardRow = {
        machine: stall.cardMachine,
        at: at - chance.whole(60_000),
        reference: digits(chance, 12),
        amountFen: fen,
      };
      book.cards.push(card);
      return done(saleOf(chance, stall, terminal, at, [plain('card', 'external', fen)]), { card });
    }
    case 'sticker': {
      const arrival: Arrival = {
        channelNo: channelNoOf(chance, channel),
        channel,
        stall: stall.stall,
        fen,
        at: at - 2_000,
        saleId: null,
      };
      const sale = saleOf(chance, stall, terminal, at, [
        { ...plain('static_code', 'confirmed', fen), channel, channelNo: arrival.channelNo },
      ]);
      arrival.saleId = sale.id;
      const bill = billRowOf(chance, stall, {
        channel,
        channelNo: arrival.channelNo,
        outTradeNo: `P${digits(chance, 20)}`,
        at: arrival.at,
        fen,
      });
      book.arrivals.push(arrival);
      book.bill.push(bill);
      return done(sale, { arrival, bill });
    }
    case 'qr':
    case 'mixed': {
      const partFen = way === 'mixed' ? Math.max(1, Math.floor(fen / 2)) : 0;
      const order = hex(chance, 64);
      const attempt = openAttempt(chance, stall, order, terminal, 1, channel, at - 50_000, fen - partFen);
      const sale = saleOf(chance, stall, terminal, Math.max(at, (attempt.paidAt ?? at) + 1_000), [
        ...(partFen === 0 ? [] : [plain('cash', 'cash', partFen)]),
        { ...plain('dynamic_qr', 'confirmed', fen - partFen), channel, order, channelNo: attempt.channelNo },
      ]);
      const bill = billRowOf(chance, stall, {
        channel,
        channelNo: attempt.channelNo ?? '',
        outTradeNo: attempt.outTradeNo,
        at: attempt.paidAt ?? at,
        fen: attempt.amountFen,
      });
      book.attempts.push(attempt);
      book.bill.push(bill);
      return done(sale, { attempt, bill });
    }
    default:
      return way satisfies never;
  }
}
