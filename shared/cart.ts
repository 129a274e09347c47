import { lineAmount, MAX_SALE_FEN, pieceAmount, roundDown } from './money.ts';
import { FROM_LABEL, PORTION_UNIT } from './marks.ts';
import type { CartLine, Mode, Price, PriceSource, Rounding } from './records/goods.ts';
import type { Cart } from './records/terminal.ts';
import type { Refusal } from './refusal.ts';

/** Signs of carts, in the order they are given out (S6). */
export const cartSigns = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export const MAX_LINES = 500;

export type CartChange = { readonly ok: true; readonly cart: Cart } | { readonly ok: false; readonly refusal: Refusal };

export interface CartTotals {
  /** Σ line amounts. */
  readonly goodsFen: number;
  /** 让价: of the lines and of the whole cart. */
  readonly concessionFen: number;
  /** 抹零. */
  readonly roundingFen: number;
  /** goods − concession − rounding. */
  readonly payableFen: number;
}

/** An empty cart. */
export function openCart(input: {
  readonly id: string;
  readonly sign: string;
  readonly rounding: Rounding;
  readonly seller: string;
  readonly mode: Mode;
  readonly now: number;
}): Cart {
  const { now, ...rest } = input;
  return {
    ...rest,
    state: 'open',
    lines: [],
    agreedFen: null,
    parts: [],
    account: null,
    ordered: [],
    pickup: false,
    openedAt: now,
    updatedAt: now,
    saleId: null,
    answered: [],
  };
}

const no = (refusal: Refusal): CartChange => ({ ok: false, refusal });

const sumOf = (lines: readonly CartLine[], of: (line: CartLine) => number): number =>
  lines.reduce((sum, line) => sum + of(line), 0);

/** Sum of the lines after their own concessions, fen: the most an agreed total may be. */
export const linesFen = (cart: Pick<Cart, 'lines'>): number =>
  sumOf(cart.lines, (line) => line.amountFen - line.concessionFen);

/** What the cart costs. An agreed total is itself the payable; else the rounding fixed for this cart applies (S8), never down to 0. */
export function cartTotals(cart: Pick<Cart, 'lines' | 'agreedFen' | 'rounding'>): CartTotals {
  const goodsFen = sumOf(cart.lines, (line) => line.amountFen);
  const sum = linesFen(cart);
  const payableFen = cart.agreedFen ?? roundDown(sum, cart.rounding);
  const roundingFen = cart.agreedFen === null ? sum - payableFen : 0;
  return { goodsFen, concessionFen: goodsFen - roundingFen - payableFen, roundingFen, payableFen };
}

/** Nothing of a shopper is in it: it needs no tab, and is no loss. */
export const isBare = (cart: Pick<Cart, 'lines' | 'parts' | 'account'>): boolean =>
  cart.lines.length === 0 && cart.parts.length === 0 && cart.account === null;

/** It can still be changed. */
export const isStanding = (cart: Pick<Cart, 'state'>): boolean => cart.state === 'open' || cart.state === 'held';

/** Why a cart can't be changed: it is paid, or a payment for what is in it is under way. */
const closedTo = (cart: Pick<Cart, 'state'>): CartChange =>
  no({ code: cart.state === 'waiting' ? 'cart_waiting' : 'cart_closed' });

/** What was received already in parts, fen (S14). */
export const receivedFen = (cart: Pick<Cart, 'parts'>): number =>
  cart.parts.reduce((sum, part) => sum + part.tender.amountFen, 0);

/** What is still to be paid, fen: 0 when the parts cover it all. */
export const dueFen = (cart: Pick<Cart, 'lines' | 'agreedFen' | 'rounding' | 'parts'>): number =>
  cartTotals(cart).payableFen - receivedFen(cart);

/** A changed cart, unless it comes to cost less than was received for it already: that money is completed or returned first (S14). */
function afterParts(before: Cart, cart: Cart): CartChange {
  const short = dueFen(cart) < Math.min(0, dueFen(before));
  return short ? no({ code: 'below_received', receivedFen: receivedFen(cart) }) : { ok: true, cart };
}

