import type { RxDocumentData, RxJsonSchema } from 'rxdb/plugins/core';
import type { Connection, Sequence } from './connection.ts';
import { columnValues, layOut, quote, type Layout } from './layout.ts';
import { at, isCatalogued } from './sequence.ts';

/** Which collection at which schema version. */
export interface TableKey {
  readonly database: string;
  readonly collection: string;
  readonly version: number;
}

/** Makes the two tables of the storage itself, if the file is new. */
export function createCatalogue(connection: Connection): void {
  if (isCatalogued(connection.statement)) return;
  connection.transaction(() => {
    connection
      .statement(
        'CREATE TABLE IF NOT EXISTS "storage_tables" ("table" TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, "database" TEXT NOT NULL, "collection" TEXT NOT NULL, "version" INTEGER NOT NULL, "layout" TEXT NOT NULL, UNIQUE ("database", "collection", "version"))',
      )
      .run();
    connection.statement('CREATE TABLE IF NOT EXISTS "storage_sequence" ("last" INTEGER NOT NULL)').run();
    connection
      .statement('INSERT INTO "storage_sequence" SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM "storage_sequence")')
      .run();
  });
}

/** To be called in every transaction that deletes rows: their numbers must not be given again. */
export function keepSequence(connection: Connection, sequence: Sequence): void {
  connection.statement('UPDATE "storage_sequence" SET "last" = ?').run(sequence.last());
}

/** Opens the table of a collection, making it, or making it anew when the schema's indexes changed. */
export function openTable<T>(connection: Connection, key: TableKey, schema: RxJsonSchema<RxDocumentData<T>>): Layout {
  const found = find(connection, key);
  if (found) {
    const layout = layOut(schema, found.table);
    if (found.layout !== layout.create.join(';\n'))
      connection.transaction((sequence) => rebuild(connection, layout, found.table, sequence));
    return layout;
  }
  return connection.transaction(() => {
    const name = freeName(connection, key);
    const layout = layOut(schema, name);
    layout.create.forEach((sql) => connection.statement(sql).run());
    connection
      .statement(
        'INSERT INTO "storage_tables" ("table", "database", "collection", "version", "layout") VALUES (?, ?, ?, ?, ?)',
      )
      .run(name, key.database, key.collection, key.version, layout.create.join(';\n'));
    return layout;
  });
}

/** Removes a collection's table and everything in it. */
export function dropTable(connection: Connection, key: TableKey, layout: Layout): void {
  connection.transaction((sequence) => {
    keepSequence(connection, sequence);
    connection.statement(`DROP TABLE IF EXISTS ${layout.table}`).run();
    connection.statement(`DROP TABLE IF EXISTS ${layout.attachments}`).run();
    connection
      .statement('DELETE FROM "storage_tables" WHERE "database" = ? AND "collection" = ? AND "version" = ?')
      .run(key.database, key.collection, key.version);
  });
}

function find(connection: Connection, key: TableKey): { readonly table: string; readonly layout: string } | undefined {
  const row = connection
    .statement(
      'SELECT "table", "layout" FROM "storage_tables" WHERE "database" = ? AND "collection" = ? AND "version" = ?',
    )
    .get(key.database, key.collection, key.version);
  return row === undefined ? undefined : { table: String(at(row, 0)), layout: String(at(row, 1)) };
}

/** `journal_v0`; with the database's name before it if another database in this file has that already. */
function freeName(connection: Connection, key: TableKey): string {
  const taken = connection.statement('SELECT 1 FROM "sqlite_schema" WHERE "name" = ? COLLATE NOCASE');
  const plain = `${key.collection}_v${key.version}`;
  // SQLite keeps names that begin so to itself.
  const wished = /^sqlite_/i.test(plain) ? `-${plain}` : plain;
  if (!taken.get(wished)) return wished;
  const longer = `${key.database} ${plain}`;
  for (let n = 1; ; n++) {
    const name = n === 1 ? longer : `${longer} ${n}`;
    if (!taken.get(name)) return name;
  }
}

/** Same documents, same numbers, new columns and indexes; attachments stay if the schema still has them. */
function rebuild(connection: Connection, layout: Layout, name: string, sequence: Sequence): void {
  const run = (sql: string): void => void connection.statement(sql).run();
  keepSequence(connection, sequence);
  const indexes = connection
    .statement(`SELECT "name" FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = ? AND "sql" IS NOT NULL`)
    .all(name);
  indexes.forEach((row) => run(`DROP INDEX ${quote(String(at(row, 0)))}`));
  const before = quote(`${name} before`);
  run(`ALTER TABLE ${layout.table} RENAME TO ${before}`);
  const hasAttachments =
    connection.statement('SELECT 1 FROM "sqlite_schema" WHERE "name" = ?').get(`${name}_attachments`) !== undefined;
  layout.create.filter((sql) => !(hasAttachments && sql.startsWith(`CREATE TABLE ${layout.attachments}`))).forEach(run);
  const insert = connection.statement(layout.insert);
  for (const row of connection.statement(`SELECT "_seq", "_body" FROM ${before} ORDER BY "_seq"`).iterate()) {
    const body = String(at(row, 1));
    const document: object = JSON.parse(body);
    insert.run(Number(at(row, 0)), ...columnValues(layout.columns, document), body);
  }
  run(`DROP TABLE ${before}`);
  connection
    .statement('UPDATE "storage_tables" SET "layout" = ? WHERE "table" = ?')
    .run(layout.create.join(';\n'), name);
}
