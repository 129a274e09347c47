import type { Base } from '../base.ts';
import { createDayDesk } from '../day/day-desk.ts';
import { createMonthDesk } from '../day/month-desk.ts';
import { createDays } from '../day/days.ts';
import type { Drawer } from '../devices/drawer.ts';
import type { Goods } from '../goods/goods.ts';
import type { Payments } from '../payments/payments.ts';
import type { Printing } from '../printing/printing.ts';
import type { Staff } from '../people/staff.ts';
import type { Completing } from '../selling/complete.ts';
import type { Sync } from '../sync/sync.ts';
import type { EvidenceLog } from '../weighing/evidence-log.ts';
import type { ScalePapers } from '../weighing/scale-papers.ts';
import type { Scales } from '../weighing/scales.ts';
import type { Weighing } from '../weighing/weighing.ts';
import { takeawayPlaces } from '../takeaway/places.ts';
import { createTakeaway } from '../takeaway/takeaway.ts';
import { createAfter } from './after.ts';
import { createHistory } from './history.ts';
import type { LaterBook } from './later-book.ts';

/** What is done with sales once they are committed: looked up, taken back, added up to a day. */
export function openAfter(
  base: Base,
  deps: {
    readonly later: LaterBook;
    readonly goods: Goods;
    readonly weighing: Weighing;
    /** Identification of the weighing module (resources/weighing.json). */
    readonly weighingModule: string;
    /** A folder the books can be written to, beside sticks. */
    readonly takeawayDir: string | null;
    readonly scales: Scales;
    readonly scalePapers: ScalePapers;
    readonly evidenceLog: EvidenceLog;
    readonly drawer: Drawer;
    readonly printing: Printing;
    readonly payments: Payments;
    readonly completing: () => Completing;
    readonly sync: () => Sync;
    readonly staff: Pick<Staff, 'admit'>;
  },
) {
  const { store, journal, views, devices } = base;
  const { goods, evidenceLog, payments, completing, sync } = deps;
  const book = deps.later;
  const lastSaleId = (): string | null => completing().lastId();
  const days = createDays(store, () => journal.head().terminal);
  const history = createHistory({ ...base, ...deps, days, book, lastSaleId });
  const categoryName = (id: string): string => goods.categoryName(id) ?? id;
  const day = createDayDesk({
    ...base,
    days,
    book,
    printer: devices.printer,
    categoryName,
    weighing: deps.weighingModule,
    scaleEvents: (of) => evidenceLog.events(of),
    unsent: () => sync().status().pendingUpload,
    arrivals: () => payments.owed().arrivals,
    sync,
    admit: deps.staff.admit,
    onClosed: () => {
      sync().compare();
    },
  });
  return {
    history,
    day,
    takeaway: createTakeaway({
      ...base,
      days,
      book,
      history,
      day: day.handlers,
      categoryName,
      places: () => takeawayPlaces(deps.takeawayDir),
    }),
    month: createMonthDesk({ ...base, history, printer: devices.printer }),
    after: createAfter({
      ...base,
      ...deps,
      book,
      papers: deps.scalePapers,
      lastSaleId,
      bandOf: (productId) => goods.product(productId)?.band ?? null,
      onChange: views.touching('last'),
    }),
  };
}
