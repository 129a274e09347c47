import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { openJoinedStall, sellPortion, storedIn, type Stall } from './stall.ts';

let stall: Stall;
let market: TestMarket;
let toId: string;
beforeEach(async () => {
  market = await startTestMarket();
  stall = await openJoinedStall(market);
  stall.put(0);
  toId = (await stall.must('people.add', { name: '王嫂' })).personId;
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

const sell = (amountFen: number, kind: 'cash' | 'card' = 'cash') => sellPortion(stall, amountFen, kind);
const today = async () => (await stall.must('day.report', { day: null })).report;
const hand = async (countedFen: number, counts: { fen: number; pieces: number }[] | null = null, id?: string) =>
  stall.call('shift.hand', { lastNo: (await today()).lastNo, toId, countedFen, counts }, id);
const bodies = () => storedIn<JournalEntry>(stall.dir, 'journal').map(({ body }) => body);
const papers = () =>
  stall.printer.paper.map((lines) => lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])).join('\n'));

describe('a drawer that is handed over', () => {
  it('ends one person’s shift with its own sales and difference; the next one goes on from what was counted', async () => {
    await stall.must('cash.move', { direction: 'in', amountFen: 5_000, reason: '备用金' });
    const first = await sell(1_000);
    await sell(700, 'card');
    expect(await hand(5_900)).toEqual({ ok: true, value: { no: 1 } });
    expect((await stall.see('people')).sellerId).toBe(toId);
    // A sale of the first shift corrected in the second moves the second's cash, not the first's.
    await sell(2_000);
    await stall.must('sale.correct', { saleId: first, tenderNo: 1, kind: 'card' });
    const { shifts, shift, sellers, cashFen } = await today();
    expect(shifts).toMatchObject([
      { from: '', close: { no: 1, to: '王嫂', sales: 2, payableFen: 1_700, expectedFen: 6_000, countedFen: 5_900 } },
    ]);
    expect(shift).toEqual({ no: 2, sales: 1, payableFen: 2_000, expectedFen: 6_900 });
    expect(sellers).toMatchObject([
      { sales: 2, payableFen: 1_700 },
      { name: '王嫂', sales: 1, payableFen: 2_000 },
    ]);
    expect(cashFen).toBe(7_000);
  });

  it('is on paper for that shift alone, and in the Z of the day', async () => {
    await sell(1_000);
    await hand(900);
    await sell(2_000);
    await stall.must('day.print', { day: null, shift: 1 });
    expect(papers()[0]).toMatch(
      /交班单 第1班[^]*老板→王嫂[^]*销售 1笔 +10\.00元[^]*应有现金 +10\.00元\n实点现金 +9\.00元\n差额 +-1\.00元/,
    );
    expect(await stall.call('day.print', { day: null, shift: 2 })).toMatchObject({
      refusal: { code: 'no_such_shift' },
    });
    const { lastNo } = await today();
    const counts = [
      { fen: 1_000, pieces: 2 },
      { fen: 500, pieces: 1 },
      { fen: 100, pieces: 4 },
    ];
    await stall.must('day.close', { lastNo, countedFen: 2_900, counts, externalFen: null });
    await stall.must('day.print', { day: null, shift: null });
    expect(papers()[1]).toMatch(/日结单 Z1[^]*老板 1笔[^]*王嫂 1笔[^]*10\.00 × 2 +20\.00元[^]*第1班 .*老板→王嫂/);
    expect(bodies().at(-1)).toMatchObject({ kind: 'day_close', countedFen: 2_900, counts });
  });

  it('is written once for a repeated touch, and not on figures that have moved on, nor with notes that do not sum', async () => {
    await sell(1_000);
    const { lastNo } = await today();
    const args = { lastNo, toId, countedFen: 1_000, counts: null };
    const wrong = { ...args, counts: [{ fen: 500, pieces: 1 }] };
    expect(await stall.call('shift.hand', wrong)).toMatchObject({ refusal: { code: 'bad_args' } });
    expect(await stall.call('shift.hand', { ...args, toId: 'nobody' })).toMatchObject({
      refusal: { code: 'no_such_person' },
    });
    expect(await stall.call('shift.hand', args, 'hand-1')).toMatchObject({ ok: true, value: { no: 1 } });
    await stall.restart();
    expect(await stall.call('shift.hand', args, 'hand-1')).toMatchObject({ ok: true, value: { no: 1 } });
    expect(await stall.call('shift.hand', args, 'hand-2')).toMatchObject({ refusal: { code: 'day_moved_on' } });
    expect(bodies().filter(({ kind }) => kind === 'shift_close')).toHaveLength(1);
  });
});
