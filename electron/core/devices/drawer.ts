import type { LineDisplay, Printer } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { Journal } from '../journal/journal.ts';
import type { Permits } from '../people/permits.ts';
import { createSerial } from '../serial.ts';

export interface Drawer {
  /** Whether there is a plug that a drawer can hang on. */
  readonly present: boolean;
  /** Opens it for a sale committed at `committedAt`; left out once that is over 3 s ago. */
  pulse(committedAt: number): void;
  /** Opens it without a sale; an entry of its own in the journal says who did. */
  open(callId: string): Promise<Reply<Done>>;
  stop(): Promise<void>;
}

/** A pulse later than this would open the drawer in front of the next shopper (S18). */
const STALE_PULSE_MS = 3_000;

/** The drawer hangs on the printer; where there is none, on the display. */
export function createDrawer(options: {
  readonly printer: Printer | null;
  readonly display: LineDisplay | null;
  readonly journal: Journal;
  readonly permits: Pick<Permits, 'use'>;
  readonly seller: () => string;
  readonly now: () => number;
  readonly log: Log;
}): Drawer {
  const { printer, display, journal, now, log } = options;
  const lane = createSerial();
  const plug = printer ?? (display !== null && display.canOpenDrawer ? display : null);

  const pulse = (from: number): void => {
    if (plug === null) return;
    lane(async () => {
      // A clock that was set back gives no more time than there was.
      const left = Math.min(STALE_PULSE_MS, STALE_PULSE_MS - (now() - from));
      if (left <= 0) {
        log.info({ from }, 'the drawer pulse came too late and was left out');
        return;
      }
      const outcome = await plug.openDrawer(left);
      if (outcome.done !== 'printed') log.warn({ outcome }, 'the drawer did not open');
    }).catch((error: unknown) => {
      log.error({ err: error }, 'the drawer could not be opened');
    });
  };
  return {
    present: plug !== null,
    pulse,
    open: async (callId) => {
      if (plug === null) return refuse({ code: 'no_drawer' });
      const refusal = options.permits.use('drawer');
      if (refusal !== null) return refuse(refusal);
      const at = now();
      const body = { kind: 'override', what: 'drawer_open', subjectId: null, detail: '' } as const;
      const appended = await journal.append({ id: callId, at, seller: options.seller(), body });
      if (!appended.ok) return refuse(appended.refusal);
      if (!appended.repeated) pulse(at);
      return ok({});
    },
    stop: () => lane.idle(),
  };
}
