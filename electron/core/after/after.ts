import type { Band } from '../../../shared/metrology.ts';
import { canChangeOf, decideCorrection, decideVoid, type Decided } from '../../../shared/after/change.ts';
import { decideRefund, refundOf, wholeOf } from '../../../shared/after/refund.ts';
import { decideReweigh, shortOf } from '../../../shared/after/reweigh.ts';
import type { Standing } from '../../../shared/after/standing.ts';
import { ok, refuse } from '../../../shared/contract.ts';
import type { afterCommands } from '../../../shared/commands/after.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { JournalBody, JournalEntry, SaleEntry } from '../../../shared/records/journal.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { printedNumber } from '../../../shared/sale.ts';
import type { ScalePlate } from '../../../shared/scale.ts';
import type { Handlers } from '../dispatch.ts';
import type { Drawer } from '../devices/drawer.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import type { Permits } from '../people/permits.ts';
import type { Printing } from '../printing/printing.ts';
import type { ScalePapers } from '../weighing/scale-papers.ts';
import type { Scales } from '../weighing/scales.ts';
import type { Weighing } from '../weighing/weighing.ts';
import type { LaterBook } from '../journal/later-book.ts';

export type AfterHandlers = Pick<Handlers, keyof typeof afterCommands>;

type Written<B extends JournalBody> =
  | {
      readonly ok: true;
      readonly entry: JournalEntry;
      readonly body: B;
      readonly sale: SaleEntry;
      readonly before: Standing;
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What comes after the commit (S19): corrections, voids, refunds, re-weighings. Each is one entry; the sale is never touched. */
export function createAfter(deps: {
  readonly journal: Journal;
  readonly book: LaterBook;
  /** The books that are written now. */
  readonly books: () => { readonly terminal: number; readonly mode: Mode };
  readonly lastSaleId: () => string | null;
  readonly bandOf: (productId: string) => Band | null;
  readonly weighing: Pick<Weighing, 'weigh' | 'plate'>;
  readonly scales: Pick<Scales, 'other'>;
  readonly papers: Pick<ScalePapers, 'bars'>;
  readonly permits: Pick<Permits, 'use'>;
  readonly drawer: Drawer;
  readonly printing: Printing;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onChange: () => void;
}): AfterHandlers {
  const { journal, book, permits, printing, now } = deps;

  const findSale = async (
    saleId: string,
  ): Promise<{ readonly ok: true; readonly sale: SaleEntry } | { readonly ok: false; readonly refusal: Refusal }> => {
    const sale = await journal.find(saleId);
    if (sale === null || !isSale(sale)) return refuse({ code: 'no_such_sale' });
    return canChangeOf(sale, deps.books()) ? { ok: true, sale } : refuse({ code: 'sale_elsewhere' });
  };
  /** Decides on what holds now, asks for the right last, writes. A repeat finds its own entry. */
  const write = async <B extends JournalBody>(
    saleId: string,
    callId: string,
    decide: (sale: SaleEntry, standing: Standing) => Decided<B>,
    kind: B['kind'],
  ): Promise<Written<B>> => {
    const found = await findSale(saleId);
    if (!found.ok) return found;
    const { sale } = found;
    const before = await book.standing(sale);
    const done = await journal.find(callId);
    if (done !== null) {
      if (done.kind !== kind) return refuse({ code: 'bad_args', detail: 'the id belongs to another entry' });
      // Its kind says which body it has.
      return { ok: true, entry: done, body: done.body as B, sale, before, repeated: true };
    }
    const decided = decide(sale, before);
    if (!decided.ok) return decided;
    const refusal = decided.right === null ? null : permits.use(decided.right);
    if (refusal !== null) return refuse(refusal);
    const { body } = decided;
    const appended = await journal.append({ id: callId, at: now(), seller: deps.seller(), body });
    if (!appended.ok) return refuse(appended.refusal);
    await book.standing(sale);
    deps.onChange();
    return { ok: true, entry: appended.entry, body, sale, before, repeated: appended.repeated };
  };
  const payOut = (entry: JournalEntry, tenders: readonly { readonly kind: string }[]): void => {
    if (tenders.some((tender) => tender.kind === 'cash')) deps.drawer.pulse(entry.at);
  };
  const slip = async (entry: JournalEntry): Promise<void> => {
    if (printing.present) await printing.receipt(entry, 'short');
  };
  /**
   * What lies on a scale of the stall less the line's tare, if it stands still, and which scale that is: the second one where there is one
   * and something lies on it, else the one that is sold by.
   */
  const onOwnScale = (
    tareG: number,
  ):
    | { readonly ok: true; readonly netG: number; readonly on: ScalePlate }
    | { readonly ok: false; readonly refusal: Refusal } => {
    const other = deps.scales.other();
    const loaded = other?.reading ?? null;
    if (other !== null && loaded !== null && loaded.weightG !== null && loaded.weightG >= other.scale.plate.minG) {
      const { plate } = other.scale;
      if (deps.papers.bars(plate.id)) return refuse({ code: 'not_sellable', reason: 'overdue' });
      if (loaded.overload) return refuse({ code: 'not_sellable', reason: 'overload' });
      // A container on the pan is part of what is weighed, unless this scale holds its tare already.
      const netG = loaded.weightG - ((loaded.tareG ?? 0) > 0 ? 0 : tareG);
      if (loaded.stable && netG > 0) return { ok: true, netG, on: plate };
      return refuse({ code: 'not_sellable', reason: 'unstable' });
    }
    const { sellable, reason } = deps.weighing.weigh(tareG);
    if (sellable !== null) return { ok: true, netG: sellable.netG, on: deps.weighing.plate };
    return refuse({ code: 'not_sellable', reason: reason ?? 'unstable' });
  };

  return {
    'sale.correct': async ({ saleId, tenderNo, kind }, callId) => {
      const written = await write(
        saleId,
        callId,
        (sale, standing) => decideCorrection(sale, standing, { tenderNo, kind, now: now() }),
        'correction',
      );
      return written.ok ? ok({}) : written;
    },
    'sale.void': async ({ saleId }, callId) => {
      const at = { lastSaleId: deps.lastSaleId(), now: now() };
      const written = await write(saleId, callId, (sale, standing) => decideVoid(sale, standing, at), 'void');
      if (!written.ok) return written;
      if (!written.repeated) payOut(written.entry, written.body.tenders);
      return ok({});
    },
    'sale.refund': async ({ saleId, lines, inCash, reweighId }, callId) => {
      const written = await write(
        saleId,
        callId,
        (sale, standing) =>
          decideRefund(sale, standing, {
            lines: lines.length === 0 ? wholeOf(sale, standing) : lines,
            inCash,
            reweighId,
          }),
        'refund',
      );
      if (!written.ok) return written;
      const { entry, body } = written;
      if (!written.repeated) {
        payOut(entry, body.tenders);
        await slip(entry);
      }
      return ok({ refundId: entry.id, no: printedNumber(entry), amountFen: body.amountFen });
    },
    'sale.refund_quote': async ({ saleId, lines }) => {
      const found = await findSale(saleId);
      if (!found.ok) return found;
      const standing = await book.standing(found.sale);
      const decided = decideRefund(found.sale, standing, {
        lines: lines.length === 0 ? wholeOf(found.sale, standing) : lines,
        inCash: false,
        reweighId: null,
      });
      if (!decided.ok) return decided;
      const { amountFen, tenders } = decided.body;
      return ok({ amountFen, crosses: tenders.some((tender) => tender.kind !== 'cash') });
    },
    'sale.reweigh': async (args, callId) => {
      const own = args.foundG === null;
      let stricter = false;
      const written = await write(
        args.saleId,
        callId,
        (sale, standing) => {
          const line = sale.body.lines[args.lineNo - 1];
          const productId = line?.productId ?? null;
          const pan =
            args.foundG === null ? onOwnScale(line?.tareG ?? 0) : { ok: true as const, netG: args.foundG, on: null };
          if (!pan.ok) return pan;
          const decided = decideReweigh(
            sale,
            standing,
            {
              lineNo: args.lineNo,
              foundG: pan.netG,
              source: own ? 'scale' : 'typed',
              foundOn:
                pan.on === null ? { name: args.scaleName, eG: args.scaleEG } : { name: pan.on.serial, eG: pan.on.eG },
              accuracy: own ? 'better' : args.accuracy,
            },
            productId === null ? null : deps.bandOf(productId),
          );
          if (!decided.ok) return decided;
          ({ stricter } = decided);
          return { ok: true, body: decided.body, right: null };
        },
        'reweigh',
      );
      if (!written.ok) return written;
      const { entry, body, sale, before } = written;
      if (!written.repeated) await slip(entry);
      const shortG = shortOf(body);
      return ok({
        reweighId: entry.id,
        verdict: body.verdict,
        shortG,
        limitG: body.limitG,
        backFen: body.verdict === 'short' ? refundOf(sale, before, { no: body.lineNo, qty: 0, netG: shortG }) : 0,
        stricter,
      });
    },
    'after.print': async ({ id }, callId) => {
      const entry = await journal.find(id);
      if (entry === null) return refuse({ code: 'no_such_sale' });
      return printing.print(entry, 'short', callId);
    },
  };
}
