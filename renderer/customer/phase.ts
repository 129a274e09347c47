import type { PayNews } from '../../shared/pay-view.ts';
import type { CartsView, CartView, ViewTopics, WeighingView } from '../../shared/view.ts';

/** What the shopper's screen shows. */
export type Phase = 'thanks' | 'weighing' | 'due' | 'pay' | 'idle';

/** A sale just paid, and whether the pan was seen empty since: what then lies on it is the next load. */
export interface Thanks {
  readonly sign: string;
  readonly payableFen: number;
  readonly panWasEmpty: boolean;
  /** Paid over a channel that is not there. */
  readonly isSimulated?: boolean;
  /** Address behind the receipt's code, when that was asked for (S18). */
  readonly url?: string;
}

export const frontCart = (carts: CartsView | undefined): CartView | undefined =>
  carts?.carts.find((cart) => cart.id === carts.frontId);

/**
 * Thanks, after the topics went from `before` to `now`: begun when the front cart left with its lines (it was committed;
 * a parked one stays among the carts), ended at once by the next load or the next line (S22).
 */
export function nextThanks(
  thanks: Thanks | null,
  before: Partial<ViewTopics>,
  now: Partial<ViewTopics>,
): Thanks | null {
  const was = frontCart(before.carts);
  const after = now.carts?.carts.find((cart) => cart.id === was?.id);
  const paid =
    was !== undefined &&
    was.lines.length > 0 &&
    now.carts !== undefined &&
    (after === undefined || after.state === 'paid');
  const arrived = newlyPaid(before, now);
  const begun: Thanks | null = paid
    ? { sign: was.sign, payableFen: was.payableFen, panWasEmpty: false }
    : arrived !== null && now.paying?.waiting.length === 0
      ? { sign: arrived.sign, payableFen: arrived.amountFen, panWasEmpty: false, isSimulated: arrived.isSimulated }
      : thanks;
  const asked = now.shopper?.receipt ?? null;
  const given = asked !== null && before.shopper !== undefined && asked !== before.shopper.receipt ? asked : null;
  if (given !== null && (frontCart(now.carts)?.lines.length ?? 0) === 0)
    return { sign: '', payableFen: given.payableFen, panWasEmpty: false, url: given.url };
  if (begun === null) return null;
  if ((frontCart(now.carts)?.lines.length ?? 0) > 0) return null;
  const pan = now.weighing?.state;
  if (pan === 'live' || (begun.panWasEmpty && pan !== 'ready')) return null;
  return pan === 'ready' && !begun.panWasEmpty ? { ...begun, panWasEmpty: true } : begun;
}

/** A payment that has just arrived; null of a first look. */
export function newlyPaid(before: Partial<ViewTopics>, now: Partial<ViewTopics>): PayNews | null {
  const news = now.paying?.news ?? null;
  if (news === null || before.paying === undefined || news.no <= (before.paying.news?.no ?? 0)) return null;
  return news.what === 'paid' || news.what === 'paid_later' ? news : null;
}

/** Whether the pan itself is what the shopper should look at. */
function panSpeaks(weighing: WeighingView, lines: number): boolean {
  switch (weighing.state) {
    case 'live':
      return true;
    case 'taken':
      return lines > 0;
    case 'ready':
      // A basin that was tared is told before anything is in it (S2).
      return weighing.product?.armed === true || weighing.tareKind === 'key';
    case 'blocked':
      return weighing.reason === 'unstable' || weighing.reason === 'below_min' || weighing.reason === 'overload';
    default:
      return weighing.state satisfies never;
  }
}

export function phaseOf(topics: Partial<ViewTopics>, thanks: Thanks | null): Phase {
  if (thanks !== null) return 'thanks';
  const lines = frontCart(topics.carts)?.lines.length ?? 0;
  if (topics.weighing !== undefined && panSpeaks(topics.weighing, lines)) return 'weighing';
  if (lines > 0) return 'due';
  return (topics.paying?.waiting.length ?? 0) > 0 ? 'pay' : 'idle';
}
