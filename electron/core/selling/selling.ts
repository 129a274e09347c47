import { addLine, replaceLine } from '../../../shared/cart.ts';
import type { Done } from '../../../shared/command.ts';
import type { LineAnswer, TapAnswer } from '../../../shared/commands/selling.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import { MAX_SALE_FEN } from '../../../shared/money.ts';
import { PRODUCT_CHANGED } from '../../../shared/marks.ts';
import type { CartLine, Mode } from '../../../shared/records/goods.ts';
import type { Sellable } from '../../../shared/weighing.ts';
import type { WeighingView } from '../../../shared/view.ts';
import type { Carts } from './carts.ts';
import type { EvidenceBook } from './evidence.ts';
import type { Goods, StallProduct } from '../goods/goods.ts';
import { weighedAmount, weightLine, withPreset } from './lines.ts';
import { shownOnPan } from './pan-view.ts';
import { createUnweighed, noPrice, type Unweighed } from './unweighed.ts';
import type { Priced, Prices } from '../goods/prices.ts';
import type { Serial } from '../serial.ts';
import type { Weighing } from '../weighing/weighing.ts';

export interface Selling extends Unweighed {
  tap(productId: string, callId: string): Promise<Reply<TapAnswer>>;
  update(callId: string): Promise<Reply<LineAnswer>>;
  /** Another cart is in front: what its order waits for is armed, and no longer what the last one's did (S11). */
  frontChanged(): void;
  /** A pinned tile takes one line per load until another is touched or the cart changes (S1); false lets it go. */
  pin(productId: string, on: boolean): Reply<Done>;
  /** The product that waits for a load. */
  armedId(): string | null;
  /** The line whose goods are on the pan now. */
  onPanLineId(): string | null;
  weighingView(): WeighingView;
  stop(): void;
}

/** The load that is a line: as it was taken, so that another product can be put on the same load. */
interface OnPan {
  readonly load: number;
  readonly cartId: string;
  readonly lineId: string;
  readonly sellable: Sellable;
}

