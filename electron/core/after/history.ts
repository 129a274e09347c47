import { setImmediate as breathe } from 'node:timers/promises';
import { canChangeOf, isOlder } from '../../../shared/after/change.ts';
import { earningsOf, figuresOf, withCost, type DayFigures } from '../../../shared/after/earnings.ts';
import {
  historyRow,
  isSought,
  lifeOf,
  parseNumber,
  type HistoryPage,
  type HistoryPlace,
  type SaleLife,
} from '../../../shared/after/history.ts';
import type { historyCommands } from '../../../shared/commands/history.ts';
import { ok, refuse } from '../../../shared/contract.ts';
import { businessDay, daysBetween } from '../../../shared/day.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { SaleEntry } from '../../../shared/records/journal.ts';
import type { Handlers } from '../dispatch.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import type { Printing } from '../printing/printing.ts';
import { MOST_COSTS, type Settings } from '../settings.ts';
import { NO_SEQ, type Days } from '../journal/days.ts';
import type { LaterBook } from '../journal/later-book.ts';
import { soldBefore } from '../journal/sold-before.ts';

export type HistoryHandlers = Pick<Handlers, Exclude<keyof typeof historyCommands, 'month.print'>>;

/** Rows of one answer, and entries looked at for it: what is sought further back is asked for again. */
const ROWS = 30;
const CHUNK = 200;
const LOOK_AT_MOST = 3_000;
const MOST_DAYS = 31;
const KEPT_DAYS = 100;

/** What was sold and what came of it, read by index only: as quick on a million sales as on a hundred. */
export function createHistory(deps: {
  readonly days: Days;
  readonly journal: Journal;
  readonly book: LaterBook;
  readonly settings: Settings;
  readonly printing: Printing;
  readonly books: () => { readonly terminal: number; readonly mode: Mode };
  readonly lastSaleId: () => string | null;
  readonly now: () => number;
}): HistoryHandlers & { /** Entries of earlier days came in. */ forget(): void } {
  const { days, journal, book, settings, now } = deps;
  /** Days that are over, by mode; nothing is written into them any more. */
  const figures = new Map<string, DayFigures>();

  const row = async (sale: SaleEntry) => historyRow(sale, await book.standing(sale));
  const byNumber = async (text: string): Promise<HistoryPage> => {
    const number = parseNumber(text);
    const found = number === null ? [] : await journal.range(number.seq, number.seq, number.epoch ?? undefined);
    return { rows: await Promise.all(found.filter(isSale).map(row)), next: null, lookedTo: null };
  };
  const uploaded = async (sale: SaleEntry): Promise<SaleLife['uploaded']> => {
    if (sale.mode === 'training') return 'alone';
    const mark = await settings.read('upload');
    if (mark === null || mark.terminal !== sale.terminal) return 'waiting';
    return sale.epoch < mark.epoch || (sale.epoch === mark.epoch && sale.seq <= mark.through) ? 'yes' : 'waiting';
  };
  const dayFigures = async (day: string, mode: Mode): Promise<DayFigures> => {
    const name = `${deps.books().terminal} ${mode} ${day}`;
    const known = figures.get(name);
    if (known !== undefined) return known;
    const entries = await days.all(day);
    const made = figuresOf(day, entries, mode, await soldBefore({ journal, book }, day, entries));
    if (day < businessDay(now())) {
      figures.set(name, made);
      const [oldest] = figures.keys();
      if (figures.size > KEPT_DAYS && oldest !== undefined) figures.delete(oldest);
    }
    return made;
  };

  return {
    forget: () => {
      figures.clear();
    },
    'history.list': async (wish) => {
      if (wish.no !== null) return ok(await byNumber(wish.no));
      const found: SaleEntry[] = [];
      let place: HistoryPlace | null = wish.from ?? { day: businessDay(wish.until ?? now()), seq: NO_SEQ };
      let looked = 0;
      let lookedTo: string | null = null;
      while (place !== null && found.length < ROWS && looked < LOOK_AT_MOST) {
        const page = await days.page(place.day, place.seq, CHUNK);
        if (page.length > 0) lookedTo = place.day;
        looked += Math.max(1, page.length);
        let end: HistoryPlace | null = null;
        for (const entry of page) {
          // A number may stand in two epochs of one day: a page ends between numbers.
          if (found.length >= ROWS && entry.seq !== found.at(-1)?.seq) {
            end = { day: place.day, seq: entry.seq + 1 };
            break;
          }
          if (isSale(entry) && isSought(entry, wish)) found.push(entry);
        }
        const last = page.at(-1);
        if (end !== null) place = end;
        else if (page.length === CHUNK && last !== undefined) place = { day: place.day, seq: last.seq };
        else {
          const day: string | null = await days.before(place.day);
          place = day === null ? null : { day, seq: NO_SEQ };
        }
        await breathe();
      }
      return ok({ rows: await Promise.all(found.map(row)), next: place, lookedTo });
    },
    'history.read': async ({ saleId }) => {
      const sale = await journal.find(saleId);
      if (sale === null || !isSale(sale)) return refuse({ code: 'no_such_sale' });
      const later = await book.of(saleId);
      return ok(
        lifeOf(sale, await book.standing(sale), later, {
          paper: deps.printing.paperOf(saleId),
          uploaded: await uploaded(sale),
          canChange: canChangeOf(sale, deps.books()),
          needsRight: isOlder(sale, deps.lastSaleId(), now()),
        }),
      );
    },
    'earnings.read': async ({ from, to }) => {
      const count = daysBetween(from, to);
      if (count < 0 || count >= MOST_DAYS) return refuse({ code: 'bad_args', detail: 'at most 31 days' });
      // Virtual devices earn nothing: what they show is said to be simulated, and never added to anything.
      const { mode } = deps.books();
      const made: DayFigures[] = [];
      if (mode !== 'training')
        for (let day: string | null = to; day !== null && day >= from; day = await days.before(day))
          made.push(await dayFigures(day, mode));
      const costs = (await settings.read('costs'))?.costs ?? [];
      return ok(earningsOf({ mode, from, to }, made.toReversed(), costs));
    },
    'cost.set': async ({ productId, price }) => {
      const costs = (await settings.read('costs'))?.costs ?? [];
      const next = withCost(costs, productId, price, businessDay(now()));
      await settings.write('costs', { costs: next.slice(-MOST_COSTS) });
      return ok({});
    },
  };
}
