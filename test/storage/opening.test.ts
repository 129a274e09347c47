import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { openStorageDatabase, requireVersion } from '../../electron/core/storage/database.ts';
import { StorageOpenError } from '../../electron/core/storage/errors.ts';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { insertRow, newFile, openInstance, openSales, sale, saleSchema } from './stall.ts';

function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

describe('opening the file', () => {
  it('asks SQLite for a sync at every commit, and sees that it will', () => {
    const db = openStorageDatabase(newFile(), {
      journalSizeLimitBytes: 65_536,
      walAutocheckpointPages: 50,
      busyTimeoutMs: 7,
    });
    expect(
      ['journal_mode', 'synchronous', 'locking_mode', 'journal_size_limit', 'wal_autocheckpoint', 'busy_timeout'].map(
        (name) => pragma(db, name),
      ),
    ).toEqual(['wal', 2, 'normal', 65_536, 50, 7]);
    db.close();
  });

  it('refuses an SQLite that can damage a file whose log is emptied by one connection while another writes', () => {
    for (const version of ['3.7.17', '3.40.1', '3.51.2', '2.99.99'])
      expect(() => requireVersion(version)).toThrow(StorageOpenError);
    for (const version of ['3.51.3', '3.53.4', '3.60.0', '4.0.0']) expect(() => requireVersion(version)).not.toThrow();
    const db = new DatabaseSync(':memory:');
    const here = String(db.prepare('SELECT sqlite_version() AS version').get()?.['version']);
    db.close();
    expect(() => requireVersion(here)).not.toThrow();
  });

  it.each([
    ['PRAGMA synchronous = FULL', 'PRAGMA synchronous = NORMAL', 'PRAGMA synchronous is 1'],
    ['PRAGMA synchronous = FULL', 'SELECT 1; PRAGMA synchronous = OFF', 'PRAGMA synchronous is 0'],
    ['PRAGMA journal_mode = wal', 'PRAGMA journal_mode = delete', 'PRAGMA journal_mode is delete'],
  ])('refuses to go on where %s became %s', async (asked, became, said) => {
    const exec: (this: DatabaseSync, sql: string) => void = Reflect.get(DatabaseSync.prototype, 'exec');
    const planted = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      exec.call(this, sql === asked ? became : sql);
    });
    try {
      const opening = openSales();
      await expect(opening).rejects.toThrow(StorageOpenError);
      await expect(opening).rejects.toThrow(said);
    } finally {
      planted.mockRestore();
    }
  });

  it('refuses a place where nothing would be kept', async () => {
    expect(() => openStorageDatabase(':memory:')).toThrow(StorageOpenError);
    expect(() => openStorageDatabase(':memory:')).toThrow('journal_mode is memory');
    await expect(openSales({ file: ':memory:' })).rejects.toThrow(StorageOpenError);
  });

  it('says what was wrong with a setting that is no number', () => {
    expect(() => openStorageDatabase(newFile(), { busyTimeoutMs: 1.5 })).toThrow('1.5');
  });

  it('refuses an index on a field that has no one type', async () => {
    const storage = getRxStorageSQLite({ file: newFile() });
    const schema = { ...saleSchema, indexes: ['notes'] };
    await expect(openInstance(storage, schema, 'sales')).rejects.toThrow('"notes"');
  });

  it('lets another program read while the till writes, and shows it plain tables', async () => {
    const { file, sales } = await openSales();
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    const tool = new DatabaseSync(file, { readOnly: true });
    const [row] = tool
      .prepare(`SELECT "id", "day", "fen", json_extract("_body", '$.fen') AS body_fen FROM "sales_v0"`)
      .all();
    expect({ ...row }).toEqual({ id: 's1', day: '2026-11-23', fen: 1250, body_fen: 1250 });
    await sales.bulkWrite([insertRow(sale('s2'))], 'test');
    expect(tool.prepare('SELECT count(*) AS n FROM "sales_v0"').get()).toMatchObject({ n: 2 });
    tool.close();
  });

  it('keeps its log small however much is written', async () => {
    const { file, sales } = await openSales({ walAutocheckpointPages: 50, journalSizeLimitBytes: 300_000 });
    for (let i = 0; i < 400; i++)
      await sales.bulkWrite([insertRow(sale(`s${i}`, { note: 'x'.repeat(2_000) }))], 'test');
    expect(statSync(`${file}-wal`).size).toBeLessThan(400_000);
    await sales.close();
    expect(statSync(file).size).toBeGreaterThan(800_000);
  });

  it('cuts its log back after another program that read for long', async () => {
    const limits = { walAutocheckpointPages: 50, journalSizeLimitBytes: 300_000 };
    const { file, sales } = await openSales(limits);
    const write = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++)
        await sales.bulkWrite([insertRow(sale(`s${i}`, { note: 'x'.repeat(2_000) }))], 'test');
    };
    await write(0, 10);
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN');
    expect(reader.prepare('SELECT count(*) AS n FROM "sales_v0"').get()).toMatchObject({ n: 10 });
    await write(10, 400);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(1_000_000);
    expect(reader.prepare('SELECT count(*) AS n FROM "sales_v0"').get()).toMatchObject({ n: 10 });
    reader.exec('COMMIT');
    await write(400, 440);
    expect(statSync(`${file}-wal`).size).toBeLessThan(400_000);
    expect(reader.prepare('SELECT count(*) AS n FROM "sales_v0"').get()).toMatchObject({ n: 440 });
    reader.close();
  });

  it('shares one connection among all collections and gives the file back with the last', async () => {
    const { file, storage, sales } = await openSales();
    const carts = await openInstance(storage, saleSchema, 'carts');
    await sales.close();
    await carts.bulkWrite([insertRow(sale('c1'))], 'test');
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await carts.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
    const again = await openInstance(storage, saleSchema, 'carts');
    expect(await again.findDocumentsById(['c1'], false)).toEqual([sale('c1')]);
  });

  it('keeps databases, collections and schema versions of one file apart', async () => {
    const { file, storage, sales } = await openSales();
    const others = [
      await openInstance(storage, { ...saleSchema, version: 1 }, 'sales'),
      await openInstance(storage, saleSchema, 'sales', 'neighbour'),
      await openInstance(storage, saleSchema, 'SALES'),
      await openInstance(storage, saleSchema, 'rx-replication-meta-"x"'),
      await openInstance(storage, saleSchema, 'sqlite_sales'),
    ];
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    for (const other of others) {
      expect(await other.findDocumentsById(['s1'], true)).toEqual([]);
      expect(await other.bulkWrite([insertRow(sale('s1', { fen: 7 }))], 'test')).toEqual({ error: [] });
    }
    expect(await sales.findDocumentsById(['s1'], true)).toEqual([sale('s1')]);
    const tables = new DatabaseSync(file, { readOnly: true })
      .prepare('SELECT "table" FROM "storage_tables" ORDER BY rowid')
      .all();
    expect(tables.map((row) => row['table'])).toEqual([
      'sales_v0',
      'sales_v1',
      'neighbour sales_v0',
      'stall SALES_v0',
      'rx-replication-meta-"x"_v0',
      '-sqlite_sales_v0',
    ]);
  });

  it('makes new indexes for what it already has when a schema asks for others', async () => {
    const { file, storage, sales } = await openSales();
    await sales.bulkWrite(
      ['s1', 's2', 's3'].map((id, i) => insertRow(sale(id, { fen: i }))),
      'test',
    );
    await sales.close();
    const changed = await openInstance(storage, { ...saleSchema, indexes: ['fen'] }, 'sales');
    expect((await changed.getChangedDocumentsSince?.(10, { seq: 1 }))?.documents).toEqual([
      sale('s2', { fen: 1 }),
      sale('s3', { fen: 2 }),
    ]);
    const tool = new DatabaseSync(file, { readOnly: true });
    const indexes = tool
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'sales_v0' ORDER BY name`)
      .all();
    expect(indexes.map((row) => row['name'])).toEqual([
      'sales_v0 by _deleted, fen, id',
      'sales_v0 by id',
      'sales_v0 tombstones',
    ]);
    expect(
      tool
        .prepare('SELECT fen FROM "sales_v0" ORDER BY "_seq"')
        .all()
        .map((row) => row['fen']),
    ).toEqual([0, 1, 2]);
    tool.close();
  });

  it('waits for another program that is writing, and then says that it could not write', async () => {
    const { file, sales } = await openSales({ busyTimeoutMs: 20 });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(sales.bulkWrite([insertRow(sale('s1'))], 'test')).rejects.toThrow('locked');
    other.exec('COMMIT');
    expect(await sales.bulkWrite([insertRow(sale('s1'))], 'test')).toEqual({ error: [] });
    other.close();
  });
});
