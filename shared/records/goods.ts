import Type from 'typebox';
import { Fen, Grams, Id, Int, Nullable, Obj, OneOf, Text } from './field.ts';

/** How a price is meant: per 500 g, per 1000 g, or per piece. A typed price is never converted to another basis. */
export const PriceBasis = Type.Union([Type.Literal(500), Type.Literal(1000)]);
export type PriceBasis = Type.Static<typeof PriceBasis>;

/** Bags and boxes by class: A thin bag, B wet bag, C box. Grams, what the stall's own weigh; null: as the list of goods says. */
export const Bags = Obj({ A: Nullable(Grams), B: Nullable(Grams), C: Nullable(Grams) });
export type Bags = Type.Static<typeof Bags>;

/** A price as typed: fen per basis in grams, or fen per piece (`basisG` null). */
export const Price = Obj({ priceFen: Fen, basisG: Nullable(PriceBasis) });
export type Price = Type.Static<typeof Price>;

/** How a line was sold (selling rules S3, S4). */
export const LineKind = OneOf(['weight', 'piece', 'portion', 'gift'] as const);
export type LineKind = Type.Static<typeof LineKind>;

export const TareKind = OneOf(['none', 'key', 'preset'] as const);
export type TareKind = Type.Static<typeof TareKind>;

/** Whether records are trade. `simulated`: virtual devices. `training`: not enrolled or practising. Only `live` counts. */
export const Mode = OneOf(['live', 'simulated', 'training'] as const);
export type Mode = Type.Static<typeof Mode>;

export const PriceSource = OneOf(['stall', 'market', 'manual', 'account'] as const);
export type PriceSource = Type.Static<typeof PriceSource>;

/** One line as it is in a cart. Amounts are before any share of the cart's own concession and rounding. */
export const CartLine = Obj({
  id: Id,
  kind: LineKind,
  /** Null for a portion sold by category only (S3). */
  productId: Nullable(Id),
  name: Text(60),
  category: Text(8),
  /** Price used; for a portion the typed amount, per piece. */
  priceFen: Fen,
  basisG: Nullable(PriceBasis),
  priceSource: PriceSource,
  /** 个 把 盒 …; empty for a weight line. */
  pieceUnit: Text(8),
  /** Pieces; 1 for weight and portion lines. */
  qty: Int(1, 9999),
  grossG: Nullable(Grams),
  tareG: Nullable(Grams),
  tareKind: TareKind,
  netG: Nullable(Grams),
  /** round half up(net × price ÷ basis), or qty × price; 0 for a gift. */
  amountFen: Fen,
  /** 让价 on this line (S7), 0 ≤ concession ≤ amount. */
  concessionFen: Fen,
  /** Price capped by the market (平价). */
  capped: Type.Boolean(),
  evidenceId: Nullable(Id),
  /** SHA-256 of the evidence document's canonical bytes. */
  evidenceHash: Nullable(Text(64)),
  scaleSerial: Nullable(Text(40)),
  eG: Nullable(Int(1, 10_000)),
  /** Plain marks such as `after_power_cut`. */
  marks: Type.Array(Text(32), { maxItems: 8 }),
  takenAt: Int(0, 4_102_444_800_000),
});
export type CartLine = Type.Static<typeof CartLine>;

/** A line of a committed sale: numbered, with its share of the cart's concession and rounding, so part refunds sum exactly. */
export const SaleLine = Obj({ ...CartLine.properties, no: Int(1, 500), allocatedFen: Fen });
export type SaleLine = Type.Static<typeof SaleLine>;

export const TenderKind = OneOf([
  'cash',
  'dynamic_qr',
  'payment_code',
  'static_code',
  'card',
  'other',
  'credit',
] as const);
export type TenderKind = Type.Static<typeof TenderKind>;

/** What was known of the money at the commit; later knowledge is a document of its own (S16, S17). */
export const TenderState = OneOf(['cash', 'confirmed', 'proven_offline', 'unproven', 'external', 'credit'] as const);
export type TenderState = Type.Static<typeof TenderState>;

export const Tender = Obj({
  no: Int(1, 20),
  kind: TenderKind,
  channel: Nullable(Text(16)),
  amountFen: Fen,
  state: TenderState,
  /** Cash handed over, and given back. Both null unless cash. */
  tenderedFen: Nullable(Fen),
  changeFen: Nullable(Fen),
  paymentOrderId: Nullable(Id),
  transactionId: Nullable(Text(64)),
});
export type Tender = Type.Static<typeof Tender>;

/** 抹零: round the total down to 角, to 元, or not at all. */
export const Rounding = OneOf(['jiao', 'yuan', 'none'] as const);
export type Rounding = Type.Static<typeof Rounding>;
