import type { paymentCommands } from '../../../shared/commands/payments.ts';
import { cartTotals, dueFen } from '../../../shared/cart.ts';
import { ok, refuse } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { OwedView, PayingView } from '../../../shared/pay-view.ts';
import { askFor, chargeChannel, hasEnded, isOverBy, isSentBack, stepOf } from '../../../shared/payments.ts';
import type { ChargeChannel } from '../../../shared/payment-wire.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { PaymentMark, ServerMark } from '../../../shared/records/market.ts';
import type { PaymentOrder } from '../../../shared/records/terminal.ts';
import { parsePaymentRule } from '../../../shared/scan.ts';
import type { Carts } from '../selling/carts.ts';
import type { Completing } from '../selling/complete.ts';
import type { ScannedPayments } from '../selling/scanning.ts';
import type { Store } from '../database.ts';
import type { Handlers } from '../dispatch.ts';
import type { Identity, Secrets } from '../identity.ts';
import type { Journal } from '../journal/journal.ts';
import type { Parts } from '../selling/parts.ts';
import type { Permits } from '../people/permits.ts';
import type { Serial } from '../serial.ts';
import type { Settings } from '../settings.ts';
import type { Sync } from '../sync/sync.ts';
import type { LaterBook } from '../journal/later-book.ts';
import { openArrivals } from './arrivals.ts';
import { openConfigBook } from './config.ts';
import { createNews } from './news.ts';
import { openOrderBook } from './orders.ts';
import { createOutbox } from './outbox.ts';
import { createSettling, type Known } from './settling.ts';
import { openProofs } from './proofs.ts';
import { createUnpaid } from './unpaid.ts';
import { owedView, payingView } from './views.ts';

export interface Payments extends ScannedPayments {
  readonly handlers: Pick<Handlers, keyof typeof paymentCommands>;
  paying(): PayingView;
  owed(): OwedView;
  /** The line to the market stands again. */
  online(): void;
  /** Once a second. */
  tick(): void;
  stop(): Promise<void>;
}

/** What no event has told is looked for this often, in s; what the market is still to be asked, this often. */
const LOOK_EVERY = 5;
const ASK_EVERY = 15;

/**
 * Being paid by channels. A QR is an order, signed and on the disk before it is shown, so it needs no line; what proves the payment comes
 * from the market as a mark, or is signed by it and comes by way of the shopper. The journal is written first, the order after it.
 */
