import { fromBase64Url, toBase64Url } from './base64url.ts';
import type { SaleEntry } from './records/journal.ts';

/**
 * The receipt's QR: `https://<market>/r/` + base64url of 101 bytes, so that a shopper can check a receipt also while the
 * stall is offline. Big endian: version u8 = 1, terminal u32, epoch u32, seq u32, payable u32 (fen), day u32 (yyyymmdd),
 * the first 16 bytes of the entry's hash, then the terminal's Ed25519 signature over `receiptText` of the 37 bytes before it.
 */
export interface ReceiptCode {
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
  readonly payableFen: number;
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** The first 32 hex digits of the entry's hash. */
  readonly hashStart: string;
}

const SUMMARY = 37;
const SIGNATURE = 64;
const VERSION = 1;

export const codeOf = ({ terminal, epoch, seq, day, hash, body }: SaleEntry): ReceiptCode => ({
  terminal,
  epoch,
  seq,
  payableFen: body.payableFen,
  day,
  hashStart: hash.slice(0, 32),
});

/** What the terminal signs: the 37 bytes in base64url behind a name of their own, so no other signature can pass for it. */
export const receiptText = (code: ReceiptCode): string => `stall-pos receipt v1\n${toBase64Url(summaryBytes(code))}`;

/** The last part of the QR's address. `signature` is base64url, 64 bytes. */
export const receiptPath = (code: ReceiptCode, signature: string): string =>
  toBase64Url(Uint8Array.of(...summaryBytes(code), ...fromBase64Url(signature)));

/** Reads the last part of a QR's address; null when it is not one of ours. The signature is not checked here. */
export function parseReceiptPath(text: string): { readonly code: ReceiptCode; readonly signature: string } | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  const bytes = fromBase64Url(text);
  if (bytes.length !== SUMMARY + SIGNATURE || bytes[0] !== VERSION || toBase64Url(bytes) !== text) return null;
  const view = new DataView(bytes.buffer);
  const [terminal, epoch, seq, payableFen, day] = [1, 5, 9, 13, 17].map((at) => view.getUint32(at));
  const digits = String(day).padStart(8, '0');
  return {
    code: {
      terminal: terminal ?? 0,
      epoch: epoch ?? 0,
      seq: seq ?? 0,
      payableFen: payableFen ?? 0,
      day: `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`,
      hashStart: Array.from(bytes.subarray(21, SUMMARY), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    },
    signature: toBase64Url(bytes.subarray(SUMMARY)),
  };
}

function summaryBytes(code: ReceiptCode): Uint8Array {
  const bytes = new Uint8Array(SUMMARY);
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  [code.terminal, code.epoch, code.seq, code.payableFen, Number(code.day.replaceAll('-', ''))].forEach((value, i) =>
    view.setUint32(1 + 4 * i, value),
  );
  for (let i = 0; i < 16; i += 1) bytes[21 + i] = Number.parseInt(code.hashStart.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
