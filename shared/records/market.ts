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
  Signature,
  Text,
  Time,
  TotalFen,
} from './field.ts';
import { Price, PriceBasis, TenderKind } from './goods.ts';

/** Colour families of a tile; each has a tint and a glyph colour in resources/tokens.css. */
export const fieldNames = [
  'leaf',
  'jade',
  'tomato',
  'carrot',
  'corn',
  'root',
  'white',
  'plum',
  'lotus',
  'earth',
  'sea',
] as const;

/** A product as the market lists it. Owned by the market; the stall's own price is a journal entry. */
export const Product = Obj({
  id: Id,
  plu: Int(1, 99_999),
  name: Text(60),
  aliases: Type.Array(Text(30), { maxItems: 10 }),
  category: Text(8),
  glyph: Text(4),
  field: OneOf(fieldNames),
  /** Pinyin initials and full pinyin, lower case, for search. */
  initials: Text(30),
  pinyin: Text(120),
  /** Pinyin of the aliases, one per alias in the same order. */
  aliasInitials: Type.Array(Text(30), { maxItems: 10 }),
  aliasPinyin: Type.Array(Text(120), { maxItems: 10 }),
  sellBy: OneOf(['weight', 'piece', 'both'] as const),
  pieceUnit: Text(8),
  tareClass: OneOf(['A', 'B', 'C', '0'] as const),
  tareG: Grams,
  /** Keying guard, not a price: fen per kg, or per piece when sold by piece only. */
  guardMinFen: Fen,
  guardMaxFen: Fen,
  /** Guard per piece of a product sold both ways; 0 and 0 when there is none. */
  pieceGuardMinFen: Fen,
  pieceGuardMaxFen: Fen,
  /** Re-weigh tolerance band. */
  band: OneOf(['low', 'mid', 'high', 'premium'] as const),
  withdrawn: Type.Boolean(),
  /** Codes on its packages: EAN, UPC or Code 128, as printed; looked up by shared/barcode.ts. */
  barcodes: Type.Array(Text(48), { maxItems: 8 }),
});
export type Product = Type.Static<typeof Product>;

/** What the market rules: its opening prices, caps and settings. */
export const Policy = Obj({
  id: Id,
  kind: OneOf(['price', 'cap', 'market', 'average'] as const),
  productId: Nullable(Id),
  /** `price`: the opening price until the stall sets its own. `cap`: the highest allowed (平价). */
  weightPrice: Nullable(Price),
  piecePrice: Nullable(Price),
  validFrom: Nullable(Time),
  validUntil: Nullable(Time),
  /** `market`: name and phone printed on receipts, where the public scale stands. */
  market: Nullable(
    Obj({
      name: Text(60),
      complaintPhone: Text(30),
      publicScale: Text(60),
      priceBasisG: PriceBasis,
      receiptHost: Text(120),
    }),
  ),
  /** `average`: what goods went for on a day, in fen per kilogram and per piece; told to whoever sets prices, never charged. */
  averages: Type.Optional(
    Obj({
      day: Day,
      goods: Type.Array(Obj({ productId: Id, perKgFen: Nullable(Fen), perPieceFen: Nullable(Fen) }), {
        maxItems: 5_000,
      }),
    }),
  ),
});
export type Policy = Type.Static<typeof Policy>;

/** A listed person of the stall (名单制). */
export const Person = Obj({
  id: Id,
  stall: Text(20),
  name: Text(40),
  role: OneOf(['owner', 'seller'] as const),
  active: Type.Boolean(),
  validUntil: Nullable(Time),
});
export type Person = Type.Static<typeof Person>;

export const Notice = Obj({
  id: Id,
  kind: OneOf(['licence', 'test', 'alert', 'order'] as const),
  title: Text(80),
  text: Text(500),
  at: Time,
  validUntil: Nullable(Time),
});
export type Notice = Type.Static<typeof Notice>;

/**
 * A head of a terminal's journal that the market has countersigned: it has this entry, and so, by the chain, every entry before it in
 * that epoch. `sig` over `headText` with the server's key.
 */
