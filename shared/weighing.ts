import { withPoint } from './curve.ts';
import type { Curve } from './records/evidence.ts';
import type { TareKind } from './records/goods.ts';
import type { Refusal } from './refusal.ts';
import type { ScalePlate, ScaleReading } from './scale.ts';
import { startSteadiness, steadier, type Steadiness } from './steadiness.ts';
import type { BlockedReason } from './view.ts';

/** A frame kept as evidence: read time (epoch ms) and bytes in hex. */
export interface EvidenceFrame {
  readonly at: number;
  readonly hex: string;
}

/** Silence after which no weight is shown or sold, ms. */
export const STALE_MS = 1000;
/** An underload that lasts so long is where the pan rests. */
const UNDER_MS = 1000;
const MAX_HEX = 512;
const FIRST_FRAMES = 8;
const MAX_FRAMES = 64;
const MAX_SETTLE_MS = 86_400_000;

/**
 * What the terminal knows of the pan. Plain and replaced whole; all weights grams.
 *
 * The latch is what keeps a load from being sold twice and a base number from being kept (M4): only a stable zero sets it,
 * taking a line uses it up. `start`: no zero seen since the start or the scale's return. `set`: zero was seen and no line taken since.
 * `used`: a line was taken, or the tare under the load was taken away.
 */
export interface WeighingState {
  /** The last frame; null when none came, or none for over a second. */
  readonly reading: ScaleReading | null;
  readonly steadiness: Steadiness;
  /** The pan shows zero now (see `onReading`). */
  readonly panReady: boolean;
  /** The latch was set by a zero; else only by a pan at rest below Min, where the scale tells no more. */
  readonly zeroSeen: boolean;
  /** Tare keyed at the terminal; a tare held by the scale itself goes before it. */
  readonly ownTareG: number;
  /** Tare that held at the last frame with a weight. */
  readonly keyTareG: number;
  readonly latch: 'start' | 'set' | 'used';
  /** Counts loads: one more each time the pan leaves zero. */
  readonly load: number;
  /** When this load left zero, epoch ms; null on a ready pan. */
  readonly leftZeroAt: number | null;
  readonly frames: readonly EvidenceFrame[];
  /** The last seconds, for the evidence. */
  readonly curve: Curve;
  /** The load that is a line now. `gone`: it was taken off, and the pan has not shown zero since. */
  readonly taken: { readonly netG: number; readonly gone: boolean } | null;
  /**
   * Whether the zero the scale took at its start may have had a load under it: `open` until a zero is set by hand, `fallen` once the
   * weight fell below −Min (S20): what was weighed since the start was too light by that load, and the pan must be zeroed.
   */
  readonly start: 'open' | 'fallen' | 'settled';
  /** Since when each frame has said underload; null when the last one did not. */
  readonly underSince: number | null;
  readonly eG: number;
  readonly maxG: number;
}

/** A weight that may become a line. */
export interface Sellable {
  readonly load: number;
  readonly grossG: number;
  readonly tareG: number;
  readonly tareKind: TareKind;
  /** grossG − tareG, > 0. */
  readonly netG: number;
  /** Who said it was stable: the scale's bit, or the rule over frames. */
  readonly stableBy: 'scale' | 'rule';
  readonly zeroBefore: boolean;
  /** From the first frame off zero to the first stable one, ms. */
  readonly settleMs: number;
  /** Unit price a computing scale worked it out with, fen per kg; null of a scale that only weighs. */
  readonly computedFor: number | null;
  /** Frames since the load left zero: the first 8 and the last 56 when there are more than 64. */
  readonly frames: readonly EvidenceFrame[];
  readonly curve: Curve;
}

/** The pan as a screen shows it. Weights are null without a fresh frame that carries one, and on overload. */
export interface Weighed {
  readonly state: 'ready' | 'live' | 'taken' | 'blocked';
  readonly reason: BlockedReason | null;
  readonly stable: boolean;
  /** Stable gross zero. */
  readonly zero: boolean;
  readonly grossG: number | null;
  readonly tareG: number;
  readonly tareKind: TareKind;
  /** grossG − tareG. */
  readonly netG: number | null;
  /** The taken load is stable and more than 1 e away from what was taken. */
  readonly changed: boolean;
  /** Set when and only when `state` is `live`. */
  readonly sellable: Sellable | null;
}

/** Before the first frame. Whatever is on the pan must go to zero first. */
export const startWeighing = (): WeighingState => ({
  reading: null,
  steadiness: startSteadiness,
  panReady: false,
  zeroSeen: false,
  ownTareG: 0,
  keyTareG: 0,
  latch: 'start',
  load: 0,
  leftZeroAt: null,
  frames: [],
  curve: [],
  taken: null,
  start: 'open',
  underSince: null,
  eG: 0,
  maxG: 0,
});

