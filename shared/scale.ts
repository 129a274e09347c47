/**
 * What a scale says, in UnifiedPOS terms, and the facts of its nameplate.
 * Weights are integer grams; a driver never rounds: a frame finer than a gram is refused by its codec.
 */

/** Wire protocols that have a driver (hardware/scale/drivers.ts), in the order in which Chinese stalls own them. */
export const scaleProtocols = [
  'dahua',
  'os2',
  'cas-22',
  'yousheng',
  'st-gs',
  'a9',
  'd2',
  'a12',
  'hid-pos',
  'ai-json',
  'mt-sics',
  'toledo',
  'mettler-8217',
  'digi-781',
  'dialog-06',
  'pdn-ecr',
  'nci',
  'adam',
  'dibal',
] as const;
export type ScaleProtocol = (typeof scaleProtocols)[number];

/** The driver behind a scale, for people. `sureness` is how sure its frames are (hardware/README.md). */
export interface ScaleModel {
  readonly name: { readonly zh: string; readonly en: string };
  readonly sureness: 'captured' | 'literal' | 'computed';
  readonly source: string;
}

/** What a scale with a camera takes the goods for: by PLU or by name, and how sure it is, 0 to 100. */
export interface Suggestion {
  readonly plu: number | null;
  readonly name: string | null;
  readonly percent: number;
}

/** One decoded frame. Null means the protocol does not say. */
export interface ScaleReading {
  /** Read time, epoch ms, honest: taken when the bytes were drained. */
  readonly at: number;
  /** Indicated weight (net when the scale holds a tare), signed, grams; null when the frame carries none (motion, overload). */
  readonly weightG: number | null;
  /** Tare the scale itself holds, grams; null when the protocol does not tell. */
  readonly tareG: number | null;
  /** The scale's own stable bit; null where the protocol has none, then the rule over frames decides. */
  readonly stable: boolean | null;
  /** Centre of zero, where the protocol tells. */
  readonly zero: boolean | null;
  readonly overload: boolean;
  readonly underload: boolean;
  /** The bytes of the frame in lower-case hex, for the evidence. */
  readonly raw: string;
  /** At rest below Min, from a protocol that tells neither a weight nor a zero there: what lies there can't be told from nothing. */
  readonly belowMin?: boolean;
  /** The unit price a computing scale worked this weighing out with, fen per kg. */
  readonly fenPerKg?: number;
  /** What a scale with a camera sees; never a weight. Absent where it has no camera. */
  readonly suggestions?: readonly Suggestion[];
}

/** Nameplate of a scale. `minG` = 20 e for class III. */
export interface ScalePlate {
  readonly id: string;
  readonly serial: string;
  readonly maxG: number;
  readonly minG: number;
  readonly eG: number;
  readonly protocol: string;
  /** A driver never run on the real device says so in the UI. */
  readonly verifiedOnDevice: boolean;
  /** What can be done from here; otherwise the screen names the scale's own key. */
  readonly canZero: boolean;
  readonly canTare: boolean;
}

export interface FrameCounters {
  readonly good: number;
  /** Frames dropped: bad check byte, wrong shape, wrong parity. */
  readonly bad: number;
  /** Bytes thrown away while looking for the start of a frame. */
  readonly resync: number;
  /** Times the line was opened anew because it said nothing any more. */
  readonly reopened: number;
}

/** Device state in plain steps. */
export type DeviceState = 'absent' | 'opening' | 'online' | 'silent' | 'failed';
