import type { StatementSync } from 'node:sqlite';
import { quote } from './layout.ts';

type Prepare = (sql: string) => StatementSync;

/** The highest number ever committed to the file. Rows keep their own number; `storage_sequence` keeps that of removed ones. */
export function readLastSequence(prepare: Prepare): number {
  if (!isCatalogued(prepare)) return 0;
  const tables = prepare('SELECT "table" FROM "storage_tables"').all();
  const tops = tables.map((row) => firstNumber(prepare(`SELECT max("_seq") FROM ${quote(String(at(row, 0)))}`).get()));
  return Math.max(0, firstNumber(prepare('SELECT max("last") FROM "storage_sequence"').get()), ...tops);
}

/** Whether the file has the two tables of the storage itself. */
export function isCatalogued(prepare: Prepare): boolean {
  return prepare(`SELECT 1 FROM "sqlite_schema" WHERE "name" = 'storage_sequence'`).get() !== undefined;
}

/** A value of a row; statements of a connection give rows as arrays. */
export function at(row: unknown, index: number): unknown {
  return Array.isArray(row) ? row[index] : undefined;
}

/** The number in a row's first column; 0 where there is no row or NULL. */
export function firstNumber(row: unknown): number {
  return Number(at(row, 0) ?? 0);
}
