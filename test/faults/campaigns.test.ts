import { describe, expect, it } from 'vitest';
import { faultClock } from './clock.ts';
import { faultDisk } from './disk.ts';
import type { Figures } from './harness/figures.ts';
import { hasStrace } from './harness/process.ts';
import { faultKill } from './kill.ts';
import { faultPrinter } from './printer.ts';

/** The campaigns of docs/faults.md in short: what they must find, they find, and nothing else. */
const ZERO = [
  'lost',
  'doubled',
  'broken',
  'answers_changed',
  'carts_open',
  'lines_lost',
  'untruthful',
  'papers_alone',
] as const;
function clean(figures: Figures, mutants: string): void {
  expect(figures).toMatchObject({ ...Object.fromEntries(ZERO.map((name) => [name, 0])), mutants_caught: mutants });
  expect(figures['acknowledged']).toBeGreaterThan(0);
}
const say = (line: string): void => {
  if (line.startsWith('skipped:')) console.log(line);
};

if (!hasStrace()) console.log('skipped: faults-kill, faults-disk (missing strace)');
else
  describe('a till on a machine that fails', () => {
    it('is killed at any instant', { timeout: 300_000 }, async () => {
      clean(await faultKill({ rounds: 24, seed: 5, say }), '7/7');
    });
    it('has a disk that is full or broken', { timeout: 300_000 }, async () => {
      clean(await faultDisk({ rounds: 8, seed: 5, say }), '3/3');
    });
  });
describe('a till whose clock is wrong', () => {
  it('goes back, ahead, and over midnight', { timeout: 300_000 }, async () => {
    clean(await faultClock({ rounds: 12, seed: 5, say }), '5/5');
  });
});
describe('a till whose printer fails', () => {
  it('runs out of paper, is opened, cut off, hung and switched off', { timeout: 300_000 }, async () => {
    const figures = await faultPrinter({ rounds: 24, seed: 5, say });
    expect(figures).toMatchObject({ lost: 0, doubled_without_mark: 0, stale_pulses: 0, mutants_caught: '8/8' });
    expect(figures['receipts']).toBeGreaterThanOrEqual(24);
  });
});
