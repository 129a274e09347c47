import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { childCommand, run } from './child/processes.ts';
import { newFile, openSales } from './stall.ts';

function integrity(file: string): unknown {
  const db = new DatabaseSync(file);
  const [row] = db.prepare('PRAGMA integrity_check').all();
  db.close();
  return row?.['integrity_check'];
}

describe('a till that is killed', () => {
  it('has every sale it acknowledged, wherever it was killed', async () => {
    const file = newFile();
    const acknowledged: string[] = [];
    for (const after of [1, 7, 60]) {
      let heard = 0;
      const { lines, signal } = await run(childCommand('./sell.ts', file, '5000'), (_, kill) => {
        if (++heard === after) kill();
      });
      expect(signal).toBe('SIGKILL');
      acknowledged.push(...lines);
      expect(integrity(file)).toBe('ok');
      const { sales } = await openSales({ file });
      expect((await sales.findDocumentsById(acknowledged, false)).map(({ id }) => id)).toEqual(acknowledged);
      await sales.close();
    }
  });

  it('finds a sale again that it had stored but told nobody about', async () => {
    const file = newFile();
    const { lines, signal } = await run(childCommand('./sell.ts', file, '5', '3'));
    expect(signal).toBe('SIGKILL');
    expect(lines).toEqual(['s000000', 's000001']);
    const { sales } = await openSales({ file });
    const beforeIt = await sales.getChangedDocumentsSince?.(2);
    expect((await sales.getChangedDocumentsSince?.(10, beforeIt?.checkpoint))?.documents).toMatchObject([
      { id: 's000002' },
    ]);
  });
});
