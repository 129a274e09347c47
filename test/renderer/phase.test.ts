import { describe, expect, it } from 'vitest';
import { nextThanks, phaseOf } from '../../renderer/customer/phase.ts';
import type { ViewTopics } from '../../shared/view.ts';
import * as sample from './sample.ts';

const serving: Partial<ViewTopics> = {
  weighing: sample.taken,
  carts: { frontId: 'c1', carts: [sample.fullCart], undo: null },
};
const afterSale: Partial<ViewTopics> = {
  weighing: sample.taken,
  carts: { frontId: 'c2', carts: [sample.cart('c2', 'A')], undo: null },
};
const paid = nextThanks(null, serving, afterSale);

describe('the shopper’s screen', () => {
  it('shows the load while it is weighed, the total between loads, and the prices when nobody is served', () => {
    expect(phaseOf(serving, null)).toBe('weighing');
    expect(phaseOf({ ...serving, weighing: sample.emptyPan }, null)).toBe('due');
    expect(phaseOf({ ...afterSale, weighing: sample.emptyPan }, null)).toBe('idle');
    expect(phaseOf({ ...afterSale, weighing: sample.armed }, null)).toBe('weighing');
    const basin = { ...sample.emptyPan, tareG: 320, tareKind: 'key' as const };
    expect(phaseOf({ ...afterSale, weighing: basin }, null)).toBe('weighing');
  });

  it('thanks for the sale that was paid, with its amount', () => {
    expect(paid).toEqual({ sign: 'A', payableFen: 2140, panWasEmpty: false });
    expect(phaseOf(afterSale, paid)).toBe('thanks');
  });

  it('does not thank for a cart that was parked or emptied', () => {
    const parked: Partial<ViewTopics> = {
      ...serving,
      carts: { frontId: 'c2', carts: [sample.cart('c2', 'B'), { ...sample.fullCart, state: 'held' }], undo: null },
    };
    expect(nextThanks(null, serving, parked)).toBeNull();
    const emptied: Partial<ViewTopics> = {
      ...serving,
      carts: { frontId: 'c1', carts: [sample.cart('c1', 'A')], undo: null },
    };
    expect(nextThanks(null, serving, emptied)).toBeNull();
  });

  it('shows the QR of who waits while nobody is served, and thanks when it is paid', () => {
    const waiting = { ...sample.noPaying, waiting: [sample.waiting] };
    const pays = { ...afterSale, weighing: sample.emptyPan, paying: waiting };
    expect(phaseOf(pays, null)).toBe('pay');
    expect(phaseOf({ ...serving, paying: waiting }, null)).toBe('weighing');
    const arrived = { ...pays, paying: { ...sample.noPaying, news: sample.paidNews } };
    expect(nextThanks(null, pays, arrived)).toMatchObject({ sign: 'B', payableFen: 2380 });
    const mock = { ...arrived, paying: { ...sample.noPaying, news: { ...sample.paidNews, isSimulated: true } } };
    expect(nextThanks(null, pays, mock)).toMatchObject({ isSimulated: true });
    // What nobody has proven is not thanked for, and nobody's QR is covered by thanks.
    const failed = { ...sample.paidNews, what: 'failed' as const };
    expect(nextThanks(null, pays, { ...pays, paying: { ...waiting, news: failed } })).toBeNull();
    expect(nextThanks(null, pays, { ...pays, paying: { ...waiting, news: sample.paidNews } })).toBeNull();
  });

  it('keeps the thanks while the sold goods still lie on the pan', () => {
    expect(nextThanks(paid, afterSale, afterSale)).toEqual(paid);
  });

  it('shows the code of a receipt when it was asked for, never a first look’s, and not while somebody is served', () => {
    const receipt = { no: '17-1-212', payableFen: 2140, url: 'https://market.example/r/A', at: 1 };
    const asked = { ...afterSale, shopper: { ...sample.shopper, receipt } };
    const was = { ...afterSale, shopper: sample.shopper };
    const shown = nextThanks(null, was, asked);
    expect(shown).toMatchObject({ url: receipt.url, payableFen: 2140 });
    expect(nextThanks(null, afterSale, asked)).toBeNull();
    expect(nextThanks(null, was, { ...serving, shopper: asked.shopper })).toBeNull();
    expect(nextThanks(shown, asked, { ...asked, weighing: { ...sample.taken, state: 'live' } })).toBeNull();
  });

  it('yields at once to the next load', () => {
    const empty = { ...afterSale, weighing: sample.emptyPan };
    const waiting = nextThanks(paid, afterSale, empty);
    expect(waiting?.panWasEmpty).toBe(true);
    expect(nextThanks(waiting, empty, { ...afterSale, weighing: sample.blocked('unstable', 400) })).toBeNull();
    expect(nextThanks(paid, afterSale, { ...afterSale, weighing: sample.loaded })).toBeNull();
  });

  it('yields to the next shopper’s first line', () => {
    const next: Partial<ViewTopics> = {
      weighing: sample.emptyPan,
      carts: { frontId: 'c2', carts: [{ ...sample.fullCart, id: 'c2' }], undo: null },
    };
    expect(nextThanks(paid, afterSale, next)).toBeNull();
  });
});
