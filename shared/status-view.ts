import type { HealthNote } from './health.ts';
import type { MirrorView } from './mirror-view.ts';
import type { Bags, Mode, PriceBasis, Rounding } from './records/goods.ts';
import type { DeviceState } from './scale.ts';

/** How the terminal is: its line to the market, its devices, its paper, its health. */
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

/** Whose stall it is and how it sells. */
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
