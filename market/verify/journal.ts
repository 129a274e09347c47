import { isUtf8 } from 'node:buffer';
import { hash as digest } from 'node:crypto';
import { changed, createChains } from './chains.ts';
import type { Chains } from './chains.ts';
import type { Block } from './blocks.ts';
import { emptyFacts, entryNumber, NO_HASH } from './entry.ts';
import { createFastReader } from './fast.ts';
import { readClose, readHeader, readReceipt } from './header.ts';
import type { Close, Header } from './header.ts';
import { entrySignedText } from './keys.ts';
import type { Receipt } from './keys.ts';
import { literal, standsAt } from './scan.ts';
import { parseCanonical, readPlain } from './plain.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';

/** How much is checked: `chain` only hashes and their links, `contents` all but signatures. */
export type Checks = 'chain' | 'contents' | 'all';

/** A signature still to be checked. */
export interface Sealed {
  readonly line: number;
  readonly number: string;
  readonly epoch: number;
  readonly text: string;
  readonly sig: string;
}

/** An entry whose id seems to have been met before. */
export interface Doubt {
  readonly id: string;
  readonly line: number;
  readonly number: string;
}

export interface Tally {
  sales: number;
  simulated: number;
  firstDay: string;
  lastDay: string;
}

export interface Journal {
  use(block: Block): void;
  /** Takes the line of these bytes (its line feed at `to`); `number` of an entry it could read. */
  line(from: number, to: number, no: number): (Problem & { readonly number: string | null }) | null;
  /** Signatures of the entries taken since the last call. */
  sealed(): readonly Sealed[];
  /** An id that seems to have been met before, to be looked for in the lines before `line`. */
  doubtful(): Doubt | null;
  readonly header: () => Header | null;
  readonly chains: () => Chains | null;
  readonly receipts: readonly { readonly receipt: Receipt; readonly line: number }[];
  readonly close: () => Close | null;
  readonly entries: () => number;
  readonly tally: Readonly<Tally>;
}

const ENTRY = literal('{"entry":{');
const HASH = literal(',"hash":"');
const SIG = literal('","sig":"');
const PREFIX = '{"entry":'.length;
/** Bytes behind the entry: `,"hash":"` 64 `","sig":"` 86 `"}`. */
const TAIL = 9 + 64 + 9 + 86 + 2;
const PREV = Buffer.from(',"prevHash":"');
const sigText = /^[A-Za-z0-9_-]{86}$/;

const notUtf8 = problem('not_utf8', 'it is not UTF-8', '不是有效的 UTF-8 文字');
const badFrame = problem(
  'not_a_line',
  'it is no entry with its hash and signature, no receipt and no closing line',
  '不是带封条和签名的记录,也不是回执或结束行',
);

