import Type from 'typebox';
import { Fen, Hash, Id, Int, Nullable, Obj, OneOf, Text, Time } from './records/field.ts';
import { PaymentState } from './records/market.ts';

/**
 * What terminal and market server say to each other of payments, signed as everything in shared/wire.ts, under /api/v1/payments.
 * An order is named by `orderHash`, the hex SHA-256 of its 38 bytes (shared/payment-order.ts); `order` is base64url of these bytes and
 * the terminal's signature, as behind `/1/` in the QR. Nothing here is needed to sell: without an answer the terminal shows the QR and
 * takes proofs. What happens later comes down as `server_marks` of the kinds `payment` and `arrival`, one document for each order and arrival.
 */

export const ChargeChannel = OneOf(['wechat', 'alipay', 'acquirer'] as const);
export type ChargeChannel = Type.Static<typeof ChargeChannel>;

/** GET /config → PaymentConfig: asked for at each connection and kept, so it holds offline. */
export const PaymentConfig = Obj({
  /** Before `/1/` in the QR, without a slash at its end. */
  host: Text(120),
  /** Which proof key, and the key itself (32 bytes, base64url); kept with the terminal's secrets, never in a document or log. */
  keyId: Int(0, 255),
  proofKey: Type.String({ minLength: 43, maxLength: 43, pattern: '^[A-Za-z0-9_-]{43}$' }),
  /** Public keys that proofs may be signed with: the market's, and its next one. base64url. */
  proofSigners: Type.Array(Text(64), { minItems: 1, maxItems: 4 }),
  /** Channels this stall can be paid over; empty: none is set up. */
  channels: Type.Array(ChargeChannel, { maxItems: 3 }),
  /** Rules of payment codes as `parsePaymentRule` reads them; empty: the usual ones. */
  codeRules: Type.Array(Text(60), { maxItems: 20 }),
  /** Most that is taken on a proof while offline: of one order, and of all since the last contact. */
  offlineOrderFen: Fen,
  offlineTotalFen: Fen,
  /** The channels are simulated: every screen and receipt says 模拟. */
  isSimulated: Type.Boolean(),
});
export type PaymentConfig = Type.Static<typeof PaymentConfig>;

/** POST /orders: the market learns of an order before the shopper opens it, or asks how it stands. Answers OrderAnswer. */
export const OrderRequest = Obj({ order: Text(160) });
/** POST /charge: a shopper's payment code. The code is in this body and nowhere else; the answer may be `pending`, then a mark follows. */
export const ChargeRequest = Obj({
  order: Text(160),
  authCode: Type.String({ minLength: 16, maxLength: 24, pattern: '^\\d+$' }),
  channel: ChargeChannel,
});
/**
 * POST /close: no money is to be taken for this order any more (paid in cash, emptied, another tender). Repeated until it is answered. For
 * good: money that has come or still comes goes back to the shopper under a number of its own (`duplicate`, then `returned`), so a till that
 * has asked this never counts the order's money, whatever a mark of before the answer said.
 */
export const CloseRequest = Obj({ order: Text(160) });

export const OrderAnswer = Obj({
  orderHash: Hash,
  state: PaymentState,
  channel: Nullable(Text(16)),
  /** What was paid, also when some of it went back; 0: nothing. */
  paidFen: Fen,
  transactionId: Nullable(Text(64)),
  /** For the vendor, in the market's words; empty: nothing to say. */
  text: Text(120),
  isSimulated: Type.Boolean(),
});
export type OrderAnswer = Type.Static<typeof OrderAnswer>;

/** POST /arrivals/claim: this money on the stall's printed code is for that cart or sale. The first claim wins; the same again gets the same answer. */
export const ClaimRequest = Obj({ arrivalId: Id, subjectId: Id });
export const ClaimAnswer = Obj({
  arrivalId: Id,
  /** Whether it is this subject's. */
  isYours: Type.Boolean(),
  amountFen: Fen,
  channel: Text(16),
  transactionId: Text(64),
  at: Time,
});
export type ClaimAnswer = Type.Static<typeof ClaimAnswer>;

/** 4xx answers of these routes, `{error, text}`. */
export type PaymentError =
  | 'bad_order'
  | 'foreign_order'
  | 'too_much'
  | 'too_old'
  | 'no_channel'
  | 'order_closed'
  | 'unknown_arrival'
  | 'too_many';
