import Type from 'typebox';
import { Epoch, Fen, Grams, Hash, Id, Int, Nullable, Obj, OneOf, Signature, Text, Time } from './field.ts';
import { Price, PriceBasis } from './goods.ts';

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
  kind: OneOf(['price', 'cap', 'market'] as const),
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

/** What the server has to say about a terminal's entries; the only way a refusal comes down. */
export const ServerMark = Obj({
  id: Id,
  kind: OneOf(['set_aside', 'fork', 'arrival', 'head'] as const),
  terminal: Int(0, 4_294_967_295),
  entryId: Nullable(Id),
  epoch: Epoch,
  seq: Int(0, 2_147_483_647),
  /** Of a `head` only: the newest countersigned head of one epoch on one business day. */
  receipt: Nullable(HeadReceipt),
  /** A reason code of shared/wire.ts and the same in plain words. */
  reason: Text(32),
  text: Text(300),
  at: Time,
});
export type ServerMark = Type.Static<typeof ServerMark>;
