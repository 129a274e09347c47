import Type from 'typebox';
import { Fen, Grams, Id, Int, Nullable, Obj, OneOf, SignedGrams, Text, Time } from './field.ts';
import { Mode, PriceBasis, TareKind } from './goods.ts';

/** One frame as it came: read time (epoch ms) and bytes in hex. */
export const EvidenceFrame = Obj({ at: Time, hex: Text(512) });

/** One reading as a point of a curve. Null: no weight (motion, overload). */
export const CurvePoint = Obj({ at: Time, grossG: Nullable(SignedGrams), stable: Type.Boolean() });
export type CurvePoint = Type.Static<typeof CurvePoint>;

/** The readings of the last three seconds, oldest first; of a run of equal ones the first and the last (shared/curve.ts). */
export const Curve = Type.Array(CurvePoint, { maxItems: 64 });
export type Curve = Type.Static<typeof Curve>;

/**
 * Evidence of one accepted weighing (the alibi record): written when the line is taken, never changed. The line carries its hash, so
 * what a later version adds is left out where it was not there, never filled in.
 */
export const Evidence = Obj({
  id: Id,
  at: Time,
  cartId: Id,
  lineId: Id,
  productId: Id,
  name: Text(60),
  scaleId: Text(40),
  scaleSerial: Text(40),
  protocol: Text(40),
  grossG: SignedGrams,
  tareG: Grams,
  tareKind: TareKind,
  netG: Grams,
  eG: Int(1, 10_000),
  minG: Grams,
  maxG: Grams,
  /** Who said it was stable: the scale's own bit, or the rule over several frames. */
  stableBy: OneOf(['scale', 'rule'] as const),
  zeroBefore: Type.Boolean(),
  /** From the first frame off zero to the stable one, ms. */
  settleMs: Int(0, 86_400_000),
  priceFen: Fen,
  basisG: PriceBasis,
  amountFen: Fen,
  frames: Type.Array(EvidenceFrame, { maxItems: 64 }),
  /** Absent before version 0.3. */
  curve: Type.Optional(Curve),
  mode: Mode,
});
export type Evidence = Type.Static<typeof Evidence>;

/**
 * What happened to a scale beside the weighings. `jump`: the weight leapt from one stable frame to the next with no motion between,
 * as no load does. `tare`, `clear_tare`: taken or ended, here or with the scale's own key.
 */
export const ScaleHappening = OneOf(['zero', 'tare', 'clear_tare', 'jump'] as const);
export type ScaleHappening = Type.Static<typeof ScaleHappening>;

/** One of them, kept as long as evidence. */
export const ScaleEvent = Obj({
  kind: Type.Literal('event'),
  id: Id,
  at: Time,
  event: ScaleHappening,
  /** Whose key it was. */
  by: OneOf(['till', 'scale'] as const),
  scaleId: Text(40),
  scaleSerial: Text(40),
  /** Gross before and after, for a tare the tare before and after; grams, null where not known. */
  fromG: Nullable(SignedGrams),
  toG: Nullable(SignedGrams),
  curve: Curve,
  mode: Mode,
});
export type ScaleEvent = Type.Static<typeof ScaleEvent>;
