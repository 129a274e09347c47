import { afterEach, expect, it } from 'vitest';
import type { Picture, ReceiptLine } from '../../shared/receipt.ts';
import { createStall, fakePrinter, until, payCash, type Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.close());

it('the logo stands above a receipt, first print and reprint, and above no test print', async () => {
  const logo: Picture = { kind: 'picture', width: 8, height: 1, bits: '/w==' };
  const printer = { ...fakePrinter(), logo };
  stall = createStall({ devices: { printer } });
  await stall.open();
  stall.put(0);
  const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen: 500 });
  const { saleId } = await payCash(stall, cartId, 500, 'short');
  const papers = (count: number): Promise<readonly (readonly ReceiptLine[])[]> =>
    until(
      () => printer.paper,
      (paper) => paper.length === count,
    );
  await papers(1);
  await stall.must('sale.print', { saleId, layout: 'short' });
  await papers(2);
  await stall.must('printer.test', {});
  const pictures = (await papers(3)).map((lines) => lines.map((line, no) => (line.kind === 'picture' ? no : -1)));
  expect(pictures.map((at) => at.filter((no) => no >= 0))).toEqual([[0], [0], []]);
});
