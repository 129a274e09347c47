import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { childCommand, run } from './child/processes.ts';
import { newFile } from './stall.ts';

const NOW = Date.UTC(2026, 10, 23, 6);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const steps: readonly (readonly [string, number])[] = [
  ['one hour back', NOW - HOUR],
  ['400 days back', NOW - 400 * DAY],
  ['back to 1970', 1_000],
  ['400 days ahead', NOW + 400 * DAY],
];

async function till(file: string, clock: number, ...acts: readonly string[]): Promise<unknown> {
  const { lines, errors } = await run(childCommand('./clock.ts', file, String(clock), ...acts));
  return lines[0] === undefined ? errors : JSON.parse(lines[0]);
}

/** The sales in the file, the deleted ones that were not purged yet too. */
function inFile(file: string): unknown[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare('SELECT "id", "_deleted" FROM "sales_v0" ORDER BY "id"').all();
  db.close();
  return rows.map((row) => `${String(row['id'])}${row['_deleted'] === 1 ? ' deleted' : ''}`);
}

describe.each(steps)('a clock that was set %s', (_, other) => {
  it('loses no sale, change or deletion on its way to the market, and no purge', async () => {
    const file = newFile();
    expect(await till(file, NOW, 'sell s1', 'sell s2')).toEqual({ sent: ['s1 1', 's2 1'] });
    expect(await till(file, other, 'sell s3', 'change s1', 'delete s2')).toEqual({
      sent: ['s1 2', 's2 deleted', 's3 1'],
    });
    expect(await till(file, NOW + HOUR, 'sell s4', 'delete s3')).toEqual({ sent: ['s3 deleted', 's4 1'] });
    // No week is over yet by any of the clocks.
    expect(await till(file, Math.min(other, NOW) + HOUR, 'purge')).toHaveProperty('done');
    expect(inFile(file)).toEqual(['s1', 's2 deleted', 's3 deleted', 's4']);
    await till(file, Math.max(other, NOW) + 8 * DAY, 'purge');
    expect(inFile(file)).toEqual(['s1', 's4']);
  });
});
