import { parseCatalogue } from '../../shared/catalogue.ts';
import type { PeopleView } from '../../shared/people.ts';
import type { OwedView, PayingView, PayNews, WaitingView } from '../../shared/pay-view.ts';
import type { SetupView } from '../../shared/setup.ts';
import type { BenchView } from '../../shared/bench-view.ts';
import type { CartView, LastSaleView, LineView, ScanView, ShopperView, WeighingView } from '../../shared/view.ts';
import type { DevicesView, ScalesView } from '../../shared/device-view.ts';
import type { GoodsView, ProductView } from '../../shared/goods-view.ts';
import type { StallView, StatusView } from '../../shared/status-view.ts';
import { readCatalogue } from '../setup/core.ts';

const catalogue = parseCatalogue(readCatalogue());

/** Fen per kg of some goods of a vegetable stall; the others have no price yet. */
const perKg: Readonly<Record<string, number>> = {
  青菜: 600,
  菠菜: 800,
  生菜: 760,
  空心菜: 900,
  大白菜: 360,
  芹菜: 680,
  韭菜: 880,
  番茄: 840,
  黄瓜: 720,
  茄子: 700,
  青椒: 860,
  冬瓜: 320,
  土豆: 480,
  白萝卜: 300,
  胡萝卜: 440,
  南瓜: 400,
  香菇: 1760,
  小葱: 1000,
  生姜: 1600,
  大蒜: 1280,
  鸡蛋: 1120,
  丝瓜: 900,
  苦瓜: 1000,
};
const perPiece: Readonly<Record<string, number>> = {
  豆腐: 300,
  玉米: 300,
  甜玉米: 300,
  糯玉米: 300,
  老豆腐: 300,
  嫩豆腐: 300,
  鸡蛋: 100,
};
const capped: ReadonlySet<string> = new Set(['大白菜', '土豆', '白萝卜']);

const products: readonly ProductView[] = catalogue.products.map((one) => ({
  id: one.id,
  plu: one.plu,
  name: one.name,
  category: one.category,
  glyph: one.glyph,
  field: one.field,
  initials: one.initials,
  pinyin: one.pinyin,
  aliases: one.aliases,
  aliasInitials: one.aliasInitials,
  aliasPinyin: one.aliasPinyin,
  sellBy: one.sellBy,
  pieceUnit: one.pieceUnit,
  weightPrice:
    one.sellBy !== 'piece' && perKg[one.name] !== undefined ? { priceFen: perKg[one.name] ?? 0, basisG: 1000 } : null,
  piecePrice:
    one.sellBy !== 'weight' && perPiece[one.name] !== undefined
      ? { priceFen: perPiece[one.name] ?? 0, basisG: null }
      : null,
  capped: capped.has(one.name),
}));
const grid = (catalogue.trades.find((trade) => trade.id === 'vegetables')?.products ?? []).slice(0, 24);

export const goods: GoodsView = {
  grid,
  products,
  categories: catalogue.categories.map(({ id, name, shortName }) => ({ id, name, short: shortName })),
  basisG: 1000,
};

