import { expect, it } from 'vitest';
import { averaged, type Averaging } from '../../shared/averaging.ts';
import type { ScalePlate, ScaleReading } from '../../shared/scale.ts';
import { onReading, startWeighing, weigh } from '../../shared/weighing.ts';

const plate: ScalePlate = {
  id: 's',
  serial: '1',
  maxG: 15_000,
  minG: 100,
  eG: 5,
  protocol: 'os2',
  verifiedOnDevice: false,
  canZero: true,
  canTare: true,
};
const frame = (at: number, weightG: number | null, stable: boolean | null): ScaleReading => ({
  at,
  weightG,
  tareG: 0,
  stable,
  zero: null,
  overload: false,
  underload: false,
  raw: '00',
});
/** A pan that was empty, then what `weightAt` says every 100 ms, all of it in motion; the first weight that could be sold and when, or null. */
function sold(weightAt: (ms: number) => number | null, forMs: number, stable: boolean | null = false, isLive = true) {
  let state = onReading(startWeighing(), frame(0, 0, true), plate);
  let averaging: Averaging = [];
  for (let ms = 100; ms <= forMs; ms += 100) {
    const raw = frame(ms, weightAt(ms), stable);
    const step = isLive ? averaged(averaging, raw, plate.eG) : { averaging: [], reading: raw };
    averaging = step.averaging;
    state = onReading(state, step.reading, plate);
    const { sellable } = weigh(state, plate, 0);
    if (sellable !== null) return { ms, netG: sellable.netG, stableBy: sellable.stableBy };
  }
  return null;
}
/** A carp of 1 kg whose tail beats three times a second, 80 g to either side. */
const carp = (ms: number): number => Math.round((1000 + 80 * Math.sin((ms / 1000) * 3 * 2 * Math.PI)) / 5) * 5;

it('S5: weighs a fish that never lies still by its mean, which is steady; without the profile it is never sold', () => {
  const found = sold(carp, 10_000);
  expect(found).toMatchObject({ stableBy: 'rule' });
  expect(found?.ms).toBeGreaterThanOrEqual(2000);
  expect(Math.abs((found?.netG ?? 0) - 1000)).toBeLessThanOrEqual(10);
  expect(sold(carp, 10_000, false, false)).toBeNull();
});

it('S5: a mean that still moves is no weight: goods that are being put on, a hand on the pan', () => {
  expect(sold((ms) => ms / 2, 10_000)).toBeNull();
  expect(sold((ms) => (Math.floor(ms / 1500) % 2 === 0 ? 500 : 1500), 12_000)).toBeNull();
  // A frame without a weight in each second: never two seconds of anything.
  expect(sold((ms) => (ms % 1000 === 0 ? null : carp(ms)), 12_000)).toBeNull();
});

it('S5: a load that the scale itself calls stable is sold at once, as ever, and a scale without that bit by its mean', () => {
  expect(sold(() => 1000, 3000, true)).toEqual({ ms: 100, netG: 1000, stableBy: 'scale' });
  expect(sold(() => 1000, 6000, null)).toMatchObject({ netG: 1000, stableBy: 'rule' });
});
