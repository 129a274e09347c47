import { createReadStream } from 'node:fs';
import { readLine, type EntryLine } from '../mirror/line.ts';

/** What stands in a mirrored journal, line by line. */
export type FileLine =
  | { readonly is: 'header'; readonly publicKey: string; readonly epoch: number }
  | { readonly is: 'entry'; readonly line: EntryLine }
  /** A line that is not what it says, or no line of a journal at all. */
  | { readonly is: 'bad' }
  /** The last line, cut off when the stick was pulled out. */
  | { readonly is: 'torn' };

const LINE_FEED = 0x0a;
/** docs/journal.md: no line is longer. */
const LONGEST_LINE = 8 * 1_024 * 1_024;

function headerOf(line: Buffer, of: { readonly market: number; readonly terminal: number }): FileLine {
  try {
    const read: unknown = JSON.parse(line.toString('utf8'));
    if (typeof read !== 'object' || read === null) return { is: 'bad' };
    const { format, version, market, terminal, keys } = read as Readonly<Record<string, unknown>>;
    const [key]: readonly unknown[] = Array.isArray(keys) && keys.length === 1 ? keys : [];
    if (format !== 'stall-pos journal' || version !== 1 || market !== of.market || terminal !== of.terminal)
      return { is: 'bad' };
    if (typeof key !== 'object' || key === null || !('epoch' in key) || !('publicKey' in key)) return { is: 'bad' };
    return typeof key.epoch === 'number' && typeof key.publicKey === 'string'
      ? { is: 'header', epoch: key.epoch, publicKey: key.publicKey }
      : { is: 'bad' };
  } catch {
    return { is: 'bad' };
  }
}

async function* linesOf(
  path: string,
): AsyncGenerator<{ readonly line: Buffer; readonly isWhole: boolean }, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  const taken = (): Buffer => {
    const line = Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      parts.push(rest.subarray(0, end));
      yield { line: taken(), isWhole: true };
      rest = rest.subarray(end + 1);
    }
    // A stick full of one byte must not fill the memory: what is too long for a line is bad, whatever follows.
    if (length <= LONGEST_LINE) parts.push(rest);
    length += rest.length;
  }
  if (length > 0) yield { line: taken(), isWhole: false };
}

/** Reads a journal of the mirror from its beginning. The first line tells whose it is; the rest is `bad` when that is not it. */
export async function* readJournalFile(
  path: string,
  of: { readonly market: number; readonly terminal: number },
): AsyncGenerator<FileLine, void, undefined> {
  let isFirst = true;
  for await (const { line, isWhole } of linesOf(path)) {
    if (isFirst) yield isWhole ? headerOf(line, of) : { is: 'torn' };
    else {
      const entry = readLine(line);
      // An entry without its line feed is whole all the same: its hash says so.
      yield entry === null ? { is: isWhole ? 'bad' : 'torn' } : { is: 'entry', line: entry };
    }
    isFirst = false;
  }
}
