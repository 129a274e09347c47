import { describe, expect, it } from 'vitest';
import { say } from './harness/clean.ts';
import { faultPrinter } from './printer.ts';

describe('a till whose printer fails', () => {
  it('runs out of paper, is opened, cut off, hung and switched off', async () => {
    const figures = await faultPrinter({ rounds: 24, seed: 5, say });
    expect(figures).toMatchObject({ lost: 0, doubled_without_mark: 0, stale_pulses: 0, mutants_caught: '8/8' });
    expect(figures['receipts']).toBeGreaterThanOrEqual(24);
  });
});
