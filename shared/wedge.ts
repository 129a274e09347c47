/**
 * Telling a scanner that types from a person who types, by the pace of the keys: at least six signs, no pause of over 50 ms between
 * two of them, Enter or Tab at the end. Keys are held back until it is known whose they are, so that a payment code never stands in
 * a field of the screen, not even for a moment.
 */
export interface WedgeKey {
  readonly key: string;
  readonly code: string;
  /** Times of the events, ms. */
  readonly at: number;
  readonly upAt: number | null;
}
/** Keys held back, oldest first. */
export type WedgeState = readonly WedgeKey[];

export const WEDGE_GAP_MS = 50;
const LEAST = 6;
/** Longer than any code; a cat on the keyboard. */
const MOST = 300;

export interface WedgeStep {
  readonly held: WedgeState;
  /** Keys that were a person's and are due now, in their order. */
  readonly due: readonly WedgeKey[];
  /** Whether this key is taken from the window. */
  readonly isTaken: boolean;
  /** What a scanner has typed; null while it is none. */
  readonly scan: string | null;
}

const isSign = (key: string): boolean => /^[\x20-\x7e]$/.test(key);
const modifiers: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock']);

/** A key went down. `isRepeat`: it is held down, which no scanner does. */
export function wedgeDown(
  held: WedgeState,
  event: { readonly key: string; readonly code: string; readonly at: number; readonly isRepeat: boolean },
): WedgeStep {
  const { key, code, at, isRepeat } = event;
  if (modifiers.has(key)) return { held, due: [], isTaken: false, scan: null };
  const last = held.at(-1);
  const inPace = last !== undefined && at - last.at <= WEDGE_GAP_MS;
  if ((key === 'Enter' || key === 'Tab') && inPace && !isRepeat) {
    const { typed, rest } = partHeld(held);
    if (typed.length >= LEAST)
      return { held: [], due: rest, isTaken: true, scan: typed.map((one) => one.key).join('') };
  }
  // A code never begins with a blank, and on a key in focus a blank is its press.
  const isHeld = isSign(key) && !isRepeat && held.length < MOST && (key !== ' ' || inPace);
  if (!isHeld) return { held: [], due: held, isTaken: false, scan: null };
  const mine = { key, code, at, upAt: null };
  return { held: inPace ? [...held, mine] : [mine], due: inPace ? [] : held, isTaken: true, scan: null };
}

/** A key came up. Of two keyboards with the same key down, the one that came last is meant. */
export function wedgeUp(held: WedgeState, code: string, at: number): WedgeState {
  const index = held.findLastIndex((one) => one.code === code && one.upAt === null);
  return index < 0 ? held : held.with(index, { ...(held[index] as WedgeKey), upAt: at });
}

/** A scanner's keys are up before the third after them goes down; what is still down then is a finger on another keyboard. */
const LATER = 3;
/** The pace of a scanner is even: a longer pause at the beginning is between a person's last key and its first. */
const UNEVEN = 4;
const SLOWEST_START_MS = 15;

function partHeld(held: WedgeState): { readonly typed: readonly WedgeKey[]; readonly rest: readonly WedgeKey[] } {
  const isFinger = (one: WedgeKey, index: number): boolean => {
    const later = held[index + LATER];
    return later !== undefined && (one.upAt === null || one.upAt > later.at);
  };
  const even = held.filter((one, index) => !isFinger(one, index));
  const gaps = even.slice(1).map((one, index) => one.at - (even[index] as WedgeKey).at);
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const cut = gaps.findLastIndex((gap) => gap > Math.max(SLOWEST_START_MS, UNEVEN * usual)) + 1;
  const typed = even.slice(even.length - cut >= LEAST ? cut : 0);
  return { typed, rest: held.filter((one) => !typed.includes(one)) };
}