/** The scale is gone. It may come back zeroed with a load on it, so a stable zero is asked for again (S20). */
export const onLost = (state: WeighingState): WeighingState => ({ ...startWeighing(), load: state.load });

/** Drops the reading once it is over a second old; also when the clock has stepped back past it. */
export function onTick(state: WeighingState, now: number): WeighingState {
  if (state.reading === null || Math.abs(now - state.reading.at) <= STALE_MS) return state;
  return { ...state, reading: null, steadiness: startSteadiness, panReady: false };
}

/** Number of the load that is on the pan, or was last. */
export const loadNumber = (state: WeighingState): number => state.load;

/** Gross of a reading: what is indicated plus the tare the scale holds itself. */
function grossOf(reading: ScaleReading): number | null {
  return reading.weightG === null ? null : reading.weightG + (reading.tareG ?? 0);
}

const isOverload = (
  reading: ScaleReading,
  grossG: number | null,
  plate: { readonly maxG: number; readonly eG: number },
): boolean => reading.overload || (grossG !== null && grossG > plate.maxG + 9 * plate.eG);

/** Gross zero: 0 itself, or the scale's centre-of-zero bit, believed only with a weight below 1 e. */
const isGrossZero = (reading: ScaleReading, grossG: number | null, eG: number): boolean =>
  grossG !== null && (grossG === 0 || (reading.zero === true && Math.abs(grossG) < eG));

/**
 * One frame. The pan is ready when it is stable at gross zero, or at net zero with the key tare's container on it; then the
 * latch is set and the taken load is over. At gross zero a tare keyed here ends by itself (one-shot, M6).
 */
export function onReading(state: WeighingState, reading: ScaleReading, plate: ScalePlate): WeighingState {
  const grossG = grossOf(reading);
  const usable = !isOverload(reading, grossG, plate) && !reading.underload;
  const steadiness = steadier(
    state.steadiness,
    { at: reading.at, grossG: !usable ? null : reading.belowMin === true ? 0 : grossG, bit: reading.stable },
    plate.eG,
  );
  const { stable } = steadiness;
  const grossZero = stable && isGrossZero(reading, grossG, plate.eG);
  // The scale tells no zero: at rest below Min is the nearest it comes to it.
  const nearZero = stable && reading.belowMin === true;
  const ownTareG = grossZero || nearZero ? 0 : state.ownTareG;
  const keyTareG = grossG === null ? state.keyTareG : (reading.tareG ?? 0) > 0 ? (reading.tareG ?? 0) : ownTareG;
  const netZero = keyTareG > 0 && grossG !== null && Math.abs(grossG - keyTareG) < plate.eG;
  const underSince = reading.underload ? (state.underSince ?? reading.at) : null;
  const start = startAfter({ ...state, underSince }, reading, grossG, steadiness, plate);
  const curve = withPoint(state.curve, { at: reading.at, grossG: usable ? grossG : null, stable });
  const next = {
    ...state,
    reading,
    steadiness,
    ownTareG,
    keyTareG,
    start,
    underSince,
    curve,
    eG: plate.eG,
    maxG: plate.maxG,
  };
  if (grossZero || (stable && netZero) || nearZero) return panReady(next, !nearZero);

  // Still at zero, only not (yet) steady: the load has not left. A frame without a weight is motion, so it has.
  const atZero = netZero || isGrossZero(reading, grossG, plate.eG) || reading.belowMin === true;
  const leaves = state.leftZeroAt === null && !atZero;
  const left = state.leftZeroAt ?? (leaves ? reading.at : null);
  // A tare made smaller under a load would turn what was tared, and perhaps sold, into goods: zero first.
  const revoked = state.latch === 'set' && keyTareG < state.keyTareG;
  return {
    ...next,
    panReady: false,
    latch: revoked ? 'used' : state.latch,
    load: state.load + (leaves ? 1 : 0),
    leftZeroAt: left,
    frames: left === null ? [] : withFrame(state.frames, reading),
    taken:
      state.taken === null ? null : { ...state.taken, gone: state.taken.gone || isGone(state.taken.netG, next, plate) },
  };
}

