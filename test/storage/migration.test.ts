import { DatabaseSync } from 'node:sqlite';
import { createRxDatabase } from 'rxdb/plugins/core';
import { describe, expect, it } from 'vitest';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { childCommand, run } from './child/processes.ts';
import { newFile, saleSchema, type Sale } from './stall.ts';

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
