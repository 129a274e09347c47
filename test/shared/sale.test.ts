import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { agreeLine, agreeTotal, cartTotals } from '../../shared/cart.ts';
import { lineAmount } from '../../shared/money.ts';
import { SaleBody } from '../../shared/records/journal.ts';
import type { Cart } from '../../shared/records/terminal.ts';
import { buildSale, changeHints, checkSale, perpetualDelta, printedNumber, type SaleInput } from '../../shared/sale.ts';
import { cartOf, exactCash, pieceLine, soldBody, weightLine } from './samples.ts';

const bodySchema = Compile(SaleBody);
const refused = (input: SaleInput) => {
  const sold = buildSale(input);
  return sold.ok ? null : sold.refusal;
};
const cart = cartOf([weightLine({ netG: 1245, grossG: 1245, priceFen: 604 }), pieceLine()]);

describe('a sale', () => {
  it('carries goods, rounding, cash and change', () => {
    const sold = buildSale(exactCash(cart, 1350, { tenders: [{ kind: 'cash', amountFen: 1350, tenderedFen: 2000 }] }));
    expect(sold).toMatchObject({ ok: true, changeFen: 650 });
    if (!sold.ok) return;
    expect(sold.body).toMatchObject({ goodsFen: 1352, concessionFen: 0, roundingFen: 2, payableFen: 1350 });
    expect(sold.body.lines.map((line) => [line.no, line.allocatedFen])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(sold.body.tenders).toEqual([
      {
        no: 1,
        kind: 'cash',
        channel: null,
        amountFen: 1350,
        state: 'cash',
        tenderedFen: 2000,
        changeFen: 650,
        paymentOrderId: null,
        transactionId: null,
      },
    ]);
    expect(checkSale(sold.body)).toBeNull();
  });

  it('of cash nobody counted says so', () => {
    const sold = buildSale(exactCash(cart, 1350));
    expect(sold).toMatchObject({
      ok: true,
      changeFen: null,
      body: { tenders: [{ tenderedFen: null, changeFen: null }] },
    });
  });

  it('takes cash below the total when the vendor concedes the rest', () => {
    const body = soldBody(exactCash(cart, 1350, { concedeFen: 50 }));
    expect(body).toMatchObject({ goodsFen: 1352, concessionFen: 50, roundingFen: 2, payableFen: 1300 });
    expect(checkSale(body)).toBeNull();
  });

  it('is refused when cash is short, too much, or for another total than the window showed', () => {
    const cash = (amountFen: number, tenderedFen: number | null) => ({
      tenders: [{ kind: 'cash' as const, amountFen, tenderedFen }],
    });
    expect(refused(exactCash(cart, 1350, cash(1350, 1300)))).toEqual({
      code: 'cash_short',
      payableFen: 1350,
      shortFen: 50,
    });
    expect(refused(exactCash(cart, 1350, cash(1300, null)))).toEqual({
      code: 'cash_short',
      payableFen: 1350,
      shortFen: 50,
    });
    expect(refused(exactCash(cart, 1350, cash(1400, 1400)))).toEqual({ code: 'tenders_differ', payableFen: 1350 });
    expect(refused(exactCash(cart, 1340))).toEqual({ code: 'tenders_differ', payableFen: 1350 });
    expect(refused(exactCash(cart, 1350, { concedeFen: 1350, tenders: [] }))).toEqual({ code: 'payable_zero' });
  });

  it('is not made of an empty, a closed or a worthless cart', () => {
    expect(refused(exactCash(cartOf([]), 0))).toEqual({ code: 'cart_empty' });
    expect(refused(exactCash({ ...cart, state: 'closed' }, 1350))).toEqual({ code: 'cart_closed' });
    expect(refused(exactCash(cartOf([pieceLine({ kind: 'gift', amountFen: 0 })]), 0))).toEqual({
      code: 'payable_zero',
    });
  });

  it('shows what the shopper probably hands over', () => {
    expect(changeHints(2380)).toEqual([
      { paidFen: 5000, changeFen: 2620 },
      { paidFen: 10_000, changeFen: 7620 },
    ]);
    expect(changeHints(320).map((hint) => hint.paidFen)).toEqual([500, 1000, 2000]);
    expect(changeHints(12_340)).toEqual([
      { paidFen: 15_000, changeFen: 2660 },
      { paidFen: 20_000, changeFen: 7660 },
    ]);
    expect(changeHints(500).map((hint) => hint.paidFen)).toEqual([1000, 2000, 5000]);
    expect(changeHints(20_000)).toEqual([]);
  });

  it('has a printed number and counts once in the perpetual total', () => {
    expect(printedNumber({ terminal: 17, epoch: 1, seq: 212 })).toBe('17-1-212');
    expect(perpetualDelta(soldBody(exactCash(cart, 1350)))).toBe(1350);
    expect(perpetualDelta({ kind: 'void', saleId: 'sale-1', amountFen: 1350, tenders: [], reason: '' })).toBe(-1350);
    expect(perpetualDelta({ kind: 'override', what: 'guard', subjectId: null, detail: '' })).toBe(0);
  });
});

const anyLine = fc.oneof(
  fc
    .record({
      netG: fc.integer({ min: 5, max: 15_000 }),
      tareG: fc.constantFrom(0, 5, 20),
      priceFen: fc.integer({ min: 1, max: 20_000 }),
      basisG: fc.constantFrom(500 as const, 1000 as const),
    })
    .map(({ netG, tareG, ...price }) =>
      weightLine({ ...price, netG, tareG, grossG: netG + tareG, tareKind: tareG === 0 ? 'none' : 'preset' }),
    ),
  fc
    .record({ qty: fc.integer({ min: 1, max: 20 }), priceFen: fc.integer({ min: 1, max: 5000 }) })
    .map((piece) => pieceLine(piece)),
  fc.integer({ min: 1, max: 500 }).map((priceFen) => pieceLine({ kind: 'portion', qty: 1, priceFen })),
  fc.constant(pieceLine({ kind: 'gift', amountFen: 0 })),
);

/** A cart as a vendor may leave it: any lines, perhaps bargained, in any rounding. */
const anyCart = fc
  .record({
    lines: fc.array(anyLine, { minLength: 1, maxLength: 8 }),
    rounding: fc.constantFrom('jiao' as const, 'yuan' as const, 'none' as const),
    lineCut: fc.nat({ max: 99 }),
    totalCut: fc.option(fc.nat({ max: 99 })),
  })
  .map(({ lines, rounding, lineCut, totalCut }): Cart => {
    const whole = cartOf(
      lines.map((line, index) => ({ ...line, id: `line-${index}` })),
      rounding,
    );
    const first = whole.lines[0];
    const bargained =
      first === undefined ? null : agreeLine(whole, first.id, Math.ceil((first.amountFen * (100 - lineCut)) / 100));
    const cut = bargained?.ok === true ? bargained.cart : whole;
    const agreed =
      totalCut === null ? null : agreeTotal(cut, Math.ceil((cartTotals(cut).payableFen * (100 - totalCut)) / 100));
    return agreed?.ok === true ? agreed.cart : cut;
  })
  .filter((one) => cartTotals(one).payableFen > 0);

const anySale = fc
  .record({ cart: anyCart, over: fc.option(fc.nat({ max: 10_000 })), concede: fc.nat({ max: 50 }) })
  .map(({ cart: one, over, concede }) => {
    const { payableFen } = cartTotals(one);
    const concedeFen = concede < payableFen ? concede : 0;
    const amountFen = payableFen - concedeFen;
    return soldBody(
      exactCash(one, payableFen, {
        concedeFen,
        tenders: [{ kind: 'cash', amountFen, tenderedFen: over === null ? null : amountFen + over }],
      }),
    );
  });

describe('checking a sale', () => {
  it('finds nothing in any sale the till makes, and the record holds it', () => {
    fc.assert(
      fc.property(anySale, (body) => {
        expect(checkSale(body)).toBeNull();
        expect(bodySchema.Check(body)).toBe(true);
        const paid = body.lines.map((line) => line.amountFen - line.concessionFen - line.allocatedFen);
        expect(paid.every((fen) => fen >= 0)).toBe(true);
        expect(paid.reduce((sum, fen) => sum + fen, 0)).toBe(body.payableFen);
      }),
    );
  });

  it('finds any single number that was changed', () => {
    const delta = fc.integer({ min: -300, max: 300 }).filter((by) => by !== 0);
    const totals = ['goodsFen', 'concessionFen', 'roundingFen', 'payableFen'] as const;
    const ofLine = [
      'no',
      'priceFen',
      'qty',
      'grossG',
      'tareG',
      'netG',
      'amountFen',
      'concessionFen',
      'allocatedFen',
    ] as const;
    const ofTender = ['no', 'amountFen', 'tenderedFen', 'changeFen'] as const;
    const place = fc.oneof(
      fc.constantFrom(...totals).map((field) => ({ of: 'sale' as const, field })),
      fc.constantFrom(...ofLine).map((field) => ({ of: 'line' as const, field })),
      fc.constantFrom(...ofTender).map((field) => ({ of: 'tender' as const, field })),
    );
    const put = <T extends object>(of: T, field: keyof T, value: number): T => ({ ...of, [field]: value });
    fc.assert(
      fc.property(anySale, place, fc.nat(), delta, (body, where, seed, by) => {
        const change = (): SaleBody => {
          switch (where.of) {
            case 'sale':
              return put(body, where.field, body[where.field] + by);
            case 'line':
              return {
                ...body,
                lines: body.lines.map((line, index) => {
                  const old = line[where.field];
                  if (index !== seed % body.lines.length) return line;
                  fc.pre(old !== null && line.kind !== 'gift' && old + by >= 0);
                  const changed = put(line, where.field, (old ?? 0) + by);
                  // A price may change within the rounding of one line; then it changes no amount either.
                  fc.pre(
                    where.field !== 'priceFen' ||
                      line.basisG === null ||
                      lineAmount(line.netG ?? 0, changed.priceFen, line.basisG) !== line.amountFen,
                  );
                  return changed;
                }),
              };
            case 'tender':
              return {
                ...body,
                tenders: body.tenders.map((tender) => {
                  const old = tender[where.field];
                  fc.pre(old !== null);
                  return put(tender, where.field, (old ?? 0) + by);
                }),
              };
          }
        };
        expect(checkSale(change())).not.toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  it('says in plain words what is wrong', () => {
    const body = soldBody(exactCash(cart, 1350));
    const [line] = body.lines;
    expect(checkSale({ ...body, payableFen: 1300 })).toBe('应付 13.00 应为 13.50');
    expect(
      checkSale({ ...body, lines: body.lines.map((one) => (one === line ? { ...one, amountFen: 700 } : one)) }),
    ).toBe('第 1 行:金额 7.00 应为 7.52');
    const given = soldBody(exactCash(cartOf([weightLine({ concessionFen: 900 }), pieceLine()]), 600));
    expect(
      checkSale({
        ...given,
        goodsFen: 1400,
        lines: given.lines.map((one) =>
          one.no === 1 ? { ...one, priceFen: 640, amountFen: 800 } : { ...one, amountFen: 600 },
        ),
      }),
    ).toBe('第 1 行:让价大于金额');
    expect(checkSale({ ...body, rounding: 'yuan' })).toBe('抹零 0.02 应为 0.52');
    expect(checkSale({ ...body, tenders: body.tenders.map((tender) => ({ ...tender, kind: 'card' })) })).toBe(
      '第 1 笔收款:方式与状态不符',
    );
  });
});
