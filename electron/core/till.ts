import { ok } from '../../shared/contract.ts';
import { usualRules } from '../../shared/scan.ts';
import { openAccounts } from './accounts/accounts.ts';
import { createDays } from './journal/days.ts';
import { openLaterBook } from './journal/later-book.ts';
import { openAfter } from './after/open.ts';
import type { Base } from './base.ts';
import { databaseOf, type Store } from './database.ts';
import { openDays } from './day/open.ts';
import { createDeviceDesk } from './devices/device-desk.ts';
import { createDrawer } from './devices/drawer.ts';
import { openGoods } from './goods/goods.ts';
import { pricesOfToday } from './goods/price-log.ts';
import { openPrices } from './goods/prices.ts';
import { createPricing } from './goods/pricing.ts';
import { DiskFullError, unlessFull, type Disk } from './health/disk.ts';
import type { Flushes } from './health/flushes.ts';
import { startHealth } from './health/health.ts';
import { openIdentity, type Identity } from './identity.ts';
import { LOOK_BACK, latestEntries } from './journal/journal-pages.ts';
import { isSale, openJournal } from './journal/journal.ts';
import { openMirror } from './mirror/open.ts';
import { openNotices } from './notices.ts';
import type { CoreOptions } from './options.ts';
import { openPayments } from './payments/payments.ts';
import { openStaff } from './people/staff.ts';
import { openPaper } from './printing/open.ts';
import { createReceiptUrl } from './printing/receipt-url.ts';
import { openCarts } from './selling/carts.ts';
import { createCompleting } from './selling/complete.ts';
import { createParts } from './selling/parts.ts';
import { createScanning } from './selling/scanning.ts';
import { openSelling } from './selling/open.ts';
import type { Serial } from './serial.ts';
import { createSettings } from './settings.ts';
import { openSetup } from './setup.ts';
import { createShopper } from './shopper.ts';
import { openStall, receiptStall } from './stall.ts';
import { createJoining } from './joining.ts';
import { countSetAside } from './sync/set-aside.ts';
import { startSync } from './sync/sync.ts';
import { takeawayPlaces } from './takeaway/places.ts';
import { createTakeaway } from './takeaway/takeaway.ts';
import { createTraining } from './training.ts';
import type { Views } from './views.ts';
import { openWeighing } from './weighing/open.ts';

/** The services of one till, put together. */
export type Till = Awaited<ReturnType<typeof openTill>>;

/** What shows goods or their prices. */
const goodsTopics = ['goods', 'weighing', 'stall'] as const;

