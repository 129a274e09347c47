import { addedFen, entryNumber } from './entry.ts';
import type { DayClose, EntryFacts, ShiftClose } from './entry.ts';
import { problem, yuan } from './problem.ts';
import type { Problem } from './problem.ts';

/** What the entries of one business day come to so far. */
interface Day {
  sales: number;
  payableFen: number;
  /** The latest epoch it was written in, and its first and last number there. */
  epoch: number;
  firstSeq: number;
  lastSeq: number;
  /** Index of its last entry among all of the file. */
  lastIndex: number;
  /** What the entries since its last hand-over come to, and the number of that one. */
  readonly shift: { -readonly [K in keyof ShiftClose]: ShiftClose[K] };
  /** Whether the terminal can't be known to have had all of its entries. */
  inDoubt: boolean;
}

/** The business days of a journal, to recompute their closes. */
export interface Days {
  /** An epoch begins that goes on from entry `index` of the file; -1: from nothing. */
  begin(index: number): void;
  /** An epoch begins that goes on from an entry of another file: nothing before it is known here. */
  beginElsewhere(): void;
  closeProblem(entry: EntryFacts, close: DayClose): Problem | null;
  shiftProblem(entry: EntryFacts, shift: ShiftClose): Problem | null;
  /** Takes an entry that is right, the `index`-th of the file. */
  take(entry: EntryFacts, index: number): void;
  readonly closes: () => number;
  /** Closes whose figures could not be recomputed. */
  readonly inDoubt: () => number;
}

const emptyDay = (inDoubt: boolean): Day => ({
  sales: 0,
  payableFen: 0,
  epoch: 0,
  firstSeq: 0,
  lastSeq: 0,
  lastIndex: -1,
  shift: { no: 0, sales: 0, payableFen: 0 },
  inDoubt,
});

export function createDays(): Days {
  const days = new Map<string, Day>();
  const closes: { readonly index: number; readonly zNo: number }[] = [];
  /** The number of the last close is one of these; they differ only while closes were learned later. */
  let lastZ = { least: 0, most: 0 };
  let elsewhere = false;
  let inDoubt = 0;
  /** Most entries are of the day of the one before. */
  let current = { text: '', day: emptyDay(false) };

  const dayOf = (text: string): Day => days.get(text) ?? emptyDay(elsewhere);
  const figuresProblem = (close: DayClose, day: Day, terminal: number): Problem | null => {
    if (
      close.sales === day.sales &&
      close.payableFen === day.payableFen &&
      close.firstSeq === day.firstSeq &&
      close.lastSeq === day.lastSeq
    )
      return null;
    const number = (seq: number): string => entryNumber({ terminal, epoch: day.epoch, seq });
    return problem(
      'bad_day_close',
      `its figures are ${close.sales} sales, ${yuan(close.payableFen)} yuan, numbers ${close.firstSeq} to ${close.lastSeq}; the entries of ${close.closedDay} come to ${day.sales} sales, ${yuan(day.payableFen)} yuan, ${number(day.firstSeq)} to ${number(day.lastSeq)}`,
      `日结写的是 ${close.sales} 笔、${yuan(close.payableFen)} 元、${close.firstSeq} 至 ${close.lastSeq} 号;${close.closedDay} 的记录应为 ${day.sales} 笔、${yuan(day.payableFen)} 元、${number(day.firstSeq)} 至 ${number(day.lastSeq)} 号`,
    );
  };

  return {
    begin: (index) => {
      for (const day of days.values()) day.inDoubt ||= day.lastIndex > index;
      current = { text: '', day: emptyDay(false) };
      const known = closes.findLast((close) => close.index <= index)?.zNo ?? 0;
      lastZ = { least: Math.min(lastZ.least, known), most: lastZ.most };
    },
    beginElsewhere: () => {
      elsewhere = true;
      lastZ = { least: 0, most: Number.MAX_SAFE_INTEGER };
    },
    closeProblem: ({ day, terminal }, close) => {
      if (close.closedDay > day)
        return problem(
          'bad_day_close',
          `it closes ${close.closedDay}, which had not begun on ${day}`,
          `日结的是 ${close.closedDay},写下时(${day})那天还没开始`,
        );
      if (close.zNo <= lastZ.least || close.zNo > lastZ.most + 1)
        return problem(
          'bad_day_close',
          `it is close number ${close.zNo}, the last one before it was number ${lastZ.least}`,
          `日结序号写的是 ${close.zNo},前一次是 ${lastZ.least}`,
        );
      const closed = dayOf(close.closedDay);
      return closed.inDoubt ? null : figuresProblem(close, closed, terminal);
    },
    shiftProblem: ({ day }, shift) => {
      const { shift: open, inDoubt: unknown } = dayOf(day);
      if (unknown || (shift.no === open.no + 1 && shift.sales === open.sales && shift.payableFen === open.payableFen))
        return null;
      return problem(
        'bad_shift_close',
        `it is shift ${shift.no} with ${shift.sales} sales, ${yuan(shift.payableFen)} yuan; the entries since the hand-over before it come to shift ${open.no + 1}, ${open.sales} sales, ${yuan(open.payableFen)} yuan`,
        `交接班写的是第 ${shift.no} 班、${shift.sales} 笔、${yuan(shift.payableFen)} 元;上次交接以来应为第 ${open.no + 1} 班、${open.sales} 笔、${yuan(open.payableFen)} 元`,
      );
    },
    take: (entry, index) => {
      if (entry.close !== null) {
        if (dayOf(entry.close.closedDay).inDoubt) inDoubt += 1;
        closes.push({ index, zNo: entry.close.zNo });
        lastZ = { least: entry.close.zNo, most: entry.close.zNo };
      }
      if (entry.day !== current.text) {
        current = { text: entry.day, day: dayOf(entry.day) };
        days.set(entry.day, current.day);
      }
      const { day } = current;
      const sales = entry.kind === 'sale' ? 1 : 0;
      day.sales += sales;
      day.payableFen += addedFen(entry);
      const { shift } = day;
      if (entry.shift === null) {
        shift.sales += sales;
        shift.payableFen += addedFen(entry);
      } else Object.assign(shift, { no: entry.shift.no, sales: 0, payableFen: 0 });
      if (day.epoch !== entry.epoch) day.firstSeq = entry.seq;
      day.epoch = entry.epoch;
      day.lastSeq = entry.seq;
      day.lastIndex = index;
    },
    closes: () => closes.length,
    inDoubt: () => inDoubt,
  };
}
