import { cartTotals, dueFen } from '../../../shared/cart.ts';
import type { SaleAnswer } from '../../../shared/commands/sale.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import { tenderFor } from '../../../shared/payments.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { PaymentMark } from '../../../shared/records/market.ts';
import type { PaymentOrder } from '../../../shared/records/terminal.ts';
import { channelName } from '../../../shared/tender.ts';
import type { ChannelTender } from '../../../shared/tender.ts';
import type { Carts } from '../selling/carts.ts';
import type { Completing } from '../selling/complete.ts';
import type { Journal } from '../journal/journal.ts';
import type { Parts } from '../selling/parts.ts';
import type { OrderBook } from './orders.ts';

/** What is known of money: its channel and number, and the mark that says so. */
export type Known = Pick<PaymentMark, 'channel' | 'transactionId'> & { readonly markId: string | null };
export const nothingKnown: Known = { channel: null, transactionId: null, markId: null };
export type Proof = 'confirmed' | 'proven_offline';

/** What is written for money of a channel. Each entry's id is made of the order's, so whatever happens twice is written once. */
export interface Settling {
  /** The money is here: the cart's last tender commits its sale (S6), or a part of it is received (S14). */
  settle(order: PaymentOrder, proof: Proof, known: Known): Promise<Reply<unknown>>;
  /** The same for money without an order, on the stall's printed code. */
  pay(cartId: string, tender: ChannelTender, entryId: string): Promise<Reply<unknown>>;
  /** Sold before the money shows (S16). */
  release(order: PaymentOrder, callId: string): Promise<Reply<SaleAnswer>>;
  /** The money of a sale that is written already has come. */
  confirm(order: PaymentOrder, proof: Proof, known: Known): Promise<Reply<unknown>>;
  /** `known.channel` as a tender names it. */
  confirmTender(
    sale: { readonly saleId: string; readonly tenderNo: number; readonly amountFen: number },
    proof: Proof,
    known: Known,
    entryId: string,
  ): Promise<Reply<unknown>>;
  /** What an entry says of orders that were proven without the market: a part's sale is where it is confirmed, and a part given back needs none. */
  follow(entry: JournalEntry): Promise<void>;
  /** Nobody is to pay it any more: its cart stands as a tab again, the market is told. */
  giveUp(order: PaymentOrder): Promise<void>;
  /** It is over at the market too. */
  end(order: PaymentOrder): Promise<void>;
  /** After a start: takes over what the newest entries say of orders, and frees carts that wait for none. */
  recover(latest: readonly JournalEntry[]): Promise<void>;
}

const short = (order: PaymentOrder): string => order.id.slice(0, 32);

