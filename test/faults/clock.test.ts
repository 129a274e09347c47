import { describe, it } from 'vitest';
import { faultClock } from './clock.ts';
import { clean, say } from './harness/clean.ts';

describe('a till whose clock is wrong', () => {
  it('goes back, ahead, and over midnight', async () => {
    clean(await faultClock({ rounds: 12, seed: 5, say }), '5/5');
  });
});