/** Reads the lines of an export, one after the other, and finds the first that is wrong. Signatures are left to the caller. */
export function createJournal(checks: Checks, open: boolean): Journal {
  const fast = createFastReader();
  const facts = emptyFacts();
  const tally: Tally = { sales: 0, simulated: 0, firstDay: '', lastDay: '' };
  const receipts: { readonly receipt: Receipt; readonly line: number }[] = [];
  let bytes: Buffer = Buffer.alloc(0);
  let view = new DataView(bytes.buffer);
  let utf8 = true;
  let header: Header | null = null;
  let chains: Chains | null = null;
  let close: Close | null = null;
  let sealed: Sealed[] = [];
  let doubtful: Doubt | null = null;
  let linked = { count: 0, hash: NO_HASH };

  /** Whether these ASCII characters stand there. */
  const isAt = (at: number, text: string): boolean => {
    for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text.charCodeAt(i)) return false;
    return true;
  };
  const textOf = (from: number, to: number): string | null =>
    utf8 || isUtf8(bytes.subarray(from, to)) ? bytes.toString('utf8', from, to) : null;

  const frameProblem = (from: number, to: number): Problem => {
    const text = textOf(from, to);
    if (text === null) return notUtf8;
    const parsed = parseCanonical(text);
    return 'value' in parsed ? badFrame : parsed;
  };

  const entry = (from: number, to: number, no: number, into: Chains): Problem | null => {
    const end = to - TAIL;
    facts.seq = 0;
    if (
      end <= from + PREFIX ||
      !standsAt(view, end, HASH) ||
      !standsAt(view, end + 73, SIG) ||
      bytes[to - 2] !== 0x22 ||
      bytes[to - 1] !== 0x7d
    )
      return frameProblem(from, to);
    const computed = digest('sha256', bytes.subarray(from + PREFIX, end), 'hex');
    const same = isAt(end + 9, computed);
    if (checks === 'chain') return linkOnly(from, end, same, computed);

    const current = into.current();
    // The quick reader does not read which cart a sale is of; while parts are open that matters.
    const quick = utf8 && current !== null && same && !into.parts.any();
    const taken = quick && fast.isNext(from + PREFIX, end, current, facts);
    if (!taken) {
      const text = textOf(from + PREFIX, end);
      if (text === null) return notUtf8;
      const wrong =
        readPlain(text, facts) ?? into.problemOf(facts, bytes.toString('latin1', end + 9, end + 73), computed);
      if (wrong !== null) return wrong;
    }
    const sig = checks === 'all' ? bytes.toString('latin1', end + 82, end + 168) : '';
    if (checks === 'all' && !sigText.test(sig))
      return problem('bad_signature', 'the signature is not written as one', '签名的写法不对');
    const number = checks === 'all' ? entryNumber(facts) : '';
    if (!into.take(facts, computed)) doubtful ??= { id: facts.id, line: no, number: entryNumber(facts) };
    if (checks === 'all') sealed.push({ line: no, number, epoch: facts.epoch, text: entrySignedText(computed), sig });
    if (facts.kind === 'sale') tally.sales += 1;
    if (facts.mode === 'simulated') tally.simulated += 1;
    if (tally.firstDay === '' || facts.day < tally.firstDay) tally.firstDay = facts.day;
    if (facts.day > tally.lastDay) tally.lastDay = facts.day;
    return null;
  };

  /** An epoch begins wherever a chain starts with zeros: its number is not read here. */
  const linkOnly = (from: number, end: number, same: boolean, computed: string): Problem | null => {
    if (!same) return changed;
    const before = from + bytes.subarray(from, end).lastIndexOf(PREV) + PREV.length;
    if (!isAt(before, linked.hash) && !isAt(before, NO_HASH))
      return problem('broken_chain', 'it does not continue the entry before it', '没有接在前一条后面');
    linked = { count: linked.count + 1, hash: computed };
    return null;
  };

  const entries = (): number => (checks === 'chain' ? linked.count : (chains?.entries() ?? 0));
  const lastHash = (): string => (checks === 'chain' ? linked.hash : (chains?.current()?.hash ?? NO_HASH));

  const otherLine = (from: number, to: number, no: number): Problem | null => {
    const text = textOf(from, to);
    if (text === null) return notUtf8;
    if (header === null) {
      const read = readHeader(text);
      if ('code' in read) return read;
      header = read;
      chains = createChains(read, open);
      return null;
    }
    if (text.startsWith('{"receipt":')) {
      const read = readReceipt(text);
      if ('code' in read) return read;
      receipts.push({ receipt: read, line: no });
      return null;
    }
    if (!text.startsWith('{"close":')) return frameProblem(from, to);
    const read = readClose(text);
    if ('code' in read) return read;
    close = read;
    if (read.entries === entries() && read.hash === lastHash() && read.receipts === receipts.length) return null;
    return problem(
      'bad_close',
      `the closing line speaks of ${read.entries} entries and ${read.receipts} receipts, the file has ${entries()} and ${receipts.length}, or it ends in another hash`,
      `结束行写的是 ${read.entries} 条记录、${read.receipts} 份回执,文件里有 ${entries()} 条和 ${receipts.length} 份,或末条封条不同`,
    );
  };

  return {
    use: (block) => {
      bytes = block.bytes;
      view = block.view;
      utf8 = isUtf8(bytes.subarray(0, block.length));
      fast.use(bytes, view);
    },
    line: (from, to, no) => {
      if (close !== null)
        return { ...problem('after_close', 'it stands behind the closing line', '出现在结束行之后'), number: null };
      if (chains === null || !standsAt(view, from, ENTRY)) {
        const wrong = otherLine(from, to, no);
        return wrong === null ? null : { ...wrong, number: null };
      }
      if (receipts.length > 0)
        return { ...problem('out_of_order', 'an entry stands behind a receipt', '记录出现在回执之后'), number: null };
      const wrong = entry(from, to, no, chains);
      return wrong === null ? null : { ...wrong, number: facts.seq === 0 ? null : entryNumber(facts) };
    },
    sealed: () => {
      const taken = sealed;
      sealed = [];
      return taken;
    },
    doubtful: () => {
      const found = doubtful;
      doubtful = null;
      return found;
    },
    header: () => header,
    chains: () => chains,
    receipts,
    close: () => close,
    entries,
    tally,
  };
}
