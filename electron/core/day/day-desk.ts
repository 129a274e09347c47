import { Compile } from 'typebox/compile';
import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { PhoneCode, type AcceptedDifference, type DayCommand, type DayWishes } from '../../../shared/commands/day.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import { wrongKeys, type WrongKey } from '../../../shared/after/wrong-key.ts';
import { countFault } from '../../../shared/cash-count.ts';
import { closeOfDay } from '../../../shared/day-close.ts';
import { dayLines } from '../../../shared/day-paper.ts';
import { reportOfDay, type DayReport, type ShiftRow } from '../../../shared/day-report.ts';
import { businessDay, daysBetween } from '../../../shared/day.ts';
import type { ArrivalView } from '../../../shared/pay-view.ts';
import type { Log } from '../../../shared/log.ts';
import type { ReceiptStall } from '../../../shared/receipt.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { CashCount, JournalEntry, SaleBody } from '../../../shared/records/journal.ts';
import { closeOfShift, reportOfShift } from '../../../shared/shift.ts';
import type { Printer } from '../../../hardware/ports.ts';
import type { Store } from '../database.ts';
import type { Days } from '../journal/days.ts';
import type { LaterBook } from '../journal/later-book.ts';
import { soldBefore } from '../journal/sold-before.ts';
import type { Handlers } from '../dispatch.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import type { Permits } from '../people/permits.ts';
import type { Staff } from '../people/staff.ts';
import type { Settings } from '../settings.ts';
import type { Sync } from '../sync/sync.ts';

/** A business day as the journal has it. */
export interface DayRead {
  readonly day: string;
  /** In order of (epoch, seq), of every mode. */
  readonly entries: readonly JournalEntry[];
  /** The sales its entries speak of, earlier ones too. */
  readonly soldBy: (saleId: string) => SaleBody | null;
  readonly report: DayReport;
}

export interface DayDesk {
  readonly handlers: Pick<Handlers, DayCommand>;
  read(day: string): Promise<DayRead>;
  /** Closes a business day that was forgotten (S24), as soon as another one has begun; whether it wrote one. Cheap once a day is looked at. */
  closeForgotten(): Promise<boolean>;
}

const PAGE = 1_000;
/** So long an explanation that was accepted stays in sight, days, and so many of them. */
const [ACCEPTED_DAYS, MOST_ACCEPTED] = [7, 5];
/** A close that was forgotten is among the first entries of the next day there is. */
const NEXT_MORNING = 200;
const checkPhoneCode = Compile(PhoneCode);
const usual: DayWishes = { cashBook: 'off', ownerAboveFen: null };

