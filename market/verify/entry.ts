import type { AwaitedTender, ConfirmationFacts } from './confirmations.ts';
import type { LaterFacts } from './later.ts';
import type { MoneyFacts, Settled } from './parts.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import { emptySale, saleProblem } from './sale.ts';
import type { SaleFigures } from './sale.ts';
import { dayNumber, dayText } from './day.ts';

export const NO_HASH = '0'.repeat(64);

/** Where a chain stands before the entry being read. */
export interface Chain {
  readonly market: number;
  readonly terminal: number;
  readonly epoch: number;
  /** Number and hash of the last entry; 0 and 64 zeros before the first. */
  readonly seq: number;
  readonly hash: string;
  readonly perpetualFen: number;
}

/** The first entry of a later epoch: what it goes on from, null where nothing was known, and the perpetual total carried over. */
export interface EpochStart {
  readonly previous: { readonly epoch: number; readonly seq: number; readonly hash: string } | null;
  readonly carriedFen: number;
}

/** What a `day_close` says a business day came to; fen. What was counted in the drawer is the vendor's word. */
export interface DayClose {
  readonly closedDay: string;
  readonly zNo: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly sales: number;
  readonly payableFen: number;
}

/** What a `shift_close` says the entries since the hand-over before it came to; fen. */
export interface ShiftClose {
  readonly no: number;
  readonly sales: number;
  readonly payableFen: number;
}

/** What an entry says. One set is used for all entries of a file. */
export interface EntryFacts {
  id: string;
  kind: string;
  mode: string;
  market: number;
  terminal: number;
  epoch: number;
  seq: number;
  prevHash: string;
  at: number;
  day: string;
  perpetualFen: number;
  /** What a void or refund takes back; 0 for all else. */
  takenBackFen: number;
  /** Of an `epoch_start` only. */
  start: EpochStart | null;
  /** Of a `day_close` only. */
  close: DayClose | null;
  /** Of a `shift_close` only. */
  shift: ShiftClose | null;
  /** Of a part payment, its return, or a repayment only. */
  money: MoneyFacts | null;
  /** Of a correction, a void or a refund only. */
  later: LaterFacts | null;
  /** Of a confirmation only. */
  confirmation: ConfirmationFacts | null;
  /** Tenders over channels, of a sale that waits for money and of a correction; null for all else. The quick reader leaves such sales alone. */
  awaited: { readonly saleId: string; readonly tenders: readonly AwaitedTender[] } | null;
  /** Of a sale only; null where the quick reader took it, which leaves sales with parts alone. */
  settled: Settled | null;
  readonly sale: SaleFigures;
}

export const emptyFacts = (): EntryFacts => ({
  id: '',
  kind: '',
  mode: '',
  market: 0,
  terminal: 0,
  epoch: 0,
  seq: 0,
  prevHash: '',
  at: 0,
  day: '',
  perpetualFen: 0,
  takenBackFen: 0,
  start: null,
  close: null,
  shift: null,
  money: null,
  later: null,
  confirmation: null,
  awaited: null,
  settled: null,
  sale: emptySale(),
});

export const entryNumber = (of: { readonly terminal: number; readonly epoch: number; readonly seq: number }): string =>
  `${of.terminal}-${of.epoch}-${of.seq}`;

/** Whether the entry belongs to this journal and is trade. */
export function placeProblem(entry: EntryFacts, chain: Chain): Problem | null {
  if (entry.market !== chain.market || entry.terminal !== chain.terminal)
    return problem(
      'foreign_entry',
      `it belongs to terminal ${entry.terminal} of market ${entry.market}, the file to terminal ${chain.terminal} of market ${chain.market}`,
      `这条属于 ${entry.market} 号市场 ${entry.terminal} 号终端,文件属于 ${chain.market} 号市场 ${chain.terminal} 号终端`,
    );
  if (entry.mode === 'training')
    return problem(
      'practice_entry',
      'it is practice, which is no part of an export',
      '这是练习记录,不应出现在导出文件里',
    );
  return null;
}

/** What the entry must be by itself and after the one before it, beyond its number and hash. */
export function contentProblem(entry: EntryFacts, chain: Chain): Problem | null {
  const day = dayText(dayNumber(entry.at));
  if (entry.day !== day)
    return problem(
      'bad_day',
      `the business day is ${entry.day}, its time belongs to ${day}`,
      `营业日写的是 ${entry.day},按时间应为 ${day}`,
    );
  return (entry.kind === 'sale' ? saleProblem(entry.sale) : null) ?? perpetualProblem(entry, chain);
}

/** What an entry adds to the perpetual total, fen. */
export const addedFen = (entry: EntryFacts): number =>
  entry.kind === 'sale' ? entry.sale.payableFen : -entry.takenBackFen;

function perpetualProblem(entry: EntryFacts, chain: Chain): Problem | null {
  const due = chain.perpetualFen + addedFen(entry);
  if (entry.perpetualFen === due) return null;
  return problem(
    'bad_perpetual',
    `the perpetual total is ${entry.perpetualFen} fen, with the entry before it ${due} fen`,
    `永久累计写的是 ${entry.perpetualFen} 分,接上一条应为 ${due} 分`,
  );
}

/** `prevHash` against the entry before. */
export function linkProblem(entry: EntryFacts, chain: Chain): Problem | null {
  if (entry.prevHash === chain.hash) return null;
  return chain.seq === 0
    ? problem('broken_chain', 'the first entry of an epoch does not start a chain', '这一代的第一条没有以零开头')
    : problem(
        'broken_chain',
        `it does not continue entry ${entryNumber(chain)}: prevHash is not that entry's hash`,
        `没有接在 ${entryNumber(chain)} 号后面:前一条的封条对不上`,
      );
}
