import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboveLimit, KEPT_MOVEMENTS, ownPrice, saleAbout, withEntry, type Ledger } from '../../shared/accounts.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { tenderOf } from '../../shared/tender.ts';
import { cartOf, exactCash, morning, pieceLine, saleEntry, soldBody } from './samples.ts';

const laoli = { id: 'laoli', name: '老李饭店' };
const cart = { ...cartOf([pieceLine()]), account: laoli };
const sold = (kind: 'cash' | 'credit', id = 'sale-1'): JournalEntry =>
  saleEntry(soldBody(exactCash(cart, 600, { tenders: [{ kind, amountFen: 600, tenderedFen: null }] })), { id });
const entry = (id: string, body: JournalEntry['body']): JournalEntry =>
  ({ ...sold('cash'), id, kind: body.kind, body, at: morning }) as JournalEntry;
const repayment = (id: string, fen: number): JournalEntry =>
  entry(id, {
    kind: 'repayment',
    account: laoli,
    tender: tenderOf({ kind: 'cash', amountFen: fen, tenderedFen: null }, 1),
  });
const fold = (entries: readonly JournalEntry[], from: ReadonlyMap<string, Ledger> = new Map()) =>
  entries.reduce((ledgers, one) => {
    const about = entries.find(({ id }) => id === saleAbout(one))?.body ?? null;
    return withEntry(ledgers, one, about?.kind === 'sale' ? about : null);
  }, from);

describe('what an account owes', () => {
  it('is what was sold on credit, and nothing of what was paid at once', () => {
    expect(fold([sold('cash')]).get('laoli')).toMatchObject({ owedFen: 0, movements: [], lastSaleId: 'sale-1' });
    expect(fold([sold('credit')]).get('laoli')).toMatchObject({ owedFen: 600, lastSaleId: 'sale-1' });
  });

  it('goes down by what is paid back, taken back or put right', () => {
    const credit = sold('credit');
    if (credit.body.kind !== 'sale') throw new Error('no sale');
    const { tenders } = credit.body;
    const cash = [tenderOf({ kind: 'cash', amountFen: 600, tenderedFen: null }, 1)];
    const after = (one: JournalEntry) => fold([credit, one]).get('laoli')?.owedFen;
    expect(after(repayment('r', 200))).toBe(400);
    const about = { saleId: credit.id, amountFen: 600, reason: '' };
    expect(after(entry('v', { kind: 'void', ...about, tenders }))).toBe(0);
    expect(after(entry('v', { kind: 'refund', ...about, lines: [], tenders: cash }))).toBe(600);
    expect(after(entry('c', { kind: 'correction', saleId: credit.id, before: tenders, after: cash, reason: '' }))).toBe(
      0,
    );
    // A repayment that the vendor never had a sale for: the account is ahead.
    expect(fold([repayment('r', 200)]).get('laoli')?.owedFen).toBe(-200);
  });

  it('is the same from a snapshot on, and its statement always adds up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 3 * KEPT_MOVEMENTS }),
        fc.nat(),
        (fens, cut) => {
          const entries = fens.map((fen, index) =>
            fen % 3 === 0 ? sold('credit', `s${index}`) : repayment(`r${index}`, fen),
          );
          const at = cut % (entries.length + 1);
          const whole = fold(entries);
          expect(fold(entries.slice(at), fold(entries.slice(0, at)))).toEqual(whole);
          for (const { openingFen, owedFen, movements } of whole.values()) {
            expect(openingFen + movements.reduce((sum, one) => sum + one.amountFen, 0)).toBe(owedFen);
            expect(movements.length).toBeLessThanOrEqual(KEPT_MOVEMENTS);
          }
        },
      ),
    );
  });
});

describe('an account', () => {
  it('is above its limit by what goes over it', () => {
    expect(aboveLimit({ limitFen: null }, 9_999, 1)).toBe(0);
    expect(aboveLimit({ limitFen: 1_000 }, 600, 400)).toBe(0);
    expect(aboveLimit({ limitFen: 1_000 }, 600, 401)).toBe(1);
  });

  it('has a price of its own by weight and one by the piece', () => {
    const prices = [
      { productId: 'a', price: { priceFen: 250, basisG: 500 as const } },
      { productId: 'a', price: { priceFen: 90, basisG: null } },
    ];
    expect(ownPrice({ prices }, 'a', false)?.priceFen).toBe(250);
    expect(ownPrice({ prices }, 'a', true)?.priceFen).toBe(90);
    expect(ownPrice({ prices }, 'b', true)).toBeNull();
  });
});
