import { DatabaseSync } from 'node:sqlite';
import type { EventBulk, RxStorageChangeEvent } from 'rxdb/plugins/core';
import { describe, expect, it } from 'vitest';
import type { Commit } from '../../electron/core/storage/instance.ts';
import type { SequenceCheckpoint } from '../../electron/core/storage/read.ts';
import { insertRow, openSales, sale, stored, type Sale } from './stall.ts';

type Bulk = EventBulk<RxStorageChangeEvent<Sale>, SequenceCheckpoint>;

describe('writing sales', () => {
  it('keeps a sale exactly as it was given, over closing and opening', async () => {
    const { file, sales } = await openSales();
    const given = sale('s1', { note: '白菜 “鲜”\u0000\n' });
    expect(await sales.bulkWrite([insertRow(given)], 'test')).toEqual({ error: [] });
    await sales.close();
    const again = await openSales({ file });
    expect(await again.sales.findDocumentsById(['s1'], false)).toEqual([given]);
  });

  it('refuses a second sale with the same id and shows the one it has', async () => {
    const { sales } = await openSales();
    const first = sale('s1');
    const second = sale('s1', { fen: 99 });
    await sales.bulkWrite([insertRow(first)], 'test');
    const { error } = await sales.bulkWrite([insertRow(second), insertRow(sale('s2'))], 'again');
    expect(error).toEqual([
      {
        isError: true,
        status: 409,
        documentId: 's1',
        writeRow: { document: second },
        documentInDb: first,
        context: 'again',
      },
    ]);
    expect(await sales.findDocumentsById(['s1', 's2'], false)).toEqual([first, sale('s2')]);
  });

  it('refuses a change made from an outdated state', async () => {
    const { sales } = await openSales();
    const v1 = sale('s1');
    const v2 = { ...v1, fen: 2, _rev: '2-a' };
    await sales.bulkWrite([insertRow(v1)], 'test');
    expect(await sales.bulkWrite([{ previous: v1, document: v2 }], 'test')).toEqual({ error: [] });
    const late = { ...v1, fen: 3, _rev: '2-b' };
    const { error } = await sales.bulkWrite([{ previous: v1, document: late }], 'test');
    expect(error).toMatchObject([{ status: 409, documentId: 's1', documentInDb: v2 }]);
    expect(await sales.findDocumentsById(['s1'], false)).toEqual([v2]);
  });

  it('takes a change of a sale it does not have as a new sale', async () => {
    const { sales } = await openSales();
    expect(await sales.bulkWrite([{ previous: sale('s1'), document: { ...sale('s1'), _rev: '2-a' } }], 'test')).toEqual(
      { error: [] },
    );
    expect(await sales.findDocumentsById(['s1'], false)).toMatchObject([{ _rev: '2-a' }]);
  });

  it('tells about each write once, after it is stored, with a checkpoint behind which there is nothing yet', async () => {
    const { sales } = await openSales();
    const bulks: Bulk[] = [];
    sales.changeStream().subscribe((bulk) => bulks.push(bulk));
    await sales.bulkWrite([insertRow(sale('s1')), insertRow(sale('s2'))], 'checkout');
    expect(bulks).toHaveLength(1);
    expect(bulks[0]).toMatchObject({
      context: 'checkout',
      events: [
        { documentId: 's1', operation: 'INSERT' },
        { documentId: 's2', operation: 'INSERT' },
      ],
    });
    const since = await sales.getChangedDocumentsSince?.(10, bulks[0]?.checkpoint);
    expect(since?.documents).toEqual([]);
    await sales.bulkWrite([insertRow(sale('s3'))], 'checkout');
    expect((await sales.getChangedDocumentsSince?.(10, bulks[0]?.checkpoint))?.documents).toEqual([sale('s3')]);
    expect(new Set(bulks.map(({ id }) => id)).size).toBe(2);
  });

  it('numbers no refused sale, so that a checkpoint never runs ahead of the file', async () => {
    const { file, sales } = await openSales();
    const bulks: Bulk[] = [];
    sales.changeStream().subscribe((bulk) => bulks.push(bulk));
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    const { error } = await sales.bulkWrite([insertRow(sale('s2')), insertRow(sale('s1'))], 'test');
    expect(error).toMatchObject([{ status: 409, documentId: 's1' }]);
    expect(bulks.at(-1)?.checkpoint).toEqual({ seq: 2 });
    await sales.close();
    const again = await openSales({ file });
    await again.sales.bulkWrite([insertRow(sale('s3'))], 'test');
    expect((await again.sales.getChangedDocumentsSince?.(10, bulks.at(-1)?.checkpoint))?.documents).toEqual([
      sale('s3'),
    ]);
  });

  it('stores a sale that arrives already deleted without telling anyone', async () => {
    const { sales } = await openSales();
    const bulks: Bulk[] = [];
    sales.changeStream().subscribe((bulk) => bulks.push(bulk));
    const gone = stored({ id: 's1', day: '2026-11-23', fen: 1 }, { deleted: true });
    await sales.bulkWrite([insertRow(gone)], 'replication');
    expect(bulks).toEqual([]);
    expect(await sales.findDocumentsById(['s1'], false)).toEqual([]);
    expect(await sales.findDocumentsById(['s1'], true)).toEqual([gone]);
  });

  it('lets a deleted id come back and then finds it by its new fields only', async () => {
    const { sales, file } = await openSales();
    const v1 = sale('s1', { day: '2026-11-01' });
    const gone = { ...v1, _deleted: true, _rev: '2-a' };
    const back = { ...sale('s1', { day: '2026-11-02' }), _rev: '3-a' };
    const operations: string[] = [];
    sales.changeStream().subscribe(({ events }) => operations.push(...events.map((event) => event.operation)));
    await sales.bulkWrite([insertRow(v1)], 'test');
    await sales.bulkWrite([{ previous: v1, document: gone }], 'test');
    expect(await sales.bulkWrite([insertRow(back)], 'test')).toMatchObject({
      error: [{ status: 409, documentInDb: gone }],
    });
    expect(await sales.bulkWrite([{ previous: gone, document: back }], 'test')).toEqual({ error: [] });
    expect(operations).toEqual(['INSERT', 'DELETE', 'INSERT']);
    const rows = new DatabaseSync(file, { readOnly: true })
      .prepare('SELECT "id", "day", "_deleted" FROM "sales_v0"')
      .all();
    expect(rows.map((row) => ({ ...row }))).toEqual([{ id: 's1', day: '2026-11-02', _deleted: 0 }]);
  });

  it('leaves nothing of a bulk whose writing breaks in the middle', async () => {
    const { sales } = await openSales();
    const unwritable = {
      ...sale('s2'),
      toJSON: () => {
        throw new Error('broken document');
      },
    };
    await expect(sales.bulkWrite([insertRow(sale('s1')), insertRow(unwritable)], 'test')).rejects.toThrow(
      'broken document',
    );
    expect(await sales.findDocumentsById(['s1', 's2'], true)).toEqual([]);
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    expect(await sales.findDocumentsById(['s1'], false)).toEqual([sale('s1')]);
  });

  it('refuses a bulk that has the same id twice', async () => {
    const { sales } = await openSales();
    await expect(sales.bulkWrite([insertRow(sale('s1')), insertRow(sale('s1', { fen: 2 }))], 'test')).rejects.toThrow(
      'same id twice',
    );
    expect(await sales.findDocumentsById(['s1'], true)).toEqual([]);
  });

  it('reports each commit before its event', async () => {
    const told: (Commit | string)[] = [];
    const { sales } = await openSales({ onCommit: (commit) => told.push(commit) });
    sales.changeStream().subscribe(() => told.push('event'));
    await sales.bulkWrite([insertRow(sale('s1')), insertRow(sale('s2'))], 'test');
    expect(told).toEqual([
      { database: 'stall', collection: 'sales', count: 2, seq: 2, durationMs: expect.any(Number) },
      'event',
    ]);
  });

  it('refuses every use after closing, and closes as often as it is told to', async () => {
    const { sales } = await openSales();
    await sales.close();
    await sales.close();
    await expect(sales.bulkWrite([insertRow(sale('s1'))], 'test')).rejects.toThrow('closed');
    await expect(sales.findDocumentsById(['s1'], true)).rejects.toThrow('closed');
    await expect(sales.getChangedDocumentsSince?.(1)).rejects.toThrow('closed');
    await expect(sales.cleanup(0)).rejects.toThrow('closed');
    const removing = sales.remove();
    await expect(removing).rejects.toThrow('closed');
    // As RxDB's own suite has it: a plain error.
    await expect(removing).rejects.toSatisfy((error: object) => error.constructor === Error);
  });
});
