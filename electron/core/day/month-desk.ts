import type { Printer } from '../../../hardware/ports.ts';
import { ok, refuse } from '../../../shared/contract.ts';
import { monthSpan } from '../../../shared/day.ts';
import type { Log } from '../../../shared/log.ts';
import { monthLines } from '../../../shared/month-paper.ts';
import type { ReceiptStall } from '../../../shared/receipt.ts';
import type { HistoryHandlers } from '../after/history.ts';
import type { Handlers } from '../dispatch.ts';

/** The vendor's own month on paper. */
export function createMonthDesk(deps: {
  readonly history: Pick<HistoryHandlers, 'earnings.read'>;
  readonly printer: Printer | null;
  readonly stall: () => ReceiptStall;
  readonly now: () => number;
  readonly log: Log;
}): Pick<Handlers, 'month.print'> {
  const { history, printer, log } = deps;
  return {
    'month.print': async ({ month }, callId, role) => {
      if (printer === null) return refuse({ code: 'no_printer' });
      const earned = await history['earnings.read'](monthSpan(month), callId, role);
      if (!earned.ok) return earned;
      const { columns } = printer;
      const lines = monthLines({ earned: earned.value, stall: deps.stall(), columns, now: deps.now() });
      const outcome = await printer.print(lines);
      if (outcome.done !== 'not_printed') return ok({});
      log.warn({ why: outcome.why }, 'the month did not print');
      return refuse({ code: 'not_printed' });
    },
  };
}
