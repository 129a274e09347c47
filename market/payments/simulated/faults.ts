/** What goes wrong with one call to a simulated channel. `lost_answer`: it was done, and nobody hears of it. */
export const callFaults = [
  'lost_call',
  'lost_answer',
  'system_error',
  'system_error_done',
  'forged_answer',
  'cut_answer',
] as const;
export type CallFault = (typeof callFaults)[number];
/** What goes wrong with one notice. `probe`: a wrong signature on purpose, to see whether we look at it. */
export const noticeFaults = [
  'lost',
  'twice',
  'late',
  'forged',
  'probe',
  'cut',
  'huge',
  'other_merchant',
  'other_amount',
] as const;
export type NoticeFault = (typeof noticeFaults)[number];

/** Decides what goes wrong next. `call` names the operation (`prepay`, `query`, …). */
export interface Faults {
  call(operation: string): CallFault | null;
  notice(): NoticeFault | null;
}
export const noFaults: Faults = { call: () => null, notice: () => null };

/** The next calls and notices meet these, in order; null passes one by. Then nothing goes wrong any more. */
export function scripted(script: {
  readonly calls?: readonly (CallFault | null)[];
  readonly notices?: readonly (NoticeFault | null)[];
}): Faults {
  const [calls, notices] = [[...(script.calls ?? [])], [...(script.notices ?? [])]];
  return { call: () => calls.shift() ?? null, notice: () => notices.shift() ?? null };
}

/** Every call and notice goes wrong with this chance (0…1), by a seed: the same seed, the same faults. */
export function seeded(seed: number, chance: { readonly call: number; readonly notice: number }): Faults {
  const random = randomOf(seed);
  const one = <T>(list: readonly T[]): T | null => list[Math.floor(random() * list.length)] ?? null;
  return {
    call: () => (random() < chance.call ? one(callFaults) : null),
    notice: () => (random() < chance.notice ? one(noticeFaults) : null),
  };
}

/** Numbers from 0 to below 1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
