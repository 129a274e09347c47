import { DatabaseSync } from 'node:sqlite';
import { addRxPlugin, createRxDatabase } from 'rxdb/plugins/core';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { describe, expect, it } from 'vitest';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { childCommand, run } from './child/processes.ts';
import { saleSchemaV1 } from './child/schema.ts';
import { imagesOf, restart } from './killing.ts';
import { newFile, openInstance, saleSchema, type Sale } from './stall.ts';

addRxPlugin(RxDBMigrationSchemaPlugin);

const OLD_SALES: readonly Sale[] = Array.from({ length: 130 }, (_, i) => ({
  id: `s${String(i).padStart(4, '0')}`,
  day: '2026-11-22',
  fen: i * 7,
}));
const MIGRATED = OLD_SALES.map((sale) => ({ ...sale, payable: sale.fen - (sale.fen % 10) }));

async function oldTill(): Promise<string> {
  const file = newFile();
  const db = await createRxDatabase({ name: 'stall', storage: getRxStorageSQLite({ file }), multiInstance: false });
  const { sales } = await db.addCollections({ sales: { schema: saleSchema } });
  await sales.bulkInsert([...OLD_SALES]);
  await db.close();
  return file;
}

async function migrate(file: string, dieAt: number): Promise<unknown> {
  const { lines, signal, errors } = await run(childCommand('./migrate.ts', file, String(dieAt)));
  if (dieAt > 0) return signal;
  return lines[0] === undefined ? errors : JSON.parse(lines[0]);
}

function salesTables(file: string): unknown[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const tables = db.prepare(`SELECT "table" FROM "storage_tables" WHERE "collection" = 'sales'`).all();
  db.close();
  return tables.map((row) => row['table']);
}

describe('sales of an earlier version of the till', () => {
  it('are moved to the new form, and the old table is gone', async () => {
    const file = await oldTill();
    expect(await migrate(file, 0)).toEqual(MIGRATED);
    expect(salesTables(file)).toEqual(['sales_v1']);
    expect(await migrate(file, 0)).toEqual(MIGRATED);
  });

  it('are all there in the new form although the move was killed twice on the way', async () => {
    const file = await oldTill();
    expect(await migrate(file, 3)).toBe('SIGKILL');
    expect(salesTables(file)).toEqual(['sales_v0', 'sales_v1']);
    expect(await migrate(file, 6)).toBe('SIGKILL');
    expect(await migrate(file, 0)).toEqual(MIGRATED);
    expect(salesTables(file)).toEqual(['sales_v1']);
  });
});

/** Moves the sales in this process, to watch it. */
async function migrateHere(file: string): Promise<unknown[]> {
  const db = await createRxDatabase({ name: 'stall', storage: getRxStorageSQLite({ file }), multiInstance: false });
  const { sales } = await db.addCollections({
    sales: {
      schema: saleSchemaV1,
      migrationStrategies: { 1: (old: Sale) => ({ ...old, payable: old.fen - (old.fen % 10) }) },
      autoMigrate: false,
    },
  });
  await sales.migratePromise(20);
  const all = await sales.find({ sort: [{ id: 'asc' }] }).exec();
  await db.close();
  return all.map((sale) => sale.toJSON());
}

/** The living sales in the tables of all versions, by another program; the file must be sound. */
function idsInAnyForm(file: string): string[] {
  const db = new DatabaseSync(file);
  expect(db.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }]);
  const tables = db.prepare(`SELECT "table" FROM "storage_tables" WHERE "collection" = 'sales'`).all();
  const ids = tables.flatMap((row) =>
    db.prepare(`SELECT "id" FROM "${String(row['table'])}" WHERE "_deleted" = 0`).all(),
  );
  db.close();
  return [...new Set(ids.map((row) => String(row['id'])))].toSorted();
}

describe('a till that is killed at any statement', () => {
  it('of the move to a new form has every sale in the old or the new one, and moves the rest when it starts again', async () => {
    const file = await oldTill();
    const images = await imagesOf(file, async () => void (await migrateHere(file)));
    expect(images.length).toBeGreaterThan(20);
    for (const image of images) {
      const left = restart(image);
      expect(idsInAnyForm(left)).toEqual(OLD_SALES.map(({ id }) => id));
      expect(await migrateHere(left)).toEqual(MIGRATED);
      expect(salesTables(left)).toEqual(['sales_v1']);
    }
  });

  it('of making new indexes has every sale, whichever indexes are asked for then', async () => {
    const file = await oldTill();
    const changed = { ...saleSchema, indexes: ['fen'] };
    const open = async (at: string, schema: typeof saleSchema): Promise<string[]> => {
      const sales = await openInstance(getRxStorageSQLite({ file: at }), schema, 'sales');
      const changes = await sales.getChangedDocumentsSince?.(1_000);
      await sales.close();
      return (changes?.documents ?? []).map(({ id }) => id);
    };
    const images = await imagesOf(file, async () => void (await open(file, changed)));
    expect(images.length).toBeGreaterThan(2);
    for (const [i, image] of images.entries()) {
      const left = restart(image);
      expect(idsInAnyForm(left)).toEqual(OLD_SALES.map(({ id }) => id));
      expect(await open(left, i % 2 === 0 ? saleSchema : changed)).toEqual(OLD_SALES.map(({ id }) => id));
    }
  });
});
