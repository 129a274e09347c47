import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPrice, comparePrice, effectivePrice, isAboveCap, MAX_PRICE_FEN } from '../../shared/price.ts';
import type { Price } from '../../shared/records/goods.ts';

const perKg = (priceFen: number): Price => ({ priceFen, basisG: 1000 });
const per500 = (priceFen: number): Price => ({ priceFen, basisG: 500 });
const perPiece = (priceFen: number): Price => ({ priceFen, basisG: null });
const now = 1000;
const capAt = (price: Price, validFrom: number | null = null, validUntil: number | null = null) => ({
  price,
  validFrom,
  validUntil,
});

describe('the price a product is sold at', () => {
  it("is the stall's own, else the market's opening price, else asked for", () => {
    expect(effectivePrice({ stall: perKg(700), market: perKg(600), cap: null, now })).toEqual({
      price: perKg(700),
      source: 'stall',
      capped: false,
    });
    expect(effectivePrice({ stall: null, market: perKg(600), cap: null, now })).toEqual({
      price: perKg(600),
      source: 'market',
      capped: false,
    });
    expect(effectivePrice({ stall: null, market: null, cap: capAt(perKg(500)), now })).toBeNull();
  });

  it('never goes above a cap that holds, whatever their bases', () => {
    expect(effectivePrice({ stall: per500(400), market: null, cap: capAt(perKg(799)), now })).toEqual({
      price: perKg(799),
      source: 'market',
      capped: true,
    });
    expect(effectivePrice({ stall: per500(399), market: null, cap: capAt(perKg(799)), now })).toEqual({
      price: per500(399),
      source: 'stall',
      capped: false,
    });
    expect(effectivePrice({ stall: per500(400), market: null, cap: capAt(perKg(800)), now })).toEqual({
      price: per500(400),
      source: 'stall',
      capped: true,
    });
  });

  it('looks at a cap from its first moment to just before its last', () => {
    const price = (cap: ReturnType<typeof capAt>) =>
      effectivePrice({ stall: perKg(900), market: null, cap, now })?.price.priceFen;
    expect(price(capAt(perKg(800), now, now + 1))).toBe(800);
    expect(price(capAt(perKg(800), now + 1, null))).toBe(900);
    expect(price(capAt(perKg(800), null, now))).toBe(900);
  });

  it('does not compare a price by weight with a cap by piece', () => {
    expect(comparePrice(perKg(900), perPiece(100))).toBeNull();
    expect(isAboveCap(perKg(900), capAt(perPiece(100)), now)).toBe(false);
  });

  it('is never above the cap, for any prices', () => {
    const price = fc.record({
      priceFen: fc.integer({ min: 1, max: MAX_PRICE_FEN }),
      basisG: fc.constantFrom(500 as const, 1000 as const),
    });
    fc.assert(
      fc.property(price, price, (stall, cap) => {
        const sold = effectivePrice({ stall, market: null, cap: capAt(cap), now });
        expect(sold).not.toBeNull();
        if (sold !== null) expect(isAboveCap(sold.price, capAt(cap), now)).toBe(false);
      }),
    );
  });
});

describe('a typed price', () => {
  const cucumber = {
    sellBy: 'weight',
    guardMinFen: 200,
    guardMaxFen: 2000,
    pieceGuardMinFen: 0,
    pieceGuardMaxFen: 0,
  } as const;
  const egg = { sellBy: 'piece', guardMinFen: 50, guardMaxFen: 300, pieceGuardMinFen: 0, pieceGuardMaxFen: 0 } as const;
  const pumpkin = {
    sellBy: 'both',
    guardMinFen: 200,
    guardMaxFen: 2000,
    pieceGuardMinFen: 0,
    pieceGuardMaxFen: 0,
  } as const;

  it('passes inside the guard band, its edges included, in either basis', () => {
    expect(checkPrice(cucumber, perKg(200), false)).toBeNull();
    expect(checkPrice(cucumber, perKg(2000), false)).toBeNull();
    expect(checkPrice(cucumber, per500(1000), false)).toBeNull();
    expect(checkPrice(egg, perPiece(120), false)).toBeNull();
  });

  it('outside the band is asked for again, and stands when the vendor is sure', () => {
    expect(checkPrice(cucumber, per500(1001), false)).toEqual({
      code: 'price_out_of_guard',
      minFen: 200,
      maxFen: 2000,
      basisG: 1000,
    });
    expect(checkPrice(cucumber, perKg(72), false)).toEqual({
      code: 'price_out_of_guard',
      minFen: 200,
      maxFen: 2000,
      basisG: 1000,
    });
    expect(checkPrice(egg, perPiece(12), false)).toEqual({
      code: 'price_out_of_guard',
      minFen: 50,
      maxFen: 300,
      basisG: null,
    });
    expect(checkPrice(cucumber, per500(1001), true)).toBeNull();
  });

  it('that is absurd never stands', () => {
    expect(checkPrice(cucumber, perKg(0), true)).toEqual({ code: 'amount_absurd', maxFen: MAX_PRICE_FEN });
    expect(checkPrice(cucumber, perKg(MAX_PRICE_FEN + 1), true)).toEqual({
      code: 'amount_absurd',
      maxFen: MAX_PRICE_FEN,
    });
    expect(checkPrice(cucumber, perKg(MAX_PRICE_FEN), true)).toBeNull();
  });

  it('must be for a way the product is sold', () => {
    expect(checkPrice(cucumber, perPiece(500), true)).toEqual({ code: 'not_sold_by_piece' });
    expect(checkPrice(egg, perKg(500), true)).toEqual({ code: 'not_sold_by_weight' });
    expect(checkPrice(pumpkin, perPiece(5), false)).toBeNull();
    expect(checkPrice({ ...cucumber, guardMinFen: 0, guardMaxFen: 0 }, perKg(99_999), false)).toBeNull();
  });
});
