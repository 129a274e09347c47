import { isUtf8 } from 'node:buffer';
import type { FileFault } from './fault.ts';

/** Reading what channels and banks call CSV: columns are found by their headings, never by their place. */

const CHUNK = 1 << 20;

/** UTF-8, with or without its mark, also when it was cut within a character; else GBK, as Chinese desks write it. */
const encodingOf = (bytes: Uint8Array): string =>
  [0, 1, 2, 3].some((cut) => cut <= bytes.length && isUtf8(bytes.subarray(0, bytes.length - cut))) ? 'utf-8' : 'gbk';

/** The lines of a file, decoded piece by piece: a bill of a million rows is never one text in memory. */
export function* linesOf(bytes: Uint8Array): Generator<string, void> {
  const decoder = new TextDecoder(encodingOf(bytes));
  let rest = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const lines = (rest + decoder.decode(bytes.subarray(at, at + CHUNK), { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** The fields of a line. Quotes may hold commas; a tab behind a number and a backtick before a field keep spreadsheets from spoiling it. */
export function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const sign = line.charAt(i);
    if (quoted && sign === '"' && line.charAt(i + 1) === '"') {
      field += '"';
      i += 1;
    } else if (sign === '"') quoted = !quoted;
    else if (sign === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += sign;
  }
  return [...fields, field].map((one) => one.trim().replace(/^`/, '').trim());
}

/** A heading without what varies: brackets of either width, spaces. */
const plain = (heading: string): string =>
  heading
    .replaceAll(/[\s\uFEFF]/g, '')
    .replaceAll('（', '(')
    .replaceAll('）', ')');

/** Where each wanted heading stands; which one is missing, or stands there twice. */
export function columnsOf<K extends string>(
  header: readonly string[],
  wanted: Readonly<Record<K, readonly string[]>>,
): { readonly ok: true; readonly at: Readonly<Record<K, number>> } | { readonly ok: false; readonly fault: FileFault } {
  const headings = header.map(plain);
  const at = {} as Record<K, number>;
  for (const key of Object.keys(wanted) as K[]) {
    const names = wanted[key].map(plain);
    const places = headings.flatMap((heading, i) => (names.includes(heading) ? [i] : []));
    if (places.length !== 1)
      return {
        ok: false,
        fault:
          places.length === 0
            ? { fault: 'no_column', column: names[0] ?? '' }
            : { fault: 'column_twice', column: names[0] ?? '', count: places.length },
      };
    at[key] = places[0] ?? 0;
  }
  return { ok: true, at };
}

/** `12.50` → 1250; with `decimals` 5, `0.04750` → 4750 hundred-thousandths. Null: no such number, or more decimals than that are not zero. */
export function numberOf(text: string, decimals: 2 | 5): number | null {
  const found = /^(-?)(\d{1,11})(?:\.(\d+))?$/.exec(text.replaceAll(',', ''));
  if (found === null) return null;
  const [, sign = '', whole = '', part = ''] = found;
  if (/[1-9]/.test(part.slice(decimals))) return null;
  const value = Number(whole) * 10 ** decimals + Number(part.slice(0, decimals).padEnd(decimals, '0'));
  return sign === '' ? value : -value;
}

/** `2026-11-23 08:30:05` in Asia/Shanghai; null when it is no time. */
export function timeOf(text: string): number | null {
  const found = /^(\d{4})[-/](\d{2})[-/](\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(text);
  if (found === null) return null;
  const [, y = '', m = '', d = '', h = '', min = '', s = ''] = found;
  const at = Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}+08:00`);
  return Number.isNaN(at) ? null : at;
}
