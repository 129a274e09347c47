import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScalePlate, ScaleReading } from '../../shared/scale.ts';
import {
  clearTare,
  loadNumber,
  markTaken,
  onLost,
  onReading,
  onZeroed,
  onTick,
  retake,
  startWeighing,
  tareLoad,
  weigh,
  type Weighed,
  type WeighingState,
} from '../../shared/weighing.ts';

/** 15 kg, e = 5 g, Min = 100 g. */
const plate: ScalePlate = {
  id: 'scale-1',
  serial: 'S-0417',
  maxG: 15_000,
  minG: 100,
  eG: 5,
  protocol: 'os2',
  verifiedOnDevice: false,
  canZero: true,
  canTare: true,
};

const frame = (at: number, weightG: number | null, change: Partial<ScaleReading> = {}): ScaleReading => ({
  at,
  weightG,
  tareG: null,
  stable: weightG !== null,
  zero: null,
  overload: false,
  underload: false,
  raw: at.toString(16),
  ...change,
});

/** A pan and the hands at it: each step is one frame 100 ms after the last. */
function scaleAt(start: WeighingState = startWeighing(), from = 0) {
  let state = start;
  let now = from;
  const put = (weightG: number | null, change: Partial<ScaleReading> = {}) => {
    now += 100;
    state = onReading(state, frame(now, weightG, change), plate);
    return weigh(state, plate, 0);
  };
  return {
    put,
    now: () => now,
    state: () => state,
    see: (presetTareG = 0) => weigh(state, plate, presetTareG),
    set: (next: WeighingState) => {
      state = next;
    },
    tare: () => {
      const change = tareLoad(state);
      if ('refusal' in change) return change.refusal;
      state = change.state;
      return null;
    },
    clear: () => {
      const change = clearTare(state);
      if ('refusal' in change) return change.refusal;
      state = change.state;
      return null;
    },
    take: (presetTareG = 0) => {
      const { sellable } = weigh(state, plate, presetTareG);
      if (sellable === null) throw new Error('nothing to take');
      state = markTaken(state, sellable.netG, sellable.load);
      return sellable;
    },
  };
}

describe('one load, one line', () => {
  it('from an empty pan through motion to a stable weight, taken once, and again after zero', () => {
    const scale = scaleAt();
    expect(scale.put(0)).toMatchObject({ state: 'ready', reason: null, stable: true, zero: true, netG: 0 });
    expect(scale.put(null, { stable: false })).toMatchObject({
      state: 'blocked',
      reason: 'unstable',
      grossG: null,
      netG: null,
    });
    expect(scale.put(1180, { stable: false })).toMatchObject({
      state: 'blocked',
      reason: 'unstable',
      netG: 1180,
      sellable: null,
    });
    expect(scale.put(1245)).toMatchObject({
      state: 'live',
      reason: null,
      netG: 1245,
      sellable: { netG: 1245, grossG: 1245, tareG: 0, tareKind: 'none' },
    });
    expect(scale.take()).toMatchObject({ load: 1, stableBy: 'scale', zeroBefore: true, settleMs: 200 });
    expect(scale.put(1245)).toMatchObject({ state: 'taken', changed: false, sellable: null });
    expect(scale.put(0)).toMatchObject({ state: 'ready' });
    expect(scale.put(500)).toMatchObject({ state: 'live', sellable: { load: 2 } });
  });

  it('a spring onion given on top offers 更新 and changes nothing by itself', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(1245);
    scale.take();
    expect(scale.put(1250)).toMatchObject({ state: 'taken', changed: false });
    expect(scale.put(1270, { stable: false })).toMatchObject({ state: 'taken', changed: false });
    expect(scale.put(1270)).toMatchObject({ state: 'taken', changed: true, netG: 1270, sellable: null });
    const again = retake(scale.state(), plate, 0);
    expect(again).toMatchObject({ load: 1, netG: 1270 });
    scale.set(markTaken(scale.state(), 1270, 1));
    expect(scale.see()).toMatchObject({ state: 'taken', changed: false });
  });

  it('takes no new weight of a load in motion, off the pan, or not taken', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(1245);
    expect(retake(scale.state(), plate, 0)).toBeNull();
    scale.take();
    scale.put(1300, { stable: false });
    expect(retake(scale.state(), plate, 0)).toBeNull();
    scale.put(0);
    expect(retake(scale.state(), plate, 0)).toBeNull();
  });

  it('a line stored late does not take the next load for its own', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(1245);
    const { sellable } = scale.see();
    scale.put(0);
    scale.set(markTaken(scale.state(), 1245, sellable?.load));
    expect(scale.see().state).toBe('ready');
    scale.put(700);
    scale.set(markTaken(scale.state(), 1245, sellable?.load));
    expect(scale.see()).toMatchObject({ state: 'live', sellable: { load: 2, netG: 700 } });
  });
});

