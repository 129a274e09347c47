/** Payments under way, as the vendor's and the shopper's windows see them. */
export interface PayingView {
  /** A QR can be shown: the market has set channels up. */
  readonly isOffered: boolean;
  /** Payment codes of shoppers can be charged: there is a line too. */
  readonly canCharge: boolean;
  /** Without a line a proof is what tells that it is paid. */
  readonly isOnline: boolean;
  readonly isSimulated: boolean;
  readonly channels: readonly string[];
  /** The latest last. */
  readonly waiting: readonly WaitingView[];
  readonly news: PayNews | null;
}

export interface WaitingView {
  readonly orderId: string;
  readonly cartId: string;
  readonly sign: string;
  readonly amountFen: number;
  /** It pays for the rest of its cart; else it is a part, and its cart goes on. */
  readonly isRest: boolean;
  readonly isSimulated: boolean;
  /** What the QR says; null for a payment code that is being charged. */
  readonly url: string | null;
  readonly since: number;
  /** `shown`: nobody has paid it yet. `charging`: asked for. `pending`: the shopper confirms it on the phone. `unknown`: the line broke, the result is not known. */
  readonly stage: 'shown' | 'charging' | 'pending' | 'unknown';
  /** Typed codes it still takes; 0: the keypad is shut for it. */
  readonly triesLeft: number;
}

/** The last thing that came of a payment, told once. `no` rises with each. */
export interface PayNews {
  readonly no: number;
  /**
   * `paid`: a waiting cart. `paid_later`: one that was let go before (S16). `surplus`: money that nothing waits for.
   * `failed`: nothing came of it, the cart stands as a tab again. `taken`: another terminal had claimed that money.
   */
  readonly what: 'paid' | 'paid_later' | 'surplus' | 'failed' | 'expired' | 'taken';
  readonly cartId: string | null;
  readonly sign: string;
  readonly amountFen: number;
  readonly isPart: boolean;
  readonly channel: string | null;
  /** Proven without the market's ledger. */
  readonly isOffline: boolean;
  readonly isSimulated: boolean;
}

/** Money that is awaited or that nobody awaits; the vendor's only. */
export interface OwedView {
  /** 未到账: sold, and the money has not shown. Oldest first. */
  readonly unpaid: readonly UnpaidView[];
  readonly unpaidFen: number;
  /** Came for something that was paid otherwise, or was given up. */
  readonly surplus: readonly SurplusView[];
  /** Sold on a proof that the market's ledger does not have. */
  readonly differing: readonly Pick<SurplusView, 'orderId' | 'sign' | 'amountFen' | 'at'>[];
  /** Money on the stall's printed code: `candidates` above one asks 是哪一单; none is 无主到账. Newest first. */
  readonly arrivals: readonly ArrivalView[];
}
export interface UnpaidView {
  readonly saleId: string;
  readonly tenderNo: number;
  readonly no: string;
  readonly sign: string;
  readonly at: number;
  readonly amountFen: number;
  /** Its order, whose QR can be paid still; null where money is awaited on the printed code. */
  readonly orderId: string | null;
  readonly triesLeft: number;
}
export interface SurplusView {
  readonly orderId: string;
  readonly sign: string;
  readonly amountFen: number;
  readonly returnedFen: number;
  /** The market knows, and gives it back: it can be taken off the list. */
  readonly isGoingBack: boolean;
  readonly at: number;
}
export interface ArrivalView {
  readonly id: string;
  readonly amountFen: number;
  readonly channel: string;
  readonly at: number;
  readonly isSimulated: boolean;
  /** Being claimed now. */
  readonly isClaiming: boolean;
  /** Another terminal has it; null: nobody. */
  readonly takenBy: number | null;
  /** Several were open when it came: 是哪一单. */
  readonly asks: boolean;
  readonly candidates: readonly {
    readonly subjectId: string;
    readonly sign: string;
    readonly at: number;
    readonly isSold: boolean;
  }[];
}
