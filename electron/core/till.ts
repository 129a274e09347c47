import type { SaleEntry } from '../../shared/records/journal.ts';
import type { Mode } from '../../shared/records/goods.ts';
import type { Done } from '../../shared/command.ts';
import type { Reply } from '../../shared/contract.ts';
import { judgeMirror, worstFirst } from '../../shared/health.ts';
import { createAfter, type AfterHandlers } from './after/after.ts';
import { createDays } from './after/days.ts';
import { createHistory, type HistoryHandlers } from './after/history.ts';
import { openLaterBook } from './after/later-book.ts';
import { openCarts, type Carts } from './carts.ts';
import { createCompleting, type Completing } from './complete.ts';
import type { CoreOptions } from './core.ts';
import { databaseOf, type Store } from './database.ts';
import { createDeviceDesk, type DeviceDesk } from './device-desk.ts';
import { createDrawer, type Drawer } from './drawer.ts';
import { createDayCloser } from './day-close.ts';
import { createEvidenceBook } from './evidence.ts';
import { createEvidenceLog, type EvidenceLog } from './evidence-log.ts';
import { openGoods, type Goods } from './goods.ts';
import { isDamage } from './health/check.ts';
import { DiskFullError, type Disk } from './health/disk.ts';
import type { Flushes } from './health/flushes.ts';
import { startHealth } from './health/health.ts';
import { openIdentity } from './identity.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createJoining } from './joining.ts';
import { isSale, openJournal, type Journal } from './journal.ts';
import { openLikely } from './likely.ts';
import { driveLineDisplay } from './line-display.ts';
import { watchLoadedStart } from './loaded-start.ts';
import { openAccountBook } from './account-book.ts';
import { openAccounts, type Accounts } from './accounts.ts';
import { createParts, type Parts } from './parts.ts';
import { pricesOfToday } from './price-log.ts';
import { openPrices, type Prices } from './prices.ts';
import type { ReceiptStall } from '../../shared/receipt.ts';
import { codeOf, receiptPath, receiptText } from '../../shared/receipt-code.ts';
import { createPapers } from './papers.ts';
import { openNotices, type Notices } from './notices.ts';
import { createPricing } from './pricing.ts';
import { openPrintJobs } from './print-jobs.ts';
import { openPrinting, type Printing } from './printing.ts';
import { openScaleDevice, type ScaleDevice } from './scale-device.ts';
import { watchScaleEvents, type ScaleEvents } from './scale-events.ts';
import { openScales, type Scales } from './scales.ts';
import { createScanning, type Scanning } from './scanning.ts';
import { createSelling, type Selling } from './selling.ts';
import { usualRules } from '../../shared/scan.ts';
import { openMirror } from './mirror/open.ts';
import type { Serial } from './serial.ts';
import { countSetAside } from './set-aside.ts';
import { createSettings, type StallSettings } from './settings.ts';
import { openSetup, type Setup } from './setup.ts';
import { openStaff, type Staff } from './staff.ts';
import { goodsView, stallView } from './stall-views.ts';
import { startSync, type Sync } from './sync/sync.ts';
import { createTraining, type Training } from './training.ts';
import type { Views } from './views.ts';
import { createWeighing, type Weighing } from './weighing.ts';

/** The services of one till, put together. */
export interface Till {
  readonly weighing: Weighing;
  readonly scaleDevice: ScaleDevice;
  readonly scales: Scales;
  readonly scaleEvents: ScaleEvents;
  readonly deviceDesk: DeviceDesk;
  readonly evidenceLog: EvidenceLog;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly carts: Carts;
  readonly selling: Selling;
  readonly completing: Completing;
  readonly parts: Parts;
  readonly accounts: Accounts;
  readonly printing: Printing;
  readonly scanning: Scanning;
  readonly drawer: Drawer;
  readonly after: AfterHandlers;
  readonly history: HistoryHandlers;
  /** Its `permits.use(right)` is asked by what is not everybody's to do. */
  readonly staff: Staff;
  readonly training: Training;
  readonly notices: Notices;
  readonly setup: Setup;
  readonly journal: Journal;
  readonly sync: Sync;
  /** Keeps the copy of the journal in another folder from now on, or in none. */
  setMirror(dir: string | null): Promise<Reply<Done>>;
  readonly setPrice: ReturnType<typeof createPricing>;
  /** Newest first. */
  pricesToday(): ReturnType<typeof pricesOfToday>;
  changeSettings(change: Partial<StallSettings>): Promise<void>;
  findSale(id: string): Promise<SaleEntry | null>;
  /** Once a second. */
  housekeep(): void;
  stop(): Promise<void>;
}

const DEFAULT_SETTINGS: StallSettings = { rounding: 'jiao', paper: 'asked', grid: null };
/** How far back a cart's sale is looked for at start; it can only be among the last entries of the last run. */
const LOOK_BACK = 2_000;
const LOOK_BACK_IN_DAMAGE = 20;

