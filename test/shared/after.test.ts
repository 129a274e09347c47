import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCorrection, decideVoid, isOlder } from '../../shared/after/change.ts';
import { laterFault } from '../../shared/after/fault.ts';
import { decideRefund, refundOf, wholeOf } from '../../shared/after/refund.ts';
import { decideReweigh, judgeReweigh } from '../../shared/after/reweigh.ts';
import { shareOf, standingOf, type Standing } from '../../shared/after/standing.ts';
import type { Tender } from '../../shared/records/goods.ts';
import type { JournalBody, SaleEntry } from '../../shared/records/journal.ts';
import { cartOf, exactCash, morning, pieceLine, saleEntry, soldBody, weightLine } from './samples.ts';

const cart = cartOf([weightLine(), pieceLine()]);
/** 9.00 of cucumbers and 6.00 of tofu, 15.00 in cash. */
const cashSale = (): SaleEntry => saleEntry(soldBody(exactCash(cart, 1_500)));
const tender = (change: Partial<Tender>): Tender => ({
  no: 1,
  kind: 'cash',
  channel: null,
  amountFen: 1_500,
  state: 'cash',
  tenderedFen: null,
  changeFen: null,
  paymentOrderId: null,
  transactionId: null,
  ...change,
});
const paidBy = (...tenders: readonly Tender[]): SaleEntry => {
  const sale = cashSale();
  return { ...sale, body: { ...sale.body, tenders: [...tenders] } };
};
const after = (sale: SaleEntry, ...later: readonly JournalBody[]): Standing => standingOf(sale.body, later);
const must = <B>(
  decided: { readonly ok: true; readonly body: B } | { readonly ok: false; readonly refusal: unknown },
): B => {
  if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
  return decided.body;
};
const refusal = (decided: { readonly ok: boolean; readonly refusal?: { readonly code: string } }): string =>
  decided.refusal?.code ?? 'done';
const now = morning + 60_000;
const back = (no: number, part: { readonly qty?: number; readonly netG?: number }) => ({
  no,
  qty: part.qty ?? 0,
  netG: part.netG ?? null,
});
const wish = (...lines: readonly ReturnType<typeof back>[]) => ({ lines, inCash: false, reweighId: null });

describe('S19: a tender keyed wrong is put right within ten minutes', () => {
  it('cash that was really the code becomes a code whose money has not been seen yet', () => {
    const sale = cashSale();
    const body = must(decideCorrection(sale, after(sale), { tenderNo: 1, kind: 'static_code', now }));
    expect(body.before).toEqual(sale.body.tenders);
    expect(after(sale, body).tenders).toMatchObject([
      { no: 1, kind: 'static_code', state: 'unproven', amountFen: 1_500 },
    ]);
    expect(after(sale, body)).toMatchObject({ state: 'sold', netFen: 1_500 });
    expect(laterFault(body)).toBeNull();
    // It can be put right once more, from what holds now.
    expect(must(decideCorrection(sale, after(sale, body), { tenderNo: 1, kind: 'card', now })).before).toEqual(
      body.after,
    );
  });
  it('is refused after ten minutes, for money that has come, without an account for credit, and where nothing changes', () => {
    const sale = cashSale();
    const kind = 'static_code' as const;
    expect(refusal(decideCorrection(sale, after(sale), { tenderNo: 1, kind, now: morning + 600_001 }))).toBe(
      'correct_too_late',
    );
    expect(refusal(decideCorrection(sale, after(sale), { tenderNo: 1, kind: 'cash', now }))).toBe('correct_nothing');
    expect(refusal(decideCorrection(sale, after(sale), { tenderNo: 1, kind: 'credit', now }))).toBe(
      'credit_needs_account',
    );
    const proven = paidBy(tender({ kind: 'dynamic_qr', state: 'confirmed' }));
    expect(refusal(decideCorrection(proven, after(proven), { tenderNo: 1, kind: 'cash', now }))).toBe('correct_proven');
  });
  it('a confirmation that comes later proves the code, and only a code that was not seen', () => {
    const sale = paidBy(tender({ kind: 'static_code', state: 'unproven' }));
    const confirmation = {
      kind: 'confirmation',
      saleId: sale.id,
      tenderNo: 1,
      state: 'confirmed',
      transactionId: '42',
      markId: null,
    } as const;
    expect(after(sale, confirmation).tenders).toMatchObject([{ state: 'confirmed', transactionId: '42' }]);
    expect(after(cashSale(), confirmation).tenders).toMatchObject([{ state: 'cash' }]);
  });
});

