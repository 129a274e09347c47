import { describe, expect, it } from 'vitest';
import {
  accessAtFirst,
  grantOf,
  hasRight,
  isGuarded,
  isOpen,
  lockOf,
  MAX_TRIES,
  triesLeft,
  type Access,
  type Seller,
} from '../../shared/people.ts';

const owner: Seller = { id: 'o', name: '王', role: 'owner', validUntil: null };
const helper: Seller = { id: 'h', name: '小王', role: 'helper', validUntil: null };
const none = (): boolean => false;
const only = (id: string) => (one: string) => one === id;
const minute = 60_000;

describe('what asks for a PIN', () => {
  it('is nothing until the owner has one', () => {
    expect(isGuarded('refund', accessAtFirst, [owner, helper], none)).toBe(false);
    expect(isGuarded('people', accessAtFirst, [owner, helper], only('h'))).toBe(false);
  });
  it('is refunds, old voids and people at first, and what the owner chooses after that', () => {
    const asked = (access: Access) =>
      (['refund', 'void_old', 'cash_refund', 'people', 'drawer'] as const).filter((right) =>
        isGuarded(right, access, [owner, helper], only('o')),
      );
    expect(asked(accessAtFirst)).toEqual(['refund', 'void_old', 'cash_refund', 'people']);
    expect(asked({ guarded: ['drawer'], allowed: [] })).toEqual(['people', 'drawer']);
  });
  it('no longer holds when the owner with the PIN has left the list', () => {
    expect(isGuarded('refund', accessAtFirst, [helper], only('o'))).toBe(false);
  });
});

describe('who may open it', () => {
  const access: Access = {
    guarded: ['refund'],
    allowed: [{ personId: 'h', rights: ['refund', 'people', 'cash_refund'] }],
  };
  it('is the owner, and whom the owner trusts with it', () => {
    expect(hasRight('refund', owner, accessAtFirst)).toBe(true);
    expect(hasRight('refund', helper, accessAtFirst)).toBe(false);
    expect(hasRight('refund', helper, access)).toBe(true);
  });
  it('is only ever an owner for people and for cash back on a code payment', () => {
    expect(hasRight('people', helper, access)).toBe(false);
    expect(hasRight('cash_refund', helper, access)).toBe(false);
  });
});

describe('an open right', () => {
  it('shuts after its time, a sitting later than a single act', () => {
    expect(isOpen(grantOf('refund', 'o', 0), minute - 1)).toBe(true);
    expect(isOpen(grantOf('refund', 'o', 0), minute)).toBe(false);
    expect(isOpen(grantOf('people', 'o', 0), minute)).toBe(true);
    expect(isOpen(grantOf('people', 'o', 0), 3 * minute)).toBe(false);
  });
  it('is not open for longer because the clock was set back', () => {
    expect(isOpen(grantOf('refund', 'o', 10 * minute), 0)).toBe(false);
  });
});

describe('wrong tries', () => {
  const after = (tries: number, now: number) => lockOf({ personId: 'o', hash: '', tries, triedAt: 0 }, now);
  it('lock for a minute from the fifth, longer from the tenth and fifteenth, and for good from the twentieth', () => {
    expect(after(4, 0)).toBeNull();
    expect(after(5, 0)).toEqual({ code: 'pin_locked', minutes: 1 });
    expect(after(5, minute)).toBeNull();
    expect(after(10, 0)).toEqual({ code: 'pin_locked', minutes: 5 });
    expect(after(15, 0)).toEqual({ code: 'pin_locked', minutes: 30 });
    expect(after(MAX_TRIES, 1e12)).toEqual({ code: 'pin_locked', minutes: null });
  });
  it('do not lock for longer because the clock was set back', () => {
    expect(after(5, -60 * minute)).toBeNull();
  });
  it('say how many are left', () => {
    expect([1, 4, 6, 9, 19].map(triesLeft)).toEqual([4, 1, 4, 1, 1]);
  });
});