/** A product of the sample goods by its name. */
export const product = (name: string): ProductView => {
  const found = products.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no product ${name} in the starter catalogue`);
  return found;
};

export const emptyPan: WeighingView = {
  state: 'ready',
  reason: null,
  stable: true,
  zero: true,
  grossG: 0,
  tareG: 0,
  tareKind: 'none',
  netG: 0,
  minG: 100,
  maxG: 15_000,
  eG: 5,
  decimals: 3,
  canZero: true,
  product: null,
  pinnedId: null,
  candidates: [],
  changed: false,
};
const tomato = {
  id: product('番茄').id,
  name: '番茄',
  price: { priceFen: 840, basisG: 1000 as const },
  amountFen: 1046,
  armed: false,
};
export const taken: WeighingView = {
  ...emptyPan,
  state: 'taken',
  zero: false,
  grossG: 1250,
  tareG: 5,
  tareKind: 'preset',
  netG: 1245,
  product: tomato,
};
export const changedLoad: WeighingView = { ...taken, grossG: 1325, netG: 1320, changed: true };
export const loaded: WeighingView = { ...emptyPan, state: 'live', zero: false, grossG: 1245, netG: 1245 };
export const armed: WeighingView = {
  ...emptyPan,
  product: {
    id: product('土豆').id,
    name: '土豆',
    price: { priceFen: 480, basisG: 1000 },
    amountFen: null,
    armed: true,
  },
};
export const blocked = (
  reason: NonNullable<WeighingView['reason']>,
  netG: number | null,
  over: Partial<WeighingView> = {},
): WeighingView => ({
  ...emptyPan,
  state: 'blocked',
  reason,
  stable: reason !== 'unstable',
  zero: false,
  grossG: netG,
  netG,
  ...over,
});

const line = (id: string, name: string, over: Partial<LineView>): LineView => ({
  id,
  kind: 'weight',
  productId: 'p0101',
  name,
  netG: 0,
  tareG: 0,
  qty: 1,
  pieceUnit: '',
  price: { priceFen: 600, basisG: 1000 },
  amountFen: 0,
  concessionFen: 0,
  capped: false,
  onPan: false,
  fromLabel: false,
  unverified: false,
  ...over,
});
const lines: readonly LineView[] = [
  line('l3', '番茄', { netG: 1245, price: { priceFen: 840, basisG: 1000 }, amountFen: 1046, onPan: true }),
  line('l2', '豆腐', {
    kind: 'piece',
    netG: null,
    tareG: null,
    qty: 2,
    pieceUnit: '块',
    price: { priceFen: 300, basisG: null },
    amountFen: 600,
  }),
  line('l1', '青菜', { netG: 835, amountFen: 501 }),
];
export const cart = (id: string, sign: string, over: Partial<CartView> = {}): CartView => ({
  id,
  sign,
  state: 'open',
  lines: [],
  goodsFen: 0,
  concessionFen: 0,
  rounding: 'jiao',
  roundingFen: 0,
  payableFen: 0,
  agreedFen: null,
  parts: [],
  receivedFen: 0,
  dueFen: over.payableFen ?? 0,
  accountId: null,
  ordered: [],
  pickup: false,
  saleId: null,
  beforePowerCutAt: null,
  ...over,
});
export const fullCart: CartView = cart('c1', 'A', { lines, goodsFen: 2147, roundingFen: 7, payableFen: 2140 });
export const heldCart: CartView = cart('c3', 'C', {
  state: 'held',
  lines: [line('h1', '冬瓜', { netG: 2375, price: { priceFen: 320, basisG: 1000 }, amountFen: 760 })],
  goodsFen: 760,
  payableFen: 760,
});

/** Local time of the mocks' morning, 2026-11-23 08:41 in Shanghai. */
const AT = Date.UTC(2026, 10, 23, 0, 41);
export const lastSale: LastSaleView = {
  saleId: 's1',
  no: '17-1-211',
  at: AT,
  payableFen: 1820,
  tenderState: 'cash',
  firstItem: '芹菜',
  items: 3,
  changeFen: null,
  changeHints: [],
  paper: 'none',
  looked: false,
  now: {
    state: 'sold',
    netFen: 1820,
    tenders: [{ no: 1, kind: 'cash', channel: null, state: 'cash', amountFen: 1820 }],
    correctUntil: AT + 600_000,
    hasAccount: false,
  },
};
export const noPaying: PayingView = {
  isOffered: true,
  canCharge: true,
  isOnline: true,
  isSimulated: false,
  channels: ['wechat', 'alipay'],
  waiting: [],
  news: null,
};
export const waiting: WaitingView = {
  orderId: 'a'.repeat(64),
  cartId: 'c2',
  sign: 'B',
  amountFen: 2380,
  isRest: true,
  isSimulated: false,
  url: `https://pay.example/1/${'A'.repeat(136)}`,
  since: 1_795_500_000_000,
  stage: 'shown',
  triesLeft: 3,
};
export const paidNews: PayNews = {
  no: 1,
  what: 'paid',
  cartId: 'c2',
  sign: 'B',
  amountFen: 2380,
  isPart: false,
  channel: 'wechat',
  isOffline: false,
  isSimulated: false,
};
export const nothingOwed: OwedView = {
  unpaid: [],
  unpaidFen: 0,
  surplus: [],
  differing: [],
  arrivals: [],
};
export const shopper: ShopperView = {
  posted: [
    { id: 'n1', kind: 'licence', title: '证照有效', text: '营业执照 · 食品经营许可', at: AT },
    { id: 'n2', kind: 'test', title: '农残检测合格', text: '今天 06:20 · 5 批', at: AT },
  ],
  scaleDueOn: '2027-06-30',
  receipt: null,
};
export const noScan: ScanView = { no: 0, outcome: null, choice: null };
export const lastWithHints: LastSaleView = {
  ...lastSale,
  payableFen: 2380,
  changeHints: [
    { paidFen: 5000, changeFen: 2620 },
    { paidFen: 10_000, changeFen: 7620 },
  ],
  paper: 'printed',
};

