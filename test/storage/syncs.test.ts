import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { childCommand, isHere, run } from './child/processes.ts';
import { newFile } from './stall.ts';

/** How often the whole life of a till that sells so many asked the disk to sync. */
async function syncsOf(many: number): Promise<number> {
  const file = newFile();
  const trace = `${file}.trace`;
  const { lines, errors } = await run([
    'strace',
    '-f',
    '-o',
    trace,
    '-e',
    'trace=fsync,fdatasync',
    ...childCommand('./sell.ts', file, String(many)),
  ]);
  expect(lines.length, errors).toBe(many);
  return readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /\b(fsync|fdatasync)\(/.test(line)).length;
}

if (isHere('strace')) {
  describe('a sale', () => {
    it('costs exactly one sync of the disk', async () => {
      expect((await syncsOf(60)) - (await syncsOf(10))).toBe(50);
    });
  });
} else {
  // eslint-disable-next-line no-console
  console.log('skipped: storage-syncs (missing strace)');
}
