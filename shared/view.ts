import type { BenchView } from './bench-view.ts';
import type { ScanAnswer } from './commands/scan.ts';
import type { SaleNow } from './after/now.ts';
import type { DevicesView, ScalesView } from './device-view.ts';
import type { GoodsChange, GoodsView } from './goods-view.ts';
import type { Account } from './records/account.ts';
import type { Price, Rounding, TenderKind, TenderState } from './records/goods.ts';
import type { OwedView, PayingView } from './pay-view.ts';
import type { PeopleView } from './people.ts';
import type { Notice } from './records/market.ts';
import type { NoticesView } from './notices.ts';
import type { Refusal } from './refusal.ts';
import type { Role } from './role.ts';
import type { SetupView } from './setup.ts';
import type { StallView, StatusView } from './status-view.ts';

/**
 * What the windows see. Each topic is one plain value; an event replaces it whole, but for the goods. What is seen while selling stands here, the
 * others in a file each.
 * Renderers show these and keep no business rule of their own.
 */
export interface ViewTopics {
  readonly weighing: WeighingView;
  readonly carts: CartsView;
  readonly accounts: AccountsView;
  readonly goods: GoodsView;
  readonly likely: LikelyView;
  readonly last: LastSaleView | null;
  readonly scan: ScanView;
  readonly paying: PayingView;
  readonly owed: OwedView;
  readonly status: StatusView;
  readonly stall: StallView;
  readonly people: PeopleView;
  readonly setup: SetupView;
  readonly notices: NoticesView;
  readonly shopper: ShopperView;
  readonly bench: BenchView;
  readonly devices: DevicesView;
  readonly scales: ScalesView;
}
export type Topic = keyof ViewTopics;

/** Why the load can't be sold, in the order in which they are looked at. */
export type BlockedReason =
  | 'no_scale' // nothing connected, or no frame for over 1 s
  | 'overload'
  | 'below_zero'
  | 'loaded_start' // 开机时秤上有东西,请重新置零 (S20)
  | 'residue' // 请先归零 (S2)
  | 'unstable'
  | 'below_min' // 低于 100 g,按份卖 (S3)
  | 'reprice' // a computing scale still shows the load at another price
  | 'overdue'; // the verification is over, and the owner wants nothing sold by weight then

export interface WeighingView {
  /** `ready`: empty pan at zero. `live`: may be sold. `taken`: this load is a line already. `blocked`: see reason. */
  readonly state: 'ready' | 'live' | 'taken' | 'blocked';
  readonly reason: BlockedReason | null;
  readonly stable: boolean;
  readonly zero: boolean;
  /** Null when there is no fresh frame: the weight is gone from the screen, never stale. */
  readonly grossG: number | null;
  readonly tareG: number;
  readonly tareKind: 'none' | 'key' | 'preset';
  /** What the screen shows: gross − tare. */
  readonly netG: number | null;
  readonly minG: number;
  readonly maxG: number;
  readonly eG: number;
  /** Decimals of a kilogram the scale indicates (3 for e ≥ 1 g). */
  readonly decimals: number;
  /** Whether this terminal can zero the scale; else the screen names the scale's own key. */
  readonly canZero: boolean;
  /** Product that is armed (S1), or the one just taken, with the live amount. */
  readonly product: {
    readonly id: string;
    readonly name: string;
    readonly price: Price;
    readonly amountFen: number | null;
    readonly armed: boolean;
  } | null;
  /** The pinned product: it takes one line per load (S1). */
  readonly pinnedId: string | null;
  /** What a scale with a camera takes the load for, the surest first, at most four; a suggestion only. Empty without one, and on an empty pan. */
  readonly candidates: readonly { readonly id: string; readonly name: string; readonly percent: number }[];
  /** The line was taken and the load changed by more than 1 e since: 更新 is offered. */
  readonly changed: boolean;
}

export interface LineView {
  readonly id: string;
  readonly kind: 'weight' | 'piece' | 'portion' | 'gift';
  readonly productId: string | null;
  readonly name: string;
  readonly netG: number | null;
  readonly tareG: number | null;
  readonly qty: number;
  readonly pieceUnit: string;
  readonly price: Price;
  /** After the line's own concession. */
  readonly amountFen: number;
  readonly concessionFen: number;
  readonly capped: boolean;
  readonly onPan: boolean;
  /** From the label of another scale: nothing was weighed here. */
  readonly fromLabel: boolean;
  /** Weighed on a scale whose verification was over, where the owner wants lines to say so. */
  readonly unverified: boolean;
}

