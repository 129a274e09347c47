import { fromBase64Url, toBase64Url } from './base64url.ts';

/**
 * One QR, online and offline: the terminal signs the order into an address of the market, and two proofs come back by way of the
 * shopper: a short code for the keypad and a signed text for the scanner. No key of a channel is involved, no clock decides.
 * Hashes, MACs and signatures come as arguments; all integers are big endian.
 */
export interface PaymentOrder {
  /** 1…65535. */
  readonly market: number;
  readonly terminal: number;
  /** Which of the terminal's proof keys, 0…255. */
  readonly keyId: number;
  /** Rises with every order of the terminal and survives a crash. */
  readonly counter: number;
  readonly amountFen: number;
  /** Seconds since 1970. Only the market judges it. */
  readonly issuedAt: number;
  /** Seconds from when it is first opened. */
  readonly ttlS: number;
  /** 16 hex digits of chance. */
  readonly nonce: string;
  /** First 16 hex digits of the SHA-256 of the cart's canonical text; zeros: none. */
  readonly linesHash: string;
}

/** By which way the money came; the digit is the first one of the short code. */
export const proofChannels = { wechat: 1, alipay: 2, unionpay: 3, ecny: 4 } as const;
export type ProofChannel = keyof typeof proofChannels;

/** What the market signs for an order that is paid. */
export interface PaymentProof {
  readonly keyId: number;
  /** First 32 hex digits of the SHA-256 of the order's bytes. */
  readonly orderHash: string;
  readonly channel: ProofChannel;
  readonly paidFen: number;
  /** Seconds since 1970. */
  readonly paidAt: number;
}

const VERSION = 1;
const ORDER_BYTES = 38;
const PROOF_BYTES = 27;
const SIGNATURE_BYTES = 64;
const PROOF_PREFIX = 'R1.';
/** Above it the short code has eight digits behind the channel's, not six. */
const LONG_CODE_FROM_FEN = 50_000;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const join = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
const fromHex = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function orderBytes(order: PaymentOrder): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ORDER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint16(1, order.market);
  view.setUint32(3, order.terminal);
  view.setUint8(7, order.keyId);
  view.setUint32(8, order.counter);
  view.setUint32(12, order.amountFen);
  view.setUint32(16, order.issuedAt);
  view.setUint16(20, order.ttlS);
  bytes.set(fromHex(order.nonce), 22);
  bytes.set(fromHex(order.linesHash), 30);
  return bytes;
}

function readOrder(bytes: Uint8Array<ArrayBuffer>): PaymentOrder {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    market: view.getUint16(1),
    terminal: view.getUint32(3),
    keyId: view.getUint8(7),
    counter: view.getUint32(8),
    amountFen: view.getUint32(12),
    issuedAt: view.getUint32(16),
    ttlS: view.getUint16(20),
    nonce: toHex(bytes.subarray(22, 30)),
    linesHash: toHex(bytes.subarray(30, ORDER_BYTES)),
  };
}

/** What the terminal signs with its Ed25519 key. The name before it keeps every other signature from passing for this one. */
export const orderSigned = (order: Uint8Array): Uint8Array => join(ascii('SWM-ORDER-v1\0'), order);

/** The QR's text. `host` without a slash at its end; `signature` 64 bytes. */
export const orderUrl = (host: string, order: Uint8Array, signature: Uint8Array): string =>
  `${host}/1/${toBase64Url(join(order, signature))}`;

export interface SignedOrder {
  readonly order: PaymentOrder;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array;
}

/** Reads what stands behind `/1/` in the address; null when it is no order. The signature is not checked here. */
export function parseOrderPath(text: string): SignedOrder | null {
  const all = wholeBytes(text, ORDER_BYTES + SIGNATURE_BYTES);
  if (all === null) return null;
  const bytes = all.slice(0, ORDER_BYTES);
  return { order: readOrder(bytes), bytes, signature: all.slice(ORDER_BYTES) };
}

