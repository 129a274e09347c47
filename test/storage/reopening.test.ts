import { describe, expect, it } from 'vitest';
import { connect } from '../../electron/core/storage/connection.ts';
import { StorageOpenError } from '../../electron/core/storage/errors.ts';
import { DatabaseSync } from 'node:sqlite';
import { insertRow, newFile, openSales, sale } from './stall.ts';

describe('reopening', () => {
  it('goes on with the same collections when nothing was in doubt', async () => {
    const { storage, sales } = await openSales();
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    expect(storage.reopen()).toBe('no-write-in-doubt');
    expect(await sales.bulkWrite([insertRow(sale('s2'))], 'test')).toEqual({ error: [] });
    expect((await sales.getChangedDocumentsSince?.(10))?.documents).toEqual([sale('s1'), sale('s2')]);
  });

  it('tells about a write in doubt once it turns out to be stored, and only then', () => {
    const connection = connect(newFile(), {});
    const told: string[] = [];
    connection.doubt({ isStored: () => false, announce: () => told.push('lost') });
    expect(connection.reopen()).toBe('rolled-back');
    connection.doubt({ isStored: () => true, announce: () => told.push('stored') });
    expect(connection.reopen()).toBe('committed');
    expect(connection.reopen()).toBe('no-write-in-doubt');
    expect(told).toEqual(['stored']);
    connection.close();
  });

  it('refuses to call a log settled that another program still reads, and settles it afterwards', async () => {
    const { file, storage, sales } = await openSales({ busyTimeoutMs: 20 });
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    const tool = new DatabaseSync(file);
    tool.exec('BEGIN; SELECT * FROM "sales_v0"');
    const reader = tool.prepare('SELECT count(*) FROM "sales_v0"').get();
    expect(reader).toBeDefined();
    await sales.bulkWrite([insertRow(sale('s2'))], 'test');
    expect(() => storage.reopen()).toThrow(StorageOpenError);
    tool.close();
    expect(storage.reopen()).toBe('no-write-in-doubt');
    expect((await sales.findDocumentsById(['s1', 's2'], false)).length).toBe(2);
  });
});
