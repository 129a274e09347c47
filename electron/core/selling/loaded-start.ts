import { markLines } from '../../../shared/cart.ts';
import type { Log } from '../../../shared/log.ts';
import type { CartLine } from '../../../shared/records/goods.ts';
import type { Carts } from './carts.ts';
import type { Journal } from '../journal/journal.ts';
import type { Serial } from '../serial.ts';
import type { Weighing } from '../weighing/weighing.ts';

/** The mark of lines weighed on a zero that had a load under it. */
export const LOADED_START = 'loaded_start';
/** Sales looked through; a scale that was started loaded is found out with the next load that is lifted off. */
const LOOK_BACK = 500;

/**
 * The scale was started with something on it and took that for zero (S20): all it has weighed since was too light. Lines in carts get
 * a mark; a committed sale stays as it is, and an entry of its own says which of its lines are meant.
 */
export function watchLoadedStart(deps: {
  readonly weighing: Weighing;
  readonly carts: Carts;
  readonly journal: Journal;
  readonly lane: Serial;
  readonly seller: () => string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}): () => void {
  const { weighing, carts, journal, log } = deps;

  const mark = async (since: number, until: number): Promise<void> => {
    const { serial } = weighing.plate;
    const meant = (line: CartLine): boolean =>
      line.kind === 'weight' && line.scaleSerial === serial && line.takenAt >= since && line.takenAt <= until;
    for (const cart of carts.all()) {
      if (!cart.lines.some(meant)) continue;
      const reply = await carts.change(cart.id, null, (now) => ({
        ok: true,
        cart: markLines(now, LOADED_START, meant) ?? now,
        value: {},
      }));
      if (!reply.ok) log.warn({ cartId: cart.id, refusal: reply.refusal }, 'lines could not be marked');
    }
    for (const sale of await journal.lastSales(LOOK_BACK)) {
      if (sale.at < since) continue;
      const lines = sale.body.lines.filter(meant).map((line) => line.no);
      if (lines.length === 0) continue;
      const appended = await journal.append({
        id: deps.newId(),
        at: deps.now(),
        seller: deps.seller(),
        body: {
          kind: 'override',
          what: LOADED_START,
          subjectId: sale.id,
          detail: `scale ${serial}, lines ${lines.join(',')}`.slice(0, 200),
        },
      });
      if (!appended.ok) log.warn({ saleId: sale.id, refusal: appended.refusal }, 'a sale could not be marked');
    }
  };

  return weighing.onLoadedStart((since) => {
    const until = deps.now();
    log.warn({ scale: weighing.plate.id, since }, 'the scale was started with a load on it');
    deps
      .lane(() => mark(since, until))
      .catch((error: unknown) => {
        log.error({ err: error }, 'lines could not be marked');
      });
  });
}