describe('zero before every load', () => {
  it('a load found at the start must come off first', () => {
    const scale = scaleAt();
    expect(scale.put(1245)).toMatchObject({ state: 'blocked', reason: 'loaded_start', netG: 1245 });
    expect(scale.tare()).toEqual({ code: 'not_sellable', reason: 'loaded_start' });
    expect(scale.put(0)).toMatchObject({ state: 'ready' });
    expect(scale.put(1245)).toMatchObject({ state: 'live' });
  });

  it('so must one found when the scale comes back', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(1245);
    scale.set(onLost(scale.state()));
    expect(scale.see()).toMatchObject({ state: 'blocked', reason: 'no_scale', grossG: null });
    expect(scale.put(1245)).toMatchObject({ state: 'blocked', reason: 'loaded_start' });
  });

  it('an empty pan that is not steady yet is no load', () => {
    expect(scaleAt().put(0, { stable: false })).toMatchObject({ state: 'blocked', reason: 'unstable' });
  });

  it('what stays after a taken load must go to zero, even under the next load', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(1245);
    scale.take();
    expect(scale.put(15)).toMatchObject({ state: 'blocked', reason: 'residue', netG: 15 });
    expect(scale.put(800)).toMatchObject({ state: 'blocked', reason: 'residue', sellable: null });
    expect(scale.put(0)).toMatchObject({ state: 'ready' });
  });

  it('a pan slightly below zero asks for zero, one far below is an error', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.set(onZeroed(scale.state()));
    expect(scale.put(-5)).toMatchObject({ state: 'blocked', reason: 'residue' });
    expect(scale.put(-5, { stable: false })).toMatchObject({ state: 'blocked', reason: 'unstable' });
    expect(scale.put(-105)).toMatchObject({ state: 'blocked', reason: 'below_zero' });
    expect(scale.put(null, { underload: true })).toMatchObject({ state: 'blocked', reason: 'below_zero' });
    expect(scaleAt().put(-5)).toMatchObject({ reason: 'residue' });
  });

  it('a weight far below a zero that nobody set means that something lay on the scale at its start', () => {
    const scale = scaleAt();
    scale.put(0);
    expect(scale.put(-105)).toMatchObject({ state: 'blocked', reason: 'loaded_start' });
    expect(scale.put(-50)).toMatchObject({ reason: 'residue' });
    expect(scale.put(0)).toMatchObject({ state: 'ready' });
    expect(scale.put(-105)).toMatchObject({ reason: 'below_zero' });
    const keyed = scaleAt();
    keyed.put(0);
    keyed.put(60);
    // The scale's own zero key: from one stable frame to the next, without any motion.
    keyed.put(0);
    expect(keyed.put(-105)).toMatchObject({ reason: 'below_zero' });
  });

  it('a pan that swings below zero as a load is lifted off is no such thing, a scale that stays below is', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(1245);
    for (let i = 0; i < 5; i += 1) scale.put(null, { underload: true });
    expect(scale.put(30, { stable: false })).toMatchObject({ reason: 'unstable' });
    expect(scale.put(0)).toMatchObject({ state: 'ready' });
    expect(scale.state().start).toBe('open');
    for (let i = 0; i < 10; i += 1)
      expect(scale.put(null, { underload: true })).toMatchObject({ reason: 'below_zero' });
    expect(scale.put(null, { underload: true })).toMatchObject({ reason: 'loaded_start' });
    expect(scale.put(0)).toMatchObject({ state: 'ready' });
  });

  it('believes the centre-of-zero bit only with next to nothing on the pan', () => {
    expect(scaleAt().put(2, { zero: true })).toMatchObject({ state: 'ready', zero: true });
    expect(scaleAt().put(1245, { zero: true })).toMatchObject({ state: 'blocked', zero: false });
  });
});

