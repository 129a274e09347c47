import type { Outcome, UpstreamState } from './channel.ts';

/**
 * One attempt to pay an order over one channel. `created`: written, nothing asked upstream yet. `paying`: the shopper may be paying.
 * `closing` / `reversing`: we want it ended and the channel has not said so yet. `paid_late`: paid after it was closed; never dropped.
 */
export const attemptStates = [
  'created',
  'paying',
  'closing',
  'reversing',
  'paid',
  'paid_late',
  'failed',
  'closed',
  'part_refunded',
  'refunded',
] as const;
export type AttemptState = (typeof attemptStates)[number];

/** What is learned of an attempt; every source says the same things, only signed answers and queries say `upstream`. */
export type AttemptEvent =
  | { readonly kind: 'asked' }
  | { readonly kind: 'close_wanted' }
  | { readonly kind: 'reverse_wanted' }
  | { readonly kind: 'upstream'; readonly state: UpstreamState }
  | { readonly kind: 'close_answered'; readonly outcome: Outcome; readonly state: UpstreamState | null }
  | { readonly kind: 'refunded'; readonly isWhole: boolean };

const isPaid = (state: AttemptState): boolean =>
  state === 'paid' || state === 'paid_late' || state === 'part_refunded' || state === 'refunded';
/** Money is or was here, so no other attempt of the order may take any. */
export const hasMoney = isPaid;
/** The shopper could still pay it. */
export const isLive = (state: AttemptState): boolean =>
  state === 'created' || state === 'paying' || state === 'closing' || state === 'reversing';

/** The state after an event; the same state when the event says nothing new. Money is never forgotten, and nothing unknown ends an attempt. */
export function after(state: AttemptState, event: AttemptEvent): AttemptState {
  switch (event.kind) {
    case 'asked':
      return state === 'created' ? 'paying' : state;
    case 'close_wanted':
      return state === 'created' || state === 'paying' ? 'closing' : state;
    case 'reverse_wanted':
      return state === 'created' || state === 'paying' || state === 'closing' ? 'reversing' : state;
    case 'upstream':
      // What is being reversed gives back what was paid: only a reversal that is refused for good leaves the money here.
      return state === 'reversing' && event.state === 'paid' ? state : afterUpstream(state, event.state);
    case 'close_answered':
      if (event.state === 'paid')
        return state === 'reversing' && event.outcome !== 'DENIED' ? state : afterUpstream(state, 'paid');
      return event.outcome === 'OK' && (state === 'closing' || state === 'reversing') ? 'closed' : state;
    case 'refunded':
      if (state === 'refunded') return state;
      return isPaid(state) ? (event.isWhole ? 'refunded' : 'part_refunded') : state;
    default:
      return event satisfies never;
  }
}

function afterUpstream(state: AttemptState, upstream: UpstreamState): AttemptState {
  switch (upstream) {
    case 'paid':
      if (isPaid(state)) return state;
      return state === 'closed' || state === 'failed' ? 'paid_late' : 'paid';
    case 'failed':
    case 'closed':
      if (!isLive(state)) return state;
      return upstream === 'closed' ? 'closed' : 'failed';
    // Reversed by the channel: paid and given back, so there is nothing left to take.
    case 'refunded':
      return isLive(state) ? 'closed' : state;
    case 'absent':
    case 'open':
    case 'paying':
      return state;
    default:
      return upstream satisfies never;
  }
}

/** Seconds after the start at which an order that is shown as a code is asked for; then each minute until it expires. */
const QR_SCHEDULE = [5, 10, 20, 30, 60] as const;
/** Payment codes: each 5 s until 45 s, then reversed. */
const CODE_EVERY = 5;
const CODE_UNTIL = 45;

/** When to ask again, epoch ms; null: the time is over, end it. */
export function nextQuery(
  way: 'qr' | 'payment_code',
  startedAt: number,
  askedAt: number,
  expiresAt: number,
): number | null {
  const age = (askedAt - startedAt) / 1_000;
  const next =
    way === 'payment_code'
      ? (Math.floor(age / CODE_EVERY) + 1) * CODE_EVERY
      : (QR_SCHEDULE.find((second) => second > age) ?? Math.floor(age / 60) * 60 + 60);
  const at = startedAt + next * 1_000;
  if (way === 'payment_code') return next > CODE_UNTIL ? null : at;
  return at > expiresAt ? null : at;
}

/** Waits between two tries to close, reverse or refund: 1, 2, 4 … 60 s. */
export const retryAfterMs = (tries: number): number => Math.min(60, 2 ** Math.min(tries, 6)) * 1_000;
