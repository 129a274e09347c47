import type { JournalEntry, SaleEntry } from '../../shared/records/journal.ts';
import type { Done } from '../../shared/command.ts';
import type { Reply } from '../../shared/contract.ts';
import { judgeMirror, worstFirst } from '../../shared/health.ts';
import type { EnrolAnswer, EpochAnswer } from '../../shared/wire.ts';
import { openCarts, type Carts } from './carts.ts';
import { createCompleting, type Completing } from './complete.ts';
import type { CoreOptions } from './core.ts';
import { databaseOf, type Store } from './database.ts';
import { createDrawer, type Drawer } from './drawer.ts';
import { createDayCloser } from './day-close.ts';
import { createEvidenceBook } from './evidence.ts';
import { createEvidenceLog, type EvidenceLog } from './evidence-log.ts';
import { openGoods, type Goods } from './goods.ts';
import { isDamage } from './health/check.ts';
import { DiskFullError, type Disk } from './health/disk.ts';
import type { Flushes } from './health/flushes.ts';
import { startHealth } from './health/health.ts';
import { openIdentity, startAfter } from './identity.ts';
import { isSale, openJournal, type Journal } from './journal.ts';
import { driveLineDisplay } from './line-display.ts';
import { watchLoadedStart } from './loaded-start.ts';
import { openPeople } from './people.ts';
import { openPermits, type Permits } from './permits.ts';
import { openPrices, type Prices } from './prices.ts';
import { codeOf, receiptPath, receiptText } from '../../shared/receipt-code.ts';
import { createPricing } from './pricing.ts';
import { openPrintJobs } from './print-jobs.ts';
import { openPrinting, type Printing } from './printing.ts';
import { openScaleDevice, type ScaleDevice } from './scale-device.ts';
import { createScanning, type Scanning } from './scanning.ts';
import { createSelling, type Selling } from './selling.ts';
import { usualRules } from '../../shared/scan.ts';
import { openMirror } from './mirror/open.ts';
import type { Serial } from './serial.ts';
import { createSettings, type StallSettings } from './settings.ts';
import { goodsView, stallView } from './stall-views.ts';
import { startSync, type Sync } from './sync/sync.ts';
import { prune } from './upkeep.ts';
import type { Views } from './views.ts';
import { createWeighing, type Weighing } from './weighing.ts';

/** The services of one till, put together. */
export interface Till {
  readonly weighing: Weighing;
  readonly scaleDevice: ScaleDevice;
  readonly evidenceLog: EvidenceLog;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly carts: Carts;
  readonly selling: Selling;
  readonly completing: Completing;
  readonly printing: Printing;
  readonly scanning: Scanning;
  readonly drawer: Drawer;
  /** Asked with `permits.use(right)` by what is not everybody's to do. */
  readonly permits: Permits;
  readonly journal: Journal;
  readonly sync: Sync;
  /** Keeps the copy of the journal in another folder from now on, or in none. */
  setMirror(dir: string | null): Promise<Reply<Done>>;
  readonly setPrice: ReturnType<typeof createPricing>;
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
const PRUNE_EVERY = 3_600;
/** On a disk that fills up, what its time is over goes at once: its pages are used again. */
const PRUNE_TIGHT_EVERY = 120;
const GOODS_EVERY = 30;
const DAY_CLOSE_EVERY = 60;

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
  const people = await openPeople(store, () => {
    views.touch('stall');
  });
  const seller = (): string => people.seller(identity.current().stallNo);
  const permits = await openPermits({
    settings,
    secrets: options.secrets,
    journal,
    sellers: () => people.sellers(identity.current().stallNo),
    seller,
    now,
    newId,
    log,
  });
  await journal.begin(now(), seller());
  const prices = await openPrices({ store, settings, goods, now, head: journal.head(), log });