describe('S19, S23: a void takes the whole sale back', () => {
  it('the last sale of the last ten minutes needs no right, an older one does', () => {
    const sale = cashSale();
    const decided = decideVoid(sale, after(sale), { lastSaleId: sale.id, now });
    expect(decided).toMatchObject({ ok: true, right: null, body: { amountFen: 1_500 } });
    expect(after(sale, must(decided))).toMatchObject({ state: 'voided', netFen: 0 });
    expect(after(sale, must(decided)).kept).toMatchObject([{ amountFen: 0 }]);
    expect(decideVoid(sale, after(sale), { lastSaleId: 'another', now })).toMatchObject({ right: 'void_old' });
    expect(isOlder(sale, sale.id, morning + 600_001)).toBe(true);
  });
  it('void after refund, refund after void, void twice and correction after either are refused', () => {
    const sale = cashSale();
    const voided = after(sale, must(decideVoid(sale, after(sale), { lastSaleId: sale.id, now })));
    const refunded = after(sale, must(decideRefund(sale, after(sale), wish(back(2, { qty: 1 })))));
    const at = { lastSaleId: sale.id, now };
    expect(refusal(decideVoid(sale, voided, at))).toBe('already_voided');
    expect(refusal(decideVoid(sale, refunded, at))).toBe('already_refunded');
    expect(refusal(decideRefund(sale, voided, wish()))).toBe('already_voided');
    expect(refusal(decideCorrection(sale, voided, { tenderNo: 1, kind: 'card', now }))).toBe('already_voided');
    expect(refusal(decideCorrection(sale, refunded, { tenderNo: 1, kind: 'card', now }))).toBe('already_refunded');
  });
});

describe('a refund', () => {
  it('of one piece and of some grams comes to what was paid for them', () => {
    const sale = cashSale();
    const body = must(decideRefund(sale, after(sale), wish(back(1, { netG: 250 }), back(2, { qty: 1 }))));
    expect(body).toMatchObject({ amountFen: 180 + 300, lines: [{ amountFen: 180 }, { amountFen: 300 }] });
    expect(body.tenders).toMatchObject([{ no: 1, kind: 'cash', amountFen: 480 }]);
    expect(after(sale, body)).toMatchObject({ state: 'part_refunded', netFen: 1_020, refundedFen: 480 });
    expect(after(sale, body).lines).toMatchObject([
      { leftG: 1_000, leftFen: 720 },
      { leftQty: 1, leftFen: 300 },
    ]);
  });
  it('of more than is left, of nothing, of a line twice or in the wrong measure is refused', () => {
    const sale = cashSale();
    const once = after(sale, must(decideRefund(sale, after(sale), wish(back(2, { qty: 2 })))));
    expect(decideRefund(sale, once, wish(back(2, { qty: 1 })))).toEqual({
      ok: false,
      refusal: { code: 'refund_too_much', name: '豆腐', leftFen: 0 },
    });
    expect(refusal(decideRefund(sale, once, wish(back(1, { netG: 1_251 }))))).toBe('refund_too_much');
    expect(refusal(decideRefund(sale, once, wish(back(1, { netG: 0 }))))).toBe('refund_nothing');
    expect(refusal(decideRefund(sale, once, wish(back(1, { netG: 1 }), back(1, { netG: 1 }))))).toBe('bad_args');
    expect(refusal(decideRefund(sale, once, wish(back(1, { qty: 1 }))))).toBe('bad_args');
    expect(refusal(decideRefund(sale, once, wish(back(9, { qty: 1 }))))).toBe('no_such_line');
  });
  it('of the whole, then again, is refused', () => {
    const sale = cashSale();
    const all = after(sale, must(decideRefund(sale, after(sale), wish(...wholeOf(sale, after(sale))))));
    expect(all).toMatchObject({ state: 'refunded', netFen: 0 });
    expect(refusal(decideRefund(sale, all, wish(back(1, { netG: 1 }))))).toBe('already_refunded');
  });
  it('goes back by the channel it came by; over the counter only by the owner’s right', () => {
    const sale = paidBy(
      tender({ amountFen: 500 }),
      tender({
        no: 2,
        kind: 'dynamic_qr',
        channel: 'wechat',
        state: 'confirmed',
        amountFen: 1_000,
        paymentOrderId: 'po-1',
        transactionId: 't',
      }),
    );
    const first = decideRefund(sale, after(sale), wish(back(1, { netG: 1_250 })));
    expect(first).toMatchObject({ ok: true, right: 'refund' });
    expect(must(first).tenders).toMatchObject([{ kind: 'dynamic_qr', paymentOrderId: 'po-1', amountFen: 900 }]);
    const second = must(decideRefund(sale, after(sale, must(first)), wish(back(2, { qty: 1 }))));
    expect(second.tenders).toMatchObject([
      { no: 1, kind: 'cash', amountFen: 200 },
      { no: 2, kind: 'dynamic_qr', amountFen: 100 },
    ]);
    const counter = decideRefund(sale, after(sale), { ...wish(back(1, { netG: 1_250 })), inCash: true });
    expect(counter).toMatchObject({
      ok: true,
      right: 'cash_refund',
      body: { tenders: [{ kind: 'cash', amountFen: 900 }] },
    });
    expect(after(sale, must(counter)).kept).toMatchObject([{ amountFen: 0 }, { amountFen: 600 }]);
    const plain = cashSale();
    expect(decideRefund(plain, after(plain), { ...wish(back(2, { qty: 1 })), inCash: true })).toMatchObject({
      right: 'refund',
    });
  });
  it('in any number of parts sums to exactly what was paid, and never more', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), parts, (concededFen, grams) => {
        const cheap = cartOf([weightLine({ concessionFen: concededFen }), pieceLine({ qty: 3 })]);
        const payableFen = 1_800 - concededFen - ((1_800 - concededFen) % 10);
        const sale = saleEntry(soldBody(exactCash(cheap, payableFen)));
        let later: readonly JournalBody[] = [];
        for (const wanted of grams) {
          const standing = after(sale, ...later);
          const netG = Math.min(wanted, standing.lines[0]?.leftG ?? 0);
          const decided = decideRefund(sale, standing, wish(back(1, { netG })));
          if (decided.ok) {
            expect(laterFault(decided.body)).toBeNull();
            later = [...later, decided.body];
          }
        }
        const rest = after(sale, ...later);
        const decided = decideRefund(sale, rest, wish(...wholeOf(sale, rest)));
        if (decided.ok) later = [...later, decided.body];
        const end = after(sale, ...later);
        expect(end).toMatchObject({ state: 'refunded', netFen: 0, refundedFen: payableFen });
        expect(end.kept.every((one) => one.amountFen === 0)).toBe(true);
        expect(end.lines.every((line) => line.leftFen === 0)).toBe(true);
      }),
    );
  });
  it('shares are whole at the end, also for the largest amount and weight a record can carry', () => {
    expect(shareOf(1_000_000_000, 10_000_000, 10_000_000)).toBe(1_000_000_000);
    expect(shareOf(1, 1, 3)).toBe(0);
    expect(shareOf(1, 2, 3)).toBe(1);
  });
});