export const scales: ScalesView = {
  finding: null,
  canFind: true,
  kept: true,
  used: [{ id: 'scale-1', profile: null }],
  sellBy: 'scale-1',
  reweigh: null,
};

export const devices: DevicesView = {
  scale: {
    model: {
      name: { zh: '顶尖 OS2 / 凯士 PD、AP', en: 'Aclas OS2 / CAS PD, AP' },
      sureness: 'computed',
      source: 'CAS AP-1 paper',
    },
    plate: {
      id: 'scale-1',
      serial: 'A123',
      maxG: 15_000,
      minG: 100,
      eG: 5,
      protocol: 'os2',
      verifiedOnDevice: false,
      canZero: true,
      canTare: false,
    },
    state: 'online',
    counters: { good: 1234, bad: 0, resync: 0, reopened: 0 },
    frames: [1245, 1245, 1245, 1240].map((weightG, no) => ({
      at: 1000 - no,
      hex: '0102532030312e3234356b67620304',
      weightG,
      stable: no < 3,
    })),
    record: { certificate: 'SH-2026-0815', verifiedOn: '2026-03-01', dueOn: '2027-02-28' },
    verification: { state: 'good', daysLeft: 94 },
    expiry: 'warn',
    tooCoarseFor: [],
  },
  printer: {
    about: { name: { zh: '58 mm', en: '58 mm' }, port: '192.168.1.87:9100', verifiedOnDevice: false },
    columns: 32,
    state: 'online',
    says: '',
    test: 'none',
  },
  labeler: {
    about: { name: { zh: '标签 40 × 30 mm', en: 'Labels 40 × 30 mm' }, port: '/dev/usb/lp1', verifiedOnDevice: false },
    test: { ended: 'none', why: '' },
  },
  drawer: { plug: 'printer', test: 'none' },
  scanner: {
    own: {
      about: {
        name: { zh: '串口扫码枪、扫码盒', en: 'Scanner or payment-code box on a serial line' },
        port: '/dev/ttyACM0',
        verifiedOnDevice: false,
      },
      state: 'online',
    },
    read: 12,
    last: { kind: 'payment', shown: '••••••••••••••••••', at: 1000, by: 'own', aim: ']Q1' },
  },
  display: {
    about: { name: { zh: 'CD5220 两行', en: 'CD5220, two lines' }, port: '/dev/ttyS1', verifiedOnDevice: false },
    state: 'online',
    testing: false,
  },
};