describe('the range of the scale', () => {
  it('sells nothing below Min and says so', () => {
    const scale = scaleAt();
    scale.put(0);
    expect(scale.put(95)).toMatchObject({ state: 'blocked', reason: 'below_min', netG: 95, sellable: null });
    expect(scale.put(100)).toMatchObject({ state: 'live', netG: 100 });
  });

  it('blanks an overload, by the bit or above Max + 9 e', () => {
    const scale = scaleAt();
    scale.put(0);
    expect(scale.put(15_045)).toMatchObject({ state: 'live' });
    expect(scale.put(15_050)).toMatchObject({ state: 'blocked', reason: 'overload', grossG: null, netG: null });
    expect(scale.put(null, { overload: true })).toMatchObject({ state: 'blocked', reason: 'overload' });
  });

  it('shows no weight without a fresh frame', () => {
    const scale = scaleAt();
    expect(scale.see()).toMatchObject({ state: 'blocked', reason: 'no_scale' });
    scale.put(0);
    scale.put(1245);
    expect(onTick(scale.state(), scale.now() + 1000)).toBe(scale.state());
    scale.set(onTick(scale.state(), scale.now() + 1001));
    expect(scale.see()).toMatchObject({
      state: 'blocked',
      reason: 'no_scale',
      grossG: null,
      netG: null,
      stable: false,
    });
    scale.set(onTick(scale.state(), scale.now() - 5000));
    expect(scale.see()).toMatchObject({ reason: 'no_scale' });
  });

  it('shows none either when the clock stepped back past the last frame', () => {
    const scale = scaleAt(startWeighing(), 100_000);
    scale.put(0);
    scale.set(onTick(scale.state(), 1000));
    expect(scale.see()).toMatchObject({ reason: 'no_scale' });
  });
});

describe('tare', () => {
  it('a basin is tared by key, shown, and sold without', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(500);
    expect(scale.tare()).toBeNull();
    expect(scale.see()).toMatchObject({
      state: 'ready',
      grossG: 500,
      tareG: 500,
      tareKind: 'key',
      netG: 0,
      zero: false,
    });
    expect(scale.put(1500)).toMatchObject({
      state: 'live',
      netG: 1000,
      sellable: { grossG: 1500, tareG: 500, tareKind: 'key', netG: 1000 },
    });
    scale.take();
    expect(scale.put(1500)).toMatchObject({ state: 'taken' });
    expect(scale.put(500)).toMatchObject({ state: 'ready', netG: 0 });
    expect(scale.put(900)).toMatchObject({ state: 'live', netG: 400 });
    scale.take();
    expect(scale.put(0)).toMatchObject({ state: 'ready', tareG: 0, tareKind: 'none' });
  });

  it('a drop of water in the emptied basin asks for zero', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(500);
    scale.tare();
    scale.put(1500);
    scale.take();
    expect(scale.put(510)).toMatchObject({ state: 'blocked', reason: 'residue', netG: 10 });
    expect(scale.tare()).toBeNull();
    expect(scale.see()).toMatchObject({ state: 'ready', tareG: 510 });
  });

  it('is taken of a steady load only, grows only, and ends only at zero', () => {
    const scale = scaleAt();
    expect(scale.tare()).toEqual({ code: 'not_sellable', reason: 'no_scale' });
    scale.put(0);
    expect(scale.tare()).toEqual({ code: 'not_sellable', reason: 'below_min' });
    scale.put(500, { stable: false });
    expect(scale.tare()).toEqual({ code: 'not_sellable', reason: 'unstable' });
    scale.put(503);
    expect(scale.tare()).toBeNull();
    expect(scale.see()).toMatchObject({ tareG: 505 });
    scale.put(300);
    expect(scale.see()).toMatchObject({ state: 'blocked', reason: 'residue', netG: -205 });
    expect(scale.tare()).toEqual({ code: 'not_sellable', reason: 'residue' });
    expect(scale.clear()).toEqual({ code: 'not_sellable', reason: 'residue' });
    scale.put(700);
    expect(scale.tare()).toBeNull();
    expect(scale.see()).toMatchObject({ tareG: 700 });
    scale.put(0);
    expect(scale.clear()).toBeNull();
    expect(scale.see()).toMatchObject({ state: 'ready', tareG: 0 });
  });

  it('held by the scale itself counts as a key tare', () => {
    const scale = scaleAt();
    scale.put(0, { tareG: 0 });
    expect(scale.put(0, { tareG: 500 })).toMatchObject({
      state: 'ready',
      grossG: 500,
      tareG: 500,
      tareKind: 'key',
      netG: 0,
    });
    expect(scale.put(1000, { tareG: 500 })).toMatchObject({
      state: 'live',
      sellable: { grossG: 1500, tareG: 500, netG: 1000 },
    });
    expect(scale.tare()).toEqual({ code: 'scale_cannot' });
    expect(scale.clear()).toEqual({ code: 'scale_cannot' });
    expect(scale.put(null, { stable: false })).toMatchObject({ reason: 'unstable' });
    expect(scale.put(1000, { tareG: 500 })).toMatchObject({ state: 'live' });
    scale.take();
    expect(scale.put(-500, { tareG: 500 })).toMatchObject({ state: 'ready', zero: true, grossG: 0 });
  });

  it('taken away under a load does not make goods of it', () => {
    const scale = scaleAt();
    scale.put(0, { tareG: 0 });
    scale.put(1000, { tareG: 0 });
    scale.take();
    expect(scale.put(0, { tareG: 1000 })).toMatchObject({ state: 'ready' });
    expect(scale.put(1000, { tareG: 0 })).toMatchObject({ state: 'blocked', reason: 'residue', sellable: null });
  });

  it('of the product applies without a touch, in whole e for the shopper, and never on top of a key tare', () => {
    const scale = scaleAt();
    scale.put(0);
    expect(scale.see(12)).toMatchObject({ state: 'ready', tareG: 0, tareKind: 'none', netG: 0 });
    scale.put(500);
    expect(scale.see(12)).toMatchObject({
      state: 'live',
      tareG: 15,
      tareKind: 'preset',
      netG: 485,
      sellable: { tareG: 15, tareKind: 'preset', netG: 485 },
    });
    expect(scale.see(600)).toMatchObject({
      state: 'blocked',
      reason: 'below_min',
      tareG: 500,
      netG: 0,
      sellable: null,
    });
    scale.tare();
    scale.put(900);
    expect(scale.see(12)).toMatchObject({ tareG: 500, tareKind: 'key', netG: 400 });
  });
});

