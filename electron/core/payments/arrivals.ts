import { Compile } from 'typebox/compile';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import { decideWrongKey } from '../../../shared/after/wrong-key.ts';
import { claimants } from '../../../shared/payments.ts';
import { ClaimAnswer } from '../../../shared/payment-wire.ts';
import type { ArrivalView } from '../../../shared/pay-view.ts';
import type { ArrivalMark, ServerMark } from '../../../shared/records/market.ts';
import { channelName } from '../../../shared/tender.ts';
import type { LaterBook } from '../journal/later-book.ts';
import type { Carts } from '../selling/carts.ts';
import type { Store } from '../database.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import type { Serial } from '../serial.ts';
import type { Sync } from '../sync/sync.ts';
import type { News } from './news.ts';
import type { Settling } from './settling.ts';
import type { Unpaid } from './unpaid.ts';

/** Money on the stall's printed code (S15). */
export interface Arrivals {
  /** A mark came down; in the till's lane. `isGone`: the money went back to the shopper. */
  take(mark: ServerMark, isGone: boolean): Promise<void>;
  /** Claims one for a cart or a sale; the market's answer is waited for beside the lane. */
  claim(arrivalId: string, subjectId: string): Reply<Done>;
  /** Newest first. */
  view(): readonly ArrivalView[];
}

interface Known {
  readonly id: string;
  readonly arrival: ArrivalMark;
  readonly isClaiming: boolean;
}

const check = Compile(ClaimAnswer);
/** An arrival another terminal has taken stays in sight so long; so many are shown. */
const TAKEN_MS = 600_000;
const SHOWN = 20;

/**
 * The market claims it for one subject, once; only then it is written, under an id made of the arrival's. So two tills never take the same
 * money, and a till that lost its power between the claim and the entry makes it good when it sees that the claim is its own.
 */
