import { expect, it } from 'vitest';
import type { BillEntry } from '../../../market/reconcile/entry.ts';
import type { Exception } from '../../../market/reconcile/facts.ts';
import { foldFees } from '../../../market/reconcile/fees.ts';

const at = Date.parse('2026-11-23T08:00:00+08:00');
const rowOf = (i: number): BillEntry => ({
  channel: 'wechat',
  merchant: '16',
  kind: 'pay',
  at,
  outTradeNo: `O${i}`,
  channelNo: `42${i}`,
  outRefundNo: null,
  amountFen: 1_000,
  fee: 3_800,
});
const wrong = (i: number): Exception => ({
  type: 'FEE_MISMATCH',
  cause: 'wrong_rate',
  stall: '12',
  fen: -2,
  at,
  refs: [`42${i}`, `O${i}`],
  isSettled: false,
});
const some = (count: number) => Array.from({ length: count }, (_, i) => i);

it('tells a rate that is set wrong once with its sum, and a few wrong rows one by one', () => {
  const bill = some(30).map(rowOf);
  const folded = foldFees('12', '2026-11-23', some(30).map(wrong), bill);
  expect(folded).toHaveLength(1);
  expect(folded[0]).toMatchObject({ fen: -60, refs: expect.arrayContaining(['12/wechat/2026-11-23', '420', '429']) });
  expect(foldFees('12', '2026-11-23', some(29).map(wrong), bill)).toHaveLength(29);
  expect(foldFees('12', '2026-11-23', some(3).map(wrong), bill.slice(0, 3))).toHaveLength(3);
});
