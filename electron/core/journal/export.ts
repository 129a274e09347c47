import { canonicalText } from '../../../shared/canonical.ts';
import { entryText, GENESIS } from '../../../shared/chain.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { HeadReceipt } from '../../../shared/records/market.ts';

/** Whose journal is exported. Keys are base64url of 32 raw bytes (Ed25519). */
export interface ExportHeader {
  readonly market: number;
  readonly terminal: number;
  /** Every epoch the journal has, ascending, with the key that signed it. */
  readonly keys: readonly { readonly epoch: number; readonly publicKey: string }[];
  /** The key of the market's server that signs receipts; null when the terminal has not met it. */
  readonly serverKey: string | null;
}

/**
 * The journal as a file for the verifier (docs/journal.md, "The export file"): lines with their line feeds, one entry at a time.
 * `entries` come in order of (epoch, seq); those of other chains (practice, an earlier enrolment) are left out.
 * Nothing is checked here: what is in the journal goes into the file. Throws `NotCanonical` for an entry that has no canonical form.
 */
export async function* exportLines(
  header: ExportHeader,
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
  receipts: AsyncIterable<HeadReceipt> | Iterable<HeadReceipt>,
): AsyncGenerator<string, void, undefined> {
  const { market, terminal, keys, serverKey } = header;
  yield `${canonicalText({ format: 'stall-pos journal', version: 1, market, terminal, keys, serverKey })}\n`;
  let count = 0;
  let hash = GENESIS;
  for await (const entry of entries) {
    if (entry.market !== market || entry.terminal !== terminal) continue;
    yield exportEntry(entry);
    count += 1;
    hash = entry.hash;
  }
  let countersigned = 0;
  for await (const { sig, epoch, seq, hash: head, receivedAt, ...of } of receipts) {
    const receipt = { market: of.market, terminal: of.terminal, epoch, seq, hash: head, receivedAt };
    yield `${canonicalText({ receipt, sig })}\n`;
    countersigned += 1;
  }
  yield `${canonicalText({ close: { entries: count, receipts: countersigned, hash } })}\n`;
}

/** The line of one entry, with its line feed. The hashed bytes stand in it as they are. */
export const exportEntry = (entry: JournalEntry): string =>
  `{"entry":${entryText(entry)},"hash":"${entry.hash}","sig":"${entry.sig}"}\n`;