export interface CartView {
  readonly id: string;
  readonly sign: string;
  readonly state: 'open' | 'held' | 'waiting' | 'paid';
  /** Newest first. */
  readonly lines: readonly LineView[];
  readonly goodsFen: number;
  readonly concessionFen: number;
  readonly rounding: Rounding;
  readonly roundingFen: number;
  readonly payableFen: number;
  readonly agreedFen: number | null;
  /** Received already (S14), in the order in which they came. */
  readonly parts: readonly { readonly id: string; readonly kind: TenderKind; readonly amountFen: number }[];
  readonly receivedFen: number;
  /** Still to be paid: payable − received; negative for a cart that is lost but for what was received. */
  readonly dueFen: number;
  /** Who buys on credit and at own prices (S11). */
  readonly accountId: string | null;
  /** Products of its last order that are still to be weighed. */
  readonly ordered: readonly string[];
  /** Once paid, the goods wait to be picked up. */
  readonly pickup: boolean;
  /** Of a paid cart: the committed sale. */
  readonly saleId: string | null;
  /** Set for a cart brought back after a power cut (S20): epoch ms of its last change. */
  readonly beforePowerCutAt: number | null;
}

/** For the shopper's screen alone. */
export interface ShopperView {
  /** What the market has posted of this stall: licences and test results, newest first. */
  readonly posted: readonly Pick<Notice, 'id' | 'kind' | 'title' | 'text' | 'at'>[];
  /** Last day of the scale's verification, while it holds. */
  readonly scaleDueOn: string | null;
  /** The receipt whose code was asked for last, and when. */
  readonly receipt: {
    readonly no: string;
    readonly payableFen: number;
    readonly url: string;
    readonly at: number;
  } | null;
}

export interface CartsView {
  readonly frontId: string;
  readonly carts: readonly CartView[];
  /** The line removed last and until when it can come back. */
  readonly undo: {
    readonly cartId: string;
    readonly lineId: string;
    readonly name: string;
    readonly until: number;
  } | null;
}

/** Restaurants on credit (S11), with what they owe. */
export interface AccountsView {
  readonly accounts: readonly AccountView[];
}
export type AccountView = Account & { readonly owedFen: number };

/** What the load on the pan is likely to be, the likeliest first, at most four; fixed for as long as the load lies there (S9). */
export interface LikelyView {
  readonly ids: readonly string[];
}

export interface LastSaleView {
  readonly saleId: string;
  /** Printed number, `terminal-epoch-seq`. */
  readonly no: string;
  readonly at: number;
  readonly payableFen: number;
  readonly tenderState: TenderState;
  readonly firstItem: string;
  readonly items: number;
  readonly changeFen: number | null;
  /** 付50找26.20 · 付100找76.20 (S19); empty unless exact cash. */
  readonly changeHints: readonly { readonly paidFen: number; readonly changeFen: number }[];
  readonly paper: 'none' | 'queued' | 'printing' | 'printed' | 'unprinted' | 'unsure';
  /** An earlier sale that was asked for, in the place of the last one. */
  readonly looked: boolean;
  /** What holds of it now, after all that came later (S19). */
  readonly now: SaleNow;
}

export interface ScanView {
  /** Rises with every code that was read and with every choice that was made. */
  readonly no: number;
  /** What came of the last one; null before the first. */
  readonly outcome:
    | { readonly ok: true; readonly value: ScanAnswer }
    | { readonly ok: false; readonly refusal: Refusal }
    | null;
  /** A code that may be a payment or the label of goods; one touch decides (S13). */
  readonly choice: {
    readonly id: string;
    readonly name: string;
    readonly netG: number | null;
    readonly amountFen: number;
    readonly payableFen: number;
  } | null;
}

/**
 * A numbered event: `topic` now has `value`, or the goods have changed so (`withGoodsChange`): a market lists 10,000 of them. Numbers rise by one
 * for each role; after a gap ask for a snapshot.
 */
export type ViewEvent =
  | { [T in Topic]: { readonly no: number; readonly topic: T; readonly value: ViewTopics[T] } }[Topic]
  | { readonly no: number; readonly topic: 'goods_change'; readonly value: GoodsChange };
/** Every topic the role may see, and the number of the last event that is in it. */
export interface Snapshot {
  readonly no: number;
  readonly role: Role;
  readonly topics: Partial<ViewTopics>;
}

/** Which topics a role may see. The shopper sees the sale, today's prices and the stall's sign, never the vendor's figures. */
export const topicsOf: Readonly<Record<Role, readonly Topic[]>> = {
  vendor: [
    'weighing',
    'carts',
    'accounts',
    'goods',
    'likely',
    'last',
    'scan',
    'paying',
    'owed',
    'status',
    'stall',
    'people',
    'setup',
    'notices',
    'devices',
    'scales',
  ],
  customer: ['weighing', 'carts', 'paying', 'goods', 'stall', 'shopper'],
  bench: ['bench', 'status', 'stall'],
  backoffice: ['goods', 'accounts', 'status', 'stall', 'people', 'setup', 'notices', 'devices', 'scales'],
};
