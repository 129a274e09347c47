import { canonicalText, NotCanonical } from './canonical.ts';
import type { JournalEntry, UnsealedEntry } from './records/journal.ts';

/** `prevHash` of the first entry of an epoch. */
export const GENESIS = '0'.repeat(64);

/**
 * The text whose UTF-8 bytes are hashed: RFC 8785 of the entry without `hash`, `sig` and every top-level field that starts
 * with `_` (RxDB's own). Specified in docs/journal.md. Throws `NotCanonical`.
 */
export function entryText(entry: object): string {
  return canonicalText(
    Object.fromEntries(
      Object.entries(entry).filter(([key]) => key !== 'hash' && key !== 'sig' && !key.startsWith('_')),
    ),
  );
}

/** The text whose UTF-8 bytes are signed. The first line keeps a signature from meaning anything outside a journal. */
export const signatureText = (hash: string): string => `stall-pos journal v1\n${hash}`;

/** Hashing and signing of a terminal: SHA-256 as lower-case hex and Ed25519 as base64url, both over the UTF-8 bytes of the text. */
export interface Sealer {
  sha256Hex(text: string): string;
  sign(text: string): string;
}

/** Hashes and signs an entry. Its number and `prevHash` are already in it. Throws `NotCanonical`. */
export function sealEntry(unsealed: UnsealedEntry, sealer: Sealer): JournalEntry {
  const hash = sealer.sha256Hex(entryText(unsealed));
  return { ...unsealed, hash, sig: sealer.sign(signatureText(hash)) };
}

/** Whether an entry is what its terminal sealed. Total: an entry without canonical form has a bad hash. */
export function checkSeal(
  entry: Pick<JournalEntry, 'hash' | 'sig'>,
  verifier: Pick<Sealer, 'sha256Hex'> & { verify(text: string, sig: string): boolean },
): 'ok' | 'bad_hash' | 'bad_signature' {
  let text: string;
  try {
    text = entryText(entry);
  } catch (error) {
    if (error instanceof NotCanonical) return 'bad_hash';
    throw error;
  }
  if (verifier.sha256Hex(text) !== entry.hash) return 'bad_hash';
  return verifier.verify(signatureText(entry.hash), entry.sig) ? 'ok' : 'bad_signature';
}

type Link = Pick<JournalEntry, 'terminal' | 'epoch' | 'seq' | 'hash' | 'prevHash'>;

/** How an entry stands to the one before it in the order of terminal, epoch and seq; `before` null: none is known. */
export function linkOf(before: Link | null, entry: Link): 'linked' | 'gap' | 'broken' {
  const isSame = before !== null && before.terminal === entry.terminal && before.epoch === entry.epoch;
  if (entry.seq === 1) return !isSame && entry.prevHash === GENESIS ? 'linked' : 'broken';
  if (!isSame || entry.seq > before.seq + 1) return 'gap';
  return entry.seq === before.seq + 1 && entry.prevHash === before.hash ? 'linked' : 'broken';
}
