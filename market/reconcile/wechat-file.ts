import { columnsOf, fieldsOf, linesOf, numberOf } from './csv.ts';
import type { Rows } from './entry.ts';
import { isFault, onLine, type FileFault } from './fault.ts';

const CUT_OFF: FileFault = { fault: 'no_sums' };

export interface WechatFile<T extends object> {
  /** The first heading of the sums at its end. */
  readonly sumHeading: string;
  /** How a row is read under these headings; why not, when they can't be. */
  readonly open: (header: readonly string[]) => ((fields: readonly string[]) => T | FileFault) | FileFault;
  /** What is wrong with the sums; null: the rows come to them. */
  readonly check: (headings: readonly string[], said: readonly string[]) => FileFault | null;
}

/**
 * A file of WeChat's (payments.md 1.5): a heading, rows with a backtick before each field, a heading of sums and the sums. One whose rows don't
 * come to its own sums is not taken: half a bill would accuse a stall.
 */
export function* wechatFile<T extends object>(bytes: Uint8Array, file: WechatFile<T>): Rows<T> {
  const lines = written(bytes);
  const header = fieldsOf(lines.next().value ?? '');
  const read = file.open(header);
  if (typeof read !== 'function') return onLine(1, read);
  for (let no = 2; ; no += 1) {
    const line = lines.next();
    if (line.done === true) return CUT_OFF;
    const fields = fieldsOf(line.value);
    if (fields[0]?.endsWith(file.sumHeading) === true) {
      const said = lines.next();
      if (said.done === true) return CUT_OFF;
      if (lines.next().done !== true) return { fault: 'after_sums' };
      return file.check(fields, fieldsOf(said.value));
    }
    const entry =
      fields.length === header.length
        ? read(fields)
        : ({ fault: 'field_count', is: fields.length, due: header.length } as const);
    // The last line of what was cut off is a part of a row.
    if (isFault(entry)) return lines.next().done === true ? CUT_OFF : onLine(no, entry);
    yield entry;
  }
}

function* written(bytes: Uint8Array): Generator<string, void> {
  for (const line of linesOf(bytes)) if (line.trim() !== '') yield line;
}

/** The number of rows must be said and right; a sum must be right where its heading is there. `decimals` 5: hundred-thousandths of a yuan. */
export function sumsFault(
  headings: readonly string[],
  said: readonly string[],
  rows: readonly [heading: string, is: number],
  sums: readonly (readonly [headings: readonly string[], decimals: 2 | 5, is: number])[],
): FileFault | null {
  const count = columnsOf(headings, { count: [rows[0]] });
  if (!count.ok) return count.fault;
  if (Number(said[count.at.count]) !== rows[1])
    return { fault: 'rows_differ', said: said[count.at.count] ?? '', read: rows[1] };
  for (const [names, decimals, is] of sums) {
    const place = names.map((name) => headings.indexOf(name)).find((found) => found >= 0);
    if (place === undefined) continue;
    const says = numberOf(said[place] ?? '', decimals);
    if (says !== is) return { fault: 'sum_differs', column: headings[place] ?? '', said: said[place] ?? '' };
  }
  return null;
}