/** What the frame says about the zero of the start. */
function startAfter(
  state: WeighingState,
  reading: ScaleReading,
  grossG: number | null,
  { stable }: Steadiness,
  plate: ScalePlate,
): WeighingState['start'] {
  if (state.start === 'fallen') return stable && isGrossZero(reading, grossG, plate.eG) ? 'settled' : 'fallen';
  if (state.start === 'settled') return 'settled';
  // An underload has no stable bit: a pan that swings as a load is lifted off shows it for a moment as well.
  const isUnder = state.underSince !== null && reading.at - state.underSince >= UNDER_MS;
  if (isUnder || (stable && grossG !== null && grossG < -plate.minG)) return 'fallen';
  // From one stable frame to zero in the next: somebody pressed the scale's own zero key, within 2 % of Max as it allows.
  const before = state.steadiness.stable && state.reading !== null ? grossOf(state.reading) : null;
  const keyed = stable && grossG === 0 && before !== null && before !== 0 && Math.abs(before) <= plate.maxG / 50;
  return keyed ? 'settled' : 'open';
}

/** The pan was zeroed from here: what is under the zero is known. */
export const onZeroed = (state: WeighingState): WeighingState =>
  state.start === 'open' ? { ...state, start: 'settled' } : state;

const panReady = (state: WeighingState, zeroSeen: boolean): WeighingState => ({
  ...state,
  panReady: true,
  zeroSeen,
  latch: 'set',
  leftZeroAt: null,
  frames: [],
  taken: null,
});

/** A taken load is gone when what stays is steady and below Min (with a container: also clearly below what was taken). */
function isGone(takenNetG: number, state: WeighingState, plate: ScalePlate): boolean {
  if (!state.steadiness.stable || state.reading === null) return false;
  const restG = (grossOf(state.reading) ?? 0) - state.keyTareG;
  return restG < (state.keyTareG > 0 ? Math.min(plate.minG, takenNetG - plate.eG) : plate.minG);
}

function withFrame(frames: readonly EvidenceFrame[], reading: ScaleReading): readonly EvidenceFrame[] {
  const all = [...frames, { at: reading.at, hex: reading.raw.slice(0, MAX_HEX) }];
  return all.length <= MAX_FRAMES ? all : all.toSpliced(FIRST_FRAMES, 1);
}

/** The tare that holds: a key tare, else the product's preset rounded up to whole e (for the shopper) and never above the load. */
function tareOf(
  state: WeighingState,
  grossG: number | null,
  eG: number,
  presetTareG: number,
): { readonly tareG: number; readonly tareKind: TareKind } {
  if (state.keyTareG > 0) return { tareG: state.keyTareG, tareKind: 'key' };
  const tareG = Math.min(Math.ceil(presetTareG / eG) * eG, Math.max(0, grossG ?? 0));
  return tareG > 0 ? { tareG, tareKind: 'preset' } : { tareG: 0, tareKind: 'none' };
}

/** The pan now, with the preset tare of the product that is armed or on the line (0 when there is none). */
export function weigh(state: WeighingState, plate: ScalePlate, presetTareG: number): Weighed {
  const {
    reading,
    steadiness: { stable },
    taken,
  } = state;
  const indicatedG = reading === null || isOverload(reading, grossOf(reading), plate) ? null : grossOf(reading);
  const tare = tareOf(state, indicatedG, plate.eG, presetTareG);
  const netG = indicatedG === null ? null : indicatedG - tare.tareG;
  const shown = {
    stable,
    zero: stable && reading !== null && isGrossZero(reading, indicatedG, plate.eG),
    grossG: indicatedG,
    ...tare,
    netG,
    changed: false,
    reason: null,
    sellable: null,
  };
  const reason = whyBlocked(state, plate, netG);
  if (reason !== null) return { ...shown, state: 'blocked', reason };
  if (state.panReady) return { ...shown, state: 'ready' };
  if (taken !== null)
    return { ...shown, state: 'taken', changed: stable && netG !== null && Math.abs(netG - taken.netG) > plate.eG };
  return { ...shown, state: 'live', sellable: sellableOf(state, plate, presetTareG) };
}

/** The same where a computing scale has worked the load out with another price than the one that is wanted, fen per kg. */
export const priced = (weighed: Weighed, fenPerKg: number | null): Weighed => {
  const by = weighed.sellable?.computedFor ?? null;
  return fenPerKg === null || by === null || by === fenPerKg
    ? weighed
    : { ...weighed, state: 'blocked', reason: 'reprice', sellable: null };
};

/** The same on a scale that may not be sold by: a load that could become a line can't. */
export const barred = (weighed: Weighed): Weighed =>
  weighed.state === 'live' ? { ...weighed, state: 'blocked', reason: 'overdue', sellable: null } : weighed;

