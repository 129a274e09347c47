import type { KeyObject } from 'node:crypto';
import { publicKeyOf } from './keys.ts';
import type { Receipt } from './keys.ts';
import { fieldsOf, parseCanonical } from './plain.ts';
import type { Fields } from './plain.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';

export const FORMAT = 'stall-pos journal';

export interface EpochKey {
  readonly epoch: number;
  readonly text: string;
  readonly key: KeyObject;
}

export interface Header {
  readonly market: number;
  readonly terminal: number;
  /** By epoch, ascending. */
  readonly keys: readonly EpochKey[];
  readonly serverKey: string | null;
}

export interface Close {
  readonly entries: number;
  readonly receipts: number;
  readonly hash: string;
}

/** A terminal that loses its disk every day for three years. */
const MAX_EPOCHS = 1000;
const hashText = /^[0-9a-f]{64}$/;

/** An object with exactly these names. */
function exactly(value: unknown, names: readonly string[], path: string): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const own = Object.keys(value);
  if (own.length !== names.length || !names.every((name) => Object.hasOwn(value, name))) return null;
  return fieldsOf(value as Readonly<Record<string, unknown>>, path);
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** Whether a first line is that of a journal at all, be it ever so mangled. */
export function looksLikeHeader(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT;
  } catch {
    return false;
  }
}

const badHeader = problem('bad_header', 'the header is not one of version 1', '文件头不是第 1 版的格式');

export function readHeader(text: string): Header | Problem {
  const parsed = parseCanonical(text);
  if (!('value' in parsed)) return parsed;
  const fields = exactly(parsed.value, ['format', 'keys', 'market', 'serverKey', 'terminal', 'version'], '');
  if (fields === null || fields.text('format') !== FORMAT || fields.whole('version', 1) !== 1) return badHeader;
  const { serverKey, keys: listed } = parsed.value as { readonly serverKey: unknown; readonly keys: unknown };
  if (serverKey !== null && (typeof serverKey !== 'string' || publicKeyOf(serverKey) === null)) return badHeader;
  const header = { market: fields.whole('market', 65_535), terminal: fields.whole('terminal', 4_294_967_295) };
  if (fields.bad() !== null || header.market === 0 || header.terminal === 0 || !Array.isArray(listed)) return badHeader;
  const keys: EpochKey[] = [];
  for (const one of listed as readonly unknown[]) {
    const of = exactly(one, ['epoch', 'publicKey'], 'keys.');
    const text = of?.text('publicKey') ?? '';
    const epoch = of?.whole('epoch', 2_147_483_647) ?? 0;
    const key = publicKeyOf(text);
    if (of === null || of.bad() !== null || key === null || epoch <= (keys.at(-1)?.epoch ?? -1)) return badHeader;
    if (keys.length === MAX_EPOCHS) return badHeader;
    keys.push({ epoch, text, key });
  }
  return { ...header, keys, serverKey };
}

export function readReceipt(text: string): Receipt | Problem {
  const parsed = parseCanonical(text);
  if (!('value' in parsed)) return parsed;
  const line = exactly(parsed.value, ['receipt', 'sig'], '');
  const of = exactly(
    memberOf(parsed.value, 'receipt'),
    ['epoch', 'hash', 'market', 'receivedAt', 'seq', 'terminal'],
    'receipt.',
  );
  const bad = problem('bad_receipt', "it is no receipt of the market's server", '不是市场服务器的回执');
  if (line === null || of === null) return bad;
  const receipt: Receipt = {
    market: of.whole('market', 65_535),
    terminal: of.whole('terminal', 4_294_967_295),
    epoch: of.whole('epoch', 2_147_483_647),
    seq: of.whole('seq', 2_147_483_647),
    hash: of.text('hash'),
    receivedAt: of.whole('receivedAt', 4_102_444_800_000),
    sig: line.text('sig'),
  };
  return of.bad() === null && line.bad() === null && hashText.test(receipt.hash) && receipt.seq > 0 ? receipt : bad;
}

export function readClose(text: string): Close | Problem {
  const parsed = parseCanonical(text);
  if (!('value' in parsed)) return parsed;
  const of = exactly(memberOf(parsed.value, 'close'), ['entries', 'hash', 'receipts'], 'close.');
  const bad = problem('bad_close', 'the closing line is not one of version 1', '结束行不是第 1 版的格式');
  if (exactly(parsed.value, ['close'], '') === null || of === null) return bad;
  const close = {
    entries: of.whole('entries', Number.MAX_SAFE_INTEGER),
    receipts: of.whole('receipts', Number.MAX_SAFE_INTEGER),
    hash: of.text('hash'),
  };
  return of.bad() === null && hashText.test(close.hash) ? close : bad;
}
