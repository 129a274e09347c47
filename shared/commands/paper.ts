import Type from 'typebox';
import { change, none, query, vendor, type Done } from '../command.ts';
import { Id, Int, Obj } from '../records/field.ts';

/** Paper that was asked for and did not come (未打印·可补). */
export interface UnprintedRow {
  /** Of the wish, not of the entry. */
  readonly id: string;
  readonly what: 'sale' | 'void' | 'refund' | 'reweigh';
  /** Printed number of the entry; empty when the entry is not to be found. */
  readonly no: string;
  /** When it was sold, or taken back, epoch ms. */
  readonly at: number;
  /** Null where there is none to tell. */
  readonly amountFen: number | null;
  /** What the printer or its line said, as in the status; empty where nobody tried in time. */
  readonly why: string;
  /** It may have been on paper before, so it will bear 重打印. */
  readonly marked: boolean;
}

const Ids = Obj({ ids: Type.Array(Id, { minItems: 1, maxItems: 500 }) });

/** `sure`: the printer said that it is out; else it may be, and only eyes can tell. */
export interface LabelAnswer {
  readonly sure: boolean;
}

export const paperCommands = {
  /** The newest 500, the newest first. */
  'unprinted.list': query<{ readonly rows: readonly UnprintedRow[] }>()(vendor, none),
  /** Prints these now. What is not waiting any more is passed over. */
  'unprinted.print': change<Done>()(vendor, Ids),
  /** Nobody wants these any more. */
  'unprinted.leave': change<Done>()(vendor, Ids),
  /** A label for one line of a sale. It waits for nothing: what can't be printed now is refused, with why. */
  'label.print': change<LabelAnswer>()(vendor, Obj({ saleId: Id, lineNo: Int(1, 500) })),
} as const;
