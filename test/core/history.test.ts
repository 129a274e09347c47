import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { businessDay } from '../../shared/day.ts';
import { createStall, greens, price, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
});
afterEach(() => stall.close());

async function sell(amountFen: number, category = '01'): Promise<string> {
  const { cartId } = await stall.must('goods.portion', { productId: null, category, amountFen });
  const tenders = [{ kind: 'cash' as const, amountFen, tenderedFen: null }];
  const sale = { cartId, payableFen: amountFen, tenders, concedeFen: 0, paper: 'none' as const };
  return (await stall.must('sale.complete', sale)).saleId;
}
const anything = { from: null, until: null, amountFen: null, product: null, no: null };
const DAY = 86_400_000;

describe('history', () => {
  it('lists sales over days, newest first, page by page, with what holds of each now', async () => {
    for (let i = 1; i <= 35; i += 1) await sell(i * 10);
    stall.pass(DAY);
    const last = await sell(5_000);
    await stall.must('sale.void', { saleId: last });
    const first = await stall.must('history.list', anything);
    expect(first.rows).toHaveLength(30);
    expect(first.rows[0]).toMatchObject({ payableFen: 5_000, now: { state: 'voided', netFen: 0 } });
    const rest = await stall.must('history.list', { ...anything, from: first.next });
    expect(rest.rows.map((row) => row.payableFen)).toEqual([60, 50, 40, 30, 20, 10]);
    expect(rest.next).toBeNull();
  });
  it('finds by amount, by a part of a name, by number and by time', async () => {
    await sell(1_000);
    const before = stall.now();
    stall.pass(60_000);
    await sell(2_000, '02');
    const list = async (wish: Partial<typeof anything> | { readonly until: number }) =>
      (await stall.must('history.list', { ...anything, ...wish })).rows.map((row) => row.payableFen);
    expect(await list({ amountFen: 1_000 as never })).toEqual([1_000]);
    expect(await list({ product: '叶' as never })).toEqual([1_000]);
    expect(await list({ no: '0-0-2' as never })).toEqual([2_000]);
    expect(await list({ no: '1' as never })).toEqual([1_000]);
    expect(await list({ no: 'x' as never })).toEqual([]);
    expect(await list({ until: before })).toEqual([1_000]);
  });
  it('shows the life of a sale: lines, what came later, paper, and where it is', async () => {
    const saleId = await sell(1_000);
    await stall.must('sale.correct', { saleId, tenderNo: 1, kind: 'card' });
    expect(await stall.must('history.read', { saleId })).toMatchObject({
      no: '0-0-1',
      lines: [{ name: '叶菜', left: { leftFen: 1_000 } }],
      now: { state: 'sold', tenders: [{ kind: 'card' }] },
      later: [{ no: '0-0-2', body: { kind: 'correction' } }],
      paper: 'none',
      uploaded: 'alone',
      canChange: true,
      needsRight: false,
    });
    expect(await stall.call('history.read', { saleId: 'nobody' })).toMatchObject({ refusal: { code: 'no_such_sale' } });
  });
});

describe('earnings', () => {
  it('count nothing in training', async () => {
    await stall.must('goods.price', { productId: greens, price: price(604), scope: 'from_now', sure: true });
    await sell(1_000);
    const day = businessDay(stall.now());
    expect(await stall.must('earnings.read', { from: day, to: day })).toMatchObject({
      mode: 'training',
      netFen: 0,
      sales: 0,
    });
    expect(await stall.call('earnings.read', { from: '2026-01-01', to: day })).toMatchObject({ ok: false });
  });
});