export const HeadReceipt = Obj({
  market: Int(1, 65_535),
  terminal: Int(1, 4_294_967_295),
  epoch: Epoch,
  seq: Int(1, 2_147_483_647),
  hash: Hash,
  receivedAt: Time,
  sig: Signature,
});
export type HeadReceipt = Type.Static<typeof HeadReceipt>;

/** The text whose UTF-8 bytes the server signs (docs/journal.md, "Receipts of the market"). */
export const headText = (head: Omit<HeadReceipt, 'sig'>): string =>
  ['stall-pos head v1', [head.market, head.terminal, head.epoch, head.seq, head.hash, head.receivedAt].join('/')].join(
    '\n',
  );

/** How an order stands at the market. `closed`: no money came and none can; `late`: it came after it had expired, and counts; `duplicate`: it came although the stall had closed it, and is on its way back; `returned`: given back. */
export const PaymentState = OneOf([
  'open',
  'pending',
  'paid',
  'late',
  'duplicate',
  'failed',
  'closed',
  'part_returned',
  'returned',
] as const);
export type PaymentState = Type.Static<typeof PaymentState>;
/** What the market knows of one order of a terminal; each change replaces it. */
export const PaymentMark = Obj({
  orderHash: Hash,
  state: PaymentState,
  channel: Nullable(Text(16)),
  amountFen: Fen,
  returnedFen: Fen,
  transactionId: Nullable(Text(64)),
  paidAt: Nullable(Time),
  isSimulated: Type.Boolean(),
});
export type PaymentMark = Type.Static<typeof PaymentMark>;
/** Money on the stall's printed code (S15). `takenBy`: the terminal and the cart or sale it was claimed for. */
export const ArrivalMark = Obj({
  amountFen: Fen,
  channel: Text(16),
  transactionId: Text(64),
  paidAt: Time,
  takenBy: Nullable(Obj({ terminal: Int(1, 4_294_967_295), subjectId: Id })),
  isSimulated: Type.Boolean(),
});
export type ArrivalMark = Type.Static<typeof ArrivalMark>;

/**
 * A difference between the stall's books and what channel or bank wrote, whose explanation somebody has accepted: the correcting document of
 * the market. Neither side's figures change by it; both show it. `fen` as the difference was, over or short.
 */
export const DifferenceMark = Obj({
  /** Business day it belongs to. */
  day: Day,
  /** Kind and cause by their codes (market/README.md). */
  type: Text(32),
  cause: Text(32),
  fen: TotalFen,
  /** The sale in question, and what one of its tenders should have been keyed as; null: there is none. */
  saleId: Nullable(Id),
  proposal: Nullable(Obj({ tenderNo: Int(1, 20), kind: TenderKind })),
  /** Who accepted it, and why. */
  actor: Text(40),
  note: Text(200),
});
export type DifferenceMark = Type.Static<typeof DifferenceMark>;

/** What the server has to say to a terminal: of its entries, its payment orders, money that arrived, and of differences that were explained. */
export const ServerMark = Obj({
  id: Id,
  kind: OneOf(['set_aside', 'fork', 'payment', 'arrival', 'head', 'difference'] as const),
  terminal: Int(0, 4_294_967_295),
  entryId: Nullable(Id),
  epoch: Epoch,
  seq: Int(0, 2_147_483_647),
  /** Of a `head` only: the newest countersigned head of one epoch on one business day. */
  receipt: Nullable(HeadReceipt),
  /** Of a `payment` only. Its id is `pay:` and the first 32 digits of the order's hash. */
  payment: Type.Optional(PaymentMark),
  /** Of an `arrival` only; `terminal` is 0: any of the stall's may claim it. */
  arrival: Type.Optional(ArrivalMark),
  /** Of a `difference` only; for all terminals of the stall. `terminal`: the one of its sale, 0 without one. */
  difference: Type.Optional(DifferenceMark),
  /** A reason code of shared/wire.ts and the same in plain words. */
  reason: Text(32),
  text: Text(300),
  at: Time,
});
export type ServerMark = Type.Static<typeof ServerMark>;