/** What is opened first is what others are given; what comes to be later is asked for by a function. */
export async function openTill(
  options: CoreOptions & {
    readonly store: Store;
    readonly views: Views;
    readonly lane: Serial;
    readonly disk: Disk;
    readonly flushes: Flushes;
    readonly now: () => number;
    readonly newId: () => string;
    readonly jitter: () => number;
  },
) {
  const { store, views, lane, now, newId, log, devices } = options;
  const settings = createSettings(store, now);
  const identities = await openIdentity(options.secrets, settings, devices.bench !== null);
  const identity = (): Identity => identities.current();
  const journal = await openJournal(store, identity(), log);
  const wasCut = (await settings.read('stopped')) === null;
  // A cut from here on is one.
  if (!wasCut) await settings.remove('stopped').catch(unlessFull);

  const seller = (): string => staff.seller();
  const goodsChanged = views.touching(...goodsTopics);
  const stall = await openStall({
    settings,
    journal,
    plateId: () => weighing.plate.id,
    seller,
    now,
    newId,
    onChange: () => {
      goods.reindex();
      prices.forgetOnce();
      carts.refresh();
      goodsChanged();
    },
  });
  const goods = await openGoods({
    store,
    catalogue: options.catalogue,
    enrolled: () => identity().mode !== 'training',
    own: () => stall.settings(),
    onChange: () => {
      views.touchLater(...goodsTopics);
    },
    // At once: a price typed for the basis before would be refused.
    onFacts: goodsChanged,
    log,
  });
  const staff = await openStaff({
    ...options,
    settings,
    journal,
    printer: devices.printer,
    stallNo: () => identity().stallNo,
    stallName: () => identity().stallName,
    onChange: views.touching('stall', 'people'),
  });
  const training = createTraining({
    identity: identities,
    settings,
    journal,
    carts: () => carts,
    showLast: async () => {
      completing.goBackTo((await journal.lastSales(LOOK_BACK))[0] ?? null);
    },
    now,
    onChange: views.touching('stall', 'status', 'carts', 'weighing'),
  });
  const base: Base = {
    store,
    settings,
    secrets: options.secrets,
    journal,
    devices,
    views,
    lane,
    permits: staff.permits,
    identity,
    mode: () => training.mode(),
    books: () => ({ terminal: journal.head().terminal, mode: training.mode() }),
    stall: () => receiptStall(identity(), goods, stall.settings()),
    receiptUrl: createReceiptUrl(identity, goods),
    findSale: async (id) => {
      const entry = await journal.find(id);
      return entry !== null && isSale(entry) ? entry : null;
    },
    seller,
    version: options.version,
    now,
    newId,
    log,
  };
  await journal.begin(now(), seller());
  const prices = await openPrices({ ...base, goods, head: journal.head() });

  const latest = await latestEntries(journal, log);
  const recent = latest.filter(isSale);
  const resold = new Set<string>();
  const carts = await openCarts({
    ...base,
    defaults: () => ({ rounding: stall.settings().rounding, seller: seller(), mode: training.mode() }),
    latest,
    isResold: (lineId) => resold.has(lineId),
    wasCut,
    onChange: views.touching('carts', 'weighing', 'scan', 'owed'),
  });
  await training.recover();

  const later = await openLaterBook({ ...base, onChange: views.touching('last') });
  const { printing, labels } = await openPaper(base, { book: later, recent });

  const drawer = createDrawer({ ...base, ...devices });
  const rules = options.scanRules ?? usualRules;
  const deviceDesk = createDeviceDesk({ ...base, drawer, printing, rules, onChange: views.touching('devices') });

  const parts = createParts({ ...base, carts, drawer });
  const payments = await openPayments({
    ...base,
    carts,
    completing: () => completing,
    parts,
    book: later,
    sync: () => sync,
    latest,
    onPaying: views.touching('paying'),
    onOwed: views.touching('owed'),
  });
  const accounts = await openAccounts({
    ...base,
    carts,
    goods,
    prices,
    drawer,
    printer: devices.printer,
    onChange: views.touching('accounts', 'weighing'),
  });

  const scaleSide = await openWeighing(base, { goods, prices, isLive: () => stall.settings().live === true });
  const { scales, scalePapers, weighing, scaleDevice, evidenceLog } = scaleSide;
  const sellSide = await openSelling(base, {
    weighing,
    goods,
    prices,
    priced: (product, unit) => accounts.priced(product, unit),
    carts,
    resold,
    ordered: () => carts.front().ordered.find((id) => accounts.sellsByWeight(id)) ?? null,
  });
  const { selling, likely } = sellSide;

  const mirror = await openMirror({
    ...base,
    dir: options.mirror ?? null,
    dataDir: options.dir,
    server: options.server,
    onChange: views.touching('status'),
  });
  const joining = createJoining({
    ...base,
    identity: identities,
    prices,
    accountBook: accounts.book,
    goods,
    carts,
    mirror,
    onChange: views.touching('goods', 'stall', 'status', 'carts', 'weighing', 'devices'),
  });
  const days = createDays(store, () => journal.head().terminal);
  const categoryName = (id: string): string => goods.categoryName(id) ?? id;
  const afterSide = openAfter(base, {
    days,
    book: later,
    goods,
    weighing,
    scales,
    scalePapers,
    drawer,
    printing,
    completing: () => completing,
  });
  const { history } = afterSide;
  const daySide = openDays(base, {
    days,
    book: later,
    history,
    categoryName,
    weighing: options.weighing ?? '',
    evidenceLog,
    payments,
    admit: staff.admit,
    sync: () => sync,
  });
  const takeaway = createTakeaway({
    ...base,
    days,
    desk: daySide.day,
    history,
    categoryName,
    places: () => takeawayPlaces(options.takeaway ?? null),
  });
  const sync = await startSync({
    ...options,
    settings,
    identity: identities,
    journal,
    onEnrolled: (answer) => joining.enrolled(answer),
    onEpoch: (answer) => joining.epoch(answer),
    onTakenBack: (entries) => {
      later.takeBack(entries);
      history.forget();
      return joining.takenBack(entries);
    },
    onOnline: () => {
      payments.online();
    },
    onChange: views.touching('status', 'paying'),
  });
  const setAside = await countSetAside(store, () => identity().terminal, views.touching('status'), log);
  const completing = createCompleting({
    ...base,
    carts,
    printing,
    drawer,
    stallSettings: () => stall.settings(),
    online: () => sync.online(),
    wasCart: async (cartId) => (await store.carts.findOne(cartId).exec()) !== null,
    firstLast: recent[0] ?? null,
    standing: (sale) => later.known(sale),
    onLast: views.touching('last', 'status'),
    onQuiet: () => {
      store.checkpoint();
    },
  });

  const notices = await openNotices({ ...base, onChange: views.touching('notices', 'shopper') });
  const shopper = createShopper({
    ...base,
    notices: () => notices.view(),
    scale: () => scaleDevice.view().scale,
    onChange: views.touching('shopper'),
  });
  const setup = await openSetup({
    settings,
    isNew: (options.firstRun ?? false) && latest.length === 0 && identity().mode === 'training',
    trades: goods.trades(),
    marketTrade: () => identity().trade,
    startTrade: options.trade,
    isJoined: () => identity().mode !== 'training',
    enrol: (code) => sync.enrol(code),
    onChange: views.touching('setup', 'goods'),
  });
  const scanning = createScanning({
    ...base,
    rules,
    goods,
    carts,
    selling,
    completing,
    payments,
    terminal: () => identity().terminal,
    onChange: views.touching('scan'),
  });

  const health = await startHealth({
    ...options,
    checkAfterMs: options.checkAfterMs,
    database: databaseOf(options.dir),
    journal,
    own: () => {
      const { terminal, epoch, mode, key } = identity();
      // A training chain may have outlived its key.
      return { terminal, epoch, publicKey: mode === 'training' ? null : key.publicKey };
    },
    lastAt: () => completing.last()?.at ?? null,
    onChange: views.touching('status'),
  });

  const { scanner, bench } = devices;
  const unsubscribers = [
    scanner?.onState(views.touching('status')),
    scanner?.onScan((scanned) => {
      if (setup.takes(scanned.text)) return;
      deviceDesk.heard(scanned, 'own');
      lane(() => scanning.read(scanned, newId())).catch((error: unknown) => {
        if (!(error instanceof DiskFullError)) log.error({ err: error }, 'a scanned code could not be dealt with');
      });
    }),
    bench?.onChange(views.touching('bench')),
    () => {
      setAside.stop();
    },
  ];

  return {
    ...scaleSide,
    deviceDesk,
    drawer,
    goods,
    prices,
    likely,
    carts,
    selling,
    completing,
    parts,
    accounts,
    scanning,
    payments,
    ...afterSide,
    ...daySide,
    takeaway,
    later,
    printing,
    labels,
    staff,
    training,
    notices,
    shopper,
    setup,
    stall,
    identity,
    journal,
    sync,
    setAside,
    mirror,
    health,
    findSale: base.findSale,
    pricesToday: async () => ok({ changes: await pricesOfToday(store, now()), averages: goods.averages() }),
    setPrice: createPricing({ ...base, goods, prices, practising: () => training.isOn(), onPrices: goodsChanged }),
    stop: async (): Promise<void> => {
      for (const unsubscribe of unsubscribers) unsubscribe?.();
      deviceDesk.stop();
      sellSide.stop();
      await scaleSide.stop();
      await health.stop();
      await sync.stop().catch(unlessFull);
      await payments.stop();
      await completing.idle();
      await staff.stop();
      notices.stop();
      await journal.idle();
      await drawer.stop();
      await printing.stop();
      await mirror.stop();
      await prices.save().catch(unlessFull);
      await likely.save().catch(unlessFull);
      await accounts.book.stop().catch(unlessFull);
      await later.save().catch(unlessFull);
      goods.stop();
      await settings.write('stopped', { at: now() }).catch(unlessFull);
    },
  };
}