/** One load, one line, any order (S1, S4): taps, the armed product, pieces and portions. Runs in the till's lane. */
export function createSelling(deps: {
  readonly weighing: Weighing;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly carts: Carts;
  readonly evidence: EvidenceBook;
  readonly lane: Serial;
  /** Lines whose load was sold again after they were taken out. */
  readonly resold: Set<string>;
  readonly now: () => number;
  readonly newId: () => string;
  readonly mode: () => Mode;
  /** The next product of the front cart's order that is sold by weight. */
  readonly ordered: () => string | null;
  readonly onWeighing: () => void;
  readonly onCarts: () => void;
  readonly log: Log;
}): Selling {
  const { weighing, goods, prices, carts, evidence, log } = deps;
  const unweighed = createUnweighed(deps);
  let armedId: string | null = null;
  let pan: OnPan | null = null;
  let capturing = false;
  let pinned: { readonly productId: string; readonly cartId: string } | null = null;

  /** The load on the pan that was taken, if it still lies there. */
  const taken = (): OnPan | null =>
    pan !== null && pan.load === weighing.load() && weighing.weigh(0).state === 'taken' ? pan : null;
  const lineOf = (held: OnPan | null): CartLine | null =>
    held === null ? null : (carts.get(held.cartId)?.lines.find((line) => line.id === held.lineId) ?? null);
  const armed = (): StallProduct | null => (armedId === null ? null : goods.product(armedId));
  const arm = (productId: string | null): void => {
    armedId = productId;
    byOrder = false;
    const product = armed();
    weighing.price(product === null ? null : (prices.priced(product, 'weight')?.price ?? null));
    deps.onWeighing();
  };
  /** Whether what is armed is so by the order, and not by a touch. */
  let byOrder = false;
  const armOrdered = (): void => {
    const next = armedId === null ? deps.ordered() : null;
    if (next === null) return;
    arm(next);
    byOrder = true;
  };
  /** The pinned product waits for the next load; another shopper's cart ends it. */
  const armPinned = (): void => {
    if (pinned === null) return;
    if (pinned.cartId !== carts.front().id) pinned = null;
    else if (armedId === null) arm(pinned.productId);
  };
  /** A weighed line for `cartId`: the evidence is on the disk before the line is anywhere. */
  const weighed = async (
    product: StallProduct,
    priced: Priced,
    sellable: Sellable,
    cartId: string,
    lineId: string,
  ): Promise<Reply<CartLine>> => {
    const { basisG } = priced.price;
    if (basisG === null) return noPrice(product, 'weight');
    const input = { product, priced, basisG, sellable, plate: weighing.plate };
    if (weighedAmount(input) > MAX_SALE_FEN) return refuse({ code: 'amount_absurd', maxFen: MAX_SALE_FEN });
    const at = deps.now();
    const proof = await evidence.record({ ...input, cartId, lineId, mode: deps.mode(), at });
    return ok(weightLine({ ...input, id: lineId, evidence: proof, marks: weighing.marks(), takenAt: at }));
  };

  const take = async (
    product: StallProduct,
    priced: Priced,
    sellable: Sellable,
    callId: string | null,
  ): Promise<Reply<TapAnswer>> => {
    const cartId = carts.front().id;
    const lineId = deps.newId();
    const line = await weighed(product, priced, sellable, cartId, lineId);
    if (!line.ok) return line;
    const reply = await carts.change<TapAnswer>(cartId, callId, (cart) => {
      const added = addLine(cart, line.value);
      return added.ok ? { ...added, value: { did: 'taken', cartId, lineId } } : added;
    });
    if (reply.ok) {
      if (pan !== null && pan.load === sellable.load) deps.resold.add(pan.lineId);
      pan = { load: sellable.load, cartId, lineId, sellable };
      weighing.markTaken(sellable.load, sellable.netG);
      prices.spendOnce(product.id, 'weight');
      armedId = null;
      deps.onWeighing();
      deps.onCarts();
    }
    return reply;
  };

  /** Puts other goods or another weight into the line whose load is on the pan. */
  const replace = async (
    held: OnPan,
    product: StallProduct,
    priced: Priced,
    sellable: Sellable,
    did: 'changed' | 'retaken',
    callId: string,
  ): Promise<Reply<TapAnswer>> => {
    const line = await weighed(product, priced, sellable, held.cartId, held.lineId);
    if (!line.ok) return line;
    const isChanged = did === 'changed' || lineOf(held)?.marks.includes(PRODUCT_CHANGED) === true;
    const value = isChanged ? { ...line.value, marks: [...line.value.marks, PRODUCT_CHANGED] } : line.value;
    const reply = await carts.change<TapAnswer>(held.cartId, callId, (cart) => {
      const replaced = replaceLine(cart, value);
      return replaced.ok ? { ...replaced, value: { did, cartId: held.cartId, lineId: held.lineId } } : replaced;
    });
    if (reply.ok) {
      pan = { ...held, sellable };
      weighing.markTaken(sellable.load, sellable.netG);
      prices.spendOnce(product.id, 'weight');
      deps.onWeighing();
      deps.onCarts();
    }
    return reply;
  };

  const retake = (held: OnPan, product: StallProduct, priced: Priced, callId: string): Promise<Reply<TapAnswer>> => {
    const weighed = weighing.retake(product.tareG);
    return weighed.ok ? replace(held, product, priced, weighed.value, 'retaken', callId) : Promise.resolve(weighed);
  };

  /** A tile while the load of a line lies on the pan. */
  const tapTaken = async (product: StallProduct, priced: Priced, callId: string): Promise<Reply<TapAnswer>> => {
    const held = taken();
    const line = lineOf(held);
    const open = held !== null && carts.get(held.cartId) !== null;
    if (held !== null && open && line === null) {
      // The line was taken out: the goods are free again, and are sold as what is tapped now.
      const again = weighing.retake(product.tareG);
      return again.ok ? take(product, priced, again.value, callId) : again;
    }
    if (held === null || line === null || held.cartId !== carts.front().id)
      return refuse({ code: 'load_already_sold' });
    if (line.productId === product.id) return retake(held, product, priced, callId);
    const sellable = withPreset(held.sellable, product.tareG, weighing.plate.eG);
    return sellable === null
      ? refuse({ code: 'not_sellable', reason: 'below_min' })
      : replace(held, product, priced, sellable, 'changed', callId);
  };

  /** The armed product takes the load at its first stable moment at or above Min (S1). */
  const capture = async (): Promise<void> => {
    const product = armed();
    const priced = product === null ? null : prices.priced(product, 'weight');
    const { sellable } = weighing.weigh(product?.tareG ?? 0);
    if (product === null || priced === null || sellable === null) return;
    const reply = await take(product, priced, sellable, null);
    if (!reply.ok) {
      arm(null);
      log.warn({ productId: product.id, refusal: reply.refusal }, 'the armed product could not take its load');
    }
  };
  const unsubscribe = weighing.onChange(() => {
    deps.onWeighing();
    if (pan !== null && taken() === null && weighing.weigh(0).state !== 'blocked') {
      pan = null;
      deps.onCarts();
      armPinned();
      armOrdered();
    }
    const product = armed();
    if (product === null || capturing || weighing.weigh(product.tareG).sellable === null) return;
    capturing = true;
    deps
      .lane(capture)
      .catch((error: unknown) => {
        arm(null);
        log.error({ err: error, productId: product.id }, 'a load could not be taken');
      })
      .finally(() => {
        capturing = false;
      });
  });

  return {
    tap: async (productId, callId) => {
      const product = goods.product(productId);
      if (product === null) return refuse({ code: 'no_such_product' });
      if (product.sellBy === 'piece') {
        const reply = await unweighed.piece(productId, callId);
        return reply.ok ? ok({ did: 'piece', ...reply.value }) : reply;
      }
      if (pinned?.productId !== productId) pinned = null;
      if (armedId === productId) {
        pinned = null;
        arm(null);
        return ok({ did: 'disarmed' });
      }
      const priced = prices.priced(product, 'weight');
      const { state, reason, sellable } = weighing.weigh(product.tareG);
      if (priced === null) {
        // The tile shows the price of a piece, the only one there is: an empty pan sells that.
        const empty = state === 'ready' || reason === 'no_scale';
        if (!empty || product.sellBy !== 'both' || prices.priced(product, 'piece') === null)
          return noPrice(product, 'weight');
        const reply = await unweighed.piece(productId, callId);
        return reply.ok ? ok({ did: 'piece', ...reply.value }) : reply;
      }
      switch (state) {
        case 'taken':
          return tapTaken(product, priced, callId);
        case 'live':
          if (sellable === null) return refuse({ code: 'not_sellable', reason: 'unstable' });
          if (weighing.isComputedFor(sellable, priced.price)) return take(product, priced, sellable, callId);
          // The scale is told the price and works the load out with it; then it is taken.
          arm(productId);
          return ok({ did: 'armed' });
        case 'ready':
        // Whatever stands in the way is on the screen with the key that mends it; the product waits for the load, and its quick
        // amounts are offered meanwhile (S3).
        case 'blocked':
          arm(productId);
          return ok({ did: 'armed' });
      }
    },
    ...unweighed,
    portion: async (args, callId) => {
      const reply = await unweighed.portion(args, callId);
      // The goods on the pan are sold with it: they must not be weighed into a line as well.
      if (reply.ok && armedId !== null && armedId === args.productId) arm(null);
      return reply;
    },
    update: async (callId) => {
      const held = taken();
      const line = lineOf(held);
      const product = line?.productId === undefined || line.productId === null ? null : goods.product(line.productId);
      if (held === null || line === null || product === null || line.basisG === null)
        return refuse({ code: 'no_such_line' });
      // The line keeps the price it was sold at; only the weight is new.
      const priced: Priced = {
        price: { priceFen: line.priceFen, basisG: line.basisG },
        source: line.priceSource,
        capped: line.capped,
      };
      const reply = await retake(held, product, priced, callId);
      return reply.ok ? ok({ cartId: held.cartId, lineId: held.lineId }) : reply;
    },
    frontChanged: () => {
      if (byOrder) arm(null);
      // The pin was the last shopper's: their next cut must not become this one's.
      if (pinned !== null && pinned.cartId !== carts.front().id) {
        if (armedId === pinned.productId) arm(null);
        pinned = null;
      }
      if (taken() === null) armOrdered();
    },
    pin: (productId, on) => {
      const product = goods.product(productId);
      if (product === null) return refuse({ code: 'no_such_product' });
      if (product.sellBy === 'piece') return refuse({ code: 'not_sold_by_weight' });
      pinned = on ? { productId, cartId: carts.front().id } : null;
      if (on && taken() === null) arm(productId);
      deps.onWeighing();
      return ok({});
    },
    armedId: () => armedId,
    onPanLineId: () => taken()?.lineId ?? null,
    weighingView: () => {
      const held = taken();
      // A line of a cart that waits or was parked is none that a touch could change: its load is to be taken off.
      const line = held?.cartId === carts.front().id ? lineOf(held) : null;
      return {
        ...shownOnPan({ weighing, goods, prices }, { armed: armed(), line }),
        pinnedId: pinned?.cartId === carts.front().id ? pinned.productId : null,
      };
    },
    stop: unsubscribe,
  };
}
