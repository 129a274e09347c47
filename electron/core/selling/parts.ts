import { dueFen } from '../../../shared/cart.ts';
import type { Done } from '../../../shared/command.ts';
import type { PartAnswer } from '../../../shared/commands/sale.ts';
import { ok, refuse, type ArgsOf, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import { MAX_PARTS, partPayment, partReturn, withEntry } from '../../../shared/parts.ts';
import type { JournalBody, JournalEntry } from '../../../shared/records/journal.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { tenderOf, type ChannelTender } from '../../../shared/tender.ts';
import type { Carts } from './carts.ts';
import type { Drawer } from '../devices/drawer.ts';
import type { Journal } from '../journal/journal.ts';

export interface Parts {
  take(args: ArgsOf<'part.take'>, callId: string): Promise<Reply<PartAnswer>>;
  /** A part that came by a channel, for a cart that waits for it. `partId` names its entry. */
  receive(cartId: string, tender: ChannelTender, partId: string): Promise<Reply<Done>>;
  giveBack(args: ArgsOf<'part.return'>, callId: string): Promise<Reply<Done>>;
  /** Whether it is known what became of the last part of this cart; looks once more. */
  settled(cartId: string): Promise<boolean>;
  /** Looks again at parts whose commit failed and could not be looked up; runs in the till's lane. */
  settleDoubts(): Promise<void>;
}

/**
 * Parts of a cart's amount, received before the rest (S14). The journal is written first and is the truth; the cart takes it over
 * at once, and a start makes good what a power cut kept from its document. So no part is lost, and none is there twice.
 */
export function createParts(deps: {
  readonly carts: Carts;
  readonly journal: Journal;
  readonly drawer: Drawer;
  readonly seller: () => string;
  readonly now: () => number;
  readonly log: Log;
}): Parts {
  const { carts, journal, log } = deps;
  /** Cart → entry whose fate is unknown since its commit failed. */
  const doubts = new Map<string, string>();

  const adopt = async (cartId: string, entry: JournalEntry): Promise<void> => {
    try {
      await carts.learn(cartId, (cart) => withEntry(cart, entry));
    } catch (error) {
      log.error(
        { err: error, cartId, entryId: entry.id },
        'a part is in the journal, but its cart could not be written',
      );
    }
  };
  const settled: Parts['settled'] = async (cartId) => {
    const entryId = doubts.get(cartId);
    if (entryId === undefined) return true;
    if (!(await journal.settle())) return false;
    doubts.delete(cartId);
    const entry = await journal.find(entryId);
    if (entry !== null) await adopt(cartId, entry);
    return true;
  };
  /** The entry of an earlier call of the same id, if it was carried out. */
  const doneBefore = async (callId: string, kind: JournalBody['kind']): Promise<JournalEntry | null> => {
    const entry = await journal.find(callId);
    return entry?.kind === kind ? entry : null;
  };
  const write = async (
    cartId: string,
    callId: string,
    body: JournalBody,
  ): Promise<
    { readonly ok: true; readonly entry: JournalEntry } | { readonly ok: false; readonly refusal: Refusal }
  > => {
    const appended = await journal.append({ id: callId, at: deps.now(), seller: deps.seller(), body });
    if (!appended.ok) {
      if (appended.refusal.code === 'store_unknown') doubts.set(cartId, callId);
      return refuse(appended.refusal);
    }
    const { entry, repeated } = appended;
    if (entry.kind !== body.kind) return refuse({ code: 'bad_args', detail: 'the id belongs to another entry' });
    await adopt(cartId, entry);
    if (!repeated && 'tender' in body && body.tender.kind === 'cash') deps.drawer.pulse(entry.at);
    return { ok: true, entry };
  };
  const dueOf = (cartId: string): number => {
    const cart = carts.get(cartId);
    return cart === null ? 0 : Math.max(0, dueFen(cart));
  };

  return {
    take: async (args, callId) => {
      const { cartId } = args;
      if (!(await settled(cartId))) return refuse({ code: 'store_unknown' });
      const cart = carts.get(cartId);
      const decided = cart === null ? refuse({ code: 'no_such_cart' }) : partPayment(cart, args);
      if (!decided.ok) {
        // A repeat is met with what it has changed itself.
        const done = await doneBefore(callId, 'part_payment');
        return done === null ? decided : ok({ partId: done.id, dueFen: dueOf(cartId) });
      }
      const written = await write(cartId, callId, decided.body);
      return written.ok ? ok({ partId: written.entry.id, dueFen: dueOf(cartId) }) : written;
    },
    receive: async (cartId, wish, partId) => {
      if (!(await settled(cartId))) return refuse({ code: 'store_unknown' });
      const cart = carts.get(cartId);
      if (cart === null) return refuse({ code: 'no_such_cart' });
      const tender = tenderOf(wish, Math.min(MAX_PARTS, cart.parts.length + 1));
      const written = await write(cartId, partId, { kind: 'part_payment', cartId, tender });
      return written.ok ? ok({}) : written;
    },
    giveBack: async ({ cartId, partId }, callId) => {
      if (!(await settled(cartId))) return refuse({ code: 'store_unknown' });
      const cart = carts.get(cartId);
      const decided = cart === null ? refuse({ code: 'no_such_cart' }) : partReturn(cart, partId);
      if (!decided.ok) return (await doneBefore(callId, 'part_return')) === null ? decided : ok({});
      const written = await write(cartId, callId, decided.body);
      return written.ok ? ok({}) : written;
    },
    settled,
    settleDoubts: async () => {
      for (const cartId of doubts.keys()) await settled(cartId);
    },
  };
}
