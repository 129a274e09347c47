import {
  agreeLine,
  agreeTotal,
  freeSign,
  giveLine,
  isBare,
  isStanding,
  openCart,
  removeLine,
  restoreLine,
  setQuantity,
  type CartChange,
} from '../../../shared/cart.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Purpose } from '../../../shared/health.ts';
import { DiskFullError } from '../health/disk.ts';
import type { CartLine, Mode, Rounding } from '../../../shared/records/goods.ts';
import type { Cart } from '../../../shared/records/terminal.ts';
import { cartsWithParts, withEntry } from '../../../shared/parts.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { CartsView } from '../../../shared/view.ts';
import { cartView } from './cart-view.ts';
import type { Store } from '../database.ts';

/** What a new cart starts with. */
export interface CartDefaults {
  readonly rounding: Rounding;
  readonly seller: string;
  readonly mode: Mode;
}

/** A change worked out on a cart, and what the command answers. */
export type CartStep<V> =
  | { readonly ok: true; readonly cart: Cart; readonly value: V }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Carts {
  front(): Cart;
  get(cartId: string): Cart | null;
  all(): readonly Cart[];
  /** Works out a change, writes the cart with the answer of call `callId`, and only then holds it as the new state. */
  change<V>(cartId: string, callId: string | null, step: (cart: Cart) => CartStep<V>): Promise<Reply<V>>;
  /** Takes over what the journal has of a cart: at once, and then on the disk. @throws what the write throws; a start makes it good. */
  learn(cartId: string, step: (cart: Cart) => Cart): Promise<void>;
  removeLine(cartId: string, lineId: string, callId: string): Promise<Reply<Done>>;
  restoreLine(cartId: string, lineId: string, callId: string): Promise<Reply<Done>>;
  setQuantity(cartId: string, lineId: string, qty: number, callId: string): Promise<Reply<Done>>;
  agreeLine(cartId: string, lineId: string, amountFen: number, callId: string): Promise<Reply<Done>>;
  /** 赠, or sold again (S4). */
  giveLine(cartId: string, lineId: string, gift: boolean, callId: string): Promise<Reply<Done>>;
  agreeTotal(cartId: string, totalFen: number | null, callId: string): Promise<Reply<Done>>;
  next(callId: string): Promise<Reply<{ readonly cartId: string }>>;
  select(cartId: string, callId: string): Promise<Reply<Done>>;
  /** A payment for it is under way: nothing in it changes, and another cart is in front in the same moment (S6). */
  wait<V>(cartId: string, callId: string | null, value: V): Promise<Reply<V>>;
  /** No payment is under way any more: it stands as a tab again, and takes no focus. */
  resume(cartId: string): Promise<void>;
  /** Whether the goods are to be picked up later, once they are paid (S6). */
  setPickup(cartId: string, pickup: boolean, callId: string): Promise<Reply<Done>>;
  /** 取走: the goods of a paid cart were picked up. */
  collect(cartId: string, callId: string): Promise<Reply<Done>>;
  /**
   * The cart was sold: gone from the tabs at once, or standing there as paid until its goods are picked up; another is in front.
   * Gives the write that is still to be done.
   */
  close(cartId: string, saleId: string): () => Promise<void>;
  /** A cart that is empty takes on the stall's new rounding or mode; one that was shown to a shopper keeps its amount (S8). */
  refresh(): void;
  /** The mode of entries has changed (enrolment): goods in open carts are sold in the new one. */
  adopt(mode: Mode): void;
  /** Every cart is gone, whatever is in it: it was practice. */
  clear(): Promise<void>;
  /** Answers given in earlier runs and still kept. */
  readonly answered: readonly Cart['answered'][number][];
  view(onPanLineId: string | null): CartsView;
}

/** Undo of a removed line (S10, selling habit "undo instead of are you sure"). */
const UNDO_MS = 5_000;
/** A cart older than this comes back as a held tab, marked after a cut (S20). */
const POWER_CUT_MS = 120_000;
const KEPT_ANSWERS = 32;
const unlessFull = (error: unknown): void => {
  if (!(error instanceof DiskFullError)) throw error;
};
/** One of the six has to stay free for the next shopper. */
const MAX_STANDING = 5;

