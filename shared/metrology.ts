import Type from 'typebox';
import { daysBetween } from './day.ts';
import { Day, Nullable, Obj, OneOf, Text } from './records/field.ts';
import type { Product } from './records/market.ts';
import type { ScalePlate } from './scale.ts';

/** 准确度等级: II fine, III medium (a stall's scale), IIII ordinary. */
export const accuracies = ['II', 'III', 'IIII'] as const;
export type Accuracy = (typeof accuracies)[number];

/** What the paper of a scale says: the verification's number and days, and its class (absent: III). Max, e and number stand on its plate. */
export const ScaleRecord = Obj({
  certificate: Text(60),
  verifiedOn: Nullable(Day),
  dueOn: Nullable(Day),
  accuracy: Type.Optional(OneOf(accuracies)),
});
export type ScaleRecord = Type.Static<typeof ScaleRecord>;

export type Verification = {
  readonly state: 'unknown' | 'good' | 'soon' | 'urgent' | 'over';
  /** Until the verification ends; negative once it is over, null when nobody wrote it down. */
  readonly daysLeft: number | null;
};
const SOON_DAYS = 60;
const URGENT_DAYS = 15;

/** How long the scale may still be used: said from 60 days before, in red from 15. The last day is still good. */
export function verification(record: ScaleRecord | null, today: string): Verification {
  if (record === null || record.dueOn === null) return { state: 'unknown', daysLeft: null };
  const daysLeft = daysBetween(today, record.dueOn);
  const state = daysLeft < 0 ? 'over' : daysLeft <= URGENT_DAYS ? 'urgent' : daysLeft <= SOON_DAYS ? 'soon' : 'good';
  return { state, daysLeft };
}

/** What the owner wants once the verification is over: only be told, have each line and receipt say 未检定, or nothing sold by weight. */
export const ExpiryPolicy = OneOf(['warn', 'mark', 'block'] as const);
export type ExpiryPolicy = Type.Static<typeof ExpiryPolicy>;

/** How each class is built (JJG 539, R76): Min in e, and up to how many e the error is half an e, and one e. */
const CLASSES: Readonly<Record<Accuracy, { readonly minE: number; readonly halfE: number; readonly oneE: number }>> = {
  II: { minE: 50, halfE: 5000, oneE: 20_000 },
  III: { minE: 20, halfE: 500, oneE: 2000 },
  IIII: { minE: 10, halfE: 50, oneE: 200 },
};
/** The plate with the Min of the class on its paper. */
export const classed = (plate: ScalePlate, accuracy: Accuracy | undefined): ScalePlate =>
  accuracy === undefined ? plate : { ...plate, minG: CLASSES[accuracy].minE * plate.eG };

export type Band = Product['band'];

/**
 * Limits of a re-weighing by settled weight, grams (零售商品称重计量监督管理办法, order 31 of 2020, annex): up to so much, so far off.
 */
const LIMITS: Readonly<Record<Band, readonly (readonly [upToG: number, limitG: number])[]>> = {
  low: [
    [1000, 20],
    [2000, 40],
    [4000, 80],
    [Number.POSITIVE_INFINITY, 100],
  ],
  mid: [
    [2500, 5],
    [10_000, 10],
    [Number.POSITIVE_INFINITY, 15],
  ],
  high: [
    [1000, 2],
    [4000, 4],
    [Number.POSITIVE_INFINITY, 6],
  ],
  premium: [
    [500, 1],
    [2000, 2],
    [Number.POSITIVE_INFINITY, 3],
  ],
};
/** How far off a weight of such goods may be, grams, by what was settled for. */
export const limitOf = (band: Band, settledG: number): number =>
  LIMITS[band].find(([upToG]) => settledG <= upToG)?.[1] ?? 0;

const bands = ['low', 'mid', 'high', 'premium'] as const satisfies readonly Band[];

/** Band by the price alone: up to 6, 30 and 100 yuan a kilogram. */
export const bandOfPrice = (fenPerKg: number): Band =>
  fenPerKg <= 600 ? 'low' : fenPerKg <= 3000 ? 'mid' : fenPerKg <= 10_000 ? 'high' : 'premium';

/** The stricter of what the goods are and what they cost: where the two differ the vendor is warned rather than not. */
export const strictBand = (band: Band, fenPerKg: number): Band =>
  bands[Math.max(bands.indexOf(band), bands.indexOf(bandOfPrice(fenPerKg)))] ?? band;

/** Largest error a scale may have at this weight when verified, grams (JJG 539: 0.5, 1 and 1.5 e). */
function errorAt(weightG: number, eG: number, accuracy: Accuracy): number {
  const { halfE, oneE } = CLASSES[accuracy];
  return weightG <= halfE * eG ? eG / 2 : weightG <= oneE * eG ? eG : 1.5 * eG;
}

/** Largest error a scale of class III may have in use: twice that. */
export const serviceError = (weightG: number, eG: number): number => 2 * errorAt(weightG, eG, 'III');

/** Whether such goods may be sold over this scale (art. 3: its own error must not be above the goods' limit), at any weight up to Max. */
export const fitsGoods = (
  plate: { readonly eG: number; readonly maxG: number },
  band: Band,
  accuracy: Accuracy = 'III',
): boolean =>
  LIMITS[band].every(([upToG, limitG], no) => {
    const fromG = LIMITS[band][no - 1]?.[0] ?? 0;
    return fromG >= plate.maxG || errorAt(Math.min(upToG, plate.maxG), plate.eG, accuracy) <= limitG;
  });
