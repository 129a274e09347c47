import { hash } from 'node:crypto';

/**
 * A line of an entry as docs/journal.md ("The export file") has it: `{"entry":ENTRY,"hash":"…","sig":"…"}`. ENTRY stands there byte for
 * byte as it was hashed, and what follows it is always as long.
 */
const BEFORE = Buffer.from('{"entry":');
const AFTER = /^,"hash":"([0-9a-f]{64})","sig":"([A-Za-z0-9_-]{86})"\}$/;
const AFTER_BYTES = 170;

export interface EntryLine {
  /** The entry without hash and signature, as JSON has it; not checked any further. */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly hash: string;
  readonly sig: string;
}

/** Reads a line, without its line feed. Null unless it is whole and its hash is that of its bytes. */
export function readLine(line: Buffer): EntryLine | null {
  if (line.length < BEFORE.length + AFTER_BYTES || !line.subarray(0, BEFORE.length).equals(BEFORE)) return null;
  const bytes = line.subarray(BEFORE.length, -AFTER_BYTES);
  const after = AFTER.exec(line.subarray(-AFTER_BYTES).toString('latin1'));
  const [, hashText, sig] = after ?? [];
  if (hashText === undefined || sig === undefined || hash('sha256', bytes, 'hex') !== hashText) return null;
  try {
    const entry: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null;
    return { entry: { ...entry }, hash: hashText, sig };
  } catch {
    return null;
  }
}