export async function openArrivals(deps: {
  readonly store: Store;
  readonly terminal: () => number;
  readonly carts: Carts;
  readonly journal: Journal;
  readonly book: Pick<LaterBook, 'standing'>;
  readonly unpaid: Unpaid;
  readonly settling: Settling;
  readonly news: News;
  readonly sync: Pick<Sync, 'once'>;
  readonly seller: () => string;
  readonly lane: Serial;
  readonly now: () => number;
  readonly beside: (what: string, work: Promise<unknown>) => void;
  readonly onChange: () => void;
}): Promise<Arrivals> {
  const { store, carts, journal, unpaid, settling, lane, now } = deps;
  const known = new Map<string, Known>();
  const put = (one: Known): void => {
    known.set(one.id, one);
    deps.onChange();
  };
  const entryOf = (id: string): string => id.replaceAll(':', '-');
  const isWritten = async (id: string): Promise<boolean> => (await journal.find(entryOf(id))) !== null;
  const candidates = (arrival: ArrivalMark) => claimants(arrival, carts.all(), unpaid.all());

  /** It is what a sale keyed as cash was really paid with: put right by a correction. */
  const correct = async (id: string, arrival: ArrivalMark, saleId: string): Promise<boolean> => {
    const sale = await journal.find(saleId);
    if (sale === null || !isSale(sale)) return false;
    const decided = decideWrongKey(sale, await deps.book.standing(sale), arrival);
    if (!decided.ok) return false;
    const { body } = decided;
    const written = await journal.append({ id: entryOf(id), at: now(), seller: deps.seller(), body });
    if (written.ok) await deps.book.standing(sale);
    return written.ok;
  };
  /** It is this subject's: written as its payment. False: that is not there any more, or costs less. */
  const write = async (id: string, arrival: ArrivalMark, subjectId: string): Promise<boolean> => {
    const { amountFen, channel, transactionId, isSimulated } = arrival;
    const cart = carts.get(subjectId);
    const of = { amountFen, isSimulated, isRest: true };
    if (cart !== null) {
      const tender = {
        kind: 'static_code',
        amountFen,
        state: 'confirmed',
        channel: channelName(channel, isSimulated),
        paymentOrderId: null,
        transactionId,
      } as const;
      const paid = await settling.pay(cart.id, tender, entryOf(id));
      if (paid.ok) deps.news.tell('paid', { ...of, cartId: cart.id, sign: cart.sign }, channel);
      return paid.ok;
    }
    const sale = unpaid.all().find((one) => one.saleId === subjectId && one.amountFen === amountFen);
    if (sale === undefined) return correct(id, arrival, subjectId);
    const confirmed = await settling.confirmTender(
      sale,
      'confirmed',
      { channel: channelName(channel, isSimulated), transactionId, markId: id },
      entryOf(id),
    );
    if (confirmed.ok) deps.news.tell('paid_later', { ...of, cartId: null, sign: sale.sign }, channel);
    return confirmed.ok;
  };
  const settle = async (id: string, arrival: ArrivalMark, subjectId: string): Promise<void> => {
    if ((await isWritten(id)) || (await write(id, arrival, subjectId))) {
      known.delete(id);
      deps.onChange();
    }
  };
  const ask = async ({ id, arrival }: Known, subjectId: string): Promise<void> => {
    const answer = await deps.sync.once((client) =>
      client.ask('/payments/arrivals/claim', { arrivalId: id, subjectId }, check),
    );
    await lane(async () => {
      const still = known.get(id);
      if (still === undefined) return;
      put({ ...still, isClaiming: false });
      if (answer === null || !answer.ok) return;
      if (answer.value.isYours) await settle(id, arrival, subjectId);
      else
        deps.news.tell('taken', {
          cartId: null,
          sign: '',
          amountFen: arrival.amountFen,
          isSimulated: arrival.isSimulated,
          isRest: true,
        });
    });
  };
  const begin = (one: Known, subjectId: string): void => {
    put({ ...one, isClaiming: true });
    deps.beside('money on the printed code could not be claimed', ask(one, subjectId));
  };
  const take: Arrivals['take'] = async ({ id, arrival }, isGone) => {
    const before = known.get(id);
    if (isGone || arrival === undefined) {
      known.delete(id);
      deps.onChange();
      return;
    }
    const { takenBy } = arrival;
    const one = { id, arrival, isClaiming: before?.isClaiming ?? false };
    if (takenBy?.terminal === deps.terminal()) {
      if (await isWritten(id)) known.delete(id);
      else {
        put(one);
        await settle(id, arrival, takenBy.subjectId);
      }
      deps.onChange();
      return;
    }
    put(one);
    if (takenBy !== null || before !== undefined) return;
    const { fitting } = candidates(arrival);
    const [only] = fitting;
    if (only !== undefined && fitting.length === 1) begin(one, only.subjectId);
  };

  const stored = await store.server_marks.find({ selector: { kind: 'arrival' } }).exec();
  for (const document of stored.toSorted((a, b) => b.at - a.at).slice(0, SHOWN)) {
    const { id, arrival } = document.toMutableJSON();
    if (arrival !== undefined && !(await isWritten(id))) known.set(id, { id, arrival, isClaiming: false });
  }
  for (const { id, arrival } of known.values())
    if (arrival.takenBy?.terminal === deps.terminal()) await settle(id, arrival, arrival.takenBy.subjectId);

  return {
    take,
    claim: (arrivalId, subjectId) => {
      const one = known.get(arrivalId);
      if (one === undefined || one.arrival.takenBy !== null || one.isClaiming) return refuse({ code: 'arrival_gone' });
      begin(one, subjectId);
      return ok({});
    },
    view: () =>
      [...known.values()]
        .filter(({ arrival: { takenBy, paidAt } }) => takenBy === null || now() - paidAt < TAKEN_MS)
        .toSorted((a, b) => b.arrival.paidAt - a.arrival.paidAt)
        .slice(0, SHOWN)
        .map(({ id, arrival, isClaiming }): ArrivalView => {
          const { fitting, others } = candidates(arrival);
          return {
            id,
            amountFen: arrival.amountFen,
            channel: arrival.channel,
            at: arrival.paidAt,
            isSimulated: arrival.isSimulated,
            isClaiming,
            takenBy: arrival.takenBy?.terminal ?? null,
            asks: fitting.length > 1 && arrival.takenBy === null && !isClaiming,
            candidates: [...fitting, ...others],
          };
        }),
  };
}