/** A cart with other lines. An agreed total was agreed for the old ones and falls. `updatedAt` is stamped where it is stored. */
function withLines(cart: Cart, lines: CartLine[]): CartChange {
  if (!isStanding(cart)) return closedTo(cart);
  if (lines.length > MAX_LINES) return no({ code: 'too_many_lines' });
  if (sumOf(lines, (line) => line.amountFen) > MAX_SALE_FEN) return no({ code: 'amount_absurd', maxFen: MAX_SALE_FEN });
  // What was ordered is done with its line.
  const ordered = cart.ordered.filter((productId) => !lines.some((line) => line.productId === productId));
  return afterParts(cart, { ...cart, lines, ordered, agreedFen: null });
}

function changeLine(cart: Cart, lineId: string, change: (line: CartLine) => CartLine | Refusal): CartChange {
  const old = cart.lines.find((line) => line.id === lineId);
  if (old === undefined) return no({ code: 'no_such_line' });
  const changed = change(old);
  return 'code' in changed
    ? no(changed)
    : withLines(
        cart,
        cart.lines.map((line) => (line.id === lineId ? changed : line)),
      );
}

/** A new line, last. Its id must be new to the cart. */
export const addLine = (cart: Cart, line: CartLine): CartChange => restoreLine(cart, line, cart.lines.length);

/** Puts a removed line back at its place (the end when none is given). */
export function restoreLine(cart: Cart, line: CartLine, index: number = cart.lines.length): CartChange {
  if (cart.lines.some((other) => other.id === line.id))
    return no({ code: 'bad_args', detail: 'the line is in the cart already' });
  return withLines(cart, cart.lines.toSpliced(index, 0, line));
}

/** Another product or another weight for a line, found by its id. A gift that is weighed anew stays one. */
export const replaceLine = (cart: Cart, line: CartLine): CartChange =>
  changeLine(cart, line.id, (old) =>
    old.kind === 'gift' && old.productId === line.productId ? { ...line, kind: 'gift', amountFen: 0 } : line,
  );

/** A price as a cart needs it. */
interface LinePrice {
  readonly price: Price;
  readonly source: PriceSource;
  readonly capped: boolean;
}

/**
 * Other prices for what is in the cart already (an account was chosen, S11). Left as they are: what was typed for one line, gifts, portions, labels,
 * and goods without another price.
 */
export function repriceLines(cart: Cart, priceOf: (line: CartLine) => LinePrice | null): CartChange {
  const repriced = (line: CartLine): CartLine => {
    const fixed = line.priceSource === 'manual' || line.marks.includes(FROM_LABEL);
    const found = fixed || (line.kind !== 'weight' && line.kind !== 'piece') ? null : priceOf(line);
    if (found === null) return line;
    const { priceFen, basisG } = found.price;
    if (line.priceFen === priceFen && line.basisG === basisG) return { ...line, priceSource: found.source };
    if ((line.kind === 'weight') !== (basisG !== null)) return line;
    const amountFen = basisG === null ? pieceAmount(line.qty, priceFen) : lineAmount(line.netG ?? 0, priceFen, basisG);
    return { ...line, priceFen, basisG, priceSource: found.source, capped: found.capped, amountFen, concessionFen: 0 };
  };
  const lines = cart.lines.map(repriced);
  // Nothing costs another amount: what was agreed stays agreed.
  return lines.every((line, index) => line.amountFen === cart.lines[index]?.amountFen)
    ? { ok: true, cart: { ...cart, lines } }
    : withLines(cart, lines);
}

/**
 * A cap of the market that came down in the middle of a sale (平价): what is above `capOf` its line goes down to it. Nothing goes up: what was
 * bargained stays where it is lower still.
 */
