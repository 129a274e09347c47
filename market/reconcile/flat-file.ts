import { columnsOf, fieldsOf, linesOf, numberOf } from './csv.ts';
import type { Rows } from './entry.ts';
import { isFault, onLine, type FileFault } from './fault.ts';

/** A table with one line of headings, as banks, card machines and acquirers export it. */
export interface FlatFile<K extends string, T extends object> {
  readonly wanted: Readonly<Record<K, readonly string[]>>;
  /** The column whose sum a last line of sums would hold. */
  readonly amount: NoInfer<K>;
  /** A row; null: none of ours, but of the file. */
  readonly row: (read: (column: K) => string) => T | null | FileFault;
  /** Whole only when its last line is ended: the format has no other sign of its end. */
  readonly isEnded?: boolean;
}

/**
 * Reads such a table. Most have no sums; where the last line begins with 合计 or 总计 its number of rows (`12笔`) and its sum, in the amount's
 * own column, must be right. That shape is this reader's: no bank's page was seen. Without it only the rows themselves can be counted.
 */
export function* flatRows<K extends string, T extends object>(bytes: Uint8Array, file: FlatFile<K, T>): Rows<T> {
  const lines = linesOf(bytes);
  const header = fieldsOf(lines.next().value ?? '');
  const columns = columnsOf(header, file.wanted);
  if (!columns.ok) return onLine(1, columns.fault);
  const { at } = columns;
  const sums = { rows: 0, fen: 0 };
  let isOver = false;
  let no = 1;
  for (const line of lines) {
    no += 1;
    if (line.trim() === '') continue;
    if (isOver) return { fault: 'after_sums' };
    const fields = fieldsOf(line);
    if (/^(合计|总计)/.test(fields.find((field) => field !== '') ?? '')) {
      const fault = totalFault(line, header[at[file.amount]] ?? '', fields[at[file.amount]] ?? '', sums);
      if (fault !== null) return fault;
      isOver = true;
      continue;
    }
    if (fields.length !== header.length)
      return onLine(no, { fault: 'field_count', is: fields.length, due: header.length });
    const made = file.row((column) => fields[at[column]] ?? '');
    if (made !== null && isFault(made)) return onLine(no, made);
    sums.rows += 1;
    sums.fen += numberOf(fields[at[file.amount]] ?? '', 2) ?? 0;
    if (made !== null) yield made;
  }
  return file.isEnded === true && bytes.at(-1) !== 0x0a ? { fault: 'not_ended' } : null;
}

function totalFault(
  line: string,
  column: string,
  yuan: string,
  sums: { readonly rows: number; readonly fen: number },
): FileFault | null {
  const count = /(\d+)\s*笔/.exec(line)?.[1];
  if (count !== undefined && Number(count) !== sums.rows) return { fault: 'rows_differ', said: count, read: sums.rows };
  const said = numberOf(yuan, 2);
  return said !== null && said !== sums.fen ? { fault: 'sum_differs', column, said: yuan } : null;
}
