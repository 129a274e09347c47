import { rsaVerify, sortedText } from '../rsa.ts';

/** What is signed at Alipay's gateway (payments.md 2; opendocs.alipay.com/common/02kf5q); a notice leaves out `sign_type` too. */
export type Params = Readonly<Record<string, string>>;

/** A form body as its fields, decoded once; null when a name comes twice or it is no form. */
export function readForm(body: string): Params | null {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (name === '' || fields.has(name)) return null;
    fields.set(name, value);
  }
  return fields.size === 0 ? null : Object.fromEntries(fields);
}
export const isNoticeSigned = (fields: Params, publicKey: string): boolean =>
  (fields['sign_type'] ?? 'RSA2') === 'RSA2' &&
  rsaVerify(sortedText(fields, ['sign', 'sign_type']), fields['sign'] ?? '', publicKey);

/**
 * The members of a JSON object as the text they came in: an answer's signature is over exactly these letters. Null when it is no
 * object or a name comes twice.
 */
export function rawMembers(text: string): ReadonlyMap<string, string> | null {
  const members = new Map<string, string>();
  let at = skip(text, 0);
  if (text[at] !== '{') return null;
  at = skip(text, at + 1);
  while (text[at] === '"') {
    const nameEnd = endOf(text, at);
    const colon = skip(text, nameEnd);
    const start = skip(text, colon + 1);
    const end = endOf(text, start);
    if (text[colon] !== ':' || end === start) return null;
    const name = text.slice(at + 1, nameEnd - 1);
    if (members.has(name)) return null;
    members.set(name, text.slice(start, end));
    at = skip(text, end);
    if (text[at] === '}') return skip(text, at + 1) === text.length ? members : null;
    if (text[at] !== ',') return null;
    at = skip(text, at + 1);
  }
  return text[at] === '}' && members.size === 0 ? members : null;
}
const skip = (text: string, from: number): number => {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
};
/** Behind the value that starts here; the same place when there is none. What is inside is left to JSON.parse. */
function endOf(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (sign === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      if (depth === 0) return at + 1;
    } else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (sign === ',' || /\s/.test(sign))) return at;
    at += 1;
  }
  return from;
}
