import { describe, expect, it } from 'vitest';
import type { Tender } from '../../shared/records/goods.ts';
import type { JournalBody, JournalEntry } from '../../shared/records/journal.ts';
import { tenderOf } from '../../shared/tender.ts';
import { makeMaterial, rewrite, saleIn } from '../faults/tamper/material.ts';
import { exported, verdictOn } from './journals.ts';

const material = makeMaterial(5, 60);
const { index, sale } = saleIn(material, 20, 50);
const { payableFen } = sale.body;

const cash = (amountFen: number): Tender => tenderOf({ kind: 'cash', amountFen, tenderedFen: null }, 1);
const entry = (id: string, body: JournalBody): JournalEntry => ({ ...sale, id, kind: body.kind, body });
const saleId = sale.id;
const voided = (amountFen = payableFen, tenders = [cash(amountFen)]): JournalEntry =>
  entry('void', { kind: 'void', saleId, amountFen, tenders, reason: '' });
const refund = (id: string, amountFen: number, linesFen = amountFen, tenderFen = amountFen): JournalEntry =>
  entry(id, {
    kind: 'refund',
    saleId,
    lines: [{ no: 1, qty: 1, netG: null, amountFen: linesFen }],
    amountFen,
    tenders: [cash(tenderFen)],
    reason: '',
  });
const corrected = (beforeFen: number, afterFen: number): JournalEntry =>
  entry('correction', {
    kind: 'correction',
    saleId,
    before: [cash(beforeFen)],
    after: [{ ...cash(afterFen), kind: 'static_code', state: 'unproven' }],
    reason: '',
  });
/** What the verifier says of the journal with these entries behind the sale. */
const verdict = async (...later: readonly JournalEntry[]): Promise<string> => {
  const entries = rewrite(material, index, () => [sale, ...later]);
  return verdictOn(await exported({ header: material.header, entries, receipts: [] }));
};
const bad = (after: number): string => `bad_later in line ${index + 2 + after}`;

describe('what comes after a sale', () => {
  it('is good when a tender is corrected, the sale voided, or parts of it refunded', async () => {
    expect(await verdict(corrected(payableFen, payableFen), voided())).toBe('good');
    expect(await verdict(refund('a', 10), refund('b', 20))).toBe('good');
  });
  it('is found where its sums differ', async () => {
    expect(await verdict(corrected(payableFen, payableFen - 1))).toBe(bad(1));
    expect(await verdict(voided(payableFen, [cash(payableFen - 1)]))).toBe(bad(1));
    expect(await verdict(refund('a', 10, 9))).toBe(bad(1));
    expect(await verdict(refund('a', 10, 10, 9))).toBe(bad(1));
  });
  it('is found where something is taken back of a void sale, or a refunded one is voided or corrected', async () => {
    expect(await verdict(voided(), refund('a', 10))).toBe(bad(2));
    expect(await verdict(voided(), { ...voided(), id: 'again' })).toBe(bad(2));
    expect(await verdict(refund('a', 10), voided())).toBe(bad(2));
    expect(await verdict(refund('a', 10), corrected(payableFen, payableFen))).toBe(bad(2));
  });
});

