import { DiskFullError } from '../health/disk.ts';
import type { SaleAnswer } from '../../../shared/commands/sale.ts';
import { ok, refuse, type ArgsOf, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { SaleBody, SaleEntry } from '../../../shared/records/journal.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { buildSale, changeHints, checkSale, printedNumber } from '../../../shared/sale.ts';
import type { ChannelTender, TenderWish } from '../../../shared/tender.ts';
import type { LastSaleView } from '../../../shared/view.ts';
import { saleNow } from '../../../shared/after/now.ts';
import type { Standing } from '../../../shared/after/standing.ts';
import type { Carts } from './carts.ts';
import type { Drawer } from '../devices/drawer.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import type { Printing } from '../printing/printing.ts';
import type { StallSettings } from '../settings.ts';

/** A sale to be committed: by the vendor's word, or with money that came by a channel. */
export type Completion = Omit<ArgsOf<'sale.complete'>, 'tenders'> & {
  readonly tenders: readonly (TenderWish | ChannelTender)[];
};

export interface Completing {
  /** `quietly`: nobody at the till asked for it just now (money came), so what is looked at stays. */
  complete(args: Completion, callId: string, quietly?: boolean): Promise<Reply<SaleAnswer>>;
  /** Looks again at sales whose commit failed and could not be looked up; runs in the till's lane. */
  settleDoubts(): Promise<void>;
  last(): LastSaleView | null;
  /** Shows an earlier sale in the place of the last one, until the next commit or null. */
  look(sale: SaleEntry | null): void;
  /** Takes this for the last sale: practice is over. */
  goBackTo(sale: SaleEntry | null): void;
  /** The last sale that was committed. */
  lastId(): string | null;
  /** Resolves when what follows the last commit is done: drawer, print job, closed cart. */
  idle(): Promise<void>;
}

const countedChange = (body: SaleBody): number | null => {
  const counted = body.tenders.flatMap((tender) => tender.changeFen ?? []);
  return counted.length === 0 ? null : counted.reduce((sum, fen) => sum + fen, 0);
};
/** The answer of a sale, made from its entry: the same after any restart. */
const answerOf = (entry: SaleEntry): SaleAnswer => ({
  saleId: entry.id,
  no: printedNumber(entry),
  payableFen: entry.body.payableFen,
  changeFen: countedChange(entry.body),
});

/**
 * The commit of a sale. Before the answer there is exactly one sync, the journal's insert; all that follows from the sale
 * (drawer, paper, closing the cart) happens after the answer and can be made again from the entry.
 */
export function createCompleting(deps: {
  readonly carts: Carts;
  readonly journal: Journal;
  readonly printing: Printing;
  readonly drawer: Drawer;
  readonly stallSettings: () => StallSettings;
  readonly seller: () => string;
  readonly online: () => boolean;
  readonly version: string;
  readonly now: () => number;
  readonly wasCart: (cartId: string) => Promise<boolean>;
  readonly firstLast: SaleEntry | null;
  /** What is known to hold of a sale now. */
  readonly standing: (sale: SaleEntry) => Standing;
  readonly onLast: () => void;
  /** After all that a sale brings with it: a moment for the disk. */
  readonly onQuiet: () => void;
  readonly log: Log;
}): Completing {
  const { carts, journal, printing, log } = deps;
  let last = deps.firstLast;
  let looked: SaleEntry | null = null;
  /** Cart → sale whose fate is unknown since its commit failed. */
  const doubts = new Map<string, string>();
  const following = new Set<Promise<void>>();

  const follow = async (entry: SaleEntry, closeCart: () => Promise<void>): Promise<void> => {
    const { drawer, paper } = entry.body;
    if (drawer) deps.drawer.pulse(entry.at);
    const steps = [
      () => (paper === 'none' ? Promise.resolve() : printing.receipt(entry, paper)),
      closeCart,
      async () => {
        deps.onQuiet();
      },
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        // Made good at the next start, from the entry. That the disk is full is said in the status bar.
        if (!(error instanceof DiskFullError))
          log.error({ err: error, saleId: entry.id }, 'a sale is committed, but what follows it could not be written');
      }
    }
  };
  const finish = (entry: SaleEntry, quietly = false): Reply<SaleAnswer> => {
    const closeCart = carts.close(entry.body.cartId, entry.id);
    last = entry;
    if (!quietly) looked = null;
    deps.onLast();
    // After the answer: the next turn of the event loop.
    const work = new Promise<void>((resolve) => {
      setImmediate(() => {
        resolve(follow(entry, closeCart));
      });
    });
    following.add(work);
    void work.finally(() => {
      following.delete(work);
    });
    return ok(answerOf(entry));
  };
  const saleOf = async (id: string): Promise<SaleEntry | null> => {
    const entry = await journal.find(id);
    return entry !== null && isSale(entry) ? entry : null;
  };
  /** Refuses, unless this very command was carried out before. */
  const unlessDone = async (callId: string, refusal: Refusal): Promise<Reply<SaleAnswer>> => {
    const done = await saleOf(callId);
    return done === null ? refuse(refusal) : ok(answerOf(done));
  };
  /** Whether it is now known what became of the doubtful sale of this cart. */
  const settle = async (cartId: string, saleId: string): Promise<boolean> => {
    if (!(await journal.settle())) return false;
    doubts.delete(cartId);
    const entry = await saleOf(saleId);
    if (entry !== null) finish(entry);
    return true;
  };

  return {
    complete: async (args, callId, quietly = false) => {
      const doubtful = doubts.get(args.cartId);
      if (doubtful !== undefined && !(await settle(args.cartId, doubtful))) return refuse({ code: 'store_unknown' });
      const cart = carts.get(args.cartId);
      if (cart === null)
        return unlessDone(callId, { code: (await deps.wasCart(args.cartId)) ? 'cart_closed' : 'no_such_cart' });
      const { paper: rule } = deps.stallSettings();
      // What is sold on credit is signed for on paper (S11).
      const asked = rule === 'each' || args.tenders.some((tender) => tender.kind === 'credit');
      const paper = args.paper === 'default' ? (asked && printing.present ? 'short' : 'none') : args.paper;
      const drawer = deps.drawer.present && args.tenders.some((tender) => tender.kind === 'cash');
      const built = buildSale({
        cart,
        payableFen: args.payableFen,
        tenders: args.tenders,
        concedeFen: args.concedeFen,
        paper,
        drawer,
        online: deps.online(),
        appVersion: deps.version,
      });
      if (!built.ok) return unlessDone(callId, built.refusal);
      const fault = checkSale(built.body);
      if (fault !== null) throw new Error(`A sale does not add up: ${fault}`);
      const appended = await journal.append({ id: callId, at: deps.now(), seller: deps.seller(), body: built.body });
      if (!appended.ok) {
        if (appended.refusal.code === 'store_unknown') doubts.set(cart.id, callId);
        return refuse(appended.refusal);
      }
      const { entry } = appended;
      if (!isSale(entry)) return refuse({ code: 'bad_args', detail: 'the id belongs to another entry' });
      return appended.repeated && entry.body.cartId !== cart.id ? ok(answerOf(entry)) : finish(entry, quietly);
    },
    settleDoubts: async () => {
      for (const [cartId, saleId] of doubts) await settle(cartId, saleId);
    },
    last: () => {
      const shown = looked ?? last;
      if (shown === null) return null;
      const { id, at, body } = shown;
      const standing = deps.standing(shown);
      const [tender] = standing.tenders;
      const changeFen = countedChange(body);
      return {
        saleId: id,
        no: printedNumber(shown),
        at,
        payableFen: body.payableFen,
        tenderState: tender?.state ?? 'cash',
        firstItem: body.lines[0]?.name ?? '',
        items: body.lines.length,
        changeFen,
        changeHints:
          changeFen === null && standing.state === 'sold' && standing.tenders.every((one) => one.kind === 'cash')
            ? changeHints(body.payableFen)
            : [],
        paper: printing.paperOf(id),
        looked: looked !== null,
        now: saleNow(shown, standing),
      };
    },
    lastId: () => last?.id ?? null,
    look: (sale) => {
      looked = sale === null || sale.id === last?.id ? null : sale;
      deps.onLast();
    },
    goBackTo: (sale) => {
      last = sale;
      looked = null;
      deps.onLast();
    },
    idle: async () => {
      await Promise.all(following);
    },
  };
}
