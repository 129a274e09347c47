import Type from 'typebox';
import {
  Day,
  Epoch,
  Fen,
  Grams,
  Hash,
  Id,
  Int,
  Nullable,
  Obj,
  OneOf,
  TotalFen,
  Signature,
  Text,
  Time,
} from './field.ts';
import { AccountRef } from './account.ts';
import { Mode, Price, Rounding, SaleLine, Tender } from './goods.ts';

/** A committed sale. Total: goods − concession − rounding = payable = Σ tenders. */
export const SaleBody = Obj({
  kind: Type.Literal('sale'),
  cartId: Id,
  sign: Text(2),
  openedAt: Time,
  lines: Type.Array(SaleLine, { minItems: 1, maxItems: 500 }),
  /** Σ line amounts. */
  goodsFen: Fen,
  /** Σ line concessions + the cart's own concession (让价, S7). */
  concessionFen: Fen,
  rounding: Rounding,
  /** Taken off by rounding down (抹零), ≥ 0. */
  roundingFen: Fen,
  payableFen: Fen,
  tenders: Type.Array(Tender, { minItems: 1, maxItems: 20 }),
  /** Ids of the part payments this sale settles (S14): its first tenders, in this order. Absent: there were none. */
  parts: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 19 })),
  /** Who it was sold to, at whose prices (S11). A `credit` tender asks for it. */
  account: Type.Optional(AccountRef),
  /** What the vendor asked for with this sale; at start a missing print job is made from it. */
  paper: OneOf(['none', 'short', 'long'] as const),
  drawer: Type.Boolean(),
  /** Whether the terminal had the server at the commit. */
  online: Type.Boolean(),
  appVersion: Text(24),
});
export type SaleBody = Type.Static<typeof SaleBody>;

/** A tender keyed wrong and put right (S19): the sale stays as it is, this says what holds now. */
export const CorrectionBody = Obj({
  kind: Type.Literal('correction'),
  saleId: Id,
  before: Type.Array(Tender, { maxItems: 20 }),
  after: Type.Array(Tender, { maxItems: 20 }),
  reason: Text(80),
});
export type CorrectionBody = Type.Static<typeof CorrectionBody>;
/** The whole sale is taken back; `tenders` is what is given back of each means. */
export const VoidBody = Obj({
  kind: Type.Literal('void'),
  saleId: Id,
  amountFen: Fen,
  tenders: Type.Array(Tender, { maxItems: 20 }),
  reason: Text(80),
});
export type VoidBody = Type.Static<typeof VoidBody>;
/** Goods of a sale taken back, or weight that was missing: `qty` pieces or `netG` grams of each line (a portion is one piece). */
export const RefundBody = Obj({
  kind: Type.Literal('refund'),
  saleId: Id,
  lines: Type.Array(Obj({ no: Int(1, 500), qty: Int(0, 9999), netG: Nullable(Grams), amountFen: Fen }), {
    maxItems: 500,
  }),
  amountFen: Fen,
  tenders: Type.Array(Tender, { maxItems: 20 }),
  reason: Text(80),
  /** The re-weighing that found the weight missing. Absent: there was none. */
  reweighId: Type.Optional(Id),
});
export type RefundBody = Type.Static<typeof RefundBody>;

