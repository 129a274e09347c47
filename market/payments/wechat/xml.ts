import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sortedText } from '../rsa.ts';

/** APIv2: flat XML, signed with a shared key (payments.md 1.3). */
export type Fields = Readonly<Record<string, string>>;
export type SignType = 'HMAC-SHA256' | 'MD5';

const NAME = '[A-Za-z_][A-Za-z0-9_]{0,63}';
const element = new RegExp(`\\s*<(${NAME})>((?:<!\\[CDATA\\[[^]*?\\]\\]>|[^<])*)</\\1>\\s*`, 'y');
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export const toXml = (fields: Fields): string =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`)
    .join('')}</xml>`;

/** The fields of `<xml>…</xml>`; null for everything that is more than flat fields (no declarations, no entities of its own). */
export function readXml(text: string): Fields | null {
  const inner = /^\s*<xml>([^]*)<\/xml>\s*$/.exec(text)?.[1];
  if (inner === undefined) return null;
  const fields = new Map<string, string>();
  element.lastIndex = 0;
  while (element.lastIndex < inner.length) {
    if (inner.slice(element.lastIndex).trim() === '') break;
    const [, name, content = ''] = element.exec(inner) ?? [];
    if (name === undefined || fields.has(name)) return null;
    fields.set(name, plain(content));
  }
  return Object.fromEntries(fields);
}
const plain = (content: string): string =>
  content.replace(
    /<!\[CDATA\[([^]*?)\]\]>|([^<]+)/g,
    (_all, data?: string, text?: string) => data ?? unescape(text ?? ''),
  );
const unescape = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([a-z]+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );

/** Sorted `name=value` of all that is not empty, then the key; capital hex digits. */
export function signFields(fields: Fields, key: string, type: SignType): string {
  const text = `${sortedText(fields)}&key=${key}`;
  const digest = type === 'MD5' ? createHash('md5').update(text) : createHmac('sha256', key).update(text);
  return digest.digest('hex').toUpperCase();
}
export function isSigned(fields: Fields, key: string, type: SignType): boolean {
  const [wanted, given] = [Buffer.from(signFields(fields, key, type)), Buffer.from(fields['sign'] ?? '')];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