describe('stability by the rule, for a scale without a stable bit', () => {
  const bare = { stable: null };
  /** Whether the last of these frames is stable. */
  const steady = (frames: readonly (readonly [number, number | null])[]) => {
    const state = frames.reduce(
      (old, [at, weightG]) => onReading(old, frame(at, weightG, bare), plate),
      startWeighing(),
    );
    return weigh(state, plate, 0).stable;
  };

  it('needs three frames over 0.4 s', () => {
    expect(
      steady([
        [0, 1000],
        [200, 1000],
      ]),
    ).toBe(false);
    expect(
      steady([
        [0, 1000],
        [399, 1000],
      ]),
    ).toBe(false);
    expect(
      steady([
        [0, 1000],
        [200, 1000],
        [399, 1000],
      ]),
    ).toBe(false);
    expect(
      steady([
        [0, 1000],
        [400, 1000],
      ]),
    ).toBe(false);
    expect(
      steady([
        [0, 1000],
        [200, 1000],
        [400, 1000],
      ]),
    ).toBe(true);
    expect(
      steady([
        [0, 1000],
        [450, 1000],
        [900, 1000],
      ]),
    ).toBe(true);
  });

  it('allows 1 e either way of the present weight', () => {
    expect(
      steady([
        [0, 1000],
        [200, 1005],
        [400, 1000],
      ]),
    ).toBe(true);
    expect(
      steady([
        [0, 995],
        [200, 1005],
        [400, 1000],
      ]),
    ).toBe(true);
    expect(
      steady([
        [0, 1000],
        [200, 1005],
        [400, 1010],
      ]),
    ).toBe(false);
    expect(
      steady([
        [0, 800],
        [100, 1000],
        [300, 1000],
        [500, 1000],
      ]),
    ).toBe(true);
  });

  it('starts over after a gap, a frame without a weight, and a clock that steps back', () => {
    expect(
      steady([
        [0, 1000],
        [200, 1000],
        [701, 1000],
      ]),
    ).toBe(false);
    expect(
      steady([
        [0, 1000],
        [200, 1000],
        [700, 1000],
      ]),
    ).toBe(true);
    expect(
      steady([
        [0, 1000],
        [200, 1000],
        [300, null],
        [400, 1000],
      ]),
    ).toBe(false);
    expect(
      steady([
        [1000, 1000],
        [1200, 1000],
        [100, 1000],
        [1400, 1000],
      ]),
    ).toBe(false);
  });

  it('counts a burst of frames once, and all it held', () => {
    const burst = (at: number, weightG = 1000) => Array.from({ length: 10 }, () => [at, weightG] as const);
    expect(steady([...burst(0), ...burst(400)])).toBe(false);
    expect(
      steady([
        [0, 1000],
        [1, 1000],
        [2, 1000],
        [3, 1000],
        [401, 1000],
      ]),
    ).toBe(false);
    expect(steady([...burst(0), ...burst(200), ...burst(400)])).toBe(true);
    expect(steady([...burst(0), [200, 1050], ...burst(200), ...burst(400)])).toBe(false);
  });

  it('sells such a weight as stable by the rule', () => {
    const scale = scaleAt();
    for (let i = 0; i < 5; i += 1) scale.put(0, bare);
    expect(scale.see()).toMatchObject({ state: 'ready' });
    for (let i = 0; i < 4; i += 1)
      expect(scale.put(1000, bare)).toMatchObject({ state: 'blocked', reason: 'unstable' });
    expect(scale.put(1000, bare)).toMatchObject({ state: 'live', sellable: { stableBy: 'rule', settleMs: 400 } });
  });
});

