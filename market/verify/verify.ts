import { checkAnchors, headerProblem } from './anchors.ts';
import type { Anchors, Countersigned } from './anchors.ts';
import { createBlocks, MAX_LINE } from './blocks.ts';
import type { Source } from './blocks.ts';
import type { Epoch } from './chains.ts';
import { looksLikeHeader } from './header.ts';
import type { Header } from './header.ts';
import { createJournal } from './journal.ts';
import type { Checks, Doubt, Journal, Sealed, Tally } from './journal.ts';
import { isSigned } from './keys.ts';
import { problem } from './problem.ts';
import type { Finding } from './problem.ts';

export interface Options {
  readonly anchors: Anchors;
  readonly checks: Checks;
  /** The file is still being written: it may end without a closing line, or within a line. */
  readonly open: boolean;
}

/** What was checked and found. `bad` has the first bad line; `unreadable` means that it is no journal at all. */
export type Verdict =
  | { readonly outcome: 'unreadable' }
  | {
      readonly outcome: 'good' | 'bad';
      readonly finding: Finding | null;
      readonly header: Header | null;
      /** Entries that were right before the end or the first bad line. */
      readonly entries: number;
      readonly epochs: readonly Epoch[];
      readonly tally: Readonly<Tally>;
      /** Closes of days, and those of them whose figures could not be recomputed. */
      readonly dayCloses: { readonly all: number; readonly inDoubt: number };
      readonly countersigned: Countersigned;
      /** False only for an open file: its closing line is missing, and it may end in `cutBytes` of a line being written. */
      readonly closed: boolean;
      readonly cutBytes: number;
    };

const LF = 10;

/**
 * Checks an export of a journal (docs/journal.md). Reads it once, block by block; what it keeps is at most 48 bytes per entry.
 * `read` gives the bytes from the start; it is asked again only to look up a doubtful id.
 */
export async function verifyJournal(read: () => Source, { anchors, checks, open }: Options): Promise<Verdict> {
  const journal = createJournal(checks, open);
  const blocks = createBlocks(read());
  let line = 0;
  const verdict = (finding: Finding | null, countersigned: Countersigned = new Map()): Verdict => ({
    outcome: finding === null ? 'good' : 'bad',
    finding,
    header: journal.header(),
    entries: finding === null ? journal.entries() : Math.min(journal.entries(), Math.max(0, finding.line - 2)),
    epochs: journal.chains()?.epochs ?? [],
    tally: journal.tally,
    dayCloses: { all: journal.chains()?.days.closes() ?? 0, inDoubt: journal.chains()?.days.inDoubt() ?? 0 },
    countersigned,
    closed: journal.close() !== null,
    cutBytes: blocks.rest(),
  });

  for (let block = blocks.next(); block !== null; block = blocks.next()) {
    journal.use(block);
    let found: Finding | null = null;
    for (let from = 0; from < block.length && found === null;) {
      const to = block.bytes.indexOf(LF, from);
      line += 1;
      if (line === 1 && !looksLikeHeader(block.bytes.toString('utf8', from, to))) return { outcome: 'unreadable' };
      const wrong = journal.line(from, to, line);
      if (wrong !== null) found = { line, ...wrong };
      const header = journal.header();
      const strange = line === 1 && header !== null ? headerProblem(header, anchors) : null;
      if (strange !== null) found = { line, number: null, ...strange };
      from = to + 1;
    }
    // A signature may be wrong, or an id doubled, in a line before the one just found.
    const first = earliest([found, await badSignature(journal), sameId(journal.doubtful(), read)]);
    if (first !== null) return verdict(first);
  }
  const [header, chains] = [journal.header(), journal.chains()];
  if (header === null || chains === null) return { outcome: 'unreadable' };
  const whole = journal.close() !== null && blocks.rest() === 0;
  if (!whole && (!open || journal.close() !== null || blocks.rest() > MAX_LINE))
    return verdict({
      line: line + 1,
      number: null,
      ...problem(
        'no_close',
        'the closing line is missing: the file was cut off, or is still being written',
        '缺少结束行:文件被截断,或还没写完',
      ),
    });
  if (checks === 'chain') return verdict(null);
  const { finding, countersigned } = await checkAnchors(header, chains, journal.receipts, anchors, line);
  return verdict(finding, countersigned);
}

function earliest(findings: readonly (Finding | null)[]): Finding | null {
  let first: Finding | null = null;
  for (const finding of findings)
    if (finding !== null && (first === null || finding.line < first.line)) first = finding;
  return first;
}

async function badSignature(journal: Journal): Promise<Finding | null> {
  const keys = new Map(journal.header()?.keys.map(({ epoch, key }) => [epoch, key]));
  const good = async ({ epoch, text, sig }: Sealed): Promise<boolean> => {
    const key = keys.get(epoch);
    return key !== undefined && (await isSigned(key, text, sig));
  };
  const sealed = journal.sealed();
  const results = await Promise.all(sealed.map(good));
  const bad = sealed[results.indexOf(false)];
  if (bad === undefined) return null;
  return {
    line: bad.line,
    number: bad.number,
    ...problem(
      'bad_signature',
      "the signature is not that of this epoch's key: not written by the terminal",
      '签名不是这一代公钥的:不是本终端写下的',
    ),
  };
}

/** Looks through the file again for the id that seems doubled; equal fingerprints alone prove nothing. */
function sameId(doubt: Doubt | null, read: () => Source): Finding | null {
  if (doubt === null) return null;
  const blocks = createBlocks(read());
  const needle = `,"id":"${doubt.id}","kind":`;
  let line = 0;
  for (let block = blocks.next(); block !== null; block = blocks.next()) {
    for (let from = 0; from < block.length;) {
      const to = block.bytes.indexOf(LF, from);
      line += 1;
      if (line >= doubt.line) return null;
      const text = block.bytes.toString('utf8', from, to);
      if (text.includes(needle) && idOf(text) === doubt.id)
        return {
          line: doubt.line,
          number: doubt.number,
          ...problem(
            'same_id',
            `its id ${doubt.id} is that of line ${line} too: one event was written twice`,
            `它的编号 ${doubt.id} 与第 ${line} 行相同:同一件事被写了两次`,
          ),
        };
      from = to + 1;
    }
  }
  return null;
}

function idOf(text: string): unknown {
  const value = JSON.parse(text) as { readonly entry?: { readonly id?: unknown } };
  return value.entry?.id;
}
