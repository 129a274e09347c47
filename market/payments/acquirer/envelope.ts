import { readObject, textOf } from '../http.ts';
import { rsaSign, rsaVerify, sortedText } from '../rsa.ts';

/**
 * The envelope of calls, answers and notices: flat text fields, `data` a JSON text, `sign` SHA-256 with RSA over the sorted
 * `name=value` of the others. What is signed is the text of `data` as it is sent, so nobody has to agree on how to write JSON.
 */
export type Envelope = Readonly<Record<string, string>>;
const TOLERANCE_MS = 300_000;

export const seal = (fields: Envelope, privateKey: string): string =>
  JSON.stringify({ ...fields, sign: rsaSign(sortedText(fields), privateKey) });

export type Opened =
  | { readonly ok: true; readonly fields: Envelope; readonly data: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reason: 'signature' | 'stale' | 'unreadable' | 'foreign' };

/** Proves an envelope: signature first, then its age (five minutes) and whose it is. `timestamp` is epoch ms. */
export function open(text: string, key: string, appId: string, now: number): Opened {
  const json = readObject(text);
  if (json === null) return { ok: false, reason: 'unreadable' };
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(json)) {
    if (typeof value !== 'string') return { ok: false, reason: 'unreadable' };
    fields[name] = value;
  }
  if (!rsaVerify(sortedText(fields), textOf(json, 'sign'), key)) return { ok: false, reason: 'signature' };
  if (fields['app_id'] !== appId) return { ok: false, reason: 'foreign' };
  const timestamp = fields['timestamp'] ?? '';
  if (!/^\d{13}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > TOLERANCE_MS)
    return { ok: false, reason: 'stale' };
  const data = readObject(fields['data'] ?? '');
  return data === null ? { ok: false, reason: 'unreadable' } : { ok: true, fields, data };
}
