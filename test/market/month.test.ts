import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalBody, SaleBody, SaleEntry } from '../../shared/records/journal.ts';
import { monthOf, monthPlus } from '../../market/book/month.ts';
import { joinedTerminal, saleBody } from './client.ts';
import type { TestTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';
import { phoneOf } from './phone.ts';

let market: TestMarket;
let terminal: TestTerminal;
beforeAll(async () => {
  market = await testMarket({ channels: [] });
  terminal = await joinedTerminal(market, '12');
});
afterAll(() => market.stop());

/** Three eggs at 3.00 yuan. */
function eggs(at: number): SaleBody {
  const sale = saleBody(at);
  const [line] = sale.lines;
  const [tender] = sale.tenders;
  if (line === undefined || tender === undefined) throw new Error('a sale has a line and a tender');
  const egg = {
    ...line,
    kind: 'piece',
    name: '鸡蛋',
    productId: 'p-egg',
    netG: null,
    tareG: null,
    tareKind: 'none',
    basisG: null,
  } as const;
  return {
    ...sale,
    lines: [{ ...egg, grossG: null, evidenceHash: null, qty: 3, priceFen: 300, amountFen: 900, allocatedFen: 0 }],
    goodsFen: 900,
    roundingFen: 0,
    payableFen: 900,
    tenders: [{ ...tender, amountFen: 900, tenderedFen: null, changeFen: null }],
  };
}

const plain = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const partOf = (page: string, id: string): string =>
  plain(new RegExp(`id="${id}">(.*?)</section>`, 's').exec(page)?.[1] ?? '');

describe('the months of a book', () => {
  test('follow one another over years, and none of tomorrow is shown', () => {
    expect([monthPlus('2026-12', 1), monthPlus('2026-01', -1), monthPlus('2026-03', 12)]).toEqual([
      '2027-01',
      '2025-12',
      '2027-03',
    ]);
    expect(monthOf('2026-10', '2026-11-23')).toBe('2026-10');
    for (const wrong of ['2026-12', '2026-13', 'x', undefined]) expect(monthOf(wrong, '2026-11-23')).toBe('2026-11');
  });
});

describe('the month on the vendor’s phone', () => {
  test('sums up its days and goods, what was taken back on the day it was; purchase prices stay on the till', async () => {
    // 1.245 kg of tomatoes for 10.40 yuan each.
    const days = ['2026-10-31', '2026-11-01', '2026-11-15', '2026-11-22'].map((day) =>
      Date.parse(`${day}T09:00:00+08:00`),
    );
    const sales = days.map((at) => terminal.sale(at) as SaleEntry);
    const [, , refunded, voided] = sales as [SaleEntry, SaleEntry, SaleEntry, SaleEntry];
    const cash = (fen: number) => [{ ...refunded.body.tenders[0], amountFen: fen, tenderedFen: null, changeFen: null }];
    const back: JournalBody = {
      kind: 'refund',
      saleId: refunded.id,
      lines: [{ no: 1, qty: 1, netG: 500, amountFen: 418 }],
      amountFen: 418,
      tenders: cash(418) as SaleBody['tenders'],
      reason: '',
    };
    const undone: JournalBody = {
      kind: 'void',
      saleId: voided.id,
      amountFen: 1_040,
      tenders: cash(1_040) as SaleBody['tenders'],
      reason: '',
    };
    await terminal.push([
      ...sales,
      terminal.entry(back, market.now()),
      terminal.entry(undone, market.now()),
      terminal.entry(eggs(market.now()), market.now()),
    ]);
    expect(await market.database.query('select text from set_aside')).toEqual([]);
    const open = await phoneOf(market, terminal);
    const page = await open('/book/month?month=2026-11');
    // Three sales of tomatoes and one of eggs, less 4.18, less the voided one.
    expect(page).toContain('<output>¥25.62</output>');
    expect(partOf(page, 'days')).toMatch(
      /11-01 1 笔 ¥10\.40 11-15 1 笔 ¥10\.40 11-22 1 笔 ¥10\.40 11-23 1 笔 \S+5\.58/,
    );
    expect(partOf(page, 'products')).toMatch(/番茄 1\.990 kg ¥16\.62 .*鸡蛋 3 件 ¥9\.00/);
    // Both are of one category; a kilogram's price is of what was weighed.
    expect(partOf(page, 'categories')).toMatch(/2\.0 kg ¥8\.35\/kg .*¥25\.62/);
    expect(plain(page)).toContain('进价只存在收银机上');
    expect(page).toContain('href="/book/month?month=2026-10"');
    const october = await open('/book/month?month=2026-10');
    expect(october).toContain('<output>¥10.40</output>');
    expect(plain(await open('/book/month?month=2026-09'))).toContain('这个月没有销售');
    expect(await open('/book')).toContain('/book/month?month=2026-11');
  });
});