/** Order 31 of 2020, annex: settled weight (g), limit (g). */
const annex = {
  low: [
    [1_000, 20],
    [1_001, 40],
    [2_000, 40],
    [2_001, 80],
    [4_000, 80],
    [4_001, 100],
  ],
  mid: [
    [2_500, 5],
    [2_501, 10],
    [10_000, 10],
    [10_001, 15],
  ],
  high: [
    [1_000, 2],
    [1_001, 4],
    [4_000, 4],
    [4_001, 6],
  ],
  premium: [
    [500, 1],
    [501, 2],
    [2_000, 2],
    [2_001, 3],
  ],
} as const;

describe('复秤: a re-weighing is judged by order 31 of 2020', () => {
  it('has the limits of the annex; one gram beyond is short', () => {
    for (const [band, rows] of Object.entries(annex))
      for (const [soldG, limitG] of rows) {
        const judge = (shortG: number, accuracy: 'better' | 'equal' = 'better') =>
          judgeReweigh({ soldG, foundG: soldG - shortG, band: band as keyof typeof annex, accuracy });
        expect(judge(limitG)).toEqual({ verdict: 'within', limitG, shortG: limitG });
        expect(judge(limitG + 1)).toEqual({ verdict: 'short', limitG, shortG: limitG + 1 });
        expect(judge(2 * limitG, 'equal').verdict).toBe('within');
        expect(judge(2 * limitG + 1, 'equal').verdict).toBe('short');
      }
  });
  it('giving too much is no fault', () => {
    expect(judgeReweigh({ soldG: 500, foundG: 800, band: 'low', accuracy: 'better' }).verdict).toBe('good');
  });
  it('live fish and soaked goods are exempt, and what the market lists no more goes by its price', () => {
    const of = (change: Parameters<typeof weightLine>[0], foundG: number, band: 'low' | 'mid' | null) => {
      const sold = cartOf([weightLine(change)]);
      const sale = saleEntry(soldBody(exactCash(sold, Math.floor((sold.lines[0]?.amountFen ?? 0) / 10) * 10)));
      const foundOn = { name: '公平秤', eG: 2 };
      return decideReweigh(
        sale,
        after(sale),
        { lineNo: 1, foundG, source: 'typed', foundOn, accuracy: 'better' },
        band,
      );
    };
    expect(of({ category: '08', name: '鲫鱼' }, 900, 'mid')).toMatchObject({ body: { verdict: 'exempt', band: null } });
    expect(of({ name: '黑木耳(水发)' }, 900, 'low')).toMatchObject({ body: { verdict: 'exempt' } });
    expect(of({}, 1_230, 'low')).toMatchObject({ shortG: 20, body: { verdict: 'within', limitG: 40 } });
    expect(of({}, 1_209, 'low')).toMatchObject({ shortG: 41, body: { verdict: 'short' } });
    expect(of({}, 1_209, null)).toMatchObject({ body: { band: 'mid', limitG: 5 } });
    // By its kind within, by its price short: the vendor is told.
    expect(of({ priceFen: 8_400 }, 1_246, 'mid')).toMatchObject({ stricter: false, body: { verdict: 'within' } });
    expect(of({ priceFen: 8_400 }, 1_245, 'mid')).toMatchObject({
      stricter: true,
      body: { verdict: 'within', limitG: 5 },
    });
  });
  it('what is short is refunded at what was paid for it', () => {
    const sale = cashSale();
    expect(refundOf(sale, after(sale), back(1, { netG: 41 }))).toBe(30);
  });
});