describe('the evidence of a load', () => {
  it('is its frames since it left zero', () => {
    const scale = scaleAt();
    scale.put(0);
    scale.put(600, { stable: false });
    scale.put(1245);
    expect(scale.take().frames).toEqual([
      { at: 200, hex: 'c8' },
      { at: 300, hex: '12c' },
    ]);
  });

  it('keeps the first 8 and the last 56 of a long one', () => {
    const scale = scaleAt();
    scale.put(0);
    for (let i = 0; i < 200; i += 1) scale.put(1245);
    const { frames } = scale.take();
    expect(frames).toHaveLength(64);
    expect(frames.slice(0, 9).map((one) => one.at)).toEqual([200, 300, 400, 500, 600, 700, 800, 900, 14_600]);
    expect(frames.at(-1)?.at).toBe(scale.now());
  });
});

const weight = fc.oneof(fc.constantFrom(0, 0, 0, 5, -5, 100, 500, 1245), fc.integer({ min: -300, max: 16_000 }));
const anyReading = fc.record({
  weightG: fc.option(weight, { freq: 12 }),
  tareG: fc.oneof({ weight: 10, arbitrary: fc.constant(null) }, fc.constantFrom(0, 500, 1245)),
  stable: fc.constantFrom(true, true, true, true, false, null),
  zero: fc.constantFrom(null, null, true, false),
  overload: fc.constant(false),
  underload: fc.constant(false),
  raw: fc.constantFrom('', '0203', 'ff'.repeat(400)),
});
type Step =
  | { readonly do: 'read'; readonly reading: Omit<ScaleReading, 'at'>; readonly after: number }
  | { readonly do: 'tick'; readonly after: number }
  | { readonly do: 'take' | 'tare' | 'clear' | 'lost' };
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      reading: anyReading,
      after: fc.constantFrom(0, 1, 100, 100, 200, 450, 600, 1500, -50),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      reading: anyReading.map((one) => ({ ...one, overload: true })),
      after: fc.constant(100),
    }),
  },
  { weight: 20, arbitrary: fc.constant({ do: 'take' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'tare' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'clear' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tick' as const), after: fc.constantFrom(0, 500, 1100) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'lost' as const }) },
);

/** Plays steps; `each` sees the pan after every one, with the preset tare it was looked at. */
function play(
  steps: readonly Step[],
  presetTareG: number,
  each: (seen: Weighed, step: Step['do'], scale: ReturnType<typeof scaleAt>) => void,
) {
  const scale = scaleAt();
  let now = 0;
  for (const step of steps) {
    switch (step.do) {
      case 'read':
        now = Math.max(0, now + step.after);
        scale.set(onReading(scale.state(), { ...step.reading, at: now }, plate));
        break;
      case 'take':
        if (scale.see(presetTareG).sellable !== null) scale.take(presetTareG);
        break;
      case 'tare':
        scale.tare();
        break;
      case 'clear':
        scale.clear();
        break;
      case 'tick':
        now += step.after;
        scale.set(onTick(scale.state(), now));
        break;
      case 'lost':
        scale.set(onLost(scale.state()));
        break;
    }
    each(scale.see(presetTareG), step.do, scale);
  }
}

describe('whatever the readings and the hands', () => {
  const steps = fc.array(anyStep, { minLength: 20, maxLength: 80 });
  const preset = fc.constantFrom(0, 0, 12, 30, 700);

  it('net is gross less tare, and what may be sold is legal', () => {
    fc.assert(
      fc.property(steps, preset, (all, presetTareG) => {
        play(all, presetTareG, (seen) => {
          expect(seen.netG).toBe(seen.grossG === null ? null : seen.grossG - seen.tareG);
          expect(seen.tareKind === 'none').toBe(seen.tareG === 0);
          expect(seen.reason === null).toBe(seen.state !== 'blocked');
          expect(seen.sellable !== null).toBe(seen.state === 'live');
          const one = seen.sellable;
          if (one === null) return;
          expect(seen).toMatchObject({ stable: true, grossG: one.grossG, netG: one.netG, tareG: one.tareG });
          expect(one.netG).toBe(one.grossG - one.tareG);
          expect(one.netG).toBeGreaterThan(0);
          expect(one.grossG).toBeGreaterThanOrEqual(plate.minG);
          expect(one.grossG).toBeLessThanOrEqual(plate.maxG + 9 * plate.eG);
          expect(one.tareKind === 'preset' ? one.tareG % plate.eG : 0).toBe(0);
          expect(one.frames.length).toBeLessThanOrEqual(64);
          expect(one.frames.every((kept) => kept.hex.length <= 512)).toBe(true);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('between a start, a return or a line and the next sellable load the pan was ready', () => {
    fc.assert(
      fc.property(steps, preset, (all, presetTareG) => {
        let ready = false;
        let taken: number[] = [];
        let last = 0;
        play(all, presetTareG, (seen, step, scale) => {
          if (step === 'lost') ready = false;
          if (step === 'take' && seen.state === 'taken' && last !== loadNumber(scale.state())) {
            ready = false;
            last = loadNumber(scale.state());
            taken = [...taken, last];
          }
          if (seen.state === 'ready') {
            ready = true;
            const grossG = seen.grossG ?? Number.NaN;
            expect(Math.abs(grossG) < plate.eG || Math.abs(grossG - seen.tareG) < plate.eG).toBe(true);
            expect(seen.stable).toBe(true);
          }
          if (seen.sellable !== null) {
            expect(ready).toBe(true);
            expect(taken).not.toContain(seen.sellable.load);
          }
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('a load that never leaves the pan is sold at most once, also with every tare key pressed', () => {
    const reading = fc
      .record({
        tareG: fc.constantFrom(0, 0, 500, 1240, 1245, 1245, 1250),
        stable: fc.constantFrom(true, true, true, false),
      })
      .map(({ tareG, stable }) => frame(0, 1245 - tareG, { tareG, stable }));
    const hands: fc.Arbitrary<Step> = fc.constantFrom(
      { do: 'take' },
      { do: 'take' },
      { do: 'take' },
      { do: 'take' },
      { do: 'take' },
      { do: 'take' },
      { do: 'tare' },
      { do: 'clear' },
      { do: 'clear' },
      { do: 'tick', after: 200 },
      { do: 'tick', after: 1100 },
      { do: 'lost' },
    );
    const onPanStep: fc.Arbitrary<Step> = fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .oneof({ weight: 5, arbitrary: reading }, fc.constant(frame(0, null)))
          .map((one): Step => ({ do: 'read', reading: one, after: 100 })),
      },
      { weight: 7, arbitrary: hands },
    );
    const zero: Step = { do: 'read', reading: { ...frame(0, 0), tareG: 0 }, after: 100 };
    fc.assert(
      fc.property(fc.array(onPanStep, { minLength: 20, maxLength: 60 }), (all) => {
        let sold = 0;
        let sellable = false;
        play([zero, ...all], 0, (seen, step) => {
          if (step === 'take' && sellable) sold += 1;
          sellable = seen.sellable !== null;
        });
        expect(sold).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });
});
