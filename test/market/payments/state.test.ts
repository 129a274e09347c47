import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  paymentPosting,
  refundPosting,
  feePosting,
  sharePosting,
  sharesOf,
  unfreezePosting,
} from '../../../market/payments/ledger.ts';
import {
  after,
  attemptStates,
  hasMoney,
  isLive,
  nextQuery,
  type AttemptEvent,
  type AttemptState,
} from '../../../market/payments/state.ts';

const events: readonly AttemptEvent[] = [
  { kind: 'asked' },
  { kind: 'close_wanted' },
  { kind: 'reverse_wanted' },
  ...(['absent', 'open', 'paying', 'paid', 'failed', 'closed', 'refunded'] as const).map((state): AttemptEvent => ({
    kind: 'upstream',
    state,
  })),
  ...(['OK', 'DENIED', 'PENDING', 'UNKNOWN'] as const).flatMap((outcome): readonly AttemptEvent[] =>
    ([null, 'paid', 'closed'] as const).map((state) => ({ kind: 'close_answered', outcome, state })),
  ),
  { kind: 'refunded', isWhole: true },
  { kind: 'refunded', isWhole: false },
];
const anyEvents = fc.array(fc.constantFrom(...events), { maxLength: 12 });
const run = (all: readonly AttemptEvent[], from: AttemptState = 'created'): AttemptState => all.reduce(after, from);
const paid: AttemptEvent = { kind: 'upstream', state: 'paid' };

describe('an attempt to pay', () => {
  it('never forgets money, whatever comes before or after', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (before, later) => {
        // While it is being reversed, money that shows is on its way back already.
        if (run(before) !== 'reversing') expect(hasMoney(run([...before, paid, ...later]))).toBe(true);
      }),
    );
  });
  it('takes a late success of a closed attempt as money, and says it is late', () => {
    expect(
      run([{ kind: 'asked' }, { kind: 'close_wanted' }, { kind: 'close_answered', outcome: 'OK', state: null }, paid]),
    ).toBe('paid_late');
  });
  it('that is being reversed is not paid by what a notice says meanwhile, only when the channel refuses to reverse', () => {
    const reversing = run([{ kind: 'asked' }, { kind: 'reverse_wanted' }]);
    expect(after(reversing, paid)).toBe('reversing');
    expect(after(reversing, { kind: 'close_answered', outcome: 'UNKNOWN', state: 'paid' })).toBe('reversing');
    expect(after(reversing, { kind: 'close_answered', outcome: 'OK', state: 'closed' })).toBe('closed');
    expect(after(reversing, { kind: 'close_answered', outcome: 'DENIED', state: 'paid' })).toBe('paid');
  });
  it('is not ended by what is not known', () => {
    const unsure = events.filter(
      (event) =>
        (event.kind === 'close_answered' && event.outcome !== 'OK' && event.state !== 'paid') ||
        (event.kind === 'upstream' && ['absent', 'open', 'paying'].includes(event.state)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...attemptStates.filter(isLive)),
        fc.array(fc.constantFrom(...unsure)),
        (from, all) => {
          expect(isLive(run(all, from))).toBe(true);
        },
      ),
    );
  });
  it('is closed only when the channel has closed it', () => {
    fc.assert(
      fc.property(anyEvents, (all) => {
        if (run(all) !== 'closed') return;
        expect(
          all.some(
            (event) =>
              (event.kind === 'close_answered' && event.outcome === 'OK') ||
              (event.kind === 'upstream' && (event.state === 'closed' || event.state === 'refunded')),
          ),
        ).toBe(true);
      }),
    );
  });
  it('that was given back whole stays so', () => {
    fc.assert(
      fc.property(anyEvents, (later) => {
        expect(run([paid, { kind: 'refunded', isWhole: true }, ...later])).toBe('refunded');
      }),
    );
  });
});

describe('asking the channel', () => {
  const questions = (way: 'qr' | 'payment_code', until: number): readonly number[] => {
    const seconds: number[] = [];
    for (let at: number | null = 0; at !== null && seconds.length < 100;) {
      at = nextQuery(way, 0, at, until * 1_000);
      if (at !== null) seconds.push(at / 1_000);
    }
    return seconds;
  };
  it('is dense at first and then each minute, until the order expires', () => {
    expect(questions('qr', 250)).toEqual([5, 10, 20, 30, 60, 120, 180, 240]);
  });
  it('for a payment code ends after 45 s', () => {
    expect(questions('payment_code', 600)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45]);
  });
});

describe('a posting', () => {
  const fen = fc.integer({ min: 1, max: 100_000_000 });
  const who = { channel: 'wechat', stall: '12' };
  it('sums to zero', () => {
    fc.assert(
      fc.property(fen, fen, fc.boolean(), (amount, other, frozen) => {
        for (const { lines } of [
          paymentPosting('O1', { ...who, fen: amount }, frozen),
          refundPosting('R1', { ...who, fen: amount }, other),
          feePosting('O1', { ...who, fen: amount }),
          sharePosting('S1', '12', [{ receiver: 'm1', fen: amount }]),
          unfreezePosting('S2', '12', amount),
        ])
          expect(lines.reduce((sum, line) => sum + line.fen, 0)).toBe(0);
      }),
    );
  });
  it('takes a refund from the frozen money first', () => {
    expect(refundPosting('R1', { ...who, fen: 500 }, 300).lines).toEqual([
      { account: 'channel', owner: 'wechat', fen: -500 },
      { account: 'frozen', owner: '12', fen: 300 },
      { account: 'stall', owner: '12', fen: 200 },
    ]);
  });
  it('gives each receiver a share rounded down, and nothing at all above what is allowed', () => {
    const rule = (receiver: string, basisPoints: number) =>
      ({ receiver, basisPoints, kind: 'merchant', description: '' }) as const;
    // 6.90 with a fee of 0.04 leaves 6.86 to share (payments.md 1.4).
    expect(sharesOf(686, [rule('a', 100), rule('b', 1)], 3_000)?.map(({ fen: part }) => part)).toEqual([6]);
    expect(sharesOf(686, [rule('a', 3_000), rule('b', 1)], 3_000)).toBeNull();
  });
});
