import type { Source } from './source-rows.ts';

/**
 * Why a bill, a statement or a row of one is not taken; its sentence is made by `ReconcileWords.fault`. Headings and values are the file's own
 * words. `line` counts from 1, headings included. Amounts are as they stand in the file.
 */
export type FileFault = { readonly line?: number } & (
  | { readonly fault: 'bad_day'; readonly day: string }
  | { readonly fault: 'no_column'; readonly column: string }
  | { readonly fault: 'column_twice'; readonly column: string; readonly count: number }
  | { readonly fault: 'no_account' }
  | { readonly fault: 'no_headings' }
  | { readonly fault: 'field_count'; readonly is: number; readonly due: number }
  /** What the format ends with is not there: cut off. */
  | { readonly fault: 'no_sums' }
  | { readonly fault: 'not_ended' }
  | { readonly fault: 'after_sums' }
  | { readonly fault: 'rows_differ'; readonly said: string; readonly read: number }
  | { readonly fault: 'sum_differs'; readonly column: string; readonly said: string }
  | { readonly fault: 'unknown_word'; readonly column: string; readonly value: string }
  | { readonly fault: 'bad_time'; readonly value: string }
  /** No number, below zero where it can't be, or with parts of a fen. */
  | { readonly fault: 'bad_amount'; readonly column: string; readonly value: string }
  /** A payment below zero, or a refund above it. */
  | { readonly fault: 'wrong_sign' }
  | { readonly fault: 'no_refund_columns' }
  /** Money in and money out in one row. */
  | { readonly fault: 'both_sides' }
  | {
      readonly fault: 'other_day';
      readonly of: Pick<Source, 'channel' | 'kind'>;
      readonly is: string;
      readonly due: string;
    }
  /** Nobody's in this market: every merchant of a bill, or the account a file is of. */
  | { readonly fault: 'foreign_merchant'; readonly merchant: string }
  | { readonly fault: 'foreign_account'; readonly account: string }
  | { readonly fault: 'whose' }
  | { readonly fault: 'no_merchant'; readonly stall: string }
  | { readonly fault: 'row_twice'; readonly row: number; readonly other: number; readonly key: string }
  /** A row that is here says something else: one of both was edited. */
  | { readonly fault: 'row_changed'; readonly row: number; readonly key: string }
);

export const isFault = (read: object): read is FileFault => 'fault' in read;
export const onLine = (line: number, fault: FileFault): FileFault => ({ ...fault, line });
