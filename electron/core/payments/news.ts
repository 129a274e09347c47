import type { PayNews } from '../../../shared/pay-view.ts';
import type { PaymentOrder } from '../../../shared/records/terminal.ts';

/** The last thing that came of a payment, for windows to say once. */
type Told = Pick<PaymentOrder, 'sign' | 'amountFen' | 'isSimulated' | 'isRest'> & { readonly cartId: string | null };

export interface News {
  tell(what: PayNews['what'], of: Told, channel?: string | null, isOffline?: boolean): void;
  last(): PayNews | null;
}

export function createNews(onChange: () => void): News {
  let last: PayNews | null = null;
  return {
    tell: (what, { cartId, sign, amountFen, isSimulated, isRest }, channel = null, isOffline = false) => {
      const no = (last?.no ?? 0) + 1;
      last = { no, what, cartId, sign, amountFen, isPart: !isRest, channel, isOffline, isSimulated };
      onChange();
    },
    last: () => last,
  };
}
