import { columnsOf, fieldsOf, linesOf, numberOf } from './csv.ts';
import { onLine, type Rows } from './entry.ts';

/** What a comment at the end says of the rows of one side: how many, and their sum in yuan. */
export interface AlipayTotal {
  readonly words: RegExp;
  rows: number;
  fen: number;
  /** As the comment says it, with the sign it is written with. */
  readonly what: string;
}
export interface AlipayFile<K extends string, T> {
  /** A heading by which the line of headings is known. */
  readonly firstHeading: string;
  readonly wanted: Readonly<Record<K, readonly string[]>>;
  readonly totals: readonly AlipayTotal[];
  /** Reads a row, and adds it to its total. */
  readonly row: (read: (column: K) => string, merchant: string) => T | string;
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
export function* alipayFile<K extends string, T>(bytes: Uint8Array, file: AlipayFile<K, T>): Rows<T> {
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
      if (merchant === undefined) return '账单里没有账号';
      if (!line.includes(file.firstHeading)) return '没有表头';
      const found = columnsOf(fields, file.wanted);
      if (!found.ok) return onLine(no, found.text);
      columns = { width: fields.length, at: found.at };
      continue;
    }
    const { at, width } = columns;
    if (fields.length !== width) return onLine(no, `有 ${fields.length} 项，应有 ${width} 项`);
    const entry = file.row((column) => fields[at[column]] ?? '', merchant ?? '');
    if (typeof entry === 'string') return onLine(no, entry);
    yield entry;
  }
  if (columns === null) return merchant === undefined ? '账单里没有账号' : '没有表头';
  for (const { total, found } of said) {
    if (found === null) return '账单没有合计，可能没下完';
    const [, count = '', yuan = ''] = found;
    if (Number(count) !== total.rows) return `合计说有 ${count} 笔，读到 ${total.rows} 笔`;
    if (numberOf(yuan, 2) !== total.fen) return `合计说${total.what} ${yuan} 元，各行加起来不是这个数`;
  }
  return null;
}
