import { describe, it } from 'vitest';
import { faultDisk } from './disk.ts';
import { clean, say } from './harness/clean.ts';
import { hasStrace } from './harness/process.ts';
import { faultKill } from './kill.ts';

if (!hasStrace()) console.log('skipped: faults-kill, faults-disk (missing strace)');
else
  describe('a till on a machine that fails', () => {
    it('is killed at any instant', async () => {
      clean(await faultKill({ rounds: 24, seed: 5, say }), '7/7');
    });
    it('has a disk that is full or broken', async () => {
      clean(await faultDisk({ rounds: 8, seed: 5, say }), '3/3');
    });
  });
