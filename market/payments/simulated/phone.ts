import type { ProofChannel } from '../../../shared/payment-order.ts';
import type { Book, Payment } from './book.ts';
import type { SimOrder } from './order.ts';

/** What a shopper who shows a payment code will do. */
export type CodePlan =
  | { readonly kind: 'pays' }
  /** The wallet asks for a password: the shopper enters it after a while, gives up, or does nothing. */
  | { readonly kind: 'password'; readonly afterMs: number; readonly does: 'pays' | 'cancels' | 'nothing' }
  | { readonly kind: 'no_money' }
  | { readonly kind: 'expired' };

/** What the phone shows of an order it has opened. */
export interface Seen {
  readonly wallet: ProofChannel;
  readonly outTradeNo: string;
  readonly subMerchant: string;
  readonly subject: string;
  readonly amountFen: number;
  readonly state: SimOrder['state'];
}

/** A shopper's phone with a simulated wallet. `text`: what its camera read, or what a page handed to the wallet's browser. */
export interface Phone {
  look(text: string): Seen | null;
  pay(text: string): Payment | 'unknown';
  /** The shopper gives up. An order behind a code stays open, as with the real ones. */
  cancel(text: string): void;
  /** The channel takes money for an order it has said is closed. */
  payAnyway(text: string): void;
  /** A payment code to hold under the stall's scanner; good once. */
  showCode(plan?: CodePlan, wallet?: ProofChannel): string;
}

export interface Codes {
  /** Uses a code up; null when nobody shows it any more. */
  use(code: string): { readonly plan: CodePlan; readonly wallet: ProofChannel } | null;
}

const starts: Readonly<Record<ProofChannel, readonly [string, number]>> = {
  wechat: ['13', 18],
  alipay: ['28', 18],
  unionpay: ['62', 19],
  ecny: ['01', 19],
};

export function createPhone(options: {
  readonly book: Book;
  readonly wallets: readonly [ProofChannel, ...ProofChannel[]];
  /** The order's token in a text of this channel; null when it is none. */
  readonly tokenOf: (text: string) => string | null;
  readonly payer: string;
  /** 0 to below 1. */
  readonly random: () => number;
}): { readonly phone: Phone; readonly codes: Codes } {
  const { book, wallets, tokenOf, payer, random } = options;
  const shown = new Map<string, { readonly plan: CodePlan; readonly wallet: ProofChannel }>();
  const open = (text: string): SimOrder | null => {
    const token = tokenOf(text);
    const order = token === null ? null : book.byToken(token);
    if (order !== null) order.isOpened = true;
    return order;
  };
  const phone: Phone = {
    look(text) {
      const order = open(text);
      if (order === null) return null;
      const { wallet, outTradeNo, subMerchant, subject, amountFen, state } = order;
      return { wallet, outTradeNo, subMerchant, subject, amountFen, state };
    },
    pay(text) {
      const order = open(text);
      return order === null ? 'unknown' : book.pay(order, order.payerId ?? payer);
    },
    cancel(text) {
      const order = open(text);
      if (order?.state === 'paying') order.state = 'failed';
    },
    payAnyway(text) {
      const order = open(text);
      if (order !== null) book.payAnyway(order, order.payerId ?? payer);
    },
    showCode(plan = { kind: 'pays' }, wallet = wallets[0]) {
      const [start, length] = starts[wallet];
      let code = start;
      while (code.length < length) code += String(Math.floor(random() * 10));
      shown.set(code, { plan, wallet });
      return code;
    },
  };
  const use: Codes['use'] = (code) => {
    const found = shown.get(code);
    shown.delete(code);
    return found === undefined || found.plan.kind === 'expired' ? null : found;
  };
  return { phone, codes: { use } };
}

/** Lets an order be paid by a code: what the shopper planned happens, or begins. */
export function payByPlan(
  book: Book,
  order: SimOrder,
  plan: CodePlan,
  payer: string,
  now: number,
): 'no_money' | 'done' {
  order.payer = payer;
  order.isOpened = true;
  if (plan.kind === 'no_money') {
    order.state = 'failed';
    return 'no_money';
  }
  if (plan.kind === 'pays') book.pay(order, payer);
  else if (plan.kind === 'password') {
    order.state = 'paying';
    order.plan = { at: now + plan.afterMs, does: plan.does };
    book.settle();
  }
  return 'done';
}
