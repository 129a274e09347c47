import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillWithDefaultSettings, type BulkWriteRow, type RxDocumentData, type RxJsonSchema } from 'rxdb/plugins/core';
import { onTestFinished } from 'vitest';
import {
  getRxStorageSQLite,
  type RxStorageSQLite,
  type SQLiteStorageSettings,
} from '../../electron/core/storage/storage.ts';
import type { SQLiteStorageInstance } from '../../electron/core/storage/instance.ts';
import { saleSchema, type Sale } from './child/schema.ts';

export { saleSchema, type Sale };

/** A file in a folder of its own that is gone after the test. */
export function newFile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'stall-storage-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'till.sqlite');
}

/** An opened collection without RxDB's own layers above it; closed after the test. */
export async function openSales(
  settings: Partial<SQLiteStorageSettings> = {},
): Promise<{ file: string; storage: RxStorageSQLite; sales: SQLiteStorageInstance<Sale> }> {
  const file = settings.file ?? newFile();
  const storage = getRxStorageSQLite({ ...settings, file });
  return { file, storage, sales: await openInstance(storage, saleSchema, 'sales') };
}

export async function openInstance<T>(
  storage: RxStorageSQLite,
  schema: RxJsonSchema<T>,
  collectionName: string,
  databaseName = 'stall',
): Promise<SQLiteStorageInstance<T>> {
  const instance = await storage.createStorageInstance<T>({
    databaseInstanceToken: 'test',
    databaseName,
    collectionName,
    schema: fillWithDefaultSettings(schema),
    options: {},
    multiInstance: false,
    devMode: false,
  });
  onTestFinished(() => instance.close());
  return instance;
}

/** A document as RxDB hands it to a storage. */
export function stored<T extends object>(
  fields: T,
  over: { readonly rev?: string; readonly lwt?: number; readonly deleted?: boolean } = {},
): RxDocumentData<T> {
  return {
    ...fields,
    _deleted: over.deleted ?? false,
    _attachments: {},
    _rev: over.rev ?? '1-a',
    _meta: { lwt: over.lwt ?? 1_000 },
  };
}

export function sale(id: string, over: Partial<Sale> = {}): RxDocumentData<Sale> {
  return stored({ id, day: '2026-11-23', fen: 1250, ...over });
}

export function insertRow<T>(document: RxDocumentData<T>): BulkWriteRow<T> {
  return { document };
}