/** Reasons in the order of `BlockedReason`. Null for a ready pan, for a taken load that is still on, and for a load that may be sold. */
function whyBlocked(state: WeighingState, plate: ScalePlate, netG: number | null): BlockedReason | null {
  const {
    reading,
    latch,
    taken,
    steadiness: { stable },
  } = state;
  if (reading === null) return 'no_scale';
  const grossG = grossOf(reading);
  if (isOverload(reading, grossG, plate)) return 'overload';
  if (reading.underload || (grossG !== null && grossG < -plate.minG))
    return state.start === 'fallen' ? 'loaded_start' : 'below_zero';
  if (state.panReady) return null;
  if (latch === 'start' && grossG !== null && grossG > 0) return 'loaded_start';
  if (latch === 'used' && (taken === null || taken.gone)) return 'residue';
  if (latch === 'used') return null;
  if (stable && grossG !== null && grossG < state.keyTareG) return 'residue';
  if (!stable || grossG === null || netG === null) return 'unstable';
  return grossG < plate.minG || netG <= 0 ? 'below_min' : null;
}

function sellableOf(state: WeighingState, plate: ScalePlate, presetTareG: number): Sellable | null {
  const { reading, steadiness, leftZeroAt } = state;
  const grossG = reading === null ? null : grossOf(reading);
  if (grossG === null || !steadiness.stable || leftZeroAt === null || grossG < plate.minG) return null;
  const tare = tareOf(state, grossG, plate.eG, presetTareG);
  const netG = grossG - tare.tareG;
  if (netG <= 0) return null;
  const settleMs = Math.min(MAX_SETTLE_MS, Math.max(0, (steadiness.stableAt ?? leftZeroAt) - leftZeroAt));
  return {
    load: state.load,
    grossG,
    ...tare,
    netG,
    stableBy: steadiness.by,
    zeroBefore: state.zeroSeen,
    computedFor: reading?.fenPerKg ?? null,
    settleMs,
    frames: state.frames,
    curve: state.curve,
  };
}

/**
 * A load is a line now: never sellable again until the pan was ready. `load` is the one that was sold (`Sellable.load`);
 * when it has left meanwhile nothing changes, so the next load is not taken for it.
 */
export function markTaken(state: WeighingState, netG: number, load: number = state.load): WeighingState {
  if (load !== state.load || state.leftZeroAt === null) return state;
  return { ...state, latch: 'used', taken: { netG, gone: false } };
}

/** The new stable weight of the load that is a line already (the same tile, or 更新); null when there is nothing to take. */
export function retake(state: WeighingState, plate: ScalePlate, presetTareG: number): Sellable | null {
  return weigh(state, plate, presetTareG).state === 'taken' ? sellableOf(state, plate, presetTareG) : null;
}

export type TareChange = { readonly state: WeighingState } | { readonly refusal: Refusal };

/** Key tare of the stable load (M6): whole e, at least 1 e, may only grow while it holds. The scale's own tare is not changed from here. */
export function tareLoad(state: WeighingState): TareChange {
  const { reading, eG, maxG } = state;
  const grossG = reading === null ? null : grossOf(reading);
  if (reading === null) return { refusal: { code: 'not_sellable', reason: 'no_scale' } };
  if ((reading.tareG ?? 0) > 0) return { refusal: { code: 'scale_cannot' } };
  if (isOverload(reading, grossG, { maxG, eG })) return { refusal: { code: 'not_sellable', reason: 'overload' } };
  if (reading.underload || (grossG !== null && grossG < 0))
    return { refusal: { code: 'not_sellable', reason: 'below_zero' } };
  if (grossG === null || !state.steadiness.stable) return { refusal: { code: 'not_sellable', reason: 'unstable' } };
  if (state.latch === 'start') return { refusal: { code: 'not_sellable', reason: 'loaded_start' } };
  if (grossG < eG) return { refusal: { code: 'not_sellable', reason: 'below_min' } };
  const tareG = Math.ceil(grossG / eG) * eG;
  if (tareG < state.keyTareG) return { refusal: { code: 'not_sellable', reason: 'residue' } };
  return { state: panReady({ ...state, ownTareG: tareG, keyTareG: tareG }, state.zeroSeen) };
}

/** Ends the key tare, at gross zero only: under a load it would turn the container into goods. */
export function clearTare(state: WeighingState): TareChange {
  const { reading } = state;
  if (state.keyTareG === 0) return { state };
  if ((reading?.tareG ?? 0) > 0) return { refusal: { code: 'scale_cannot' } };
  const atZero = reading !== null && state.steadiness.stable && isGrossZero(reading, grossOf(reading), state.eG);
  return atZero
    ? { state: { ...state, ownTareG: 0, keyTareG: 0 } }
    : { refusal: { code: 'not_sellable', reason: 'residue' } };
}