/** A scale as a re-weighing names it. */
const ReweighScale = Obj({ name: Text(40), eG: Nullable(Int(1, 10_000)) });
/** A line weighed once more (复秤), on which scale, and what the law says of it (order 31 of 2020). */
export const ReweighBody = Obj({
  kind: Type.Literal('reweigh'),
  saleId: Id,
  lineNo: Int(1, 500),
  name: Text(60),
  /** As it was sold, less what was refunded since. */
  soldG: Grams,
  foundG: Grams,
  /** The scale it was sold over, and the one it was weighed on now. */
  soldOn: ReweighScale,
  foundOn: ReweighScale,
  /** `better`: the same scale or a better one, the limit counts once. `equal`: another of the same class, it counts twice. */
  accuracy: OneOf(['better', 'equal'] as const),
  source: OneOf(['typed', 'scale'] as const),
  /** Null: the goods are exempt (live poultry, live fish, soaked goods). */
  band: Nullable(OneOf(['low', 'mid', 'high', 'premium'] as const)),
  limitG: Nullable(Grams),
  verdict: OneOf(['good', 'within', 'short', 'exempt'] as const),
});
export type ReweighBody = Type.Static<typeof ReweighBody>;
/** A part of a cart's amount that is already received (S14); its sale lists the entry's id in `parts`. */
export const PartPaymentBody = Obj({ kind: Type.Literal('part_payment'), cartId: Id, tender: Tender });
/** A part payment given back before there was a sale: `partId` names its entry, cart and tender are the same. */
export const PartReturnBody = Obj({ kind: Type.Literal('part_return'), cartId: Id, partId: Id, tender: Tender });
/** Money proven after the commit (S16): its own document, on the day it arrives. */
export const ConfirmationBody = Obj({
  kind: Type.Literal('confirmation'),
  saleId: Id,
  tenderNo: Int(1, 20),
  state: OneOf(['confirmed', 'proven_offline'] as const),
  transactionId: Nullable(Text(64)),
  markId: Nullable(Id),
  /** What came, and over which channel as a tender names it (null: not known). Absent: an older version. */
  amountFen: Type.Optional(Fen),
  channel: Type.Optional(Nullable(Text(32))),
});
export type ConfirmationBody = Type.Static<typeof ConfirmationBody>;
/** Money received for what was sold on credit (S11), whole or in part: never turnover. */
export const RepaymentBody = Obj({ kind: Type.Literal('repayment'), account: AccountRef, tender: Tender });
export const CashMovementBody = Obj({
  kind: Type.Literal('cash_movement'),
  direction: OneOf(['in', 'out'] as const),
  amountFen: Fen,
  reason: Text(80),
});
/** The stall's own price from now on (S10). */
export const PriceChangeBody = Obj({
  kind: Type.Literal('price_change'),
  productId: Id,
  name: Text(60),
  price: Price,
  previous: Nullable(Price),
  outsideGuard: Type.Boolean(),
});
export type PriceChangeBody = Type.Static<typeof PriceChangeBody>;
export const OverrideBody = Obj({
  kind: Type.Literal('override'),
  what: Text(32),
  subjectId: Nullable(Id),
  detail: Text(200),
});
/** Notes and coins that were counted: `fen` each is worth, the largest first, none twice. */
export const CashCount = Type.Array(Obj({ fen: Int(1, 100_000), pieces: Int(1, 100_000) }), {
  minItems: 1,
  maxItems: 20,
});
export type CashCount = Type.Static<typeof CashCount>;
/**
 * 交接班: who sold hands the drawer over to `to`, counted. `sales` and `payableFen` are of the day's entries since the hand-over before
 * (`closeOfShift`, shared/shift.ts); `expectedFen` is what was counted then and the cash since.
 */