export function capLines(cart: Cart, capOf: (line: CartLine) => Price | null): CartChange {
  if (!isStanding(cart)) return closedTo(cart);
  const lines = cart.lines.map((line): CartLine => {
    const cap = line.kind === 'weight' || line.kind === 'piece' ? capOf(line) : null;
    if (cap === null) return line;
    const { priceFen, basisG } = cap;
    const amountFen = basisG === null ? pieceAmount(line.qty, priceFen) : lineAmount(line.netG ?? 0, priceFen, basisG);
    const concessionFen = Math.max(0, amountFen - (line.amountFen - line.concessionFen));
    return { ...line, priceFen, basisG, priceSource: 'market', capped: true, amountFen, concessionFen };
  });
  const agreedFen = cart.agreedFen !== null && cart.agreedFen <= linesFen({ lines }) ? cart.agreedFen : null;
  return afterParts(cart, { ...cart, lines, agreedFen });
}

/** 赠: the line costs nothing and says so (S4); `false` sells it again at the price it had. */
export const giveLine = (cart: Cart, lineId: string, gift: boolean): CartChange =>
  changeLine(cart, lineId, (line) =>
    gift ? { ...line, kind: 'gift', amountFen: 0, concessionFen: 0 } : line.kind === 'gift' ? soldAgain(line) : line,
  );

/** What a gift was before: its own fields tell. */
function soldAgain(line: CartLine): CartLine {
  const { netG, basisG, qty, priceFen } = line;
  if (netG !== null && basisG !== null)
    return { ...line, kind: 'weight', amountFen: lineAmount(netG, priceFen, basisG) };
  const kind = line.pieceUnit === PORTION_UNIT && line.priceSource === 'manual' && qty === 1 ? 'portion' : 'piece';
  return { ...line, kind, amountFen: pieceAmount(qty, priceFen) };
}

/** Takes a line out. */
export function removeLine(cart: Cart, lineId: string): CartChange {
  if (!cart.lines.some((line) => line.id === lineId)) return no({ code: 'no_such_line' });
  return withLines(
    cart,
    cart.lines.filter((line) => line.id !== lineId),
  );
}

/** Pieces of a piece line; 0 takes it out. The line's own concession was agreed for the old number and falls. */
export function setQuantity(cart: Cart, lineId: string, qty: number): CartChange {
  if (qty === 0) return removeLine(cart, lineId);
  return changeLine(cart, lineId, (line) =>
    line.kind === 'piece'
      ? { ...line, qty, amountFen: pieceAmount(qty, line.priceFen), concessionFen: 0 }
      : { code: 'not_sold_by_piece' },
  );
}

/** A lower amount for one line (S7); its full amount takes the concession back. */
export function agreeLine(cart: Cart, lineId: string, amountFen: number): CartChange {
  return changeLine(cart, lineId, (line) =>
    amountFen > line.amountFen
      ? { code: 'above_total', totalFen: line.amountFen }
      : { ...line, concessionFen: line.amountFen - amountFen },
  );
}

/** A lower total (S7), at most the sum of the lines; null takes it back. */
export function agreeTotal(cart: Cart, totalFen: number | null): CartChange {
  if (!isStanding(cart)) return closedTo(cart);
  if (totalFen === null) return { ok: true, cart: { ...cart, agreedFen: null } };
  if (cart.lines.length === 0) return no({ code: 'cart_empty' });
  if (totalFen <= 0) return no({ code: 'payable_zero' });
  const most = linesFen(cart);
  if (totalFen > most) return no({ code: 'above_total', totalFen: most });
  return afterParts(cart, { ...cart, agreedFen: totalFen });
}

/** The first sign no living cart has; null when all six are out. */
export function freeSign(carts: readonly Pick<Cart, 'sign' | 'state'>[]): string | null {
  return cartSigns.find((sign) => !carts.some((cart) => cart.state !== 'closed' && cart.sign === sign)) ?? null;
}

/** Marks lines without changing what they cost; null when none of them is to be marked or has room for a mark. */
export function markLines(cart: Cart, mark: string, which: (line: CartLine) => boolean): Cart | null {
  const due = (line: CartLine): boolean => which(line) && !line.marks.includes(mark) && line.marks.length < 8;
  if (!cart.lines.some(due)) return null;
  return { ...cart, lines: cart.lines.map((line) => (due(line) ? { ...line, marks: [...line.marks, mark] } : line)) };
}
