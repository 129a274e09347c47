import { setImmediate as breathe } from 'node:timers/promises';
import { join } from 'node:path';
import { bookTables, earningsSheet } from '../../../shared/book-tables.ts';
import type { TakeawayCommand, TakeawayPlace } from '../../../shared/commands/takeaway.ts';
import { ok, refuse } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { ReceiptStall } from '../../../shared/receipt.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { HistoryHandlers } from '../after/history.ts';
import type { DayDesk } from '../day/day-desk.ts';
import { NO_SEQ, type Days } from '../journal/days.ts';
import type { Handlers } from '../dispatch.ts';
import { createSerial } from '../serial.ts';
import { startSheet } from './sheet-file.ts';

const tables = Object.entries(bookTables);

/** 带走: the books of some days as files. Days are read one after another, the files are written in threads beside selling. */
export function createTakeaway(deps: {
  readonly days: Pick<Days, 'page' | 'before'>;
  readonly desk: Pick<DayDesk, 'read'>;
  readonly history: Pick<HistoryHandlers, 'earnings.read'>;
  readonly places: () => Promise<readonly TakeawayPlace[]>;
  readonly mode: () => Mode;
  readonly stall: () => ReceiptStall;
  readonly categoryName: (id: string) => string;
  readonly log: Log;
}): Pick<Handlers, TakeawayCommand> {
  const { days, history, log } = deps;
  const serial = createSerial();

  return {
    'takeaway.places': async () => ok(await deps.places()),
    'takeaway.write': ({ from, to, form, dir }, callId, role) =>
      serial(async () => {
        const mode = deps.mode();
        if (mode === 'training') return refuse({ code: 'day_in_training' });
        if (!(await deps.places()).some((place) => place.dir === dir)) return refuse({ code: 'no_such_folder' });
        // Says also what is wrong with the span.
        const earned = await history['earnings.read']({ from, to }, callId, role);
        if (!earned.ok) return earned;
        const nameOf = (kind: string): string => `${deps.stall().stallNo}-${kind}-${from}-${to}.${form}`;
        const start = (kind: string, head: { readonly name: string; readonly columns: readonly string[] }) => {
          const { name, columns } = head;
          return startSheet({ path: join(dir, nameOf(kind)), form, name, columns });
        };
        const files = tables.map(([kind, table]) => ({ kind, table, file: start(kind, table) }));
        const earnings = earningsSheet(earned.value);
        const margins = start('earnings', earnings);
        margins.add(earnings.rows);
        try {
          for (const day of await daysIn(from, to)) {
            const read = await deps.desk.read(day);
            const of = { ...read, entries: read.entries.filter((entry) => entry.mode === mode) };
            if (of.entries.length > 0) for (const { table, file } of files) file.add(table.rows(of, deps.categoryName));
            await breathe();
          }
          await Promise.all([...files.map(({ file }) => file.end()), margins.end()]);
        } catch (error) {
          log.warn({ err: error, dir }, 'the books were not written');
          return refuse({ code: 'takeaway_failed' });
        } finally {
          await Promise.all([...files.map(({ file }) => file.stop()), margins.stop()]);
        }
        return ok({ files: [...files.map(({ kind }) => nameOf(kind)), nameOf('earnings')] });
      }),
  };

  /** Days on which anything was written, oldest first. */
  async function daysIn(from: string, to: string): Promise<readonly string[]> {
    const found: string[] = (await days.page(to, NO_SEQ, 1)).length === 0 ? [] : [to];
    for (let day = await days.before(to); day !== null && day >= from; day = await days.before(day)) found.push(day);
    return found.toReversed();
  }
}
