import { createHash, createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { HeadReceipt } from '../../../shared/records/market.ts';
import { addLine, agreeLine, agreeTotal, cartTotals, openCart } from '../../../shared/cart.ts';
import { GENESIS, sealEntry } from '../../../shared/chain.ts';
import type { Sealer } from '../../../shared/chain.ts';
import { closeOfDay } from '../../../shared/day-close.ts';
import { businessDay } from '../../../shared/day.ts';
import { lineAmount, pieceAmount } from '../../../shared/money.ts';
import type { CartLine, Tender } from '../../../shared/records/goods.ts';
import type { EpochStartBody, JournalBody, JournalEntry, UnsealedEntry } from '../../../shared/records/journal.ts';
import { closeOfShift } from '../../../shared/shift.ts';
import type { Cart } from '../../../shared/records/terminal.ts';
import { buildSale, perpetualDelta } from '../../../shared/sale.ts';
import { tenderOf } from '../../../shared/tender.ts';

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Pen {
  /** base64url of the 32 raw bytes. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  readonly sign: (text: string) => string;
}

/** A key pair that a name repeats. */
export function pen(name: string): Pen {
  const seed = createHash('sha256').update(name).digest('hex');
  const key = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex');
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    publicKey: x ?? '',
    privateKey,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  };
}

export const sealerOf = (of: Pick<Pen, 'sign'>): Sealer => ({
  sha256Hex: (text) => hash('sha256', text, 'hex'),
  sign: (text) => of.sign(text),
});

/** 05:30 in Shanghai on 2026-11-23. */
const OPENING = 1_795_383_000_000;
const DAY = 86_400_000;

const goods = [
  ['huanggua', '黄瓜', '01'],
  ['xihongshi', '西红柿', '01'],
  ['wuhuarou', '五花肉', '03'],
  ['jiyu', '鲫鱼', '05'],
  ['doufu', '豆腐', '07'],
  ['xiangcai', '香菜', '01'],
] as const;
const sellers = ['老王', '王嫂', 'Ann "A"'] as const;

interface SoldBefore {
  readonly id: string;
  readonly payableFen: number;
}

export interface TillOptions {
  readonly market: number;
  readonly terminal: number;
  readonly epoch: number;
  readonly seed: number;
  readonly sign: (text: string) => string;
  /** How many entries a day has before it is over; 300. */
  readonly perDay?: number;
  /** All entries of the epochs before this one; a terminal's first epoch has none. */
  readonly after?: readonly JournalEntry[] | undefined;
}

/** A till that sells a day after the other: the product's own selling rules, with goods, weights and haggling by chance. */
export function* tillEntries(options: TillOptions, count: number): Generator<JournalEntry, void, undefined> {
  const random = chance(options.seed);
  const up = (most: number): number => Math.floor(random() * most);
  const sealer = sealerOf(options);
  const before = options.after ?? [];
  const previous = before.at(-1);
  let at = previous?.at ?? OPENING;
  let last = { hash: GENESIS, perpetualFen: previous?.perpetualFen ?? 0 };
  let zNo = before.filter(({ kind }) => kind === 'day_close').length;
  let today = before.filter(({ day }) => day === previous?.day);
  let lastSale: SoldBefore | null = null;
  for (let seq = 1; seq <= count; seq += 1) {
    // Now and then the clock is set back: order comes from the number.
    at += up(50) === 0 ? -20_000 : 5_000 + up(90_000);
    const over = seq > 1 && today.length >= (options.perDay ?? 300) ? today : null;
    if (over !== null) at = OPENING + DAY * (1 + Math.floor((at - OPENING) / DAY));
    const id = `${hash('sha256', `${options.terminal}/${options.epoch}/${options.seed}/${seq}`, 'hex').slice(0, 32)}-${seq}`;
    const body: JournalBody =
      over !== null
        ? closeOfDay(over, { day: over[0]?.day ?? '', zNo: (zNo += 1), auto: true, countedFen: null })
        : seq > 1
          ? today.length === Math.floor((options.perDay ?? 300) / 2)
            ? handOver(today, up)
            : bodyOf(up, at, `cart-${seq}`, lastSale)
          : previous === undefined
            ? priceChange(up)
            : epochStart(previous);
    const unsealed: UnsealedEntry = {
      id,
      v: 1,
      market: options.market,
      terminal: options.terminal,
      epoch: options.epoch,
      seq,
      prevHash: last.hash,
      at,
      day: businessDay(at),
      seller: sellers[up(40) === 0 ? 2 : up(2)] ?? sellers[0],
      mode: 'live',
      kind: body.kind,
      perpetualFen: last.perpetualFen + perpetualDelta(body),
      body,
    };
    const entry = sealEntry(unsealed, sealer);
    if (body.kind === 'sale') lastSale = { id, payableFen: body.payableFen };
    if (body.kind === 'void' || body.kind === 'refund') lastSale = null;
    last = entry;
    today = [...(over === null ? today : []), entry];
    yield entry;
  }
}

type Up = (most: number) => number;

const inCash = (amountFen: number): Tender => tenderOf({ kind: 'cash', amountFen, tenderedFen: null }, 1);
const refundOf = (saleId: string, amountFen: number): JournalBody => ({
  kind: 'refund',
  saleId,
  lines: [{ no: 1, qty: 1, netG: null, amountFen }],
  amountFen,
  tenders: [inCash(amountFen)],
  reason: '不新鲜',
});

/** The drawer is handed over, now and then counted by note. */
function handOver(today: readonly JournalEntry[], up: Up): JournalBody {
  const last = today.findLast(({ kind }) => kind === 'shift_close')?.body;
  const pieces = 1 + up(40);
  return closeOfShift(today, {
    no: (last?.kind === 'shift_close' ? last.no : 0) + 1,
    to: '王嫂',
    expectedFen: pieces * 1_000,
    countedFen: pieces * 1_000,
    counts: up(2) === 0 ? null : [{ fen: 1_000, pieces }],
  });
}

function bodyOf(up: Up, at: number, cartId: string, last: SoldBefore | null): JournalBody {
  switch (last === null ? 99 : up(100)) {
    case 0:
    case 1:
      return priceChange(up);
    case 2:
      return { kind: 'cash_movement', direction: 'out', amountFen: 100 * (1 + up(90)), reason: '买\t"塑料袋"\n€ 🐟' };
    case 3:
      return { kind: 'override', what: 'price', subjectId: null, detail: '老主顾' };
    case 4:
      return {
        kind: 'void',
        saleId: last?.id ?? '',
        amountFen: last?.payableFen ?? 0,
        tenders: [inCash(last?.payableFen ?? 0)],
        reason: '错了',
      };
    case 5:
      return refundOf(last?.id ?? '', 1 + up(last?.payableFen ?? 1));
    default:
      return saleBody(up, at, cartId);
  }
}

export const epochStart = ({ epoch, seq, hash: head, perpetualFen }: JournalEntry): EpochStartBody => ({
  kind: 'epoch_start',
  reason: 'rebuilt',
  previous: { epoch, seq, hash: head },
  carriedFen: perpetualFen,
});

const priceChange = (up: Up): JournalBody => {
  const [productId, name] = goods[up(goods.length)] ?? goods[0];
  return {
    kind: 'price_change',
    productId,
    name,
    price: { priceFen: 100 + up(3000), basisG: up(2) === 0 ? 500 : 1000 },
    previous: null,
    outsideGuard: false,
  };
};

function saleBody(up: Up, at: number, cartId: string): JournalBody {
  for (;;) {
    const cart = cartOf(up, at, cartId);
    const { payableFen } = cartTotals(cart);
    const tenderedFen = up(2) === 0 ? null : payableFen + 100 * up(50);
    const sold = buildSale({
      cart,
      payableFen,
      tenders: [{ kind: 'cash', amountFen: payableFen, tenderedFen }],
      concedeFen: 0,
      paper: 'short',
      drawer: true,
      online: up(3) > 0,
      appVersion: '0.1.0',
    });
    // A cart of gifts only has nothing to pay.
    if (sold.ok) return sold.body;
  }
}

function cartOf(up: Up, at: number, id: string): Cart {
  const rounding = (['jiao', 'jiao', 'none', 'yuan'] as const)[up(4)] ?? 'jiao';
  let cart = openCart({ id, sign: 'A', rounding, seller: '老王', mode: 'live', now: at });
  const lines = 1 + up(4);
  for (let no = 1; no <= lines; no += 1) {
    const changed = addLine(cart, lineOf(up, at, `${id}-${no}`));
    if (changed.ok) cart = changed.cart;
  }
  const haggled = cart.lines.find((line) => line.amountFen > 20);
  if (haggled !== undefined && up(12) === 0) {
    const changed = agreeLine(cart, haggled.id, haggled.amountFen - up(20));
    if (changed.ok) cart = changed.cart;
  }
  const { payableFen } = cartTotals(cart);
  if (up(12) === 0 && payableFen > 100) {
    const changed = agreeTotal(cart, payableFen - up(50));
    if (changed.ok) cart = changed.cart;
  }
  return cart;
}

function lineOf(up: Up, at: number, id: string): CartLine {
  const [productId, name, category] = goods[up(goods.length)] ?? goods[0];
  const common = {
    id,
    productId,
    name,
    category,
    priceSource: 'stall',
    concessionFen: 0,
    capped: up(30) === 0,
    marks: up(60) === 0 ? ['after_power_cut'] : [],
    takenAt: at,
  } as const;
  const unweighed = {
    basisG: null,
    grossG: null,
    tareG: null,
    tareKind: 'none',
    netG: null,
    evidenceId: null,
    evidenceHash: null,
    scaleSerial: null,
    eG: null,
  } as const;
  const priceFen = 80 + up(4000);
  if (up(40) === 0) return { ...common, ...unweighed, kind: 'gift', priceFen, pieceUnit: '把', qty: 1, amountFen: 0 };
  if (up(5) === 0) {
    const qty = 1 + up(6);
    return {
      ...common,
      ...unweighed,
      kind: 'piece',
      priceFen,
      pieceUnit: '块',
      qty,
      amountFen: pieceAmount(qty, priceFen),
    };
  }
  const tareG = up(3) === 0 ? 5 : 0;
  const netG = 5 * (2 + up(600));
  const basisG = up(2) === 0 ? 500 : 1000;
  return {
    ...common,
    kind: 'weight',
    priceFen,
    basisG,
    pieceUnit: '',
    qty: 1,
    grossG: netG + tareG,
    tareG,
    tareKind: tareG === 0 ? 'none' : 'preset',
    netG,
    amountFen: lineAmount(netG, priceFen, basisG),
    evidenceId: `evidence-${id}`,
    evidenceHash: hash('sha256', id, 'hex'),
    scaleSerial: 'S-0417',
    eG: 5,
  };
}

/** What the market countersigns for a head (docs/journal.md, "Receipts of the market"). */
export function receiptOf(entry: JournalEntry, server: Pick<Pen, 'sign'>, receivedAt = entry.at + 1000): HeadReceipt {
  const { market, terminal, epoch, seq, hash: head } = entry;
  const text = `stall-pos head v1\n${market}/${terminal}/${epoch}/${seq}/${head}/${receivedAt}`;
  return { market, terminal, epoch, seq, hash: head, receivedAt, sig: server.sign(text) };
}
