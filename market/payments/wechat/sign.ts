import { createCipheriv, createDecipheriv } from 'node:crypto';
import { rsaSign, rsaVerify } from '../rsa.ts';

/** Signatures and encryption of WeChat Pay's APIv3 (payments.md 1.1; pay.weixin.qq.com, 签名与验签规则). */

export interface RequestSigned {
  readonly method: string;
  /** Path with its query, as sent. */
  readonly path: string;
  readonly timestamp: number;
  readonly nonce: string;
  readonly body: string;
}
export const requestText = ({ method, path, timestamp, nonce, body }: RequestSigned): string =>
  `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;
export const answerText = (timestamp: string, nonce: string, body: string): string =>
  `${timestamp}\n${nonce}\n${body}\n`;

/** The header `Authorization` of a call. */
export function authorization(
  signed: RequestSigned,
  { mchid, serial, privateKey }: { readonly mchid: string; readonly serial: string; readonly privateKey: string },
): string {
  const fields = {
    mchid,
    nonce_str: signed.nonce,
    timestamp: String(signed.timestamp),
    serial_no: serial,
    signature: rsaSign(requestText(signed), privateKey),
  };
  const list = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
}

/** The arguments with which a page in WeChat asks for the payment of a prepaid order. */
export function jsapiArguments(
  prepayId: string,
  { appid, timestamp, nonce, privateKey }: { appid: string; timestamp: number; nonce: string; privateKey: string },
): Readonly<Record<string, string>> {
  const packed = `prepay_id=${prepayId}`;
  return {
    appId: appid,
    timeStamp: String(timestamp),
    nonceStr: nonce,
    package: packed,
    signType: 'RSA',
    paySign: rsaSign(`${appid}\n${timestamp}\n${nonce}\n${packed}\n`, privateKey),
  };
}

const TAG_BYTES = 16;
/** AES in Galois/Counter mode; the length of the key decides, 32 bytes at WeChat. The tag stands at the end. */
const cipherOf = (key: Buffer) => (key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm');

/** The text of a `resource`; null when it was not encrypted under this key. */
export function decrypt(ciphertext: string, key: string, nonce: string, aad: string): string | null {
  try {
    const bytes = Buffer.from(ciphertext, 'base64');
    const raw = Buffer.from(key);
    const cipher = createDecipheriv(cipherOf(raw), raw, nonce, { authTagLength: TAG_BYTES });
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    cipher.setAAD(Buffer.from(aad));
    return Buffer.concat([cipher.update(bytes.subarray(0, -TAG_BYTES)), cipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
export function encrypt(text: string, key: string, nonce: string, aad: string): string {
  const raw = Buffer.from(key);
  const cipher = createCipheriv(cipherOf(raw), raw, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(aad));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

const TOLERANCE_S = 300;

/**
 * Whether headers and body are WeChat's own word. `stale`: signed, but more than five minutes from our clock. Headers in lower
 * case. Its probes with a wrong signature (`WECHATPAY/SIGNTEST/`) are refused like every other wrong one.
 */
export function checkSigned(
  headers: Readonly<Record<string, string>>,
  body: string,
  keys: Readonly<Record<string, string>>,
  now: number,
): 'good' | 'unsigned' | 'bad' | 'stale' {
  const signature = headers['wechatpay-signature'] ?? '';
  const timestamp = headers['wechatpay-timestamp'] ?? '';
  const serial = headers['wechatpay-serial'] ?? '';
  if (signature === '') return 'unsigned';
  const key = Object.hasOwn(keys, serial) ? keys[serial] : undefined;
  if (key === undefined || !/^\d{1,12}$/.test(timestamp)) return 'bad';
  if (!rsaVerify(answerText(timestamp, headers['wechatpay-nonce'] ?? '', body), signature, key)) return 'bad';
  return Math.abs(now / 1_000 - Number(timestamp)) <= TOLERANCE_S ? 'good' : 'stale';
}