describe('a confirmation', () => {
  const order = 'c'.repeat(64);
  const tenders: readonly Tender[] = [
    { ...cash(payableFen - 10), no: 1 },
    { ...cash(10), no: 2, kind: 'dynamic_qr', state: 'unproven', paymentOrderId: order },
  ];
  const waiting: JournalEntry = { ...sale, body: { ...sale.body, tenders: [...tenders] } };
  type Confirmation = Extract<JournalBody, { readonly kind: 'confirmation' }>;
  const confirmed = (change: Partial<Confirmation> = {}, id = 'confirmed'): JournalEntry =>
    entry(id, {
      kind: 'confirmation',
      saleId,
      tenderNo: 2,
      state: 'confirmed',
      transactionId: '4200',
      markId: `pay:${order.slice(0, 32)}`,
      amountFen: 10,
      channel: 'wechat',
      ...change,
    });
  const verdictOf = async (...entries: readonly JournalEntry[]): Promise<string> =>
    verdictOn(
      await exported({ header: material.header, entries: rewrite(material, index, () => entries), receipts: [] }),
    );
  const bad = (after: number): string => `bad_confirmation in line ${index + 2 + after}`;

  it('is good where it fits its sale, also one of an older version, twice, or after a proof without a line', async () => {
    expect(await verdictOf(waiting, confirmed())).toBe('good');
    // An order that was let go unpaid is paid on the printed code.
    expect(await verdictOf(waiting, confirmed({ markId: `arr:${'1'.repeat(32)}` }))).toBe('good');
    const { amountFen: _fen, channel: _channel, ...older } = confirmed().body as Confirmation;
    expect(await verdictOf(waiting, entry('older', older))).toBe('good');
    const offline = confirmed({ state: 'proven_offline', transactionId: null, markId: null, channel: null }, 'offline');
    expect(await verdictOf(waiting, offline, confirmed(), confirmed({}, 'again'))).toBe('good');
  });
  it.each([
    ['another amount', { amountFen: 11 }],
    ['another order', { markId: `pay:${'d'.repeat(32)}` }],
    ['a tender in cash', { tenderNo: 1 }],
    ['a tender that is not there', { tenderNo: 3 }],
    ['a sale that is not in the journal', { saleId: 'of-another-stall' }],
  ])('is found where it is of %s', async (_what, change) => {
    expect(await verdictOf(waiting, confirmed(change))).toBe(bad(1));
  });
  it('is found where it is of another channel or payment than the tender says, or confirms a second tender', async () => {
    const known = { ...tenders[1], channel: 'wechat', transactionId: '4200', state: 'proven_offline' } as Tender;
    const proven: JournalEntry = { ...sale, body: { ...sale.body, tenders: [tenders[0] as Tender, known] } };
    expect(await verdictOf(proven, confirmed())).toBe('good');
    expect(await verdictOf(proven, confirmed({ channel: 'alipay' }))).toBe(bad(1));
    expect(await verdictOf(proven, confirmed({ transactionId: '4201' }))).toBe(bad(1));
    const two: JournalEntry = {
      ...sale,
      body: {
        ...sale.body,
        tenders: [
          { ...cash(payableFen - 20), no: 1 },
          { ...(tenders[1] as Tender), paymentOrderId: null, kind: 'static_code' },
          { ...(tenders[1] as Tender), no: 3, paymentOrderId: null, kind: 'static_code' },
        ],
      },
    };
    const arrived = { markId: 'arr:1' } as const;
    expect(await verdictOf(two, confirmed(arrived), confirmed({ ...arrived, tenderNo: 3 }, 'second'))).toBe(bad(2));
  });
  it('may be of a tender that a correction has changed meanwhile, and of one it has made', async () => {
    const corrected = (after: Tender): JournalEntry =>
      entry('correction', { kind: 'correction', saleId, before: [...tenders], after: [after], reason: '' });
    expect(await verdictOf(waiting, corrected({ ...cash(payableFen), no: 1 }), confirmed())).toBe('good');
    const printed = {
      ...(tenders[1] as Tender),
      no: 1,
      kind: 'static_code',
      paymentOrderId: null,
      amountFen: payableFen,
    } as const;
    const money = { tenderNo: 1, markId: 'arr:1', amountFen: payableFen } as const;
    expect(await verdictOf(waiting, corrected(printed), confirmed(money))).toBe('good');
    expect(await verdictOf(waiting, corrected(printed), confirmed({ ...money, amountFen: 1 }))).toBe(bad(2));
  });
  it('may be of less than its tender only after something was given back', async () => {
    const back = entry('back', {
      kind: 'refund',
      saleId,
      lines: [{ no: 1, qty: 1, netG: null, amountFen: 4 }],
      amountFen: 4,
      tenders: [{ ...(tenders[1] as Tender), no: 1, amountFen: 4 }],
      reason: '',
    });
    expect(await verdictOf(waiting, back, confirmed({ amountFen: 6 }))).toBe('good');
    expect(await verdictOf(waiting, back, confirmed({ amountFen: 11 }))).toBe(bad(2));
    expect(await verdictOf(waiting, confirmed({ amountFen: 6 }), back)).toBe(bad(1));
  });
});
