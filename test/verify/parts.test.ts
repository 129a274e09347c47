import { describe, expect, it } from 'vitest';
import type { Tender } from '../../shared/records/goods.ts';
import type { JournalBody, JournalEntry } from '../../shared/records/journal.ts';
import { tenderOf } from '../../shared/tender.ts';
import { makeMaterial, rewrite, saleIn } from '../faults/tamper/material.ts';
import type { Sale } from '../faults/tamper/material.ts';
import { exported, verdictOn } from './journals.ts';

const material = makeMaterial(5, 60);
const { index, sale } = saleIn(material, 20, 50);

const cash = (amountFen: number, no = 1): Tender => tenderOf({ kind: 'cash', amountFen, tenderedFen: null }, no);
const entry = (id: string, body: JournalBody): JournalEntry => ({ ...sale, id, kind: body.kind, body });
const { cartId, payableFen } = sale.body;
const part = (id: string, amountFen: number, of = cartId): JournalEntry =>
  entry(id, { kind: 'part_payment', cartId: of, tender: cash(amountFen) });
const back = (id: string, partId: string, amountFen: number, of = cartId): JournalEntry =>
  entry(id, { kind: 'part_return', cartId: of, partId, tender: cash(amountFen) });
/** The sale with its first tenders from these parts. */
const settled = (parts: readonly (readonly [string, number])[]): Sale => {
  const tenders = parts.map(([, fen], at) => cash(fen, at + 1));
  const rest = payableFen - parts.reduce((sum, [, fen]) => sum + fen, 0);
  return {
    ...sale,
    body: { ...sale.body, tenders: [...tenders, cash(rest, tenders.length + 1)], parts: parts.map(([id]) => id) },
  };
};
/** What the verifier says of the journal with these entries in the place of the sale. */
const verdict = async (...entries: readonly JournalEntry[]): Promise<string> => {
  const rewritten = rewrite(material, index, () => entries);
  return verdictOn(await exported({ header: material.header, entries: rewritten, receipts: [] }));
};

describe('money in parts', () => {
  it('is good when parts are given back or become the first tenders of their sale', async () => {
    expect(await verdict(part('a', 10), part('b', 20), back('c', 'a', 10), settled([['b', 20]]))).toBe('good');
    expect(
      await verdict(
        part('a', 10),
        part('b', 20),
        settled([
          ['b', 20],
          ['a', 10],
        ]),
      ),
    ).toBe('good');
    expect(await verdict(part('a', 10, 'another'), sale, back('b', 'a', 10, 'another'))).toBe('good');
  });

  it('is found where the sale leaves a part out, or names one that was never received', async () => {
    expect(await verdict(part('a', 10), sale)).toBe(`bad_part in line ${index + 3}`);
    expect(await verdict(settled([['a', 10]]))).toBe(`bad_part in line ${index + 2}`);
    expect(await verdict(part('a', 10), back('b', 'a', 10), settled([['a', 10]]))).toBe(
      `bad_part in line ${index + 4}`,
    );
    expect(await verdict(part('a', 10, 'another'), settled([['a', 10]]))).toBe(`bad_part in line ${index + 3}`);
  });

  it('is found where a part was another amount, is used twice or given back twice', async () => {
    expect(await verdict(part('a', 10), settled([['a', 11]]))).toBe(`bad_part in line ${index + 3}`);
    expect(await verdict(part('a', 10), back('b', 'a', 11), sale)).toBe(`bad_part in line ${index + 3}`);
    expect(await verdict(part('a', 10), back('b', 'a', 10), back('c', 'a', 10), sale)).toBe(
      `bad_part in line ${index + 4}`,
    );
    expect(
      await verdict(
        part('a', 10),
        settled([
          ['a', 10],
          ['a', 10],
        ]),
      ),
    ).toBe(`bad_part in line ${index + 3}`);
  });
});

describe('credit', () => {
  const account = { id: 'laoli', name: '老李饭店' };
  const onCredit: Sale = {
    ...sale,
    body: { ...sale.body, tenders: [{ ...cash(payableFen), kind: 'credit', state: 'credit' }] },
  };

  it('names who owes it, and what is paid off is no turnover', async () => {
    expect(
      await verdict(
        { ...onCredit, body: { ...onCredit.body, account } } as Sale,
        entry('r', { kind: 'repayment', account, tender: cash(100) }),
      ),
    ).toBe('good');
    expect(await verdict(onCredit)).toBe(`bad_sum in line ${index + 2}`);
    expect(await verdict(entry('r', { kind: 'repayment', account, tender: cash(0) }), sale)).toBe(
      `bad_sum in line ${index + 2}`,
    );
  });
});
