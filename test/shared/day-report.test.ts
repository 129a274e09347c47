import { describe, expect, it } from 'vitest';
import { reportOfDay } from '../../shared/day-report.ts';
import type { Tender } from '../../shared/records/goods.ts';
import type { JournalBody, JournalEntry, SaleBody } from '../../shared/records/journal.ts';
import { cartOf, exactCash, pieceLine, saleEntry, soldBody } from './samples.ts';

const unproven = (no: number, amountFen: number): Tender => ({
  no,
  kind: 'dynamic_qr',
  channel: 'wechat',
  amountFen,
  state: 'unproven',
  tenderedFen: null,
  changeFen: null,
  paymentOrderId: String(no).repeat(64),
  transactionId: null,
});
const sold = (...tenders: readonly Tender[]): SaleBody => ({
  ...soldBody(exactCash(cartOf([pieceLine()]), 600)),
  tenders: [...tenders],
});
const entryOf = (body: JournalBody): JournalEntry =>
  ({ ...saleEntry(sold()), id: `${body.kind}-2`, body }) as JournalEntry;
const sale = (body: SaleBody): JournalEntry => ({ ...saleEntry(body), id: 'sale-1' });
const confirmation = (tenderNo: number, state: 'confirmed' | 'proven_offline'): JournalEntry =>
  entryOf({ kind: 'confirmation', saleId: 'sale-1', tenderNo, state, transactionId: null, markId: null });
const report = (entries: readonly JournalEntry[], soldBy: SaleBody) =>
  reportOfDay('2026-11-23', entries, 'live', () => soldBy);

describe('money that shows after a sale', () => {
  it('counts once, also when it was proven by the shopper first and then by the market', () => {
    const body = sold(unproven(1, 600));
    const made = report([sale(body), confirmation(1, 'proven_offline'), confirmation(1, 'confirmed')], body);
    expect(made.money).toEqual([{ word: 'received', kind: 'dynamic_qr', channel: 'wechat', count: 1, fen: 600 }]);
    expect(made.unproven).toEqual([]);
  });

  it('leaves what the same sale still waits for', () => {
    const body = sold(unproven(1, 200), unproven(2, 400));
    const made = report([sale(body), confirmation(2, 'confirmed')], body);
    expect(made.unproven).toMatchObject([{ saleId: 'sale-1', fen: 200 }]);
  });

  it('of an earlier day moves from 未到账 to 已到账 on the day it shows', () => {
    const made = report([confirmation(1, 'confirmed')], sold(unproven(1, 600)));
    expect(made.money).toMatchObject([
      { word: 'received', count: 1, fen: 600 },
      { word: 'unproven', count: -1, fen: -600 },
    ]);
  });
});
