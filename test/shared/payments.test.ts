import { describe, expect, it } from 'vitest';
import { chargeChannel, claimants, stepOf } from '../../shared/payments.ts';
import type { PaymentMark } from '../../shared/records/market.ts';
import type { PaymentOrder } from '../../shared/records/terminal.ts';
import { cartOf, pieceLine } from './samples.ts';

const NOW = 1_795_500_000_000;
const mark = (state: PaymentMark['state'], amountFen = 600): PaymentMark => ({
  orderHash: 'a'.repeat(64),
  state,
  channel: 'wechat',
  amountFen,
  returnedFen: 0,
  transactionId: 'tx',
  paidAt: NOW,
  isSimulated: false,
});
const step = (state: PaymentOrder['state'], of: PaymentMark, entryId: string | null = null) =>
  stepOf({ state, amountFen: 600, way: 'dynamic_qr', entryId }, of);

describe('what follows from a mark', () => {
  it('money pays the cart that waits for exactly it, and confirms what is sold already', () => {
    expect(step('waiting', mark('paid'))).toBe('settle');
    expect(step('waiting', mark('late'))).toBe('settle');
    expect(step('waiting', mark('paid', 60))).toBe('surplus');
    expect(step('released', mark('paid'), 's1')).toBe('confirm');
    expect(step('proven', mark('paid'), 's1')).toBe('confirm');
  });
  it('an order the till has closed never counts, whatever came', () => {
    for (const state of ['paid', 'late', 'duplicate', 'returned'] as const)
      expect(step('closing', mark(state))).toBe('surplus');
    expect(step('closing', mark('closed'))).toBe('end');
    expect(step('closing', mark('pending'))).toBe('nothing');
    expect(step('done', mark('duplicate'))).toBe('surplus');
    expect(step('waiting', mark('duplicate'))).toBe('surplus');
  });
  it('what expired at the market and is paid late may still be the payment of its cart', () => {
    expect(step('done', mark('late'))).toBe('due');
    expect(step('done', mark('late'), 's1')).toBe('nothing');
  });
  it('a proof the ledger does not have is told, and nothing else is undone by a mark', () => {
    for (const state of ['closed', 'failed', 'returned', 'duplicate'] as const)
      expect(step('proven', mark(state), 's1')).toBe('differs');
    expect(step('proven', mark('open'), 's1')).toBe('nothing');
    expect(step('released', mark('closed'), 's1')).toBe('nothing');
  });
});

describe('whose money on the printed code is', () => {
  const cart = { ...cartOf([pieceLine()]), openedAt: NOW };
  const sale = { saleId: 's1', sign: 'B', at: NOW - 300_000, amountFen: 600 };
  const of = (paidAt: number, amountFen = 600) => {
    const { fitting, others } = claimants({ amountFen, paidAt }, [cart], [sale]);
    return { fitting: fitting.map(({ sign }) => sign), others: others.map(({ sign }) => sign) };
  };
  it('is who was there when it came; anything else a person says', () => {
    expect(of(NOW + 60_000)).toEqual({ fitting: [cart.sign, 'B'], others: [] });
    // It came hours ago, while there was no line: no cart of now takes it by itself.
    expect(of(NOW - 7_200_000)).toEqual({ fitting: [], others: [cart.sign, 'B'] });
    expect(of(NOW + 3_600_000)).toEqual({ fitting: [cart.sign], others: ['B'] });
    expect(of(NOW, 500)).toEqual({ fitting: [], others: [] });
  });
});

it('a code is charged over its own channel, or over an acquirer that takes all', () => {
  expect(chargeChannel('alipay', ['wechat', 'alipay'])).toBe('alipay');
  expect(chargeChannel('unionpay', ['wechat', 'acquirer'])).toBe('acquirer');
  expect(chargeChannel('unionpay', ['wechat'])).toBeNull();
});
