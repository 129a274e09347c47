import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addLine,
  agreeLine,
  agreeTotal,
  capLines,
  cartTotals,
  freeSign,
  linesFen,
  MAX_LINES,
  removeLine,
  replaceLine,
  restoreLine,
  setQuantity,
  type CartChange,
} from '../../shared/cart.ts';
import { MAX_SALE_FEN } from '../../shared/money.ts';
import type { Cart } from '../../shared/records/terminal.ts';
import { cartOf, emptyCart, pieceLine, weightLine } from './samples.ts';

const done = (change: CartChange): Cart => {
  if (!change.ok) throw new Error(`refused: ${change.refusal.code}`);
  return change.cart;
};
const refusal = (change: CartChange) => (change.ok ? null : change.refusal);

describe('a cart', () => {
  it('adds up its lines and rounds down to jiao', () => {
    const cart = done(
      addLine(done(addLine(emptyCart(), weightLine({ netG: 1245, grossG: 1245, priceFen: 604 }))), pieceLine()),
    );
    expect(cartTotals(cart)).toEqual({ goodsFen: 1352, concessionFen: 0, roundingFen: 2, payableFen: 1350 });
    expect(cartTotals(emptyCart())).toEqual({ goodsFen: 0, concessionFen: 0, roundingFen: 0, payableFen: 0 });
  });

  it('goes down to a cap that comes in the middle of a sale, and never up', () => {
    const line = weightLine({ netG: 1000, grossG: 1000, priceFen: 700, basisG: 1000, amountFen: 700 });
    const cap = () => ({ priceFen: 500, basisG: 1000 as const });
    const payable = (cart: Cart) => cartTotals(done(capLines(cart, cap))).payableFen;
    expect(done(capLines(cartOf([line]), cap)).lines).toMatchObject([
      { priceFen: 500, amountFen: 500, concessionFen: 0, capped: true, priceSource: 'market' },
    ]);
    // Bargained a little: the cap is lower. Bargained further than the cap: that stays.
    expect(payable(done(agreeLine(cartOf([line]), line.id, 600)))).toBe(500);
    expect(payable(done(agreeLine(cartOf([line]), line.id, 400)))).toBe(400);
    expect(payable(done(agreeTotal(cartOf([line]), 600)))).toBe(500);
    expect(payable(done(agreeTotal(cartOf([line]), 300)))).toBe(300);
    expect(refusal(capLines({ ...cartOf([line]), state: 'waiting' }, cap))).toEqual({ code: 'cart_waiting' });
  });

  it('brings a removed line back to its place', () => {
    const [first, second] = [weightLine(), pieceLine()];
    const cart = cartOf([first, second]);
    const without = done(removeLine(cart, first.id));
    expect(without.lines).toEqual([second]);
    expect(done(restoreLine(without, first, 0)).lines).toEqual([first, second]);
    expect(done(restoreLine(without, first)).lines).toEqual([second, first]);
    expect(refusal(restoreLine(cart, first, 0))?.code).toBe('bad_args');
    expect(refusal(removeLine(without, first.id))).toEqual({ code: 'no_such_line' });
  });

  it('takes another weight for a line', () => {
    const cart = done(replaceLine(cartOf([weightLine()]), weightLine({ netG: 500, grossG: 500 })));
    expect(cartTotals(cart).goodsFen).toBe(360);
    expect(refusal(replaceLine(cart, weightLine({ id: 'other' })))).toEqual({ code: 'no_such_line' });
  });

  it('counts pieces, and none takes the line out', () => {
    const cart = cartOf([pieceLine(), weightLine()]);
    expect(cartTotals(done(setQuantity(cart, 'line-2', 5))).goodsFen).toBe(1500 + 900);
    expect(done(setQuantity(cart, 'line-2', 0)).lines).toHaveLength(1);
    expect(refusal(setQuantity(cart, 'line-1', 2))).toEqual({ code: 'not_sold_by_piece' });
    const bargained = done(agreeLine(cart, 'line-2', 500));
    expect(done(setQuantity(bargained, 'line-2', 3)).lines[0]).toMatchObject({ amountFen: 900, concessionFen: 0 });
  });

  it('bargains one line or the whole downward, never up', () => {
    const cart = cartOf([weightLine(), pieceLine()]);
    const line = done(agreeLine(cart, 'line-1', 850));
    expect(cartTotals(line)).toEqual({ goodsFen: 1500, concessionFen: 50, roundingFen: 0, payableFen: 1450 });
    expect(refusal(agreeLine(cart, 'line-1', 901))).toEqual({ code: 'above_total', totalFen: 900 });
    const whole = done(agreeTotal(line, 1403));
    expect(cartTotals(whole)).toEqual({ goodsFen: 1500, concessionFen: 97, roundingFen: 0, payableFen: 1403 });
    expect(refusal(agreeTotal(line, 1451))).toEqual({ code: 'above_total', totalFen: 1450 });
    expect(refusal(agreeTotal(line, 0))).toEqual({ code: 'payable_zero' });
    expect(refusal(agreeTotal(emptyCart(), 100))).toEqual({ code: 'cart_empty' });
    expect(cartTotals(done(agreeTotal(whole, null))).payableFen).toBe(1450);
  });

  it('forgets an agreed total when its lines change', () => {
    const agreed = done(agreeTotal(cartOf([weightLine(), pieceLine()]), 1400));
    const changes = [
      addLine(agreed, pieceLine({ id: 'line-3' })),
      replaceLine(agreed, weightLine()),
      removeLine(agreed, 'line-1'),
      setQuantity(agreed, 'line-2', 3),
      agreeLine(agreed, 'line-1', 800),
    ];
    expect(changes.map((change) => done(change).agreedFen)).toEqual([null, null, null, null, null]);
  });

  it('that is paid, closed or waiting for its money does not change', () => {
    for (const state of ['waiting', 'paid', 'closed'] as const) {
      const cart = { ...cartOf([weightLine()]), state };
      const code = state === 'waiting' ? 'cart_waiting' : 'cart_closed';
      expect(refusal(addLine(cart, pieceLine()))).toEqual({ code });
      expect(refusal(agreeTotal(cart, 100))).toEqual({ code });
    }
  });

  it('has an end', () => {
    const full = cartOf(
      Array.from({ length: MAX_LINES }, (_, index) => pieceLine({ id: `line-${index}`, priceFen: 1 })),
    );
    expect(refusal(addLine(full, pieceLine({ id: 'one-more' })))).toEqual({ code: 'too_many_lines' });
    expect(refusal(addLine(emptyCart(), pieceLine({ qty: 1, priceFen: MAX_SALE_FEN + 1 })))).toEqual({
      code: 'amount_absurd',
      maxFen: MAX_SALE_FEN,
    });
  });

  it('gets the first free sign', () => {
    const carts = (['A', 'B', 'D'] as const).map((sign) => ({ ...emptyCart(), sign }));
    expect(freeSign([])).toBe('A');
    expect(freeSign(carts)).toBe('C');
    expect(freeSign([...carts, { sign: 'C', state: 'closed' }])).toBe('C');
    expect(freeSign(['A', 'B', 'C', 'D', 'E', 'F'].map((sign) => ({ sign, state: 'held' as const })))).toBeNull();
  });

  it('never costs more than its goods, never less than nothing, and is rounded only down, whatever the vendor does', () => {
    const money = fc.integer({ min: 0, max: 20_000 });
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.oneof(
      fc.tuple(id, fc.integer({ min: 1, max: 3000 })).map(
        ([line, netG]) =>
          (cart: Cart) =>
            addLine(cart, weightLine({ id: line, netG, grossG: netG })),
      ),
      fc.tuple(id, money).map(
        ([line, priceFen]) =>
          (cart: Cart) =>
            addLine(cart, pieceLine({ id: line, priceFen })),
      ),
      fc.tuple(id, fc.integer({ min: 0, max: 9 })).map(
        ([line, qty]) =>
          (cart: Cart) =>
            setQuantity(cart, line, qty),
      ),
      fc.tuple(id, money).map(
        ([line, fen]) =>
          (cart: Cart) =>
            agreeLine(cart, line, fen),
      ),
      id.map((line) => (cart: Cart) => removeLine(cart, line)),
      fc.option(money).map((fen) => (cart: Cart) => agreeTotal(cart, fen)),
    );
    fc.assert(
      fc.property(fc.constantFrom('jiao', 'yuan', 'none'), fc.array(step, { maxLength: 30 }), (rounding, steps) => {
        let cart = emptyCart(rounding);
        for (const take of steps) {
          const change = take(cart);
          if (change.ok) cart = change.cart;
          const { goodsFen, concessionFen, roundingFen, payableFen } = cartTotals(cart);
          expect(payableFen).toBe(goodsFen - concessionFen - roundingFen);
          expect(payableFen).toBeLessThanOrEqual(linesFen(cart));
          expect(payableFen).toBeGreaterThanOrEqual(0);
          expect(concessionFen).toBeGreaterThanOrEqual(0);
          expect(roundingFen).toBeGreaterThanOrEqual(0);
          expect(cart.agreedFen === null || cart.agreedFen === payableFen).toBe(true);
          expect(payableFen === 0).toBe(linesFen(cart) === 0);
        }
      }),
    );
  });
});
