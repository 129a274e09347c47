import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { openPaidStall, startPayMarket, type PayMarket } from './pay-market.ts';
import { storedIn, until, payCash, type Stall } from './stall.ts';

/** S15: money on the stall's printed code. */

let market: PayMarket;
let stall: Stall;
beforeEach(async () => {
  market = await startPayMarket();
  stall = await openPaidStall(market);
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});
const sell = async (amountFen: number) => {
  const made = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
  return 'cartId' in made ? made.cartId : '';
};
const entries = (kind: string) => storedIn<JournalEntry>(stall.dir, 'journal').filter((one) => one.kind === kind);
const some = (kind: string) =>
  until(
    () => entries(kind),
    (all) => all.length > 0,
  );
const arrivals = () =>
  until(
    async () => (await stall.see('owed')).arrivals,
    (all) => all.length > 0,
  );
const claims = () => market.asked.filter(({ path }) => path === '/arrivals/claim').map(({ body }) => body);

describe('S15 money on the printed code', () => {
  it('is the payment of the one cart that has its amount, once the market has claimed it', async () => {
    const cartId = await sell(960);
    market.arrive('a', 960);
    const [sale] = await some('sale');
    expect(claims()).toEqual([{ arrivalId: 'arr:a', subjectId: cartId }]);
    expect(sale?.body).toMatchObject({
      cartId,
      tenders: [
        { kind: 'static_code', state: 'confirmed', channel: 'alipay', transactionId: 'sticker-a', amountFen: 960 },
      ],
    });
    market.arrive('a', 960, { takenBy: { terminal: 17, subjectId: cartId } });
    await stall.restart();
    expect(entries('sale')).toHaveLength(1);
    expect((await stall.see('owed')).arrivals).toEqual([]);
  });
  it('is asked about when several have it, and one touch decides', async () => {
    await sell(960);
    await stall.must('cart.next', {});
    const second = await sell(960);
    market.arrive('a', 960);
    const [one] = await arrivals();
    expect(one).toMatchObject({ asks: true, candidates: [{ sign: 'A' }, { sign: 'B', subjectId: second }] });
    expect(entries('sale')).toEqual([]);
    await stall.must('pay.claim', { arrivalId: 'arr:a', subjectId: second });
    expect((await some('sale'))[0]?.body).toMatchObject({ cartId: second });
    expect(await stall.call('pay.claim', { arrivalId: 'arr:a', subjectId: second })).toMatchObject({
      refusal: { code: 'arrival_gone' },
    });
  });
  it('confirms a sale of the last ten minutes whose money had not shown, and its QR is closed', async () => {
    const cartId = await sell(960);
    const { orderId } = await stall.must('pay.show', { cartId, payableFen: 960, amountFen: null });
    const { saleId } = await stall.must('pay.release', { orderId });
    market.arrive('a', 960);
    expect((await some('confirmation'))[0]?.body).toMatchObject({
      saleId,
      tenderNo: 1,
      state: 'confirmed',
      transactionId: 'sticker-a',
      markId: 'arr:a',
    });
    expect((await stall.see('owed')).unpaid).toEqual([]);
    await until(
      () => market.asked.filter(({ path }) => path === '/close').length,
      (count) => count > 0,
    );
  });
  it('that nobody waits for is listed, stays over a restart, and can be claimed by hand', async () => {
    market.arrive('a', 960);
    expect(await arrivals()).toMatchObject([{ asks: false, candidates: [] }]);
    await stall.restart();
    expect(await arrivals()).toMatchObject([{ id: 'arr:a', amountFen: 960 }]);
    const cartId = await sell(960);
    expect(await arrivals()).toMatchObject([{ candidates: [{ subjectId: cartId }] }]);
    expect(claims()).toEqual([]);
  });
  it('that another till was quicker with is shown as taken, and commits nothing', async () => {
    market.answers.set('/arrivals/claim', { state: 'closed' });
    await sell(960);
    market.arrive('a', 960);
    await until(
      () => stall.see('paying'),
      ({ news }) => news?.what === 'taken',
    );
    market.arrive('a', 960, { takenBy: { terminal: 18, subjectId: 'other' } });
    await until(
      async () => (await stall.see('owed')).arrivals,
      ([one]) => one?.takenBy === 18,
    );
    expect(entries('sale')).toEqual([]);
  });
  it('claimed before the power went is written when the till is back', async () => {
    const cartId = await sell(960);
    market.answers.set('/arrivals/claim', { status: 503, error: 'down' });
    market.arrive('a', 960);
    await until(claims, (all) => all.length > 0);
    await stall.core().stop();
    market.arrive('a', 960, { takenBy: { terminal: 17, subjectId: cartId } });
    await stall.open();
    expect((await some('sale'))[0]?.body).toMatchObject({ cartId });
  });
  it('that a sale keyed as cash was really paid with is named at the day’s close, and one touch puts it right, once', async () => {
    const cartId = await sell(2_300);
    const { saleId } = await payCash(stall, cartId, 2_300);
    market.arrive('a', 2_300);
    await arrivals();
    const { wrongKeys, report } = await stall.must('day.report', { day: null });
    expect(wrongKeys).toMatchObject([{ arrivalId: 'arr:a', saleId, amountFen: 2_300, channel: 'alipay' }]);
    expect(report.cashFen).toBe(2_300);
    await stall.must('pay.claim', { arrivalId: 'arr:a', subjectId: saleId });
    expect((await some('correction'))[0]?.body).toMatchObject({
      saleId,
      before: [{ kind: 'cash' }],
      after: [{ kind: 'static_code', state: 'confirmed', transactionId: 'sticker-a' }],
    });
    expect(await stall.must('day.report', { day: null })).toMatchObject({ wrongKeys: [], report: { cashFen: 0 } });
    market.arrive('a', 2_300, { takenBy: { terminal: 17, subjectId: saleId } });
    await stall.restart();
    expect(entries('correction')).toHaveLength(1);
    expect((await stall.see('owed')).arrivals).toEqual([]);
  });
  it('at simulated channels says so in the record', async () => {
    market.config.isSimulated = true;
    await sell(960);
    market.arrive('a', 960);
    expect((await some('sale'))[0]?.body).toMatchObject({ tenders: [{ channel: 'sim-alipay' }] });
  });
});