/** At the end: caches that a full disk does not take are made anew from the journal. */
const unlessFull = (error: unknown): void => {
  if (!(error instanceof DiskFullError)) throw error;
};

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
): Promise<Till> {
  const { store, views, lane, now, newId, log, devices } = options;
  const settings = createSettings(store, now);
  const identity = await openIdentity(options.secrets, settings, devices.bench !== null);
  const journal = await openJournal(store, identity.current(), log);
  let stall = (await settings.read('stall')) ?? DEFAULT_SETTINGS;

  const goodsChanged = (): void => {
    views.touch('goods', 'weighing', 'stall', 'devices');
  };
  const goods = await openGoods({
    store,
    catalogue: options.catalogue,
    enrolled: () => identity.current().mode !== 'training',
    onChange: goodsChanged,
    log,
  });
  const staff = await openStaff({
    store,
    settings,
    secrets: options.secrets,
    journal,
    printer: devices.printer,
    stallNo: () => identity.current().stallNo,
    stallName: () => identity.current().stallName,
    now,
    newId,
    onChange: () => {
      views.touch('stall', 'people');
    },
    log,
  });
  const { permits } = staff;
  const seller = (): string => staff.seller();
  const training = createTraining({
    identity,
    settings,
    journal,
    carts: () => carts,
    showLast: async () => {
      completing.goBackTo((await journal.lastSales(LOOK_BACK))[0] ?? null);
    },
    now,
    onChange: () => {
      views.touch('stall', 'status', 'carts', 'weighing');
    },
  });
  await journal.begin(now(), seller());
  const prices = await openPrices({ store, settings, goods, now, head: journal.head(), log });

  const latest = await journal.last(LOOK_BACK).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    log.error({ err: error }, 'old entries can not be read; the newest are enough to sell on');
    return journal.last(LOOK_BACK_IN_DAMAGE);
  });
  const recent = latest.filter(isSale);
  const resold = new Set<string>();
  const carts = await openCarts({
    store,
    now,
    newId,
    defaults: () => ({ rounding: stall.rounding, seller: seller(), mode: training.mode() }),
    latest,
    isResold: (lineId) => resold.has(lineId),
    onChange: () => {
      views.touch('carts', 'weighing', 'scan');
    },
  });
  await training.recover();

  const findSale = async (id: string): Promise<SaleEntry | null> => {
    const entry = await journal.find(id);
    return entry !== null && isSale(entry) ? entry : null;
  };
  const receiptStall = (): ReceiptStall => {
    const { marketName, stallNo, stallName, publicScale } = stallView(identity.current(), goods, stall, seller());
    return { marketName, stallNo, stallName, publicScale, complaintPhone: goods.market()?.complaintPhone ?? '' };
  };
  const later = await openLaterBook({
    settings,
    journal,
    onChange: () => {
      views.touch('last');
    },
    log,
  });
  const paper = createPapers({
    journal,
    book: later,
    stall: receiptStall,
    receiptUrl: (sale) => {
      const host = goods.market()?.receiptHost ?? '';
      const { terminal, key } = identity.current();
      // Only its own terminal can vouch for a sale; what was sold in training is no receipt.
      if (host === '' || sale.terminal !== terminal || sale.mode === 'training') return null;
      const code = codeOf(sale);
      return `${host}/r/${receiptPath(code, key.sign(receiptText(code)))}`;
    },
  });
  const printing = await openPrinting({
    printer: devices.printer,
    jobs: await openPrintJobs(store),
    paper,
    now,
    log,
    onChange: () => {
      views.touch('status', 'last');
    },
  });
  // Asked for with a sale, and cut off before the wish was written.
  for (const sale of recent.slice(0, 20)) if (sale.body.paper !== 'none') await printing.receipt(sale, sale.body.paper);

  const drawer = createDrawer({
    printer: devices.printer,
    display: devices.display,
    journal,
    permits,
    seller,
    now,
    log,
  });

  const rules = options.scanRules ?? usualRules;
  const deviceDesk = createDeviceDesk({
    devices,
    drawer,
    printing,
    rules,
    now,
    onChange: () => {
      views.touch('devices');
    },
    log,
  });
  const parts = createParts({ carts, journal, drawer, seller, now, log });
  const accountsChanged = (): void => {
    views.touch('accounts', 'weighing');
  };
  const accountBook = await openAccountBook({ settings, journal, onChange: accountsChanged, log });
  const accounts = await openAccounts({
    settings,
    book: accountBook,
    carts,
    goods,
    prices,
    journal,
    drawer,
    permits,
    printer: devices.printer,
    stall: receiptStall,
    seller,
    now,
    onChange: accountsChanged,
    log,
  });

  const scales = await openScales({
    scale: devices.scale,
    finder: devices.finder ?? null,
    settings,
    journal,
    seller,
    now,
    onChange: () => {
      views.touch('scales', 'devices', 'status');
    },
    log,
  });
  const weighing = createWeighing(scales, now);
  const scaleDevice = await openScaleDevice({
    scales,
    settings,
    goods,
    prices,
    journal,
    seller,
    now,
    onChange: () => {
      views.touch('devices');
    },
  });
  const scaleEvents = watchScaleEvents({
    scales,
    weighing,
    store,
    mode: () => identity.current().mode,
    now,
    newId,
    log,
  });
  const stopLoadedStart = watchLoadedStart({ weighing, carts, journal, lane, seller, now, newId, log });
  const selling = createSelling({
    weighing,
    goods,
    prices: { ...prices, priced: (product, unit) => accounts.priced(product, unit) },
    carts,
    evidence: createEvidenceBook(store, newId, log),
    till: lane,
    resold,
    now,
    newId,
    mode: () => training.mode(),
    ordered: () => carts.front().ordered.find((id) => accounts.sellsByWeight(id)) ?? null,
    onWeighing: () => {
      views.touch('weighing', 'likely');
    },
    onCarts: () => {
      views.touch('carts');
    },
    log,
  });
  const likely = await openLikely({
    settings,
    journal,
    weighing,
    goods,
    prices,
    carts,
    selling,
    now,
    onChange: () => {
      views.touch('likely');
    },
    log,
  });
  const mirror = await openMirror({
    dir: options.mirror ?? null,
    dataDir: options.dir,
    server: options.server,
    store,
    settings,
    journal,
    identity: () => identity.current(),
    now,
    onChange: () => {
      views.touch('status');
    },
    log,
  });
  const joining = createJoining({
    identity,
    journal,
    prices,
    accountBook,
    goods,
    carts,
    mirror,
    lane,
    seller,
    now,
    onChange: () => {
      views.touch('goods', 'stall', 'status', 'carts', 'weighing', 'devices');
    },
    log,
  });
  const books = (): { readonly terminal: number; readonly mode: Mode } => ({
    terminal: journal.head().terminal,
    mode: training.mode(),
  });
  const history = createHistory({
    days: createDays(store, () => journal.head().terminal),
    journal,
    book: later,
    settings,
    printing,
    books,
    lastSaleId: () => completing.lastId(),
    now,
  });
  const sync = await startSync({
    server: options.server,
    enrolCode: options.enrolCode,
    store,
    settings,
    identity,
    journal,
    onEnrolled: (answer) => joining.enrolled(answer),
    onEpoch: (answer) => joining.epoch(answer),
    onTakenBack: (entries) => {
      later.takeBack(entries);
      history.forget();
      return joining.takenBack(entries);
    },
    onChange: () => {
      views.touch('status');
    },
    jitter: options.jitter,
    version: options.version,
    log,
  });
  const completing = createCompleting({
    carts,
    journal,
    printing,
    drawer,
    settings: () => stall,
    seller,
    online: () => sync.online(),
    version: options.version,
    now,
    wasCart: async (cartId) => (await store.carts.findOne(cartId).exec()) !== null,
    firstLast: recent[0] ?? null,
    standing: (sale) => later.known(sale),
    onLast: () => {
      views.touch('last', 'status');
    },
    onQuiet: () => {
      store.checkpoint();
    },
    log,
  });

  const after = createAfter({
    journal,
    book: later,
    books,
    lastSaleId: () => completing.lastId(),
    bandOf: (productId) => goods.product(productId)?.band ?? null,
    weighing,
    plate: devices.scale?.plate ?? null,
    permits,
    drawer,
    printing,
    seller,
    now,
    onChange: () => {
      views.touch('last');
    },
  });

  const notices = await openNotices({
    store,
    settings,
    now,
    onChange: () => {
      views.touch('notices');
    },
  });
  const setup = await openSetup({
    settings,
    isNew: (options.firstRun ?? false) && latest.length === 0 && identity.current().mode === 'training',
    trades: goods.trades(),
    marketTrade: () => identity.current().trade,
    startTrade: options.trade,
    isJoined: () => identity.current().mode !== 'training',
    enrol: (code) => sync.enrol(code),
    onChange: () => {
      views.touch('setup', 'goods');
    },
  });
  const scanning = createScanning({
    rules,
    goods,
    carts,
    selling,
    journal,
    completing,
    terminal: () => identity.current().terminal,
    now,
    newId,
    onChange: () => {
      views.touch('scan');
    },
  });

  const health = await startHealth({
    dir: options.dir,
    database: databaseOf(options.dir),
    journal,
    own: () => {
      const { terminal, epoch, mode, key } = identity.current();
      // A training chain may have outlived its key.
      return { terminal, epoch, publicKey: mode === 'training' ? null : key.publicKey };
    },
    checkAfterMs: options.checkAfterMs,
    disk: options.disk,
    flushes: options.flushes,
    now,
    lastAt: () => completing.last()?.at ?? null,
    onChange: () => {
      views.touch('status');
    },
    log,
  });

  const setAside = await countSetAside(
    store,
    () => identity.current().terminal,
    () => {
      views.touch('status');
    },
    log,
  );
  const unsubscribers = [
    scales.onState(() => {
      views.touch('status', 'devices');
    }),
    devices.scanner?.onState(() => {
      views.touch('status');
    }),
    devices.scanner?.onScan((scanned) => {
      if (setup.takes(scanned.text)) return;
      deviceDesk.heard(scanned, 'own');
      lane(() => scanning.read(scanned, newId())).catch((error: unknown) => {
        if (!(error instanceof DiskFullError)) log.error({ err: error }, 'a scanned code could not be dealt with');
      });
    }),
    devices.bench?.onChange(() => {
      views.touch('bench');
    }),
    () => {
      setAside.stop();
    },
  ];

  views.provide('weighing', () => selling.weighingView());
  views.provide('carts', () => carts.view(selling.onPanLineId()));
  views.provide('accounts', () => accounts.view());
  views.provide('goods', () => goodsView(goods, prices, stall, setup.trade()));
  views.provide('likely', () => likely.view());
  views.provide('devices', () => ({ ...scaleDevice.view(), ...deviceDesk.view() }));
  views.provide('scales', () => scales.view());
  views.provide('last', () => completing.last());
  views.provide('scan', () => scanning.view());
  views.provide('stall', () => ({ ...stallView(identity.current(), goods, stall, seller()), mode: training.mode() }));
  views.provide('notices', () => notices.view());
  views.provide('setup', () => setup.view());
  views.provide('people', () => staff.view());
  views.provide('status', () => {
    const copied = judgeMirror(mirror.view(), now());
    const { link, pendingUpload, enrolText, alarm } = sync.status();
    return {
      mode: training.mode(),
      practising: training.isOn(),
      link,
      pendingUpload,
      setAside: setAside.count(),
      mirror: mirror.view(),
      enrolText,
      alarm,
      scale: scales.current()?.state() ?? 'absent',
      scaleCounters: scales.current()?.counters() ?? { good: 0, bad: 0, resync: 0 },
      scanner: devices.scanner?.state() ?? null,
      ...printing.status(),
      health: worstFirst(copied === null ? health.notes() : [...health.notes(), copied]),
      hasDrawer: drawer.present,
    };
  });
  const stopDisplay = devices.display === null ? null : driveLineDisplay(deviceDesk, views);
  const { bench } = devices;
  if (bench !== null) views.provide('bench', () => bench.view());

  return {
    weighing,
    scaleDevice,
    scales,
    scaleEvents,
    deviceDesk,
    evidenceLog: createEvidenceLog(store, now),
    goods,
    prices,
    carts,
    selling,
    completing,
    parts,
    accounts,
    printing,
    scanning,
    drawer,
    after,
    history,
    staff,
    training,
    notices,
    setup,
    journal,
    sync,
    findSale,
    setMirror: (dir) => mirror.set(dir),
    pricesToday: () => pricesOfToday(store, now()),
    setPrice: createPricing({
      goods,
      prices,
      journal,
      permits,
      practising: () => training.isOn(),
      seller,
      now,
      onPrices: goodsChanged,
    }),
    changeSettings: async (change) => {
      const next = { ...stall, ...change };
      await settings.write('stall', next);
      stall = next;
      carts.refresh();
      goodsChanged();
    },
    housekeep: createHousekeeping({
      store,
      views,
      journal,
      goods,
      prices,
      likely,
      accountBook,
      later,
      completing,
      parts,
      closeForgottenDay: createDayCloser({ store, journal, now, seller, log }),
      onDayClosed: () => {
        sync.compare();
      },
      disk: options.disk,
      lane,
      now,
      log,
    }),
    stop: async () => {
      for (const unsubscribe of unsubscribers) unsubscribe?.();
      stopDisplay?.();
      deviceDesk.stop();
      selling.stop();
      stopLoadedStart();
      likely.stop();
      scaleDevice.stop();
      await scaleEvents.stop();
      weighing.stop();
      await health.stop();
      await sync.stop().catch(unlessFull);
      await completing.idle();
      await staff.stop();
      notices.stop();
      await journal.idle();
      await drawer.stop();
      await printing.stop();
      await mirror.stop();
      await prices.save().catch(unlessFull);
      await likely.save().catch(unlessFull);
      await accountBook.stop().catch(unlessFull);
      await later.save().catch(unlessFull);
      goods.stop();
    },
  };
}