export async function openPayments(deps: {
  readonly store: Store;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly identity: () => Identity;
  /** What is sold now: only `simulated` tills are paid by simulated channels alone, and practice is paid by none. */
  readonly mode: () => Mode;
  readonly carts: Carts;
  readonly completing: () => Completing;
  readonly parts: Parts;
  readonly journal: Journal;
  readonly book: Pick<LaterBook, 'standing'>;
  readonly sync: () => Pick<Sync, 'once' | 'online'>;
  readonly latest: readonly JournalEntry[];
  readonly lane: Serial;
  readonly permits: Pick<Permits, 'use' | 'guards'>;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onPaying: () => void;
  readonly onOwed: () => void;
  readonly log: Log;
}): Promise<Payments> {
  const { store, carts, journal, lane, log } = deps;
  const changed = (): void => {
    deps.onPaying();
    deps.onOwed();
  };
  const sync = { once: ((task) => deps.sync().once(task)) as Sync['once'] };
  const config = await openConfigBook({ ...deps, onChange: changed });
  const orders = await openOrderBook({ ...deps, onChange: changed });
  const settling = createSettling({ ...deps, orders });
  const news = createNews(changed);
  const unpaid = createUnpaid();
  for (const entry of deps.latest.toReversed()) unpaid.take(entry);
  await settling.recover(deps.latest);

  const beside = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      log.error({ err: error }, what);
    });
  };
  /** Its cart still stands unpaid at that amount, though the order had expired. */
  const stillDue = (order: PaymentOrder): boolean => {
    const cart = carts.get(order.cartId);
    return cart !== null && order.isRest && dueFen(cart) === order.amountFen;
  };
  /** In the till's lane. `isAsked`: the answer to the question how it stands, so that "open" means that no charge arrived. */
  const take = async (mark: PaymentMark, markId: string | null, isAsked: boolean): Promise<void> => {
    const order = await orders.find(mark.orderHash);
    if (order === null) return;
    const known: Known = { channel: mark.channel, transactionId: mark.transactionId, markId };
    const found = stepOf(order, mark);
    const uncharged = isAsked && mark.state === 'open' && order.way === 'payment_code' && !outbox.isCharging(order.id);
    const step = found === 'due' ? (stillDue(order) ? 'settle' : 'surplus') : found;
    if (order.market !== mark.state || order.returnedFen !== mark.returnedFen)
      await orders.change(order.id, { market: mark.state, returnedFen: mark.returnedFen });
    switch (step) {
      case 'settle': {
        const settled = await settling.settle(order, 'confirmed', known);
        if (settled.ok) news.tell('paid', order, mark.channel);
        else log.warn({ order: order.id, refusal: settled.refusal }, 'a paid cart can not be committed yet');
        break;
      }
      case 'confirm':
        if ((await settling.confirm(order, 'confirmed', known)).ok && order.state === 'released')
          news.tell('paid_later', order, mark.channel);
        break;
      case 'surplus':
        await settling.giveUp(order);
        // The market is told, so that it gives the money back.
        await orders.change(order.id, { state: 'late' });
        news.tell('surplus', order);
        break;
      case 'end':
        await settling.end(order);
        // Another order of its cart may be under way by now.
        if (order.state === 'waiting' && carts.get(order.cartId)?.state === 'held')
          news.tell(mark.state === 'failed' ? 'failed' : 'expired', order);
        break;
      case 'differs':
      case 'nothing':
        if (uncharged && order.state === 'waiting') {
          await settling.giveUp(order);
          news.tell('failed', order);
        }
        break;
      default:
        step satisfies never;
    }
  };
  const outbox = createOutbox({
    sync,
    orders,
    take: (mark, isAsked) => lane(() => take(mark, null, isAsked)),
    refused: (order) =>
      lane(async () => {
        const now = orders.get(order.id);
        if (now?.state === 'closing') await settling.end(now);
        else if (now?.state === 'waiting') {
          await settling.giveUp(now);
          news.tell('failed', now);
        }
      }),
    onChange: deps.onPaying,
    log,
  });

  const proofs = await openProofs({ ...deps, config, orders, settling, news, isOnline: () => deps.sync().online() });

  const arrivals = await openArrivals({
    ...deps,
    terminal: () => deps.identity().terminal,
    unpaid,
    settling,
    news,
    sync,
    beside,
    onChange: deps.onOwed,
  });

  const takeMark = async (document: ServerMark, isGone = false): Promise<void> => {
    const { kind, payment, id } = document;
    if (kind === 'arrival') await arrivals.take(document, isGone);
    else if (payment !== undefined && !isGone) await take(payment, id, false);
  };
  const marks = store.server_marks.eventBulks$.subscribe(({ events }) => {
    for (const { documentData, operation } of events) {
      const document = documentData as ServerMark;
      if (document.kind === 'payment' || document.kind === 'arrival')
        beside(
          'a mark of a payment could not be taken',
          lane(() => takeMark(document, operation === 'DELETE')),
        );
    }
  });
  /** Marks of open orders, as they lie on the disk: those of a time when nobody listened, and those that could not be followed. */
  const look = async (): Promise<void> => {
    const ids = orders.open().map((order) => `pay:${order.id.slice(0, 32)}`);
    if (ids.length === 0) return;
    for (const document of (await store.server_marks.findByIds(ids).exec()).values())
      await lane(() => takeMark(document.toMutableJSON()));
  };
  journal.onEntry((entry) => {
    unpaid.take(entry);
    deps.onOwed();
    beside(
      'the payments of a cart could not be followed',
      lane(() => follow(entry)),
    );
  });
  /** What is paid or taken back otherwise is not to be paid by its orders any more. */
  const follow = async (entry: JournalEntry): Promise<void> => {
    const { id, body } = entry;
    await settling.follow(entry);
    for (const order of orders.open().filter((one) => isOverBy(one, body))) {
      await settling.giveUp(order);
      log.debug({ order: order.id, entry: id }, 'a payment order is not wanted any more');
      beside('an order could not be closed', outbox.close(order));
    }
  };

  const failed = (order: PaymentOrder): Promise<void> =>
    lane(async () => {
      if (orders.get(order.id)?.state !== 'waiting') return;
      await settling.giveUp(order);
      news.tell('failed', order);
    });
  /** What may still be paid for the same cart is closed upstream first, so that two channels never take the same money. */
  const askCode = async (order: PaymentOrder, digits: string, channel: ChargeChannel): Promise<void> => {
    const isBefore = ({ id, cartId, state }: PaymentOrder): boolean =>
      id !== order.id && cartId === order.cartId && (state === 'waiting' || state === 'closing');
    for (const earlier of orders.open().filter(isBefore)) {
      // Paid already: then it is its payment, and nothing is charged.
      if (earlier.state === 'waiting') {
        await outbox.ask(earlier);
        if (orders.get(earlier.id)?.state !== 'waiting') return;
      }
      const mark = await outbox.close(earlier);
      if (mark === null || !hasEnded(mark.state)) return failed(order);
    }
    if (orders.get(order.id)?.state !== 'waiting') return;
    if ((await outbox.charge(order, digits, channel)) === 'refused') await failed(order);
  };

  const offer = () => {
    const current = config.current();
    const mode = deps.mode();
    const isOffered =
      current !== null &&
      current.channels.length > 0 &&
      mode !== 'training' &&
      // What is sold on virtual devices is no trade, so nobody's money is taken for it.
      (mode === 'live' || current.isSimulated);
    return isOffered ? current : null;
  };
  const waitingOrder = (orderId: string): PaymentOrder | null => {
    const order = orders.get(orderId);
    return order?.state === 'waiting' ? order : null;
  };

  return {
    handlers: {
      'pay.show': async ({ cartId, payableFen, amountFen }, callId) => {
        const current = offer();
        if (current === null) return refuse({ code: 'pay_not_offered' });
        const cart = carts.get(cartId);
        if (cart === null) return refuse({ code: 'no_such_cart' });
        const asked = askFor(cart, { payableFen, amountFen });
        if (!asked.ok) return asked;
        const order = await orders.make(cart, { way: 'dynamic_qr', ...asked }, current);
        const waits = await carts.wait(cartId, callId, { orderId: order.id });
        if (!waits.ok) {
          // It was never shown.
          await orders.change(order.id, { state: 'done' });
          return waits;
        }
        beside('the market could not be told of an order', outbox.ask(order));
        return waits;
      },
      'pay.drop': async ({ orderId }, callId) => {
        const order = waitingOrder(orderId);
        if (order === null) return refuse({ code: 'no_such_order' });
        await settling.giveUp(order);
        beside('an order could not be closed', outbox.close(order));
        return carts.select(order.cartId, callId);
      },
      'pay.release': async ({ orderId }, callId) => {
        const order = waitingOrder(orderId);
        if (order === null || !order.isRest) return refuse({ code: 'no_such_order' });
        return settling.release(order, callId);
      },
      'pay.code': ({ orderId, code }) => proofs.typed(orderId, code),
      'pay.seen': async ({ orderId }) => {
        const order = orders.get(orderId);
        if (order?.state !== 'late' || !isSentBack(order.market)) return refuse({ code: 'no_such_order' });
        await orders.change(orderId, { state: 'done' });
        return ok({});
      },
      'pay.claim': ({ arrivalId, subjectId }) => Promise.resolve(arrivals.claim(arrivalId, subjectId)),
    },
    paying: () => payingView(offer(), deps.sync().online(), orders.open(), (id) => outbox.isCharging(id), news.last()),
    owed: () => ({ ...owedView(unpaid.all(), orders.open()), arrivals: arrivals.view() }),
    scanRules: (usual) => {
      const payments = (config.current()?.codeRules ?? []).flatMap((text) => parsePaymentRule(text) ?? []);
      return payments.length === 0 ? usual : { ...usual, payments };
    },
    charge: async ({ digits, channel: rule }, callId) => {
      const front = carts.front();
      // A shopper whose QR is shown may hold out a code instead; with several of them nobody knows whose it is.
      const shown = orders.open().filter(({ state, way }) => state === 'waiting' && way === 'dynamic_qr');
      const before = front.lines.length === 0 && shown.length === 1 ? shown[0] : undefined;
      const cart = before === undefined ? front : carts.get(before.cartId);
      if (cart === null || cart.lines.length === 0) return refuse({ code: 'payment_code_no_goods' });
      const current = offer();
      if (current === null) return refuse({ code: 'pay_not_offered' });
      const channel = chargeChannel(rule, current.channels);
      if (channel === null) return refuse({ code: 'code_channel' });
      if (!deps.sync().online()) return refuse({ code: 'code_offline' });
      const asked =
        before === undefined
          ? askFor(cart, { payableFen: cartTotals(cart).payableFen, amountFen: null })
          : { ok: true as const, amountFen: before.amountFen, isRest: before.isRest };
      if (!asked.ok) return asked;
      const { amountFen, isRest } = asked;
      const order = await orders.make(cart, { way: 'payment_code', amountFen, isRest }, current);
      const answer = { did: 'charging', orderId: order.id } as const;
      const waits = await carts.wait(cart.id, callId, answer);
      if (waits.ok) beside('a payment code could not be charged', askCode(order, digits, channel));
      // It was never asked for.
      else await orders.change(order.id, { state: 'done' });
      return waits;
    },
    proof: (text) => proofs.scanned(text),
    online: () => {
      beside('the tries of codes could not be forgotten', proofs.contact());
      beside('what is settled for payments could not be asked', config.refresh());
      outbox.flush();
    },
    tick: (() => {
      let seconds = 0;
      return () => {
        seconds += 1;
        if (seconds % LOOK_EVERY === 0) beside('marks of payments could not be read', look());
        if (seconds % ASK_EVERY === 0 && deps.sync().online()) outbox.flush();
      };
    })(),
    stop: async () => {
      marks.unsubscribe();
      await outbox.idle();
    },
  };
}
