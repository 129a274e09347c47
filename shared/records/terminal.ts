import Type from 'typebox';
import { AccountRef } from './account.ts';
import { Fen, Grams, Hash, Id, Int, Nullable, Obj, OneOf, Text, Time } from './field.ts';
import { CartLine, Mode, Rounding, Tender } from './goods.ts';
import { PaymentState } from './market.ts';

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

/** One wish for paper. `unsure`: it may have printed; `unprinted`: 未打印·可补, waits for a touch; `left`: never printed and not wanted any more. */
export const PrintJob = Obj({
  id: Id,
  kind: OneOf(['receipt', 'test'] as const),
  saleId: Nullable(Id),
  layout: OneOf(['short', 'long'] as const),
  reprint: Type.Boolean(),
  state: OneOf(['queued', 'printing', 'printed', 'unprinted', 'unsure', 'left'] as const),
  requestedAt: Time,
  updatedAt: Time,
  attempts: Int(0, 1_000_000),
  reason: Text(200),
});
export type PrintJob = Type.Static<typeof PrintJob>;

/**
 * Where a payment order stands at the terminal. `waiting`: its QR is shown, or a code is being charged. `released`: sold before the money
 * showed (S16). `proven`: sold on a proof while the market's ledger has not said so yet. `closing`: no money is to come any more, and the
 * market has not answered to that. `late`: money came all the same, and nobody has looked at it yet. `done`: nothing is to follow.
 */
export const PaymentOrderState = OneOf(['waiting', 'released', 'proven', 'closing', 'late', 'done'] as const);
export type PaymentOrderState = Type.Static<typeof PaymentOrderState>;
/** The terminal's signed wish to be paid. It owns this document; the states of channels are the market's and come down as marks. */
export const PaymentOrder = Obj({
  /** Hex SHA-256 of the order's bytes: its name everywhere (shared/payment-wire.ts). */
  id: Hash,
  /** base64url of the bytes and the signature, and the address it stands behind in the QR. */
  order: Text(160),
  host: Text(120),
  counter: Int(1, 4_294_967_295),
  keyId: Int(0, 255),
  cartId: Id,
  sign: Text(2),
  way: OneOf(['dynamic_qr', 'payment_code'] as const),
  amountFen: Fen,
  /** It pays for the rest of the cart; else it is a part (S14). */
  isRest: Type.Boolean(),
  isSimulated: Type.Boolean(),
  createdAt: Time,
  state: PaymentOrderState,
  /** What was written for it: a sale and which of its tenders, or a part payment (0). */
  entryId: Nullable(Id),
  tenderNo: Int(0, 20),
  /** Typed codes that were wrong. */
  tries: Int(0, 1_000),
  /** How it stood at the market when it was last heard of; null: never. */
  market: Nullable(PaymentState),
  /** Came in and went back, as the market says. */
  returnedFen: Fen,
  updatedAt: Time,
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
