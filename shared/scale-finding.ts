import type { ScaleProtocol } from './scale.ts';
import type { PortIdentity, ScaleId, ScaleProfile, ScaleVariant, SerialLine } from './scale-port.ts';

/** One way to read a scale's frames, and what it reads now. `steady`: at rest, as far as this way can tell. */
export interface FoundWay {
  readonly variant: ScaleVariant;
  readonly weightG: number | null;
  readonly steady: boolean;
}

/** A protocol that was understood. More than one way: its frames don't tell, a known weight on the pan does. */
export interface FoundScale {
  readonly protocol: ScaleProtocol;
  readonly name: { readonly zh: string; readonly en: string };
  /** Settings that answered; null for USB and network scales. */
  readonly line: SerialLine | null;
  readonly ways: readonly FoundWay[];
}

/**
 * A port that is looked at. `noise`: something is said there that no scale says. `busy`: another device of this till, or another program,
 * has it. `gone`: it was there and is not any more.
 */
export interface ProbedPort {
  readonly port: PortIdentity;
  readonly about: string;
  readonly state: 'looking' | 'found' | 'silent' | 'noise' | 'busy' | 'gone';
  readonly scales: readonly FoundScale[];
}

/** Looking for scales, for the screen. */
export interface FindingView {
  readonly looking: boolean;
  readonly ports: readonly ProbedPort[];
}

/** What is known of a scale that may be used, for the screen. */
export interface UsedScale {
  readonly id: ScaleId;
  /** Null: it was named when the till was started, and is not changed from here. */
  readonly profile: ScaleProfile | null;
}

/** How far what is shown may be from what somebody says lies there: units and digits that are taken wrongly are further off. */
const WITHIN = 0.1;

/**
 * The ways that agree with a known weight. `unsteady`: no way has a weight at rest. `none`: no way shows it. `several`: more than one does;
 * a weight whose digits read the same both ways settles nothing.
 */
export function settleWays(
  ways: readonly FoundWay[],
  grams: number,
): { readonly way: FoundWay } | 'unsteady' | 'none' | 'several' {
  const steady = ways.filter(({ steady: rests, weightG }) => rests && weightG !== null);
  if (steady.length === 0) return 'unsteady';
  const agreeing = steady.filter(({ weightG }) => Math.abs((weightG ?? 0) - grams) <= grams * WITHIN);
  const [way, ...others] = agreeing;
  if (way === undefined) return 'none';
  return others.length > 0 ? 'several' : { way };
}
