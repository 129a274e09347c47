import { columnsOf, fieldsOf, linesOf, numberOf } from './csv.ts';
import type { Rows } from './entry.ts';
import { isFault, onLine, type FileFault } from './fault.ts';

/** What a comment at the end says of the rows of one side: how many, and their sum in yuan. */
export interface AlipayTotal {
  readonly words: RegExp;
  rows: number;
  fen: number;
  /** What the comment calls the sum. */
  readonly what: string;
}
export interface AlipayFile<K extends string, T extends object> {
  /** A heading by which the line of headings is known. */
  readonly firstHeading: string;
  readonly wanted: Readonly<Record<K, readonly string[]>>;
  readonly totals: readonly AlipayTotal[];
  /** Reads a row, and adds it to its total. */
  readonly row: (read: (column: K) => string, merchant: string) => T | FileFault;
}

/** The account of a comment, without the 0156 behind it; a simulated one begins with SIM. */
const accountOf = (comment: string): string | undefined =>
  /账号[：:]\s*\[?(2088\d{12}|SIM[0-9A-Za-z]+?(?=0156))/.exec(comment)?.[1];

/** Whose file it is; null: it does not say. */
export function alipayAccount(bytes: Uint8Array): string | null {
  for (const line of linesOf(bytes)) {
    if (!line.startsWith('#')) return null;
    const account = accountOf(line);
    if (account !== undefined) return account;
  }
  return null;
}

/**
 * A file of Alipay's (payments.md 2): comments begin with #, the merchant stands in one of them with `0156` behind its number, numbers end with
 * a tab, the last comments say how many rows of each side there are and what they come to. GBK as a rule.
 */
export function* alipayFile<K extends string, T extends object>(bytes: Uint8Array, file: AlipayFile<K, T>): Rows<T> {
  const said = file.totals.map((total) => ({ total, found: null as RegExpExecArray | null }));
  let merchant: string | undefined;
  let columns: { readonly width: number; readonly at: Readonly<Record<K, number>> } | null = null;
  let no = 0;
  for (const line of linesOf(bytes)) {
    no += 1;
    if (line.trim() === '') continue;
    if (line.startsWith('#')) {
      merchant ??= accountOf(line);
      for (const one of said) one.found ??= one.total.words.exec(line);
      continue;
    }
    const fields = fieldsOf(line);
    if (columns === null) {
      if (merchant === undefined) return { fault: 'no_account' };
      if (!line.includes(file.firstHeading)) return { fault: 'no_headings' };
      const found = columnsOf(fields, file.wanted);
      if (!found.ok) return onLine(no, found.fault);
      columns = { width: fields.length, at: found.at };
      continue;
    }
    const { at, width } = columns;
    if (fields.length !== width) return onLine(no, { fault: 'field_count', is: fields.length, due: width });
    const entry = file.row((column) => fields[at[column]] ?? '', merchant ?? '');
    if (isFault(entry)) return onLine(no, entry);
    yield entry;
  }
  if (columns === null) return { fault: merchant === undefined ? 'no_account' : 'no_headings' };
  for (const { total, found } of said) {
    if (found === null) return { fault: 'no_sums' };
    const [, count = '', yuan = ''] = found;
    if (Number(count) !== total.rows) return { fault: 'rows_differ', said: count, read: total.rows };
    if (numberOf(yuan, 2) !== total.fen) return { fault: 'sum_differs', column: total.what, said: yuan };
  }
  return null;
}
