import Type from 'typebox';
import type { WrongKey } from '../after/wrong-key.ts';
import { change, none, query, vendor, type Done } from '../command.ts';
import type { DayReport } from '../day-report.ts';
import { Day, Fen, Id, Int, Nullable, Obj, OneOf, Text, Time } from '../records/field.ts';
import { CashCount } from '../records/journal.ts';

/** A day as the window shows it; `unsent` entries are not at the market yet. */
export interface DayAnswer {
  readonly report: DayReport;
  readonly unsent: number;
  /** Differences whose cause was found: `pay.claim` of the arrival for the sale accepts it, and a correction is written. */
  readonly wrongKeys: readonly WrongKey[];
  /** What was explained at the market in the last days. */
  readonly accepted: readonly AcceptedDifference[];
  readonly wishes: DayWishes;
}
/** A difference of an earlier day whose explanation somebody has accepted on the phone or at the market, in their words. */
export interface AcceptedDifference {
  readonly id: string;
  readonly day: string;
  readonly fen: number;
  readonly text: string;
  readonly actor: string;
}
/** What the stall wants of a day beyond the close: everything is off to begin with. */
export const DayWishes = Obj({
  /** Float, cash in and out, coins and notes, shifts. */
  cashBook: OneOf(['off', 'on'] as const),
  /** A difference above it asks for the owner; null: none does. */
  ownerAboveFen: Nullable(Fen),
});
export type DayWishes = Type.Static<typeof DayWishes>;

/** POST /book/code answers it: eight digits, good once until `expiresAt` (epoch ms), and the address that fills them in. */
export const PhoneCode = Obj({
  code: Type.String({ pattern: '^\\d{8}$' }),
  expiresAt: Time,
  url: Text(200),
});
export type PhoneCode = Type.Static<typeof PhoneCode>;

/** The business day: its figures at any time, its close once, its paper. */
export const dayCommands = {
  /** Null: today. The same figures are the X report before the close and the Z report after it. */
  'day.report': query<DayAnswer>()(vendor, Obj({ day: Nullable(Day) })),
  /**
   * Closes today. `lastNo` is what the window showed: refused if something was written since. `countedFen` is one number, or none; `externalFen`
   * the subtotal of 刷卡/其他 that was looked at; `counts` how the cash was counted, null: in one number.
   */
  'day.close': change<{ readonly zNo: number }>()(
    vendor,
    Obj({
      lastNo: Text(40),
      countedFen: Nullable(Fen),
      counts: Nullable(CashCount),
      externalFen: Nullable(Fen),
    }),
  ),
  /** 交接班: whoever sells hands the counted drawer over to `toId`, who sells from then on. `lastNo` as for a close. */
  'shift.hand': change<{ readonly no: number }>()(
    vendor,
    Obj({ lastNo: Text(40), toId: Id, countedFen: Fen, counts: Nullable(CashCount) }),
  ),
  /** The figures on paper: Z after the close, X before it; those of one shift where it has a number. */
  'day.print': change<Done>()(vendor, Obj({ day: Nullable(Day), shift: Nullable(Int(1, 10_000)) })),
  /** Money into the drawer or out of it, with why. */
  'cash.move': change<Done>()(
    vendor,
    Obj({ direction: OneOf(['in', 'out'] as const), amountFen: Fen, reason: Text(80) }),
  ),
  'day.wish': change<Done>()(vendor, DayWishes),
  /** Asks the market for a one-time code with which a phone sees the stall's books. Needs a line. */
  'phone.code': change<PhoneCode>()(vendor, none),
} as const;
export type DayCommand = keyof typeof dayCommands;
