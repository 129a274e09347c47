import { expect, it } from 'vitest';
import { capNewsOf } from '../../renderer/vendor/capped.ts';
import { en } from '../../shared/text/en.ts';
import { zh } from '../../shared/text/zh.ts';
import type { CartsView, LineView } from '../../shared/view.ts';
import * as sample from './sample.ts';

const carts = (change: (line: LineView) => LineView): CartsView => ({
  frontId: 'c1',
  carts: [{ ...sample.fullCart, lines: sample.fullCart.lines.map(change) }],
  undo: null,
});
const before = carts((line) => line);
const [first] = sample.fullCart.lines;
/** That line of the first goods, one yuan cheaper in its price and its amount. */
const lower = (line: LineView): LineView =>
  line.id === first?.id
    ? {
        ...line,
        capped: true,
        price: { ...line.price, priceFen: line.price.priceFen - 100 },
        amountFen: line.amountFen - 100,
      }
    : line;

it('平价: tells which goods of the carts the market has capped meanwhile, and what that takes off', () => {
  expect(capNewsOf(before, carts(lower))).toMatchObject({
    goods: [{ name: '番茄', price: { priceFen: 740 } }],
    lessFen: 100,
  });
});
it('平价: tells nothing where a hand has changed a line, where nothing costs less, and at the first look', () => {
  expect(
    capNewsOf(
      before,
      carts((line) => ({ ...lower(line), netG: 500 })),
    ),
  ).toBeNull();
  expect(
    capNewsOf(
      before,
      carts((line) => ({ ...lower(line), productId: 'p0001' })),
    ),
  ).toBeNull();
  expect(
    capNewsOf(
      before,
      carts((line) => ({ ...lower(line), amountFen: line.amountFen })),
    ),
  ).toBeNull();
  expect(capNewsOf(before, before)).toBeNull();
  expect(capNewsOf(undefined, before)).toBeNull();
});
it('平价: says it in both languages', () => {
  expect(zh.cart.capped(['番茄 ¥7.40/kg', '豆腐 ¥2.00/块'], '¥2.00')).toBe(
    '市场限价：番茄 ¥7.40/kg、豆腐 ¥2.00/块，少收 ¥2.00',
  );
  expect(en.cart.capped(['Tomato ¥7.40/kg', 'Tofu ¥2.00/pc'], '¥2.00')).toBe(
    'Capped by the market: Tomato ¥7.40/kg, Tofu ¥2.00/pc; ¥2.00 less',
  );
});