export const status: StatusView = {
  mode: 'live',
  practising: false,
  link: 'online',
  pendingUpload: 0,
  setAside: 0,
  scale: 'online',
  scanner: null,
  printer: 'online',
  printerText: '',
  unprinted: 0,
  unsure: 0,
  hasDrawer: true,
  hasLabeler: false,
  enrolText: '',
  mirror: null,
  alarm: null,
  health: [],
};
export const stall: StallView = {
  marketName: '东市',
  stallNo: '12',
  stallName: '老王蔬菜',
  seller: '王',
  mode: 'live',
  publicScale: '市场南门',
  rounding: 'jiao',
  paper: 'asked',
  live: false,
  basisG: 500,
  bags: { A: null, B: null, C: null },
};

const row = (text: string, over: Partial<Extract<BenchView['printer']['paper'][number], { kind: 'text' }>> = {}) => ({
  kind: 'text' as const,
  text,
  align: 'left' as const,
  bold: false,
  wide: false,
  tall: false,
  ...over,
});
export const people: PeopleView = {
  sellerId: 'owner-12',
  people: [
    {
      id: 'owner-12',
      name: '王建国',
      role: 'owner',
      validUntil: null,
      listing: 'valid',
      hasPin: true,
      rights: [],
    },
    {
      id: 'seller-12',
      name: '李梅',
      role: 'seller',
      validUntil: 1_795_000_000_000,
      listing: 'soon',
      hasPin: false,
      rights: ['refund'],
    },
    { id: 'helper-1', name: '小工', role: 'helper', validUntil: null, listing: 'valid', hasPin: false, rights: [] },
  ],
  isGuarding: true,
  guarded: ['refund', 'cash_refund', 'void_old', 'people'],
  hasRecovery: false,
};
export const setup: SetupView = {
  due: false,
  trade: 'vegetables',
  trades: [
    { id: 'vegetables', name: '蔬菜' },
    { id: 'pork', name: '猪肉' },
    { id: 'fish', name: '水产' },
    { id: 'tofu', name: '豆制品' },
    { id: 'fruit', name: '水果' },
    { id: 'poultry', name: '禽蛋' },
    { id: 'drygoods', name: '干货' },
  ],
  scanned: null,
};
/** A stall of one, with no PIN. */
export const alone: PeopleView = {
  ...people,
  people: people.people.slice(0, 1).map((one) => ({ ...one, hasPin: false })),
  isGuarding: false,
};

export const bench: BenchView = {
  scale: {
    protocol: 'os2',
    loadG: 1250,
    tareG: 5,
    indicatedG: 1245,
    state: 'stable',
    maxG: 15_000,
    frame: 'ST,NT,+  1.245kg',
    frameAt: AT + 6_320,
    plugged: true,
  },
  printer: {
    columns: 32,
    fault: 'none',
    paper: [
      row('老王蔬菜', { align: 'center', bold: true, wide: true, tall: true }),
      row('12号摊', { align: 'center' }),
      row('单号 17-1-212  2026-11-23 08:47'),
      row('-'.repeat(32)),
      row('黄瓜                        9.00'),
      row('  1.250kg x 7.20元/kg'),
      row('豆腐                        6.00'),
      row('  2块 x 3.00元/块'),
      row('-'.repeat(32)),
      row('应付                     23.80元', { bold: true }),
      row('现金                     23.80元'),
      row('-'.repeat(32)),
      row('扫码核对 公平秤可复秤', { align: 'center' }),
      { kind: 'qr', data: 'https://market.example/r/AQAAEQAAAAEAAADU8xmYk2l0cGF5bG9hZC1mb3ItYS10ZXN0LXJlY2VpcHQ' },
    ],
  },
  scanner: { plugged: true, sent: 2 },
  labeler: {
    fault: 'none',
    labels: [
      {
        widthMm: 40,
        heightMm: 30,
        marks: [
          { kind: 'text', x: 12, y: 12, width: 48, height: 24, text: '黄瓜' },
          { kind: 'text', x: 12, y: 42, width: 84, height: 24, text: '1.250kg' },
          { kind: 'qr', x: 190, y: 110, cell: 4, data: '17-1-212/1' },
        ],
      },
    ],
  },
  drawer: { open: true, kicks: 14, at: AT + 2_000 },
  network: 'online',
};
