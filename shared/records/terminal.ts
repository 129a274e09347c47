import Type from 'typebox';
import { AccountRef } from './account.ts';
import { Fen, Grams, Hash, Id, Int, Nullable, Obj, OneOf, Text, Time } from './field.ts';
import { CartLine, Mode, Rounding, Tender } from './goods.ts';

export const CartState = OneOf(['open', 'held', 'waiting', 'paid', 'closed'] as const);
export type CartState = Type.Static<typeof CartState>;

/** A command already answered, stored with what it changed, so that a repeat gets the same answer after a crash too. */
export const Answered = Obj({ id: Id, value: Type.Unsafe<unknown>({}) });

/** A part of the amount that was received already (S14): the id of its entry in the journal, and the tender as it is there. */
export const CartPart = Obj({ id: Id, tender: Tender });
export type CartPart = Type.Static<typeof CartPart>;

/** A cart: up to six at a time, signs A to F (S6). Survives a kill at any instant. */
export const Cart = Obj({
  id: Id,
  sign: Text(2),
  state: CartState,
  lines: Type.Array(CartLine, { maxItems: 500 }),
  /** Agreed total (S7); null when not bargained. Must not be above the sum of the lines. */
  agreedFen: Nullable(Fen),
  rounding: Rounding,
  /** Received already; the journal is their truth. */
  parts: Type.Array(CartPart, { maxItems: 19 }),
  /** Who buys on credit and at own prices (S11). */
  account: Nullable(AccountRef),
  /** Products of the account's last order that are still to be weighed, in its order. */
  ordered: Type.Array(Id, { maxItems: 60 }),
  /** Once it is paid the goods wait to be picked up, and the tab stays (S6). */
  pickup: Type.Boolean(),
  seller: Text(40),
  mode: Mode,
  openedAt: Time,
  updatedAt: Time,
  /** Set when the cart was committed. */
  saleId: Nullable(Id),
  /** The last answers, newest last. */
  answered: Type.Array(Answered, { maxItems: 32 }),
});
export type Cart = Type.Static<typeof Cart>;

/** One wish for paper. `unsure`: it may have printed; `unprinted`: 未打印·可补, waits for a touch. */
export const PrintJob = Obj({
  id: Id,
  kind: OneOf(['receipt', 'test'] as const),
  saleId: Nullable(Id),
  layout: OneOf(['short', 'long'] as const),
  reprint: Type.Boolean(),
  state: OneOf(['queued', 'printing', 'printed', 'unprinted', 'unsure'] as const),
  requestedAt: Time,
  updatedAt: Time,
  attempts: Int(0, 1_000_000),
  reason: Text(200),
});
export type PrintJob = Type.Static<typeof PrintJob>;

/** The terminal's signed wish to be paid; the channel states are the server's. */
export const PaymentOrder = Obj({
  id: Id,
  cartId: Id,
  terminal: Int(0, 4_294_967_295),
  payableFen: Fen,
  createdAt: Time,
  expiresAt: Time,
  hash: Hash,
  sig: Text(86),
});
export type PaymentOrder = Type.Static<typeof PaymentOrder>;

/** Goods that came in, with their papers. */
export const Intake = Obj({
  id: Id,
  at: Time,
  productId: Id,
  batch: Text(40),
  supplier: Text(80),
  netG: Grams,
  costFen: Nullable(Fen),
  papers: Type.Array(Text(120), { maxItems: 20 }),
});
export type Intake = Type.Static<typeof Intake>;

/** A setting or cache of this terminal; `value` is checked where it is read (electron/core/settings.ts). */
export const Setting = Obj({
  id: Id,
  updatedAt: Time,
  value: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
});
export type Setting = Type.Static<typeof Setting>;
