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
