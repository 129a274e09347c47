/** What is wrong, as a code and as one sentence for each reader: the auditor abroad and the market's clerk. */
export interface Problem {
  readonly code: ProblemCode;
  readonly en: string;
  readonly zh: string;
}

export type ProblemCode =
  | 'not_a_line'
  | 'not_utf8'
  | 'not_canonical'
  | 'bad_field'
  | 'bad_header'
  | 'key_not_pinned'
  | 'foreign_entry'
  | 'practice_entry'
  | 'unknown_epoch'
  | 'gap'
  | 'double'
  | 'fork'
  | 'out_of_order'
  | 'same_id'
  | 'broken_chain'
  | 'bad_start'
  | 'bad_hash'
  | 'bad_signature'
  | 'bad_day'
  | 'bad_sum'
  | 'bad_perpetual'
  | 'bad_day_close'
  | 'bad_shift_close'
  | 'bad_part'
  | 'bad_later'
  | 'bad_confirmation'
  | 'bad_receipt'
  | 'receipt_mismatch'
  | 'cut_below_receipt'
  | 'head_mismatch'
  | 'no_receipt'
  | 'no_close'
  | 'bad_close'
  | 'after_close';

/** The first thing wrong in a file. `line` counts from 1; `number` is terminal-epoch-seq where an entry is meant. */
export interface Finding extends Problem {
  readonly line: number;
  readonly number: string | null;
}

export const problem = (code: ProblemCode, en: string, zh: string): Problem => ({ code, en, zh });

/** Fen as yuan with two decimals. */
export function yuan(fen: number): string {
  const size = Math.abs(fen);
  const cents = String(size % 100).padStart(2, '0');
  return `${fen < 0 ? '-' : ''}${Math.floor(size / 100)}.${cents}`;
}
