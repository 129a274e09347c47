/** A frame that counts: bursts (frames read less than 2 ms apart) are one, with the range of weights they held. */
interface CountedFrame {
  readonly at: number;
  readonly lowG: number;
  readonly highG: number;
}

/** Whether the indicated weight is steady, and who says so. */
export interface Steadiness {
  readonly stable: boolean;
  readonly by: 'scale' | 'rule';
  /** First frame of the present steady stretch, epoch ms; null when not steady. */
  readonly stableAt: number | null;
  /** Read time of the last frame, epoch ms. */
  readonly lastAt: number | null;
  /** Frames the rule looks at, oldest first: the shortest trailing run that can prove stability. */
  readonly run: readonly CountedFrame[];
}

export const startSteadiness: Steadiness = { stable: false, by: 'scale', stableAt: null, lastAt: null, run: [] };

const BURST_MS = 2;
const SPREAD_MS = 400;
const MAX_GAP_MS = 500;
const MIN_FRAMES = 3;

const proves = (run: readonly CountedFrame[]): boolean =>
  run.length >= MIN_FRAMES && (run.at(-1)?.at ?? 0) - (run[0]?.at ?? 0) >= SPREAD_MS;

/**
 * Steadiness after one frame. The scale's own bit decides where it has one; else the weight must have stayed within ±1 e of
 * what it is now over at least 3 frames spread over 0.4 s or more, with no gap above 0.5 s (M2). A frame without a weight
 * (motion, overload) starts over, and so does a clock that steps back.
 */
export function steadier(
  old: Steadiness,
  frame: { readonly at: number; readonly grossG: number | null; readonly bit: boolean | null },
  eG: number,
): Steadiness {
  const { at, grossG, bit } = frame;
  if (grossG === null || bit === false) return { ...startSteadiness, lastAt: at };
  if (bit === true) return { stable: true, by: 'scale', stableAt: old.stable ? old.stableAt : at, lastAt: at, run: [] };
  const run = withFrame(old, at, grossG);
  const steady = proves(run) && run.every((one) => grossG - one.lowG <= eG && one.highG - grossG <= eG);
  return { stable: steady, by: 'rule', stableAt: steady ? (old.stable ? old.stableAt : at) : null, lastAt: at, run };
}

function withFrame(old: Steadiness, at: number, grossG: number): readonly CountedFrame[] {
  const gap = old.lastAt === null ? Number.POSITIVE_INFINITY : at - old.lastAt;
  const last = old.run.at(-1);
  if (gap < 0 || gap > MAX_GAP_MS || last === undefined) return [{ at, lowG: grossG, highG: grossG }];
  if (gap < BURST_MS)
    return [
      ...old.run.slice(0, -1),
      { at: last.at, lowG: Math.min(last.lowG, grossG), highG: Math.max(last.highG, grossG) },
    ];
  let run: readonly CountedFrame[] = [...old.run, { at, lowG: grossG, highG: grossG }];
  while (proves(run.slice(1))) run = run.slice(1);
  return run;
}
