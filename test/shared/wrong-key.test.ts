import { describe, expect, it } from 'vitest';
import { decideWrongKey, wrongKeys, type Unowned } from '../../shared/after/wrong-key.ts';
import { standingOf } from '../../shared/after/standing.ts';
import type { Tender } from '../../shared/records/goods.ts';
import type { SaleEntry } from '../../shared/records/journal.ts';

const MINUTE = 60_000;
const tender = (amountFen: number, kind: Tender['kind'] = 'cash'): Tender => ({
  no: 1,
  kind,
  channel: null,
  amountFen,
  state: kind === 'cash' ? 'cash' : 'unproven',
  tenderedFen: null,
  changeFen: null,
  paymentOrderId: null,
  transactionId: null,
});
/** Only what the pairing reads. */
const sold = (id: string, at: number, tenders: readonly Tender[]) => {
  const body = { kind: 'sale', lines: [], tenders } as unknown as SaleEntry['body'];
  const sale = { id, at, terminal: 1, epoch: 1, seq: 1, body } as unknown as SaleEntry;
  return { sale, standing: standingOf(body, []) };
};
const money = (id: string, at: number, amountFen: number): Unowned => ({
  id,
  at,
  amountFen,
  channel: 'wechat',
  isSimulated: false,
});
const pairs = (arrivals: readonly Unowned[], sales: readonly ReturnType<typeof sold>[]) =>
  wrongKeys(arrivals, sales).map(({ arrivalId, saleId }) => `${arrivalId}→${saleId}`);

describe('money that nobody owns', () => {
  it('is the cash sale of the same amount minutes away, the nearest one', () => {
    const near = sold('near', 3 * MINUTE, [tender(2_300)]);
    const far = sold('far', 9 * MINUTE, [tender(2_300)]);
    expect(pairs([money('a', 2 * MINUTE, 2_300)], [far, near])).toEqual(['a→near']);
  });
  it('takes each sale once', () => {
    const one = sold('one', 0, [tender(500)]);
    expect(pairs([money('a', MINUTE, 500), money('b', 2 * MINUTE, 500)], [one])).toEqual(['a→one']);
  });
  it('is not another amount, an hour later, a sale paid by code, or one paid in two ways', () => {
    const others = [
      sold('amount', 0, [tender(501)]),
      sold('late', 61 * MINUTE, [tender(500)]),
      sold('code', 0, [tender(500, 'dynamic_qr')]),
      sold('two', 0, [tender(500), { ...tender(100), no: 2 }]),
    ];
    expect(pairs([money('a', 0, 500)], others)).toEqual([]);
  });
  it('puts the sale right once; a sale put right already is not', () => {
    const { sale, standing } = sold('one', 0, [tender(500)]);
    const mark = {
      amountFen: 500,
      channel: 'wechat',
      transactionId: '42',
      paidAt: 0,
      takenBy: null,
      isSimulated: true,
    };
    const decided = decideWrongKey(sale, standing, mark);
    expect(decided).toMatchObject({
      ok: true,
      body: { after: [{ kind: 'static_code', state: 'confirmed', channel: 'sim-wechat', transactionId: '42' }] },
    });
    if (!decided.ok) return;
    expect(decideWrongKey(sale, standingOf(sale.body, [decided.body]), mark)).toMatchObject({ ok: false });
  });
});