/** The business day: its figures, its close by a hand or by itself, its paper. */
export function createDayDesk(deps: {
  readonly days: Days;
  readonly store: Pick<Store, 'server_marks'>;
  readonly journal: Journal;
  readonly book: LaterBook;
  readonly settings: Settings;
  readonly printer: Printer | null;
  readonly permits: Permits;
  readonly books: () => { readonly terminal: number; readonly mode: Mode };
  readonly stall: () => ReceiptStall;
  readonly categoryName: (id: string) => string;
  readonly version: string;
  /** Identification of the weighing module (resources/weighing.json). */
  readonly weighing: string;
  /** What happened to the scale on a day. */
  readonly scaleEvents: (day: string) => Promise<number>;
  readonly unsent: () => number;
  /** Money on the stall's printed code. */
  readonly arrivals: () => readonly ArrivalView[];
  readonly seller: () => string;
  readonly admit: Staff['admit'];
  readonly sync: () => Pick<Sync, 'once'>;
  readonly onClosed: () => void;
  readonly now: () => number;
  readonly log: Log;
}): DayDesk {
  const { days, journal, settings, permits, now, log } = deps;
  let lookedAt = '';

  /** The number of the last close, over all epochs. It is about a day back; only a journal without any is read through. */
  const lastZ = async (): Promise<number> => {
    for (const epoch of (await journal.epochs()).toReversed()) {
      for (let to = await journal.lastSeq(epoch); to > 0; to -= PAGE) {
        const page = await journal.range(Math.max(1, to - PAGE + 1), to, epoch);
        const close = page.findLast((entry) => entry.body.kind === 'day_close');
        if (close?.body.kind === 'day_close') return close.body.zNo;
        await breathe();
      }
    }
    return 0;
  };
  const read = async (day: string): Promise<DayRead> => {
    const entries = await days.all(day);
    const soldBy = await soldBefore(deps, day, entries);
    const made = reportOfDay(day, entries, deps.books().mode, soldBy);
    if (made.closed !== null || day >= businessDay(now())) return { day, entries, soldBy, report: made };
    // Closed on a later day, where a forgotten close is written.
    const closed = (await closesAfter(day)).findLast(({ closedDay }) => closedDay === day) ?? null;
    return { day, entries, soldBy, report: { ...made, closed } };
  };
  const reportOf = ({ day, entries, soldBy }: DayRead, { close }: ShiftRow): DayReport =>
    reportOfShift(day, entries, close.no, deps.books().mode, soldBy);
  /** Today, as long as it can be closed or handed over on the figures that were shown, with a count that sums. */
  const open = async (shown: {
    readonly lastNo: string;
    readonly countedFen: number | null;
    readonly counts: CashCount | null;
  }): Promise<Reply<DayRead>> => {
    const fault = countFault({ countedFen: shown.countedFen, counts: shown.counts ?? undefined });
    if (fault !== null) return refuse({ code: 'bad_args', detail: fault });
    const today = await read(businessDay(now()));
    const { closed, lastNo } = today.report;
    if (!today.entries.some(isCounted)) return refuse({ code: 'day_empty' });
    if (closed !== null) return refuse({ code: 'day_closed', zNo: closed.zNo });
    if (lastNo !== shown.lastNo) return refuse({ code: 'day_moved_on' });
    return ok(today);
  };
  /** Money that nobody owns is looked for among the day's cash sales of the same amount. */
  const explained = async (entries: readonly JournalEntry[]): Promise<readonly WrongKey[]> => {
    const unowned = deps.arrivals().filter(({ takenBy, isClaiming }) => takenBy === null && !isClaiming);
    if (unowned.length === 0) return [];
    const amounts = new Set(unowned.map(({ amountFen }) => amountFen));
    const { mode } = deps.books();
    const sales = entries.filter(isSale).filter((sale) => sale.mode === mode);
    const alike = sales.filter(({ body }) => body.tenders.some((one) => amounts.has(one.amountFen)));
    return wrongKeys(
      unowned,
      await Promise.all(alike.map(async (sale) => ({ sale, standing: await deps.book.standing(sale) }))),
    );
  };
  const accepted = async (): Promise<readonly AcceptedDifference[]> => {
    const marks = await deps.store.server_marks.find({ selector: { kind: 'difference' } }).exec();
    const today = businessDay(now());
    return marks
      .toSorted((a, b) => b.at - a.at)
      .flatMap(({ id, text, difference }) => {
        if (difference === undefined || daysBetween(difference.day, today) > ACCEPTED_DAYS) return [];
        return [{ id, day: difference.day, fen: difference.fen, text, actor: difference.actor }];
      })
      .slice(0, MOST_ACCEPTED);
  };
  const closesAfter = async (day: string) =>
    (await days.after(day, NEXT_MORNING)).flatMap(({ body }) => (body.kind === 'day_close' ? [body] : []));
  const isCounted = ({ kind }: JournalEntry): boolean => kind !== 'day_close' && kind !== 'epoch_start';
  const seen = async (day: string) => ({
    appVersion: deps.version,
    weighing: deps.weighing,
    scaleEvents: await deps.scaleEvents(day),
  });
  const wishes = async (): Promise<DayWishes> => (await settings.read('day')) ?? usual;

  return {
    handlers: {
      'day.report': async ({ day: asked }) => {
        const { report, entries } = await read(asked ?? businessDay(now()));
        return ok({
          report,
          unsent: deps.unsent(),
          wrongKeys: await explained(entries),
          accepted: await accepted(),
          wishes: await wishes(),
        });
      },
      'day.close': async ({ lastNo, countedFen, counts, externalFen }, callId) => {
        if (journal.head().terminal === 0) return refuse({ code: 'day_in_training' });
        const before = await journal.find(callId);
        if (before?.body.kind === 'day_close') return ok({ zNo: before.body.zNo });
        const today = await open({ lastNo, countedFen, counts });
        if (!today.ok) return today;
        const { day, entries, report: made } = today.value;
        const { ownerAboveFen } = await wishes();
        const offFen = countedFen === null ? 0 : Math.abs(countedFen - made.cashFen);
        if (ownerAboveFen !== null && offFen > ownerAboveFen) {
          const refusal = permits.use('cash_difference');
          if (refusal !== null) return refuse(refusal);
        }
        const close = closeOfDay(entries, { day, zNo: (await lastZ()) + 1, auto: false, countedFen, counts });
        const body = { ...close, expectedFen: made.cashFen, externalFen, seen: await seen(day) };
        const closed = await journal.append({ id: callId, at: now(), seller: deps.seller(), body });
        if (!closed.ok) return closed;
        deps.onClosed();
        return ok({ zNo: body.zNo });
      },
      'shift.hand': async ({ lastNo, toId, countedFen, counts }, callId) => {
        const before = await journal.find(callId);
        if (before?.body.kind === 'shift_close') {
          // Its other half, who sells now, may be missing: the power went between them.
          const next = deps.admit(toId);
          if (!next.ok) return next;
          await next.value.take();
          return ok({ no: before.body.no });
        }
        const today = await open({ lastNo, countedFen, counts });
        if (!today.ok) return today;
        const next = deps.admit(toId);
        if (!next.ok) return next;
        const { entries, report: made } = today.value;
        const { no, expectedFen } = made.shift;
        const body = closeOfShift(entries, { no, to: next.value.name, expectedFen, countedFen, counts });
        const handed = await journal.append({ id: callId, at: now(), seller: deps.seller(), body });
        if (!handed.ok) return handed;
        await next.value.take();
        return ok({ no });
      },
      'day.print': async ({ day: asked, shift: no }) => {
        if (deps.printer === null) return refuse({ code: 'no_printer' });
        const { columns } = deps.printer;
        const of = await read(asked ?? businessDay(now()));
        const shift = of.report.shifts.find(({ close }) => close.no === no);
        if (no !== null && shift === undefined) return refuse({ code: 'no_such_shift' });
        const lines = dayLines({
          ...(shift === undefined ? { report: of.report } : { report: reportOf(of, shift), shift }),
          stall: deps.stall(),
          mode: deps.books().mode,
          columns,
          categoryName: deps.categoryName,
          now: now(),
        });
        const outcome = await deps.printer.print(lines);
        if (outcome.done !== 'not_printed') return ok({});
        log.warn({ why: outcome.why }, 'the day did not print');
        return refuse({ code: 'not_printed' });
      },
      'cash.move': async ({ direction, amountFen, reason }, callId) => {
        if (amountFen === 0 || reason.trim() === '') return refuse({ code: 'cash_move_needs' });
        const refusal = permits.use('drawer');
        if (refusal !== null) return refuse(refusal);
        const body = { kind: 'cash_movement' as const, direction, amountFen, reason: reason.trim() };
        const moved = await journal.append({ id: callId, at: now(), seller: deps.seller(), body });
        return moved.ok ? ok({}) : moved;
      },
      'phone.code': async () => {
        const refusal = permits.use('phone');
        if (refusal !== null) return refuse(refusal);
        const answer = await deps.sync().once((client) => client.ask('/book/code', {}, checkPhoneCode));
        if (answer === null) return refuse({ code: 'phone_offline' });
        return answer.ok ? ok(answer.value) : refuse({ code: 'phone_too_many' });
      },
      'day.wish': async (wish) => {
        const refusal = permits.use('settings');
        if (refusal !== null) return refuse(refusal);
        await settings.write('day', wish);
        return ok({});
      },
    },
    read,
    closeForgotten: async () => {
      const at = now();
      const today = businessDay(at);
      if (today === lookedAt || journal.head().terminal === 0) return false;
      const day = await days.before(today);
      const entries = day === null ? [] : await days.all(day);
      // What was sold after a close is closed once more: the same day, with all of it.
      const isOpen = entries.findLast(isCounted) !== undefined && isLastOpen(entries, day ?? '');
      const isClosedToday = (await days.all(today)).some(
        ({ body }) => body.kind === 'day_close' && body.closedDay === day,
      );
      if (day === null || !isOpen || isClosedToday) {
        lookedAt = today;
        return false;
      }
      const close = closeOfDay(entries, { day, zNo: (await lastZ()) + 1, auto: true, countedFen: null });
      // A close whose answer was lost is found in the journal the next time. A name of the day's own would be taken where a copy of this till closed it too.
      const body = { ...close, seen: await seen(day) };
      const closed = await journal.append({ id: randomUUID(), at, seller: deps.seller(), body });
      if (!closed.ok) return false;
      lookedAt = today;
      log.info({ day, zNo: body.zNo, sales: body.sales }, 'a day that was not closed was closed');
      return true;
    },
  };

  function isLastOpen(entries: readonly JournalEntry[], day: string): boolean {
    const last = entries.findLast((entry) => entry.kind !== 'epoch_start');
    return !(last?.body.kind === 'day_close' && last.body.closedDay === day);
  }
}