export function createSettling(deps: {
  readonly carts: Carts;
  readonly completing: () => Completing;
  readonly parts: Parts;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly seller: () => string;
  readonly now: () => number;
}): Settling {
  const { carts, parts, journal, orders } = deps;

  /** Where the tender of an order stands in what was written for it. */
  const placeOf = (entry: JournalEntry | null, orderId: string): Pick<PaymentOrder, 'entryId' | 'tenderNo'> => ({
    entryId: entry?.id ?? null,
    tenderNo:
      entry?.body.kind === 'sale'
        ? (entry.body.tenders.find((tender) => tender.paymentOrderId === orderId)?.no ?? 0)
        : 0,
  });
  const resumeIdle = async (cartId: string): Promise<void> => {
    const awaited = orders.open().some((order) => order.cartId === cartId && order.state === 'waiting');
    if (!awaited) await carts.resume(cartId);
  };
  const complete = (
    cartId: string,
    tenders: readonly ChannelTender[],
    entryId: string,
    quietly: boolean,
  ): Promise<Reply<SaleAnswer>> => {
    const cart = carts.get(cartId);
    const payableFen = cart === null ? 0 : cartTotals(cart).payableFen;
    return deps
      .completing()
      .complete({ cartId, payableFen, tenders, concedeFen: 0, paper: 'default' }, entryId, quietly);
  };
  const pay: Settling['pay'] = async (cartId, tender, entryId) => {
    const cart = carts.get(cartId);
    // A repeat is met with what it has written itself.
    if (cart === null) return (await journal.find(entryId)) === null ? refuse({ code: 'no_such_cart' }) : ok({});
    const due = dueFen(cart);
    if (tender.amountFen > due) return refuse({ code: 'tenders_differ', payableFen: due });
    if (tender.amountFen === due) return complete(cartId, [tender], entryId, true);
    const received = await parts.receive(cartId, tender, entryId);
    if (received.ok) await carts.resume(cartId);
    return received;
  };
  const confirmTender: Settling['confirmTender'] = async ({ saleId, tenderNo, amountFen }, proof, known, entryId) => {
    const appended = await journal.append({
      id: entryId,
      at: deps.now(),
      seller: deps.seller(),
      body: {
        kind: 'confirmation',
        saleId,
        tenderNo,
        state: proof,
        transactionId: known.transactionId,
        markId: known.markId,
        amountFen,
        channel: known.channel,
      },
    });
    return appended.ok ? ok({}) : refuse(appended.refusal);
  };

  const follow: Settling['follow'] = async (entry) => {
    const { body } = entry;
    for (const order of orders.open().filter(({ state, tenderNo }) => state === 'proven' && tenderNo === 0)) {
      if (body.kind === 'part_return' && body.tender.paymentOrderId === order.id)
        await orders.change(order.id, { state: 'done' });
      if (body.kind === 'sale' && body.tenders.some(({ paymentOrderId }) => paymentOrderId === order.id))
        await orders.change(order.id, placeOf(entry, order.id));
    }
  };

  return {
    pay,
    confirmTender,
    settle: async (order, proof, known) => {
      const entryId = `pay-${short(order)}`;
      const paid = await pay(order.cartId, tenderFor(order, proof, known), entryId);
      if (!paid.ok) return paid;
      const place = placeOf(await journal.find(entryId), order.id);
      await orders.change(order.id, { ...place, state: proof === 'confirmed' ? 'done' : 'proven' });
      return paid;
    },
    release: async (order, callId) => {
      const sold = await complete(order.cartId, [tenderFor(order, 'unproven', nothingKnown)], callId, false);
      if (!sold.ok) return sold;
      await orders.change(order.id, {
        ...placeOf(await journal.find(sold.value.saleId), order.id),
        state: 'released',
      });
      return sold;
    },
    confirm: async (order, proof, known) => {
      const { entryId, tenderNo } = order;
      // A part stands in its cart as it was received; it is confirmed for its sale, once that is there.
      if (entryId === null || tenderNo === 0) return ok({});
      const id = `${proof === 'confirmed' ? 'conf' : 'prov'}-${short(order)}`;
      const sale = { saleId: entryId, tenderNo, amountFen: order.amountFen };
      const channel = channelName(known.channel, order.isSimulated);
      const written = await confirmTender(sale, proof, { ...known, channel }, id);
      if (!written.ok) return written;
      await orders.change(order.id, { state: proof === 'confirmed' ? 'done' : 'proven' });
      return ok({});
    },
    follow,
    giveUp: async (order) => {
      await orders.change(order.id, { state: 'closing' });
      await resumeIdle(order.cartId);
    },
    end: async (order) => {
      await orders.change(order.id, { state: 'done' });
      await resumeIdle(order.cartId);
    },
    recover: async (latest) => {
      for (const order of orders.open().filter(({ state }) => state === 'waiting')) {
        const entry = latest.find(({ body }) =>
          body.kind === 'sale'
            ? body.tenders.some((tender) => tender.paymentOrderId === order.id)
            : body.kind === 'part_payment' && body.tender.paymentOrderId === order.id,
        );
        const place = placeOf(entry ?? null, order.id);
        const tender =
          entry?.body.kind === 'sale'
            ? entry.body.tenders[place.tenderNo - 1]
            : entry?.body.kind === 'part_payment'
              ? entry.body.tender
              : undefined;
        const was = { confirmed: 'done', proven_offline: 'proven', unproven: 'released' } as const;
        if (tender !== undefined && tender.state in was)
          await orders.change(order.id, { ...place, state: was[tender.state as keyof typeof was] });
        // It was never shown, or its cart was paid otherwise.
        else if (carts.get(order.cartId)?.state !== 'waiting') await orders.change(order.id, { state: 'closing' });
      }
      for (const cart of carts.all()) if (cart.state === 'waiting') await resumeIdle(cart.id);
      for (const entry of latest) await follow(entry);
    },
  };
}
