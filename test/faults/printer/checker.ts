import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from '../harness/checker.ts';

/** Reads paper, drawer and database as a stranger; shares no code with the till. */

export interface Row {
  readonly kind: string;
  readonly text?: string;
}

/** A receipt, or the beginning of one, as it lies there. */
export interface Sheet {
  readonly no: string;
  readonly marked: boolean;
  /** Down to the amount and the cut. */
  readonly whole: boolean;
}

/** The paper in sheets. What a power cut left without an end is a sheet too. */
export function sheetsOn(rows: readonly Row[]): readonly Sheet[] {
  const sheets: Sheet[] = [];
  let piece: string[] = [];
  const tear = (cut: boolean): void => {
    const heads = piece.flatMap((row, at) => {
      const no = /^单号 (\d+-\d+-\d+)/.exec(row)?.[1];
      return no === undefined ? [] : [{ no, at }];
    });
    heads.forEach(({ no, at }, n) => {
      const end = heads[n + 1]?.at ?? piece.length;
      const isLast = n === heads.length - 1;
      sheets.push({
        no,
        marked: piece.slice(Math.max(0, at - 3), at).includes('重打印'),
        whole: cut && isLast && piece.slice(at, end).some((row) => row.startsWith('应付')),
      });
    });
    piece = [];
  };
  for (const row of rows) {
    if (row.kind === 'text') piece.push((row.text ?? '').trim());
    if (row.kind === 'cut') tear(true);
    if (row.kind === 'power') tear(false);
  }
  tear(false);
  return sheets;
}

/** Receipts that came out again without saying so. */
export function unmarkedDoubles(sheets: readonly Sheet[]): readonly string[] {
  const seen = new Set<string>();
  return sheets.flatMap(({ no, marked }) => {
    const again = seen.has(no) && !marked;
    seen.add(no);
    return again ? [no] : [];
  });
}

const PULSE_MS = 3_000;
/**
 * Openings of the drawer that no sale stands for: none committed in the three seconds before has not had its own yet.
 * `sales`: from the order to the answer, ms.
 */
export function stalePulses(
  sales: readonly { readonly from: number; readonly to: number }[],
  kicks: readonly number[],
): readonly number[] {
  const left = new Set(sales);
  return kicks.filter((kick) => {
    const own = [...left].find(({ from, to }) => from <= kick && kick <= to + PULSE_MS);
    if (own !== undefined) left.delete(own);
    return own === undefined;
  });
}

/** The wishes for paper in a till's directory: sale and state. */
export function wishesIn(dir: string): readonly { readonly saleId: string; readonly state: string }[] {
  const file = join(dir, 'terminal.sqlite');
  if (!existsSync(file)) return [];
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const table = db
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'print_jobs_v*'`)
      .all()
      .map((row) => text(row['name']))
      .find((name) => /_v\d+$/.test(name));
    if (table === undefined) return [];
    return db
      .prepare(
        `SELECT json_extract(_body, '$.saleId') AS sale, json_extract(_body, '$.state') AS state
         FROM "${table}" WHERE _deleted = 0`,
      )
      .all()
      .map((row) => ({ saleId: text(row['sale']), state: text(row['state']) }));
  } finally {
    db.close();
  }
}
