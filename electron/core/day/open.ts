import type { HistoryHandlers } from '../after/history.ts';
import type { Base } from '../base.ts';
import type { Days } from '../journal/days.ts';
import type { LaterBook } from '../journal/later-book.ts';
import type { Payments } from '../payments/payments.ts';
import type { Staff } from '../people/staff.ts';
import type { Sync } from '../sync/sync.ts';
import type { EvidenceLog } from '../weighing/evidence-log.ts';
import { createDayDesk } from './day-desk.ts';
import { createMonthDesk } from './month-desk.ts';

/** The days of a stall and its month: figures, close, paper. */
export function openDays(
  base: Base,
  deps: {
    readonly days: Days;
    readonly book: LaterBook;
    readonly history: HistoryHandlers;
    readonly categoryName: (id: string) => string;
    /** Identification of the weighing module (resources/weighing.json). */
    readonly weighing: string;
    readonly evidenceLog: EvidenceLog;
    readonly payments: Payments;
    readonly admit: Staff['admit'];
    readonly sync: () => Sync;
  },
) {
  const { evidenceLog, payments, sync } = deps;
  const { printer } = base.devices;
  return {
    day: createDayDesk({
      ...base,
      ...deps,
      printer,
      scaleEvents: (of) => evidenceLog.events(of),
      unsent: () => sync().status().pendingUpload,
      arrivals: () => payments.owed().arrivals,
      onClosed: () => {
        sync().compare();
      },
    }),
    month: createMonthDesk({ ...base, history: deps.history, printer }),
  };
}
