import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { businessDay } from '../../shared/day.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { openJoinedStall, sellPortion, type Stall } from './stall.ts';

let stall: Stall;
let market: TestMarket;
let dir: string;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stall-books-'));
  market = await startTestMarket();
  stall = await openJoinedStall(market, { takeaway: dir });
  stall.put(0);
});
afterEach(async () => {
  await stall.close();
  await market.stop();
  rmSync(dir, { recursive: true, force: true });
});

const sell = (amountFen: number, kind: 'cash' | 'card' = 'cash') => sellPortion(stall, amountFen, kind);
const rowsOf = (kind: string): readonly (readonly string[])[] => {
  const file = readdirSync(dir).find((name) => name.includes(`-${kind}-`)) ?? '';
  const text = readFileSync(join(dir, file), 'utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  return text
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
};
const sumOf = (kind: string, column: string): number => {
  const [head = [], ...rows] = rowsOf(kind);
  return Math.round(rows.reduce((sum, row) => sum + Number(row[head.indexOf(column)]), 0) * 100);
};

describe('the books taken away', () => {
  it('come to what the days come to, in every table, over what was taken back and corrected', async () => {
    const first = await sell(1_000);
    await sell(2_000);
    stall.pass(24 * 3_600_000);
    await sell(500);
    await stall.must('sale.void', { saleId: await sell(700) });
    await stall.must('sale.refund', { saleId: first, lines: [], inCash: true, reweighId: null });
    await stall.must('sale.correct', { saleId: await sell(300), tenderNo: 1, kind: 'card' });
    const to = businessDay(stall.now());
    const span = { from: businessDay(stall.now() - 24 * 3_600_000), to };
    const { files } = await stall.must('takeaway.write', { ...span, form: 'csv', dir });
    expect(readdirSync(dir).toSorted()).toEqual([...files].toSorted());
    const { report } = await stall.must('day.report', { day: to });
    expect(report.payableFen).toBe(500 + 300 - 1_000);
    for (const [kind, column] of [
      ['sales', '应收(元)'],
      ['lines', '实收(元)'],
      ['payments', '金额(元)'],
      ['days', '销售(元)'],
    ] as const)
      expect(sumOf(kind, column), kind).toBe(3_000 + report.payableFen);
    expect(rowsOf('payments').filter((row) => row[3] === '改收款')).toHaveLength(2);
  });

  it('are Excel files too, written only where the till offers it, and leave nothing half done', async () => {
    await sell(1_000);
    const day = businessDay(stall.now());
    const wish = { from: day, to: day, form: 'xlsx' as const };
    expect(await stall.call('takeaway.write', { ...wish, dir: tmpdir() })).toMatchObject({
      refusal: { code: 'no_such_folder' },
    });
    expect(await stall.call('takeaway.write', { ...wish, from: '2026-01-01', dir })).toMatchObject({ ok: false });
    const { files } = await stall.must('takeaway.write', { ...wish, dir });
    expect(files).toHaveLength(5);
    for (const file of files) expect(readFileSync(join(dir, file)).subarray(0, 2).toString()).toBe('PK');
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
