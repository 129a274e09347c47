import type { Suggestion } from '../../shared/scale.ts';
import { scaleDriver } from './driver.ts';
import { createFramed, lines, overloaded } from './framed.ts';
import type { Told } from './framed.ts';

const MAX_GRAMS = 10_000_000;
const MAX_SUGGESTIONS = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A neutral adapter for scales that see what lies on them. No AI scale has a public wire format; a small program of the vendor's
 * on this machine speaks one JSON object a line, at most 255 bytes, over TCP:
 * `{"grams":1234,"stable":true,"candidates":[{"plu":101,"percent":93}]}`, where `stable` may be left out, `"zero":true` says centre
 * of zero and `"overload":true` stands for a weight. A candidate has a `plu`, a `name` (UTF-8) or both.
 * Candidates are a suggestion only; the weight comes from `grams` alone.
 */
export const aiJson = scaleDriver(
  {
    id: 'ai-json',
    name: { zh: 'AI 秤（JSON 转接）', en: 'AI scale (JSON adapter)' },
    fits: 'any recognition scale behind an adapter program',
    link: 'net',
    serial: [],
    sureness: 'computed',
    source: 'our own definition; no public format was found',
  },
  () => createFramed({ protocol: 'ai-json', checked: false, next: lines(256, told) }),
);

function told(text: string): Told | 'bad' {
  const said = parse(text);
  if (said === null) return 'bad';
  const { grams, stable = null, zero = null, overload = false, candidates = [] } = said;
  if (typeof overload !== 'boolean' || (zero !== null && typeof zero !== 'boolean')) return 'bad';
  const suggestions = suggestionsOf(candidates);
  if (suggestions === null) return 'bad';
  if (overload) return { ...overloaded, suggestions };
  if (typeof grams !== 'number' || !Number.isInteger(grams) || Math.abs(grams) > MAX_GRAMS) return 'bad';
  if (stable !== null && typeof stable !== 'boolean') return 'bad';
  return { weightG: grams === 0 ? 0 : grams, stable, zero, form: 'weight', suggestions };
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(Uint8Array.from(text, (char) => char.charCodeAt(0))));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function suggestionsOf(value: unknown): readonly Suggestion[] | null {
  if (!Array.isArray(value) || value.length > MAX_SUGGESTIONS) return null;
  const all = value.map((one: unknown): Suggestion | null => {
    if (typeof one !== 'object' || one === null) return null;
    const { plu = null, name = null, percent }: { plu?: unknown; name?: unknown; percent?: unknown } = one;
    if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100)) return null;
    if (plu !== null && (typeof plu !== 'number' || !Number.isInteger(plu) || plu <= 0)) return null;
    if (name !== null && typeof name !== 'string') return null;
    return plu === null && name === null ? null : { plu, name, percent: Math.round(percent) };
  });
  return all.every((one) => one !== null) ? all : null;
}
