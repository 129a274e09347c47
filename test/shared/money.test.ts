import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  fenText,
  kgText,
  lineAmount,
  parseKg,
  parseYuan,
  pieceAmount,
  roundDown,
  noteText,
  yuanText,
} from '../../shared/money.ts';
import { MAX_FEN, MAX_GRAMS } from '../../shared/limits.ts';

const fen = fc.integer({ min: 0, max: MAX_FEN });
const grams = fc.integer({ min: 0, max: MAX_GRAMS });
const basis = fc.constantFrom(500 as const, 1000 as const);

describe('the amount of a weighed line', () => {
  it.each([
    [385, 760, 293],
    [1245, 604, 752],
    [505, 16_800, 8484],
    [125, 1204, 151],
    [5, 100, 1],
    [100, 998, 100],
    [15_000, 1999, 29_985],
  ])('%i g at %i fen/kg is %i fen', (netG, priceFen, amountFen) => {
    expect(lineAmount(netG, priceFen, 1000)).toBe(amountFen);
  });

  it('keeps a price per 500 g as it was typed', () => {
    expect(lineAmount(1250, 399, 500)).toBe(998);
    expect(lineAmount(500, 399, 500)).toBe(399);
  });

  it('is the exact half-up quotient for every weight and price a record can carry', () => {
    fc.assert(
      fc.property(grams, fen, basis, (netG, priceFen, basisG) => {
        const exact = (2n * BigInt(netG) * BigInt(priceFen) + BigInt(basisG)) / (2n * BigInt(basisG));
        expect(BigInt(lineAmount(netG, priceFen, basisG))).toBe(exact);
      }),
    );
  });

  it('of pieces is price times number', () => {
    expect(pieceAmount(3, 250)).toBe(750);
  });
});

describe('rounding a total', () => {
  it.each([
    [2387, 'jiao', 2380],
    [2387, 'yuan', 2300],
    [2387, 'none', 2387],
    [85, 'yuan', 80],
    [5, 'yuan', 5],
    [5, 'jiao', 5],
    [0, 'yuan', 0],
  ] as const)('%i fen to %s is %i fen', (total, rounding, payable) => {
    expect(roundDown(total, rounding)).toBe(payable);
  });

  it('goes down only, by less than its step, and never to nothing', () => {
    fc.assert(
      fc.property(fen, fc.constantFrom('jiao', 'yuan', 'none'), (total, rounding) => {
        const payable = roundDown(total, rounding);
        expect(payable).toBeLessThanOrEqual(total);
        expect(total - payable).toBeLessThan({ jiao: 10, yuan: 100, none: 1 }[rounding]);
        expect(payable === 0).toBe(total === 0);
      }),
    );
  });
});

describe('sharing an amount over lines', () => {
  it('gives the odd fen to the first of equals', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(5, [0, 0])).toEqual([3, 2]);
    expect(allocate(7, [])).toEqual([]);
  });

  it('sums exactly, and takes from no line more than it has', () => {
    fc.assert(
      fc.property(fc.array(fen, { minLength: 1, maxLength: 40 }), fc.nat(), (weights, seed) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const amount = total === 0 ? 0 : seed % (total + 1);
        const parts = allocate(amount, weights);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        parts.forEach((part, index) => {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(weights[index] ?? -1);
        });
      }),
    );
  });
});

describe('amounts and weights as text', () => {
  it('shows yuan with two decimals and a true minus sign', () => {
    expect(fenText(1250)).toBe('12.50');
    expect(fenText(-5)).toBe('−0.05');
    expect(fenText(0)).toBe('0.00');
    expect([10_000, 5000, 1000, 250, 5].map(noteText)).toEqual(['100', '50', '10', '2.5', '0.05']);
    expect(yuanText(1250)).toBe('¥12.50');
    expect(yuanText(-1250)).toBe('−¥12.50');
  });

  it('shows kilograms with the decimals of the scale, but never less than what is charged', () => {
    expect(kgText(1245)).toBe('1.245');
    expect(kgText(-5)).toBe('−0.005');
    expect(kgText(1240, 2)).toBe('1.24');
    expect(kgText(1245, 2)).toBe('1.245');
    expect(kgText(2000, 0)).toBe('2');
  });

  it('reads back what it shows', () => {
    fc.assert(
      fc.property(fen, (amount) => {
        expect(parseYuan(fenText(amount))).toBe(amount);
      }),
    );
    fc.assert(
      fc.property(grams, (weight) => {
        expect(parseKg(kgText(weight))).toBe(weight);
      }),
    );
  });

  it.each([
    ['12', 1200],
    ['12.5', 1250],
    [' 0.05 ', 5],
    ['.5', 50],
    ['12.', 1200],
    ['007', 700],
  ])('reads a typed %j as %i fen', (typed, amount) => {
    expect(parseYuan(typed)).toBe(amount);
  });

  it.each(['', '.', '-5', '−5', '+5', '1.005', '1,5', '1e3', '¥5', '1 000', '99999999999', '五', '0x10'])(
    'does not take %j for an amount',
    (typed) => {
      expect(parseYuan(typed)).toBeNull();
    },
  );

  it('takes three decimals of a kilogram, not four', () => {
    expect(parseKg('1.245')).toBe(1245);
    expect(parseKg('1.2455')).toBeNull();
  });
});