/** Only what writes back to the same text is read: one order has one address. */
function wholeBytes(text: string, length: number): Uint8Array<ArrayBuffer> | null {
  const bytes = fromBase64Url(text);
  return bytes.length === length && bytes[0] === VERSION && toBase64Url(bytes) === text ? bytes : null;
}

/** The channel's number of one attempt to pay the order, 31 characters. `orderHash`: hex SHA-256 of the order's bytes; `attempt` 1…99. */
export const outTradeNo = (orderHash: string, attempt: number): string =>
  `O${orderHash.slice(0, 28).toUpperCase()}${String(attempt).padStart(2, '0')}`;

/** What the proof key of the terminal is derived from (RFC 5869), by the market alone. */
export const proofKeySalt = (market: number): string => `mkt:${market}`;
export const proofKeyInfo = (terminal: number, keyId: number): string => `SWM-OPC-v1|tid:${terminal}|kid:${keyId}`;

/** What the short code is the MAC of (HMAC-SHA256 under the terminal's proof key). */
export const codeAuthenticated = (order: Uint8Array, channel: ProofChannel): Uint8Array =>
  join(ascii('SWM-OPC-v1\0'), order, Uint8Array.of(proofChannels[channel]));

/** The short code of a MAC: the channel's digit, then six digits by RFC 4226 section 5.3 on SHA-256; eight above ¥500. */
export function shortCode(mac: Uint8Array, channel: ProofChannel, amountFen: number): string {
  const offset = (mac[31] ?? 0) & 15;
  const number = new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7fffffff;
  const digits = amountFen > LONG_CODE_FROM_FEN ? 8 : 6;
  return `${proofChannels[channel]}${String(number % 10 ** digits).padStart(digits, '0')}`;
}

/** By which channel a typed code says it was paid; null when it can't be one for this amount. */
export function channelOfCode(code: string, amountFen: number): ProofChannel | null {
  const digits = amountFen > LONG_CODE_FROM_FEN ? 9 : 7;
  return new RegExp(`^[1-4][0-9]{${digits - 1}}$`).test(code) ? channelOf(Number(code[0])) : null;
}

const channelOf = (digit: number): ProofChannel | null => {
  for (const name of ['wechat', 'alipay', 'unionpay', 'ecny'] as const) if (proofChannels[name] === digit) return name;
  return null;
};

export function proofBytes(proof: PaymentProof): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PROOF_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, proof.keyId);
  bytes.set(fromHex(proof.orderHash), 2);
  view.setUint8(18, proofChannels[proof.channel]);
  view.setUint32(19, proof.paidFen);
  view.setUint32(23, proof.paidAt);
  return bytes;
}

/** What the market signs with its Ed25519 key. */
export const proofSigned = (proof: Uint8Array): Uint8Array => join(ascii('SWM-RCPT-v1\0'), proof);

/** The text of the proof's QR, for the stall's scanner. */
export const proofText = (proof: Uint8Array, signature: Uint8Array): string =>
  `${PROOF_PREFIX}${toBase64Url(join(proof, signature))}`;

export interface SignedProof {
  readonly proof: PaymentProof;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads a scanned proof; null when it is none. The signature is not checked here. */
export function parseProof(text: string): SignedProof | null {
  if (!text.startsWith(PROOF_PREFIX)) return null;
  const all = wholeBytes(text.slice(PROOF_PREFIX.length), PROOF_BYTES + SIGNATURE_BYTES);
  if (all === null) return null;
  const bytes = all.slice(0, PROOF_BYTES);
  const view = new DataView(bytes.buffer);
  const channel = channelOf(view.getUint8(18));
  if (channel === null) return null;
  return {
    proof: {
      keyId: view.getUint8(1),
      orderHash: toHex(bytes.subarray(2, 18)),
      channel,
      paidFen: view.getUint32(19),
      paidAt: view.getUint32(23),
    },
    bytes,
    signature: all.slice(PROOF_BYTES),
  };
}
