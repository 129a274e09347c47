import { expect } from 'vitest';
import type { Scale } from '../../hardware/ports.ts';
import type { ScalePlate, ScaleReading } from '../../shared/scale.ts';
import { silentLog } from '../setup/core.ts';
import { eventually } from '../setup/patience.ts';

export const now = (): number => Date.now();
export const deps = { now, log: silentLog };
export const plate: ScalePlate = {
  id: 's',
  serial: '1',
  maxG: 15_000,
  minG: 100,
  eG: 5,
  protocol: 'test',
  verifiedOnDevice: false,
  canZero: true,
  canTare: false,
};

/** Everything the scale says, kept; the scale is started and will be stopped with the others that are open. */
export function listen(scale: Scale, open: { stop(): Promise<void> }[]) {
  const readings: ScaleReading[] = [];
  const states: string[] = [];
  scale.onReading((reading) => readings.push(reading));
  scale.onState((state) => states.push(state));
  scale.start();
  open.push(scale);
  const seen = (grams: number | null, stable = true) =>
    eventually(() => expect(readings.at(-1)).toMatchObject({ weightG: grams, stable }));
  return {
    readings,
    states,
    seen,
    becomes: (state: string) => eventually(() => expect(scale.state()).toBe(state)),
  };
}