  const recent = await journal.lastSales(LOOK_BACK).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    log.error({ err: error }, 'old sales can not be read; the newest are enough to sell on');
    return journal.lastSales(LOOK_BACK_IN_DAMAGE);
  });
  const resold = new Set<string>();
  const carts = await openCarts({
    store,
    now,
    newId,
    defaults: () => ({ rounding: stall.rounding, seller: seller(), mode: identity.current().mode }),
    soldAs: (ids) =>
      Promise.resolve(
        new Map(recent.filter((sale) => ids.includes(sale.body.cartId)).map((sale) => [sale.body.cartId, sale.id])),
      ),
    isResold: (lineId) => resold.has(lineId),
    onChange: () => {
      views.touch('carts', 'weighing', 'scan');
    },
  });

  const findSale = async (id: string): Promise<SaleEntry | null> => {
    const entry = await journal.find(id);
    return entry !== null && isSale(entry) ? entry : null;
  };
  const jobs = await openPrintJobs(store);
  const printing = await openPrinting({
    printer: devices.printer,
    jobs,
    find: findSale,
    now,
    log,
    stall: () => {
      const { marketName, stallNo, stallName, publicScale } = stallView(identity.current(), goods, stall, seller());
      return { marketName, stallNo, stallName, publicScale, complaintPhone: goods.market()?.complaintPhone ?? '' };
    },
    receiptUrl: (sale) => {
      const host = goods.market()?.receiptHost ?? '';
      const { terminal, key } = identity.current();
      // Only its own terminal can vouch for a sale; what was sold in training is no receipt.
      if (host === '' || sale.terminal !== terminal || sale.mode === 'training') return null;
      const code = codeOf(sale);
      return `${host}/r/${receiptPath(code, key.sign(receiptText(code)))}`;
    },
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

  const weighing = createWeighing(devices.scale, now);
  const scaleDevice = await openScaleDevice({
    scale: devices.scale,
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
  const stopLoadedStart = watchLoadedStart({ weighing, carts, journal, lane, seller, now, newId, log });
  const selling = createSelling({
    weighing,
    goods,
    prices,
    carts,
    evidence: createEvidenceBook(store, newId, log),
    till: lane,
    resold,
    now,
    newId,
    mode: () => identity.current().mode,
    onWeighing: () => {
      views.touch('weighing');
    },
    onCarts: () => {
      views.touch('carts');
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
  const onEnrolled = (answer: EnrolAnswer): Promise<void> =>
    lane(async () => {
      const { serverTime: _serverTime, previous, ...enrolled } = answer;
      const was = identity.current();
      const next = await identity.enrol(
        previous === null ? enrolled : { ...enrolled, start: startAfter(was, journal.head(), answer) },
      );
      await journal.follow(next);
      await journal.begin(now(), seller());
      await prices.follow(journal.head());
      goods.reindex();
      carts.adopt(next.mode);
      carts.refresh();
      await mirror.restart();
      log.info({ terminal: next.terminal, epoch: next.epoch, stallNo: next.stallNo }, 'joined the market');
      views.touch('goods', 'stall', 'status', 'carts', 'weighing');
    });
  const onEpoch = ({ epoch, previous }: EpochAnswer): Promise<void> =>
    lane(async () => {
      const next = await identity.enter(epoch, { reason: 'image', previous });
      await journal.follow(next);
      await journal.begin(now(), seller());
      await mirror.restart();
      views.touch('status');
    });
  /** What came back may have sold a cart that is open here, or set a price. */
  const onTakenBack = (entries: readonly JournalEntry[]): Promise<void> =>
    lane(async () => {
      for (const { id, body } of entries)
        if (body.kind === 'sale' && carts.get(body.cartId) !== null) await carts.close(body.cartId, id)();
      if (entries.some((entry) => entry.kind === 'price_change')) await prices.follow(journal.head(), true);
      goodsChanged();
    });
  const sync = await startSync({
    server: options.server,
    enrolCode: options.enrolCode,
    store,
    settings,
    identity,
    journal,
    onEnrolled,
    onEpoch,
    onTakenBack,
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
    onLast: () => {
      views.touch('last', 'status');
    },
    onQuiet: () => {
      store.checkpoint();
    },
    log,
  });

  const scanning = createScanning({
    rules: options.scanRules ?? usualRules,
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

  const closeForgottenDay = createDayCloser({ store, journal, now, seller, log });
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

  let setAside = 0;
  const countSetAside = async (): Promise<void> => {
    setAside = await store.server_marks
      .count({ selector: { kind: 'set_aside', terminal: identity.current().terminal } })
      .exec();
    views.touch('status');
  };
  const marks = store.server_marks.eventBulks$.subscribe(() => {
    countSetAside().catch((error: unknown) => {
      log.error({ err: error }, 'the marks of the server could not be counted');
    });
  });
  await countSetAside();
  const unsubscribers = [
    devices.scale?.onState(() => {
      views.touch('status', 'devices');
    }),
    devices.scanner?.onState(() => {
      views.touch('status');
    }),
    devices.scanner?.onScan((scanned) => {
      lane(() => scanning.read(scanned, newId())).catch((error: unknown) => {
        if (!(error instanceof DiskFullError)) log.error({ err: error }, 'a scanned code could not be dealt with');
      });
    }),
    devices.bench?.onChange(() => {
      views.touch('bench');
    }),
    () => {
      marks.unsubscribe();
    },
  ];

  views.provide('weighing', () => selling.weighingView());
  views.provide('carts', () => carts.view(selling.onPanLineId()));
  views.provide('goods', () => goodsView(goods, prices, stall, identity.current().trade ?? options.trade));
  views.provide('devices', () => scaleDevice.view());
  views.provide('last', () => completing.last());
  views.provide('scan', () => scanning.view());
  views.provide('stall', () => stallView(identity.current(), goods, stall, seller()));
  views.provide('status', () => {
    const copied = judgeMirror(mirror.view(), now());
    const { link, pendingUpload, enrolText, alarm } = sync.status();
    return {
      mode: identity.current().mode,
      link,
      pendingUpload,
      setAside,
      mirror: mirror.view(),
      enrolText,
      alarm,
      scale: devices.scale?.state() ?? 'absent',
      scaleCounters: devices.scale?.counters() ?? { good: 0, bad: 0, resync: 0 },
      scanner: devices.scanner?.state() ?? null,
      ...printing.status(),
      health: worstFirst(copied === null ? health.notes() : [...health.notes(), copied]),
      hasDrawer: drawer.present,
    };
  });
  const stopDisplay = devices.display === null ? null : driveLineDisplay(devices.display, views);
  const { bench } = devices;
  if (bench !== null) views.provide('bench', () => bench.view());

  let seconds = 0;
  const beside = (what: string, task: () => Promise<unknown>): void => {
    task().catch((error: unknown) => {
      // Said in the status bar already; written into the log every second it would fill the disk further.
      if (!(error instanceof DiskFullError)) log.error({ err: error }, what);
    });
  };
  return {
    weighing,
    scaleDevice,
    evidenceLog: createEvidenceLog(store, now),
    goods,
    prices,
    carts,
    selling,
    completing,
    printing,
    scanning,
    drawer,
    permits,
    journal,
    sync,
    findSale,
    setMirror: (dir) => mirror.set(dir),
    setPrice: createPricing({ goods, prices, journal, permits, seller, now, onPrices: goodsChanged }),
    changeSettings: async (change) => {
      const next = { ...stall, ...change };
      await settings.write('stall', next);
      stall = next;
      carts.refresh();
      goodsChanged();
    },
    housekeep: () => {
      seconds += 1;
      views.touch('status', 'carts', 'scan');
      if (seconds % GOODS_EVERY === 0) views.touch('goods');
      beside('the log could not be copied', async () => {
        store.checkpoint();
      });
      if (seconds % DAY_CLOSE_EVERY === 5)
        beside('the last day could not be closed', async () => {
          if (await closeForgottenDay()) sync.compare();
        });
      beside('prices could not be kept', async () => {
        await lane(async () => prices.reach(journal.head()));
        await prices.save();
      });
      beside('a doubtful sale could not be looked up', () => lane(() => completing.settleDoubts()));
      const isTight = options.disk.note() !== null;
      if (seconds % (isTight ? PRUNE_TIGHT_EVERY : PRUNE_EVERY) === 60)
        beside('old records could not be removed', () => prune(store, now(), log));
    },
    stop: async () => {
      for (const unsubscribe of unsubscribers) unsubscribe?.();
      stopDisplay?.();
      selling.stop();
      stopLoadedStart();
      scaleDevice.stop();
      weighing.stop();
      await health.stop();
      await sync.stop().catch(unlessFull);
      await completing.idle();
      await permits.idle();
      await journal.idle();
      await drawer.stop();
      await printing.stop();
      await mirror.stop();
      await prices.save().catch(unlessFull);
      people.stop();
      goods.stop();
    },
  };
}