export const ShiftCloseBody = Obj({
  kind: Type.Literal('shift_close'),
  /** From 1 on each day. */
  no: Int(1, 10_000),
  to: Text(40),
  sales: Int(0, 1_000_000),
  payableFen: TotalFen,
  expectedFen: TotalFen,
  countedFen: Fen,
  /** Absent: it was not counted by note. */
  counts: Type.Optional(CashCount),
});
export type ShiftCloseBody = Type.Static<typeof ShiftCloseBody>;
/** A business day is over; `closeOfDay` (shared/day-close.ts) says what its figures are. `auto`: nobody had closed it. */
export const DayCloseBody = Obj({
  kind: Type.Literal('day_close'),
  closedDay: Day,
  zNo: Int(1, 1_000_000),
  auto: Type.Boolean(),
  firstSeq: Int(0, 2_147_483_647),
  lastSeq: Int(0, 2_147_483_647),
  sales: Int(0, 1_000_000),
  payableFen: TotalFen,
  countedFen: Nullable(Fen),
  /** Absent: it was not counted by note. */
  counts: Type.Optional(CashCount),
  /** What cash there should be, and the subtotal of other people's means that was confirmed with a touch (S14). Absent: nobody was asked. */
  expectedFen: Type.Optional(TotalFen),
  externalFen: Type.Optional(Nullable(Fen)),
  /** What the entries don't say: the software, the identification of its weighing module, and what happened to the scale that day. Absent: an older version. */
  seen: Type.Optional(Obj({ appVersion: Text(24), weighing: Text(64), scaleEvents: Int(0, 1_000_000) })),
});
export type DayCloseBody = Type.Static<typeof DayCloseBody>;

/**
 * The first entry of every epoch of a terminal but its first one. `rebuilt`: the data directory was lost and put together again.
 * `image`: it was put back from a copy. `replaced`: another device took the terminal over.
 */
export const EpochStartBody = Obj({
  kind: Type.Literal('epoch_start'),
  reason: OneOf(['rebuilt', 'image', 'replaced'] as const),
  /** Last known entry of the latest earlier epoch; null: nothing of it is known. */
  previous: Nullable(Obj({ epoch: Epoch, seq: Int(1, 2_147_483_647), hash: Hash })),
  /** The perpetual total that goes on: `perpetualFen` of `previous`, 0 without one. */
  carriedFen: TotalFen,
});
export type EpochStartBody = Type.Static<typeof EpochStartBody>;

export const JournalBody = Type.Union([
  SaleBody,
  CorrectionBody,
  VoidBody,
  RefundBody,
  ReweighBody,
  PartPaymentBody,
  PartReturnBody,
  ConfirmationBody,
  RepaymentBody,
  CashMovementBody,
  PriceChangeBody,
  OverrideBody,
  ShiftCloseBody,
  DayCloseBody,
  EpochStartBody,
]);
export type JournalBody = Type.Static<typeof JournalBody>;
export type JournalKind = JournalBody['kind'];
export const journalKinds = [
  'sale',
  'correction',
  'void',
  'refund',
  'reweigh',
  'part_payment',
  'part_return',
  'confirmation',
  'repayment',
  'cash_movement',
  'price_change',
  'override',
  'shift_close',
  'day_close',
  'epoch_start',
] as const satisfies readonly JournalKind[];

/**
 * One entry of the journal: one document, one insert, never changed or deleted.
 * `(terminal, epoch, seq)` has no gaps; `prevHash` is the hash of the entry before it, 64 zeros for the first of an epoch.
 * `hash` = SHA-256 of the RFC 8785 bytes of the entry without `hash`, `sig` and RxDB's own fields; `sig` signs it (shared/chain.ts).
 */
export const JournalEntry = Obj({
  /** The client id of the command that made it; exists before the commit is tried. */
  id: Id,
  v: Type.Literal(1),
  market: Int(0, 65_535),
  terminal: Int(0, 4_294_967_295),
  epoch: Epoch,
  seq: Int(1, 2_147_483_647),
  prevHash: Hash,
  at: Time,
  day: Day,
  seller: Text(40),
  mode: Mode,
  kind: OneOf(journalKinds),
  /** Perpetual total after this entry: Σ payables of sales − voids − refunds since the terminal's first entry, over all its epochs. */
  perpetualFen: TotalFen,
  body: JournalBody,
  hash: Hash,
  sig: Signature,
});
export type JournalEntry = Type.Static<typeof JournalEntry>;
/** An entry before it is hashed and signed. */
export type UnsealedEntry = Omit<JournalEntry, 'hash' | 'sig'>;
export type SaleEntry = Omit<JournalEntry, 'body' | 'kind'> & { readonly kind: 'sale'; readonly body: SaleBody };
