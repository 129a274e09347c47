import type { Verification } from '../metrology.ts';
import type { HealthCode, HealthNote } from '../health.ts';
import type { Refusal, RefusalCode } from '../refusal.ts';
import type { BlockedReason, CartView, LastSaleView, MarketAlarm, StatusView, WeighingView } from '../view.ts';

/** Languages of the screens. Chinese is the first; every other one is complete, since a missing message does not compile. */
export type Language = 'zh' | 'en';

/** A refusal of the core, or the line to the core that broke before an answer came. */
export type Failure = Refusal | { readonly code: 'line_lost' };

type HealthTexts = { readonly [C in HealthCode]: (note: Extract<HealthNote, { readonly code: C }>) => HealthText };
/** `short` for the status bar; `todo`: what it means and what to do now. */
export interface HealthText {
  readonly short: string;
  readonly todo: string;
}

type RefusalTexts = { readonly [C in RefusalCode]: (refusal: Extract<Refusal, { readonly code: C }>) => string };

/** Every sentence of the windows. Money arrives ready-made (`¥12.50`), weights too (`0.100 kg`). */
export interface TextTable {
  readonly language: Language;
  readonly common: {
    readonly close: string;
    readonly erase: string;
    readonly done: string;
    readonly perBasis: (basisG: number) => string;
    readonly perPiece: (unit: string) => string;
    readonly selling: string;
    readonly connecting: string;
    readonly lineLost: string;
  };
  readonly rail: {
    readonly label: string;
    readonly menu: string;
    readonly seller: string;
    readonly mine: string;
    readonly find: string;
    readonly findNote: string;
    readonly portion: string;
  };
  readonly tile: {
    readonly armed: string;
    readonly taken: string;
    readonly cap: string;
    readonly ask: string;
    readonly addOne: string;
    readonly none: string;
  };
  readonly weigh: {
    readonly label: string;
    readonly stable: string;
    readonly moving: string;
    readonly taken: string;
    readonly zero: string;
    readonly tareOn: string;
    readonly tareShown: (kg: string) => string;
    readonly tareClear: (kg: string) => string;
    readonly tareLabel: (kg: string) => string;
    readonly putOn: string;
    readonly pick: string;
    /** The load lies there still, and its sale is closed. */
    readonly takeOff: string;
    readonly update: string;
    readonly zeroKey: string;
    readonly scaleZeroKey: string;
    readonly portionKey: string;
    readonly other: string;
    readonly noWeight: string;
    readonly onePiece: (price: string) => string;
    readonly priceLabel: (name: string, price: string) => string;
    readonly reason: (reason: BlockedReason, limits: { readonly min: string; readonly max: string }) => string;
    readonly mends: (reason: BlockedReason) => string;
    /** What stands before and after the product that is next. */
    readonly chosen: readonly [before: string, after: string];
  };
  readonly cart: {
    readonly tabs: string;
    readonly next: string;
    readonly newShopper: string;
    readonly held: string;
    readonly waiting: string;
    readonly paid: string;
    readonly beforeCut: (clock: string) => string;
    readonly items: (first: string, count: number) => string;
    readonly onPan: string;
    readonly fromLabel: string;
    readonly gift: string;
    readonly portion: string;
    readonly conceded: (fen: string) => string;
    readonly remove: (name: string) => string;
    readonly fewer: (name: string) => string;
    readonly removed: (name: string) => string;
    readonly undo: string;
    readonly empty: string;
    readonly emptyHint: string;
    readonly due: string;
    readonly agreeLabel: (amount: string) => string;
    readonly lineHint: string;
    readonly rounding: (rounding: CartView['rounding']) => string;
    readonly roundedOff: (amount: string) => string;
    readonly agreed: string;
  };
  readonly tender: { readonly cash: string; readonly more: string; readonly busy: string };
  readonly strip: {
    readonly label: string;
    readonly last: string;
    readonly none: string;
    readonly items: (first: string, count: number) => string;
    readonly state: (state: LastSaleView['tenderState']) => string;
    readonly paid: (note: string) => string;
    readonly change: string;
    readonly looked: string;
    readonly back: string;
    readonly print: string;
    readonly printLong: string;
    readonly reprint: string;
    readonly printing: string;
    readonly queued: string;
    readonly unsure: (count: number) => string;
    readonly again: string;
    readonly letBe: string;
    readonly unprinted: (count: number) => string;
    readonly printNow: string;
  };
  readonly bar: {
    readonly online: string;
    readonly uploaded: string;
    readonly offline: string;
    readonly pending: (count: number) => string;
    readonly never: string;
    readonly setAside: (count: number) => string;
    readonly alarm: (alarm: MarketAlarm) => string;
    readonly scale: string;
    readonly scanner: string;
    readonly printer: string;
    readonly device: (state: StatusView['scale']) => string;
    /** What the printer's driver says, in the vendor's words; empty when it says nothing a vendor can act on. */
    readonly printerSays: (says: string) => string;
    readonly mode: (mode: StatusView['mode']) => string;
    readonly stall: (no: string, name: string) => string;
    readonly plu: (typed: string, name: string) => string;
  };
  readonly health: { readonly title: string; readonly more: (count: number) => string; readonly notes: HealthTexts };
  readonly scan: {
    readonly again: string;
    readonly ask: string;
    readonly payment: string;
    readonly goods: (name: string) => string;
    readonly nothing: string;
  };
  readonly find: {
    readonly title: string;
    readonly addTitle: string;
    readonly hint: string;
    readonly nothing: (typed: string) => string;
    readonly digits: string;
    readonly letters: string;
    readonly byPiece: (unit: string) => string;
  };
  readonly portion: {
    readonly title: string;
    readonly what: string;
    readonly howMuch: string;
    readonly other: string;
    readonly note: string;
    readonly sell: (amount: string) => string;
  };
  readonly price: {
    readonly title: (name: string) => string;
    readonly weight: (basisG: number) => string;
    readonly piece: (unit: string) => string;
    readonly once: string;
    readonly fromNow: string;
    readonly guard: (low: string, high: string) => string;
    readonly sureOnce: string;
    readonly sureFromNow: string;
    readonly was: (price: string) => string;
  };
  readonly agree: {
    readonly total: string;
    readonly line: (name: string) => string;
    readonly now: string;
    readonly typed: string;
    readonly conceded: (amount: string) => string;
    readonly tooHigh: string;
    readonly agree: (amount: string) => string;
    readonly back: string;
  };
  readonly cash: {
    readonly title: string;
    readonly due: string;
    readonly received: string;
    readonly change: string;
    readonly short: string;
    readonly exact: (amount: string) => string;
    readonly take: (received: string, change: string) => string;
    readonly concede: (concession: string, amount: string) => string;
    readonly paper: string;
  };
  readonly menu: {
    readonly title: string;
    readonly training: string;
    readonly simulated: string;
    readonly enrolled: (stall: string) => string;
    readonly code: string;
    readonly enrol: string;
    readonly enrolling: string;
    readonly enrolDone: (stall: string) => string;
    readonly language: string;
    readonly theme: string;
    readonly bright: string;
    readonly dark: string;
    readonly contrast: string;
    readonly size: string;
    readonly normal: string;
    readonly elder: string;
    readonly sound: string;
    readonly on: string;
    readonly off: string;
    readonly rounding: string;
    readonly toJiao: string;
    readonly toYuan: string;
    readonly toNone: string;
    readonly paper: string;
    readonly asked: string;
    readonly each: string;
    readonly never: string;
    readonly drawer: string;
    readonly wipe: string;
    readonly wiping: string;
    readonly wet: string;
    readonly keys: string;
    readonly keyCard: readonly (readonly [string, string])[];
    readonly frames: (good: number, bad: number) => string;
  };
  readonly devices: {
    readonly title: string;
    readonly open: string;
    readonly none: string;
    readonly state: (state: StatusView['scale']) => string;
    readonly help: (state: StatusView['scale']) => string;
    readonly verified: string;
    readonly unverified: string;
    readonly sureness: (sureness: 'captured' | 'literal' | 'computed') => string;
    readonly plate: (max: string, min: string, e: number, serial: string) => string;
    readonly frames: string;
    readonly noFrames: string;
    readonly counted: (good: number, bad: number, resync: number) => string;
    readonly stable: string;
    readonly moving: string;
    readonly noBit: string;
    readonly paper: string;
    readonly certificate: string;
    readonly verifiedOn: string;
    readonly dueOn: string;
    readonly save: string;
    readonly saved: string;
    readonly badDay: string;
    readonly verification: (state: Verification) => string;
    readonly tooCoarse: (names: string) => string;
  };
  readonly customer: {
    readonly stallNo: (no: string) => string;
    readonly net: string;
    readonly tare: (kg: string) => string;
    readonly unitPrice: string;
    readonly amount: string;
    readonly weighing: string;
    readonly lines: (count: number) => string;
    readonly due: string;
    readonly fair: string;
    readonly fairIdle: string;
    readonly fairWhere: (where: string) => string;
    readonly today: string;
    readonly perUnit: (basisG: number) => string;
    readonly capped: string;
    readonly cappedNote: string;
    readonly welcome: string;
    readonly welcomeNote: string;
    readonly thanks: string;
    readonly paid: (amount: string) => string;
    readonly waiting: (reason: BlockedReason | null, state: WeighingView['state']) => string;
    readonly date: (month: number, day: number) => string;
  };
  readonly bench: {
    readonly title: string;
    readonly subtitle: string;
    readonly network: string;
    readonly online: string;
    readonly slow: string;
    readonly offline: string;
    readonly scale: string;
    readonly stable: string;
    readonly moving: string;
    readonly overload: string;
    readonly tare: (kg: string) => string;
    readonly slider: string;
    readonly empty: string;
    readonly tareKey: string;
    readonly shake: string;
    readonly water: string;
    readonly over: string;
    readonly presets: string;
    readonly frame: string;
    readonly printer: string;
    readonly paperWidth: (mm: number, columns: number) => string;
    readonly paperOut: string;
    readonly coverOpen: string;
    readonly off: string;
    readonly tear: string;
    readonly noPaper: string;
    readonly picture: string;
    readonly qr: string;
    readonly paper: string;
    readonly drawer: string;
    readonly open: string;
    readonly closed: string;
    readonly kicked: (clock: string, times: number) => string;
    readonly neverKicked: string;
    readonly shut: string;
  };
  readonly refusals: RefusalTexts;
}

/** The sentence of a refusal: what is wrong and what to do now. */
export function refusalText(table: TextTable, failure: Failure): string {
  if (failure.code === 'line_lost') return table.common.lineLost;
  // One entry for each code is what RefusalTexts guarantees; TypeScript can't tie the two sides of the look-up together.
  const say = table.refusals[failure.code] as (refusal: Refusal) => string;
  return say(failure);
}

export function healthText(table: TextTable, note: HealthNote): HealthText {
  const say = table.health.notes[note.code] as (note: HealthNote) => HealthText;
  return say(note);
}
