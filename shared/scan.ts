import { barcodeKey, hasCheckDigit } from './barcode.ts';
import { parseGs1 } from './gs1.ts';
import type { Gs1Goods } from './gs1.ts';
import { parseProof } from './payment-order.ts';
import { parseReceiptPath } from './receipt-code.ts';
import type { ReceiptCode } from './receipt-code.ts';

/** What a scanner read. `aim`: the symbol's AIM id (`]E0`), null when the scanner doesn't tell; it may also lead the text. */
export interface Scanned {
  readonly text: string;
  readonly aim: string | null;
}

/** Payment codes of one channel (付款码): digits only, told by their first two or more and their length. */
export interface PaymentRule {
  readonly channel: string;
  /** First and last prefix, of one length: `25` to `30`. */
  readonly from: string;
  readonly to: string;
  readonly minDigits: number;
  readonly maxDigits: number;
}

/**
 * How a stall reads codes. `labels`: in-store weighed codes as patterns, a sign for each digit: the prefix as it is, then
 * P for the PLU, W for the weight in grams, M for the amount in fen, X for what is passed over, C for the EAN-style check digit.
 */
export interface ScanRules {
  readonly payments: readonly PaymentRule[];
  readonly labels: readonly string[];
}

/** One way to understand a text. None of them carries a payment code. Grams and fen are above zero where they are given. */
export type ScanReading =
  | { readonly kind: 'payment'; readonly channel: string }
  | { readonly kind: 'label'; readonly plu: number; readonly grams: number | null; readonly fen: number | null }
  /** `key` as of `barcodeKey`; `shown` only where it can't be a payment code. */
  | { readonly kind: 'barcode'; readonly key: string; readonly shown: string | null }
  | ({ readonly kind: 'gs1' } & Gs1Goods)
  | { readonly kind: 'receipt'; readonly code: ReceiptCode }
  /** A proof that an order was paid, in the market's form; its signature is not checked here. */
  | { readonly kind: 'proof'; readonly text: string };

/** WeChat, Alipay and WeBank as published by their gateways; UnionPay's rule has no published source, e-CNY's is one acquirer's. */
export const usualPayments = [
  'wechat:10-15:18',
  'alipay:25-30:16-24',
  'webank:5678:19',
  'unionpay:62:19',
  'ecny:01:19',
] as const;
/** 2X + PLU + weight or amount, and 26 + PLU + amount + weight of 18 digits, as Chinese label scales print them. */
export const usualLabels = ['21PPPPPWWWWWC', '22PPPPPMMMMMC', '26PPPPPMMMMMWWWWWC'] as const;

/** `alipay:25-30:16-24`: name, prefix or prefixes, number of digits or the least and the most. Null when it is no such rule. */
export function parsePaymentRule(text: string): PaymentRule | null {
  const [, channel = '', from = '', to = from, least = '', most = least] =
    /^([a-z0-9_]{1,16}):(\d{1,6})(?:-(\d{1,6}))?:(\d{1,2})(?:-(\d{1,2}))?$/.exec(text) ?? [];
  const rule = { channel, from, to, minDigits: Number(least), maxDigits: Number(most) };
  const sound = channel !== '' && from.length === to.length && from <= to && rule.minDigits <= rule.maxDigits;
  return sound && rule.minDigits > from.length && rule.maxDigits <= 32 ? rule : null;
}

/** Whether a pattern can tell goods: a prefix, one PLU, a weight or an amount, and a check digit at the end if any. */
export function isLabelPattern(pattern: string): boolean {
  if (!/^\d{1,4}(?:P+|W+|M+|X+){2,6}C?$/.test(pattern) || pattern.length < 8 || pattern.length > 32) return false;
  const runs = (sign: string): number => pattern.match(new RegExp(`${sign}+`, 'g'))?.length ?? 0;
  return runs('P') === 1 && runs('W') <= 1 && runs('M') <= 1 && runs('W') + runs('M') > 0;
}

export const usualRules: ScanRules = {
  payments: usualPayments.flatMap((text) => parsePaymentRule(text) ?? []),
  labels: usualLabels,
};

const isPayment = (digits: string, { from, to, minDigits, maxDigits }: PaymentRule): boolean => {
  const prefix = digits.slice(0, from.length);
  return digits.length >= minDigits && digits.length <= maxDigits && prefix >= from && prefix <= to;
};

function readLabel(digits: string, pattern: string): ScanReading | null {
  if (digits.length !== pattern.length || (pattern.endsWith('C') && !hasCheckDigit(digits))) return null;
  const read = { P: '', W: '', M: '' };
  for (const [i, sign] of Array.from(pattern).entries()) {
    const digit = digits[i] ?? '';
    if (sign === 'P' || sign === 'W' || sign === 'M') read[sign] += digit;
    else if (/\d/.test(sign) && sign !== digit) return null;
  }
  const [grams, fen] = [read.W, read.M].map((value) => (value === '' ? null : Number(value)));
  if (grams === 0 || fen === 0 || Number(read.P) === 0) return null;
  return { kind: 'label', plu: Number(read.P), grams: grams ?? null, fen: fen ?? null };
}

/** Symbols that can't hold a payment code: EAN and UPC, GS1 DataBar. */
const retailSymbol = /^\][Ee]/;
const gs1Symbol = /^\](?:C1|e\d|d2|Q3)$/;

/**
 * Every way to understand a scanned text by itself, the most special first; what is listed, and what the cart waits for, decides
 * between them. Empty: nothing a stall knows, or misread.
 */
export function readScan({ text: given, aim: told }: Scanned, rules: ScanRules): readonly ScanReading[] {
  const [, led, rest] = /^(\][A-Za-z][0-9A-Za-z])?([^]*)$/.exec(given) ?? [];
  const aim = led ?? told ?? '';
  const text = (rest ?? '').replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, '');

  const receipt = /^https?:\/\/[^\s?#]+\/r\/([A-Za-z0-9_-]+)$/.exec(text)?.[1];
  const parsed = receipt === undefined ? null : parseReceiptPath(receipt);
  if (parsed !== null) return [{ kind: 'receipt', code: parsed.code }];
  if (text.includes('://')) return [];
  if (parseProof(text) !== null) return [{ kind: 'proof', text }];

  if (gs1Symbol.test(aim) || text.startsWith('(01)')) {
    const goods = parseGs1(text);
    return goods === null ? [] : [{ kind: 'gs1', ...goods }];
  }
  const isDigits = /^\d+$/.test(text);
  const payment =
    isDigits && !retailSymbol.test(aim) ? rules.payments.find((rule) => isPayment(text, rule)) : undefined;
  const labels = isDigits ? rules.labels.flatMap((pattern) => readLabel(text, pattern) ?? []) : [];
  const key = barcodeKey(text, aim.startsWith(']C'));
  const isRetail = isDigits && text.length <= 14 && hasCheckDigit(text);
  return [
    ...(payment === undefined ? [] : [{ kind: 'payment', channel: payment.channel } as const]),
    ...labels.slice(0, 1),
    ...(key === null ? [] : [{ kind: 'barcode', key, shown: isRetail ? text : null } as const]),
  ];
}
