import type {
  DisplayDeviceView,
  DrawerDeviceView,
  LabelPrinterDeviceView,
  PrinterDeviceView,
  ScannerDeviceView,
} from './device-view.ts';
import type { BenchView } from './bench-view.ts';
import type { ScanAnswer } from './commands/scan.ts';
import type { Account } from './records/account.ts';
import type { SaleNow } from './after/now.ts';
import type { HealthNote } from './health.ts';
import type { Bags, Mode, Price, PriceBasis, Rounding, TenderKind, TenderState } from './records/goods.ts';
import type { OwedView, PayingView } from './pay-view.ts';
import type { PeopleView } from './people.ts';
import type { Notice } from './records/market.ts';
import type { NoticesView } from './notices.ts';
import type { SetupView } from './setup.ts';
import type { ExpiryPolicy, ScaleRecord, Verification } from './metrology.ts';
import type { Refusal } from './refusal.ts';
import type { DeviceState, FrameCounters, ScaleModel, ScalePlate } from './scale.ts';
import type { FindingView, UsedScale } from './scale-finding.ts';
import type { ScaleId } from './scale-port.ts';

/**
 * What the windows see. Each topic is one plain value; an event replaces it whole.
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

export interface ProductView {
  readonly id: string;
  readonly plu: number;
  readonly name: string;
  readonly category: string;
  readonly glyph: string;
  readonly field: string;
  readonly initials: string;
  readonly pinyin: string;
  readonly aliases: readonly string[];
  readonly aliasInitials: readonly string[];
  readonly aliasPinyin: readonly string[];
  readonly sellBy: 'weight' | 'piece' | 'both';
  readonly pieceUnit: string;
  readonly weightPrice: Price | null;
  readonly piecePrice: Price | null;
  readonly capped: boolean;
}

export interface GoodsView {
  /** Product ids in the vendor's own order; the first 24 fit without scrolling (S9). */
  readonly grid: readonly string[];
  readonly products: readonly ProductView[];
  readonly categories: readonly { readonly id: string; readonly name: string; readonly short: string }[];
  readonly basisG: PriceBasis;
}

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

export interface StatusView {
  /** `training`: not enrolled; nothing sold now is trade. */
  readonly mode: Mode;
  /** Somebody practises at a till that has joined; it can be ended in one touch. */
  readonly practising: boolean;
  readonly link: 'never' | 'online' | 'offline';
  /** Entries the server has not acknowledged yet. */
  readonly pendingUpload: number;
  /** Entries the server has set aside. */
  readonly setAside: number;
  readonly scale: DeviceState;
  /** Null where there is none of its own. */
  readonly scanner: DeviceState | null;
  readonly printer: DeviceState;
  readonly printerText: string;
  readonly unprinted: number;
  readonly unsure: number;
  /** Whether a drawer can be opened from here. */
  readonly hasDrawer: boolean;
  /** Whether a label can be printed for a line that was sold. */
  readonly hasLabeler: boolean;
  /** Enrolment under way or why it failed, in plain words; empty when fine. */
  readonly enrolText: string;
  /** The copy on a second place; null when none is set. */
  readonly mirror: MirrorView | null;
  /** What the market has to say about this terminal's journal; null when all is well. Selling goes on. */
  readonly alarm: MarketAlarm | null;
  /** What is going wrong with the terminal itself, worst first. */
  readonly health: readonly HealthNote[];
}

/**
 * `image`: the journal was put back from a copy and goes on in an epoch of its own. `fork`: two different entries under one number.
 * `rebuilt`: put together anew, and the market has not confirmed it yet. `superseded`: another device has taken this terminal over.
 * `revoked`: the market has withdrawn it. `server_key`: the market signs with another key than before.
 */
export type MarketAlarm = 'image' | 'fork' | 'rebuilt' | 'superseded' | 'revoked' | 'server_key';

/** The copy of the journal on a second place (a stick, a folder of another machine). */
export interface MirrorView {
  /**
   * `looking`: not looked at yet. `missing`: no such folder, the stick is out. `foreign`: it holds another terminal's journal.
   * `ahead`: it holds more of this terminal's journal than the till. `full`, `locked` (read-only), `failed`: it can't be written.
   */
  readonly state: 'looking' | 'following' | 'missing' | 'foreign' | 'ahead' | 'full' | 'locked' | 'failed';
  /** Entries that are not there; null while that is not known. */
  readonly behind: number | null;
  /** Since when there are any, epoch ms; null when there are none. */
  readonly since: number | null;
  /** The folder lies on the disk of the till's own data, which is no second place. */
  readonly isSameDisk: boolean;
}

export interface StallView {
  readonly marketName: string;
  readonly stallNo: string;
  readonly stallName: string;
  readonly seller: string;
  /** Said on the shopper's screen too: what is not trade must not look like it. */
  readonly mode: Mode;
  readonly publicScale: string;
  readonly rounding: Rounding;
  readonly paper: 'asked' | 'each' | 'never';
  readonly basisG: PriceBasis;
  /** What its bags weigh, grams; null: as the list of goods says. */
  readonly bags: Bags;
  /** What moves by itself is weighed by its mean (活鲜, S5). */
  readonly live: boolean;
}

/** The devices of the stall, for who set them up. Moves only while somebody looks (`devices.watch`). */
export interface DevicesView {
  readonly scale: ScaleDeviceView | null;
  readonly printer: PrinterDeviceView | null;
  /** A printer of labels says how it is only when a label is asked for. */
  readonly labeler: LabelPrinterDeviceView | null;
  readonly drawer: DrawerDeviceView | null;
  readonly scanner: ScannerDeviceView;
  readonly display: DisplayDeviceView | null;
}

export interface ScaleDeviceView {
  readonly model: ScaleModel;
  readonly plate: ScalePlate;
  readonly state: DeviceState;
  readonly counters: FrameCounters;
  /** The last frames, newest first: read time, bytes as people can read them, and what was read. */
  readonly frames: readonly {
    readonly at: number;
    readonly hex: string;
    readonly weightG: number | null;
    readonly stable: boolean | null;
  }[];
  readonly record: ScaleRecord | null;
  readonly verification: Verification;
  /** What is done once it is over. */
  readonly expiry: ExpiryPolicy;
  /** Priced goods for which this scale is too coarse (order 31 of 2020, art. 3). */
  readonly tooCoarseFor: readonly string[];
}

/** The stall's scales, which one is sold by, and the looking for others. */
export interface ScalesView {
  /** Null while nobody looks. */
  readonly finding: FindingView | null;
  readonly canFind: boolean;
  /** Whether what is chosen is used at the next start too; not on a virtual stall. */
  readonly kept: boolean;
  readonly used: readonly UsedScale[];
  readonly sellBy: ScaleId;
  /** The other scale (复秤), what it shows; never sold by. Null where there is one scale. */
  readonly reweigh: {
    readonly id: ScaleId;
    readonly state: DeviceState;
    readonly weightG: number | null;
    readonly stable: boolean;
  } | null;
}

/** A numbered event: `topic` now has `value`. Numbers rise by one for each role; after a gap ask for a snapshot. */
export type ViewEvent = {
  [T in Topic]: { readonly no: number; readonly topic: T; readonly value: ViewTopics[T] };
}[Topic];
/** Every topic the role may see, and the number of the last event that is in it. */
export interface Snapshot {
  readonly no: number;
  readonly role: Role;
  readonly topics: Partial<ViewTopics>;
}

export type Role = 'vendor' | 'customer' | 'bench' | 'backoffice';
export const roles = ['vendor', 'customer', 'bench', 'backoffice'] as const satisfies readonly Role[];

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
