import { describe, expect, it } from 'vitest';
import { clockMutants } from './clock.ts';
import { diskMutants } from './disk.ts';
import { killMutants } from './kill.ts';
import { mutants as powerMutants } from './power/mutants.ts';
import { checkPlants } from './harness/plant.ts';
import { paymentMutants } from './payments.ts';
import { printerMutants } from './printer/mutants.ts';
import { reconcileMutants } from './reconcile/mutants.ts';
import { wipeMutants } from './wipe/mutants.ts';

/** Whoever changes a source hears at once that a planted bug has lost its place in it, long before a campaign runs. */
describe.each([
  ['clock', clockMutants],
  ['disk', diskMutants],
  ['kill', killMutants],
  ['payments', paymentMutants],
  ['power', powerMutants],
  ['printer', printerMutants],
  ['reconcile', reconcileMutants],
  ['wipe', wipeMutants],
])('the planted bugs of the %s campaign', (_campaign, mutants) => {
  it.each(mutants.map(({ name, plants }) => ({ name, plants })))('have their place: $name', ({ plants }) => {
    expect(plants.length).toBeGreaterThan(0);
    checkPlants(plants);
  });
});