/** A cart whose sale is committed: it stands until its goods are picked up, where that was wanted. */
const afterSale = (cart: Cart, saleId: string): Cart => ({ ...cart, state: cart.pickup ? 'paid' : 'closed', saleId });

/**
 * The stall's carts (S6). Every change is on the disk before it is answered, with the answer in the same document, so a kill at
 * any instant loses nothing that was answered and a repeated command is answered the same.
 * At start the newest entries tell which carts were committed by a sale, and which parts were received for one, that the cart itself
 * could not keep any more.
 */
export async function openCarts(options: {
  readonly store: Store;
  readonly now: () => number;
  readonly newId: () => string;
  readonly defaults: () => CartDefaults;
  /** The newest entries of the journal, newest first: what carts have missed when the power went is among them. */
  readonly latest: readonly JournalEntry[];
  /** Whether a removed line's load has become another line since: then it must not come back. */
  readonly isResold: (lineId: string) => boolean;
  /** The last run ended without being stopped. */
  readonly wasCut: boolean;
  readonly onChange: () => void;
}): Promise<Carts> {
  const { store, now, newId, onChange } = options;
  const persist = (cart: Cart, purpose?: Purpose): Promise<void> => store.put(store.carts, cart, purpose);

  const stored = (await store.carts.find().exec()).map((document) => document.toMutableJSON());
  const entries = options.latest.toReversed();
  const sold = new Map(entries.flatMap(({ id, body }) => (body.kind === 'sale' ? [[body.cartId, id] as const] : [])));
  let carts: readonly Cart[] = [];
  /** When a cart brought back was last changed. */
  const beforePowerCut = new Map<string, number>();
  for (const cart of stored.toSorted((a, b) => a.openedAt - b.openedAt)) {
    const saleId = sold.get(cart.id);
    if (cart.state === 'closed') continue;
    if (cart.state === 'paid') carts = [...carts, cart];
    else if (saleId !== undefined) {
      const after = afterSale(cart, saleId);
      // On a full disk it is closed here alone, and in the store at a later start.
      await persist(after, 'after_sale').catch(unlessFull);
      if (after.state === 'paid') carts = [...carts, after];
    }
    // An empty one only if it was in front: an answer may have named it.
    else if (!isBare(cart) || cart.state === 'open') {
      const old = !isBare(cart) && now() - cart.updatedAt > POWER_CUT_MS;
      if (old && options.wasCut) beforePowerCut.set(cart.id, cart.updatedAt);
      const whole = entries.reduce(withEntry, cart);
      carts = [...carts, old && isStanding(whole) ? { ...whole, state: 'held' } : whole];
    }
  }

  // Money that was received for a cart that is lost (a rebuilt till) stands in a cart of its own, to be given back or gone on with.
  for (const id of cartsWithParts(entries)) {
    const sign = freeSign(carts);
    if (sign === null || stored.some((cart) => cart.id === id)) continue;
    const found = openCart({ id, sign, ...options.defaults(), now: now() });
    carts = [...carts, { ...entries.reduce(withEntry, found), state: 'held' }];
  }

  const fresh = (): Cart | null => {
    const sign = freeSign(carts);
    return sign === null ? null : openCart({ id: newId(), sign, ...options.defaults(), now: now() });
  };
  /** The newest open cart, else a new one. With six carts standing the oldest is opened again. */
  const chooseFront = (): string => {
    const open = carts.filter((cart) => cart.state === 'open').toSorted((a, b) => b.updatedAt - a.updatedAt)[0];
    if (open !== undefined) {
      carts = carts
        .filter((cart) => cart.id === open.id || !isBare(cart))
        .map((cart) => (cart.state === 'open' && cart.id !== open.id ? { ...cart, state: 'held' } : cart));
      return open.id;
    }
    const added = fresh() ?? carts.find(isStanding);
    if (added === undefined) throw new Error('a stall has no cart');
    carts = [...carts.filter((cart) => cart.id !== added.id), { ...added, state: 'open' }];
    return added.id;
  };
  /** Null after a sale until somebody looks: the commit does not wait for the next cart. */
  let chosenFrontId: string | null = null;
  const frontId = (): string => (chosenFrontId ??= chooseFront());
  let undo: {
    readonly cartId: string;
    readonly line: CartLine;
    readonly index: number;
    readonly until: number;
  } | null = null;

  const get = (cartId: string): Cart | null => carts.find((cart) => cart.id === cartId) ?? null;
  const put = (cart: Cart): void => {
    carts = carts.some((other) => other.id === cart.id)
      ? carts.map((other) => (other.id === cart.id ? cart : other))
      : [...carts, cart];
    onChange();
  };
  const withAnswer = (cart: Cart, callId: string | null, value: unknown): Cart => ({
    ...cart,
    updatedAt: now(),
    answered: callId === null ? cart.answered : [...cart.answered, { id: callId, value }].slice(-KEPT_ANSWERS),
  });
  const change: Carts['change'] = async (cartId, callId, step) => {
    const cart = get(cartId);
    if (cart === null) return refuse({ code: 'no_such_cart' });
    const stepped = step(cart);
    if (!stepped.ok) return refuse(stepped.refusal);
    const changed = withAnswer(stepped.cart, callId, stepped.value);
    await persist(changed);
    put(changed);
    return ok(stepped.value);
  };
  const hold = async (cartId: string, step: (cart: Cart) => Cart): Promise<void> => {
    const cart = get(cartId);
    if (cart === null) return;
    const changed = { ...step(cart), updatedAt: now() };
    put(changed);
    await persist(changed, 'after_sale');
  };
  /** Carts but this one that nothing can be sold in. */
  const standing = (cartId: string): number =>
    carts.filter((cart) => cart.id !== cartId && (cart.pickup || !isStanding(cart))).length;
  const done = (result: CartChange): CartStep<Done> =>
    result.ok ? { ok: true, cart: result.cart, value: {} } : result;

  return {
    front: () => {
      const cart = get(frontId());
      if (cart === null) throw new Error('no cart is in front');
      return cart;
    },
    get,
    all: () => carts,
    change,
    learn: hold,
    removeLine: async (cartId, lineId, callId) => {
      const before = get(cartId);
      const reply = await change(cartId, callId, (cart) => done(removeLine(cart, lineId)));
      const index = before?.lines.findIndex((line) => line.id === lineId) ?? -1;
      const line = before?.lines[index];
      if (reply.ok && line !== undefined) undo = { cartId, line, index, until: now() + UNDO_MS };
      onChange();
      return reply;
    },
    restoreLine: async (cartId, lineId, callId) => {
      const held = undo;
      if (held === null || held.cartId !== cartId || held.line.id !== lineId || now() > held.until)
        return refuse({ code: 'undo_over' });
      if (options.isResold(lineId)) return refuse({ code: 'load_already_sold' });
      const reply = await change(cartId, callId, (cart) =>
        done(restoreLine(cart, held.line, Math.min(held.index, cart.lines.length))),
      );
      if (reply.ok) undo = null;
      onChange();
      return reply;
    },
    setQuantity: async (cartId, lineId, qty, callId) => {
      const before = get(cartId);
      const reply = await change(cartId, callId, (cart) => done(setQuantity(cart, lineId, qty)));
      const index = before?.lines.findIndex((line) => line.id === lineId) ?? -1;
      const line = before?.lines[index];
      if (reply.ok && qty === 0 && line !== undefined) undo = { cartId, line, index, until: now() + UNDO_MS };
      onChange();
      return reply;
    },
    agreeLine: (cartId, lineId, amountFen, callId) =>
      change(cartId, callId, (cart) => done(agreeLine(cart, lineId, amountFen))),
    giveLine: (cartId, lineId, gift, callId) => change(cartId, callId, (cart) => done(giveLine(cart, lineId, gift))),
    agreeTotal: (cartId, totalFen, callId) => change(cartId, callId, (cart) => done(agreeTotal(cart, totalFen))),
    next: async (callId) => {
      const front = get(frontId());
      if (front === null || isBare(front)) return ok({ cartId: frontId() });
      const added = fresh();
      if (added === null) return refuse({ code: 'carts_full' });
      const held = withAnswer({ ...front, state: 'held' }, callId, { cartId: added.id });
      // The new cart first: the answer that names it is in the document of the old one.
      await persist(added);
      await persist(held);
      put(held);
      put(added);
      chosenFrontId = added.id;
      return ok({ cartId: added.id });
    },
    select: async (cartId, callId) => {
      const chosen = get(cartId);
      if (chosen === null) return refuse({ code: 'no_such_cart' });
      if (chosen.state === 'paid') return refuse({ code: 'cart_closed' });
      if (chosen.state === 'waiting') return refuse({ code: 'cart_waiting' });
      if (cartId === frontId()) return ok({});
      const front = get(frontId());
      const opened = withAnswer({ ...chosen, state: 'open' }, callId, {});
      if (front !== null && !isBare(front)) {
        const held: Cart = { ...front, state: 'held' };
        await persist(held);
        put(held);
      }
      await persist(opened);
      put(opened);
      // An empty cart is no tab: its sign is free again.
      if (front !== null && isBare(front)) carts = carts.filter((cart) => cart.id !== front.id);
      chosenFrontId = cartId;
      onChange();
      return ok({});
    },
    wait: async (cartId, callId, value) => {
      if (standing(cartId) >= MAX_STANDING) return refuse({ code: 'carts_full' });
      const reply = await change(cartId, callId, (cart) => ({ ok: true, cart: { ...cart, state: 'waiting' }, value }));
      if (reply.ok && chosenFrontId === cartId) chosenFrontId = null;
      return reply;
    },
    resume: async (cartId) => {
      if (get(cartId)?.state === 'waiting') await hold(cartId, (cart) => ({ ...cart, state: 'held' }));
    },
    setPickup: async (cartId, pickup, callId) => {
      if (pickup && standing(cartId) >= MAX_STANDING) return refuse({ code: 'carts_full' });
      return change(cartId, callId, (cart) =>
        isStanding(cart)
          ? { ok: true, cart: { ...cart, pickup }, value: {} }
          : { ok: false, refusal: { code: 'cart_closed' } },
      );
    },
    collect: async (cartId, callId) => {
      const cart = get(cartId);
      if (cart === null || cart.state !== 'paid') return refuse({ code: 'no_such_cart' });
      await persist(withAnswer({ ...cart, state: 'closed' }, callId, {}), 'after_sale');
      carts = carts.filter((other) => other.id !== cartId);
      onChange();
      return ok({});
    },
    close: (cartId, saleId) => {
      const cart = get(cartId);
      const after = cart === null ? null : { ...afterSale(cart, saleId), updatedAt: now() };
      carts = carts.flatMap((other) => (other.id !== cartId ? [other] : after?.state === 'paid' ? [after] : []));
      beforePowerCut.delete(cartId);
      if (undo?.cartId === cartId) undo = null;
      if (chosenFrontId === cartId) chosenFrontId = null;
      onChange();
      return async () => {
        if (after !== null) await persist(after, 'after_sale');
      };
    },
    refresh: () => {
      carts = carts.map((cart) => (isBare(cart) ? { ...cart, ...options.defaults() } : cart));
      onChange();
    },
    adopt: (mode) => {
      carts = carts.map((cart) => ({ ...cart, mode }));
      onChange();
    },
    clear: async () => {
      for (const cart of carts) await persist({ ...cart, state: 'closed' }, 'after_sale');
      carts = [];
      undo = null;
      chosenFrontId = null;
      onChange();
    },
    answered: stored.flatMap((cart) => cart.answered),
    view: (onPanLineId) => {
      if (undo !== null && now() > undo.until) undo = null;
      return {
        frontId: frontId(),
        carts: carts
          .toSorted((a, b) => (a.sign < b.sign ? -1 : 1))
          .map((cart) => cartView(cart, onPanLineId, beforePowerCut.get(cart.id) ?? null)),
        undo:
          undo === null ? null : { cartId: undo.cartId, lineId: undo.line.id, name: undo.line.name, until: undo.until },
      };
    },
  };
}
