import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { businessDay, startOfDay } from '../../shared/day.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { openJoinedStall, sellPortion, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
let market: TestMarket;
beforeEach(async () => {
  market = await startTestMarket();
  stall = await openJoinedStall(market);
  stall.put(0);
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

const DAY = 24 * 3_600_000;
const sell = (amountFen: number, kind: 'cash' | 'card' = 'cash', category = '01') =>
  sellPortion(stall, amountFen, kind, category);
const today = async () => (await stall.must('day.report', { day: null })).report;
const close = async (countedFen: number | null = null) =>
  stall.call('day.close', { lastNo: (await today()).lastNo, countedFen, counts: null, externalFen: null });
const closes = () =>
  storedIn<JournalEntry>(stall.dir, 'journal').flatMap(({ body }) => (body.kind === 'day_close' ? [body] : []));

describe('a day', () => {
  it('comes to its sales less what was taken back, under the vendor’s words, by category, with what cash there should be', async () => {
    await sell(1_000);
    const voided = await sell(2_000, 'cash', '02');
    await sell(500, 'card');
    const wrong = await sell(300);
    await stall.must('sale.void', { saleId: voided });
    await stall.must('sale.correct', { saleId: wrong, tenderNo: 1, kind: 'card' });
    await stall.must('cash.move', { direction: 'in', amountFen: 10_000, reason: '备用金' });
    await stall.must('cash.move', { direction: 'out', amountFen: 2_500, reason: '进货' });
    expect(await today()).toMatchObject({
      sales: 4,
      payableFen: 1_800,
      voids: 1,
      voidFen: 2_000,
      cashInFen: 10_000,
      cashOutFen: 2_500,
      cashFen: 8_500,
      money: [
        { word: 'cash', count: 2, fen: 1_000 },
        { word: 'external', kind: 'card', count: 2, fen: 800 },
      ],
      categories: [
        { category: '01', fen: 1_800 },
        { category: '02', fen: 0 },
      ],
      closed: null,
    });
  });

  it('is closed once, by number, with what was counted; a second touch and a lost answer close nothing more', async () => {
    await sell(1_000);
    const { lastNo } = await today();
    const args = { lastNo, countedFen: 950, counts: null, externalFen: null };
    expect(await stall.call('day.close', args, 'close-1')).toMatchObject({ ok: true, value: { zNo: 1 } });
    expect(await stall.call('day.close', args, 'close-1')).toMatchObject({ ok: true, value: { zNo: 1 } });
    expect(await close()).toMatchObject({ refusal: { code: 'day_closed', zNo: 1 } });
    expect(closes()).toMatchObject([
      { zNo: 1, auto: false, countedFen: 950, expectedFen: 1_000, sales: 1, payableFen: 1_000 },
    ]);
    expect((await today()).closed).toMatchObject({ zNo: 1 });
  });

  it('is not closed on figures that have moved on, nor while nothing was written', async () => {
    expect(await close()).toMatchObject({ refusal: { code: 'day_empty' } });
    await sell(1_000);
    const { lastNo } = await today();
    await sell(1_000);
    expect(await stall.call('day.close', { lastNo, countedFen: null, counts: null, externalFen: null })).toMatchObject({
      refusal: { code: 'day_moved_on' },
    });
  });

  it('with a sale after its close is closed again by itself the next morning, with all of it', async () => {
    await sell(1_000);
    await close();
    await sell(500);
    expect((await today()).closed).toBeNull();
    const day = businessDay(stall.now());
    stall.pass(DAY);
    await until(closes, (found) => found.length === 2);
    expect(closes()).toMatchObject([
      { zNo: 1, auto: false, sales: 1 },
      { zNo: 2, auto: true, closedDay: day, sales: 2, payableFen: 1_500 },
    ]);
    expect((await stall.must('day.report', { day })).report.closed).toMatchObject({ zNo: 2 });
    stall.pass(DAY);
    await sell(100);
    expect(closes().filter(({ closedDay }) => closedDay === day)).toHaveLength(2);
  });

  it('ends at three in the morning: what is sold after midnight is of the evening, and days never mix', async () => {
    await sell(1_000);
    const day = businessDay(stall.now());
    // 01:30 in Shanghai, and 03:30.
    const night = startOfDay(day) + 22.5 * 3_600_000;
    stall.pass(night - stall.now());
    await sell(500);
    expect(await today()).toMatchObject({ day, sales: 2, payableFen: 1_500 });
    stall.pass(2 * 3_600_000);
    await sell(70);
    expect(await today()).toMatchObject({ sales: 1, payableFen: 70 });
    const before = async () => (await stall.must('day.report', { day })).report;
    await until(before, ({ closed }) => closed !== null);
    expect(await before()).toMatchObject({ sales: 2, closed: { auto: true, payableFen: 1_500 } });
  });

  it('shows for a week what was explained at the market, and no longer', async () => {
    const day = businessDay(stall.now() - DAY);
    market.tell('server_marks', {
      id: 'diff-1',
      kind: 'difference',
      terminal: 17,
      entryId: null,
      epoch: 0,
      seq: 0,
      receipt: null,
      difference: {
        day,
        type: 'BILL_ONLY',
        cause: 'wrong_channel_key',
        fen: 2_300,
        saleId: null,
        proposal: null,
        actor: '老王',
        note: '',
      },
      reason: 'wrong_channel_key',
      text: '顾客扫码付的，记成了现金',
      at: stall.now(),
    });
    const accepted = async () => (await stall.must('day.report', { day: null })).accepted;
    await until(accepted, (rows) => rows.length === 1);
    expect(await accepted()).toEqual([
      { id: 'diff-1', day, fen: 2_300, text: '顾客扫码付的，记成了现金', actor: '老王' },
    ]);
    stall.pass(8 * DAY);
    expect(await accepted()).toEqual([]);
  });

  it('asks the owner for a difference above what the owner lets be', async () => {
    await stall.must('day.wish', { cashBook: 'on', ownerAboveFen: 100 });
    await sell(1_000);
    await stall.must('people.set_pin', { personId: 'owner', pin: '1234' });
    expect(await close(1_101)).toMatchObject({ refusal: { code: 'needs_pin', right: 'cash_difference' } });
    await stall.must('people.permit', { right: 'cash_difference', personId: 'owner', pin: '1234' });
    expect(await close(1_101)).toMatchObject({ ok: true });
  });

  it('goes on paper as X before the close and as Z after it', async () => {
    await sell(1_000);
    await stall.must('day.print', { day: null, shift: null });
    await close(1_000);
    await stall.must('day.print', { day: null, shift: null });
    const papers = stall.printer.paper.map((lines) =>
      lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])),
    );
    expect(papers[0]?.join('\n')).toContain('当日小计 X');
    expect(papers[1]?.join('\n')).toContain('日结单 Z1');
    expect(papers[1]?.join('\n')).toMatch(/应有现金 +10\.00元/);
  });
});
