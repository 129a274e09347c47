import { DatabaseSync } from 'node:sqlite';
import { now } from 'rxdb/plugins/core';
import { describe, expect, it } from 'vitest';
import { insertRow, openInstance, openSales, sale, saleSchema, stored } from './stall.ts';

const HOUR = 3_600_000;

describe('purging deleted sales', () => {
  it('takes only those that were deleted long enough ago', async () => {
    const { sales } = await openSales();
    const fields = { day: '2026-11-23', fen: 1 };
    const old = stored({ id: 'old', ...fields }, { deleted: true, lwt: now() - 2 * HOUR });
    const fresh = stored({ id: 'fresh', ...fields }, { deleted: true, lwt: now() });
    const alive = stored({ id: 'alive', ...fields }, { lwt: now() - 2 * HOUR });
    await sales.bulkWrite(
      [old, fresh, alive].map((document) => insertRow(document)),
      'test',
    );
    expect(await sales.cleanup(HOUR)).toBe(true);
    expect(await sales.findDocumentsById(['old', 'fresh', 'alive'], true)).toEqual([fresh, alive]);
    expect(await sales.cleanup(0)).toBe(true);
    expect(await sales.findDocumentsById(['old', 'fresh', 'alive'], true)).toEqual([alive]);
  });

  it('takes very many in several goes', async () => {
    const { sales } = await openSales();
    const deleted = Array.from({ length: 1_500 }, (_, i) =>
      stored({ id: `s${i}`, day: '2026-11-23', fen: 1 }, { deleted: true }),
    );
    await sales.bulkWrite(
      deleted.map((document) => insertRow(document)),
      'test',
    );
    expect(await sales.cleanup(0)).toBe(false);
    expect(await sales.cleanup(0)).toBe(true);
    expect(
      await sales.findDocumentsById(
        deleted.map(({ id }) => id),
        true,
      ),
    ).toEqual([]);
  });

  it('removes a collection with everything of it, and makes it new when asked for again', async () => {
    const { file, storage, sales } = await openSales();
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    const keep = await openInstance(storage, saleSchema, 'keep');
    await sales.remove();
    await expect(sales.findDocumentsById(['s1'], true)).rejects.toThrow('closed');
    const tool = new DatabaseSync(file, { readOnly: true });
    expect(tool.prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'sales%'`).all()).toEqual([]);
    tool.close();
    const again = await openInstance(storage, saleSchema, 'sales');
    expect(await again.findDocumentsById(['s1'], true)).toEqual([]);
    expect(await again.bulkWrite([insertRow(sale('s1'))], 'test')).toEqual({ error: [] });
    await keep.close();
  });
});
