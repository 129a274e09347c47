import iconv from 'iconv-lite';

/** A character this printer's font doesn't have. */
const MISSING = '□';

/**
 * Text as a GB18030 printer can print it. Line breaks, tabs and every other control character become spaces, so that nothing
 * typed into a name can become a printer command; invisible and combining marks go; ¥ (U+00A5) becomes ￥, because in GB18030
 * it is four bytes that a GBK printer prints as "0 6", and − becomes － for the same reason: both take the two columns that the
 * layout of a receipt counts for them. Any other four-byte character isn't in the font and becomes □.
 */
export function printableText(text: string): string {
  let printable = '';
  for (const char of text.toWellFormed().normalize('NFC')) {
    if (char >= ' ' && char <= '~') printable += char;
    else if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(char)) printable += ' ';
    else if (/[\p{Cf}\p{M}]/u.test(char)) continue;
    else if (char === '¥') printable += '￥';
    else if (char === '−') printable += '－';
    else if (char === '\u00a0') printable += ' ';
    else printable += /\p{Co}/u.test(char) || iconv.encode(char, 'gb18030').length > 2 ? MISSING : char;
  }
  return printable;
}

/** Columns that printable text takes: in this encoding the bytes of a character are its columns, one or two. */
export const columnsOf = (printable: string): number => iconv.encode(printable, 'gb18030').length;

/**
 * Rows of printable text, none wider than `columns`. A row that is too wide first loses blanks from its widest gap, then goes on
 * in the next row: a figure at its end is never cut off.
 */
export function fitRows(printable: string, columns: number): readonly string[] {
  let text = printable;
  for (let over = columnsOf(text) - columns; over > 0; over -= 1) {
    const gap = widestGap(text);
    if (gap === null) break;
    text = text.slice(0, gap) + text.slice(gap + 1);
  }
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const char of text) {
    const width = columnsOf(char);
    if (used + width > columns) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += char;
    used += width;
  }
  return [...rows, row];
}

/** Where the longest run of at least two blanks inside the text begins; null without one. */
function widestGap(text: string): number | null {
  let best: { readonly at: number; readonly length: number } | null = null;
  for (const run of text.matchAll(/ {2,}/g)) {
    if (best === null || run[0].length > best.length) best = { at: run.index, length: run[0].length };
  }
  return best === null ? null : best.at;
}
