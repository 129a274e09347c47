/** A table that can be taken away. Money is in yuan with two decimals and weight in kg with three, as people calculate with them. */
export interface Sheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly SheetRow[];
}
export type SheetRow = readonly (string | number | null)[];

export const yuanCell = (fen: number | null): number | null => (fen === null ? null : Number(fen) / 100);
export const kgCell = (g: number | null): number | null => (g === null ? null : Number(g) / 1000);

/**
 * What a spreadsheet would take for a formula gets an apostrophe before it: a product may be called anything. Control characters at its
 * beginning count too.
 */
const guarded = (text: string): string => (/^[\s]*[=+\-@]|^[\t\r]/.test(text) ? `'${text}` : text);

const csvCell = (cell: string | number | null): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = guarded(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** CSV by RFC 4180, with a byte-order mark so that Excel reads Chinese; to be written as UTF-8. */
export const csvText = ({ columns, rows }: Sheet): string =>
  `\uFEFF${[columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;

/** The same for `write-excel-file`: numbers are numbers, texts are never formulas; the first row is bold and stays in sight. */
export const xlsxCells = ({ columns, rows }: Sheet) => [
  columns.map((value) => ({ value, fontWeight: 'bold' as const })),
  ...rows.map((row) =>
    row.map((value) => {
      if (value === null) return null;
      return typeof value === 'number' ? { value, type: Number } : { value, type: String };
    }),
  ),
];
export const xlsxLook = ({ name, columns }: Sheet) => ({
  sheet: name,
  stickyRowsCount: 1,
  columns: columns.map((column) => ({ width: Math.max(10, column.length * 2) })),
});
