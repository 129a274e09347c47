import {
  getPrimaryFieldOfPrimaryKey,
  getSchemaByObjectPath,
  type RxDocumentData,
  type RxJsonSchema,
} from 'rxdb/plugins/core';
import { StorageOpenError } from './errors.ts';
import { toSortableText } from './text.ts';

/** What a column can hold; a document without a fitting value has NULL there, which sorts first, as in RxDB. */
export type ColumnKind = 'text' | 'integer' | 'real' | 'flag';

/** A field of the documents that has a column of its own, because an index needs it. */
export interface Column {
  /** The field, as in RxDB: `day`, `_meta.lwt`. */
  readonly path: string;
  /** The column's name, quoted for SQL. */
  readonly sql: string;
  readonly kind: ColumnKind;
  readonly read: (document: object) => unknown;
}

/** An index that exists in the file. */
export interface TableIndex {
  /** The fields of RxDB's index this stands for. */
  readonly fields: readonly string[];
  /** Its name, quoted for SQL. */
  readonly sql: string;
}

/** How one collection at one schema version lies in the file. */
export interface Layout {
  /** The table's name, quoted for SQL. */
  readonly table: string;
  readonly attachments: string;
  readonly primary: string;
  readonly columns: readonly Column[];
  readonly columnByPath: ReadonlyMap<string, Column>;
  readonly indexes: readonly TableIndex[];
  /** The index of tombstones by the time they were made. */
  readonly tombstones: string;
  readonly create: readonly string[];
  readonly insert: string;
  readonly update: string;
}

/** A value as it is bound: NULL, number or text. */
export type SqlValue = null | number | string;

/** The value as the column holds it, or undefined when a value of this type can't be in it. */
export function columnValue(kind: ColumnKind, value: unknown): number | string | undefined {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? toSortableText(value) : undefined;
    case 'integer':
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'flag':
      return typeof value === 'boolean' ? Number(value) : undefined;
  }
}

/** All column values of a document, in the order of `columns`. */
export function columnValues(columns: readonly Column[], document: object): SqlValue[] {
  return columns.map((column) => columnValue(column.kind, column.read(document)) ?? null);
}

/** Lays a schema out as a table; `tableName` is its plain name in the file. Throws StorageOpenError for an index on an unknown field. */
export function layOut<T>(schema: RxJsonSchema<RxDocumentData<T>>, tableName: string): Layout {
  const primary = String(getPrimaryFieldOfPrimaryKey(schema.primaryKey));
  const wanted = (schema.indexes ?? []).map((index) => (typeof index === 'string' ? [index] : [...index]));
  const paths = [...new Set([primary, '_deleted', '_meta.lwt', ...wanted.flat()])];
  const names = columnNames(paths);
  const columns = paths.map((path): Column => {
    const kind = path === primary ? 'text' : kindOf(schema, path);
    return { path, sql: quote(names.get(path) ?? path), kind, read: reader(path) };
  });
  const columnByPath = new Map(columns.map((column) => [column.path, column]));
  const sqlOf = (path: string): string => columnByPath.get(path)?.sql ?? quote(path);

  const table = quote(tableName);
  const attachments = quote(`${tableName}_attachments`);
  const byId = quote(`${tableName} by ${primary}`);
  const tombstones = quote(`${tableName} tombstones`);
  const composite = wanted
    .filter((fields) => !isCovered(fields, primary))
    .map((fields) => ({
      fields,
      sql: quote(`${tableName} by ${fields.join(', ')}`),
    }));
  const types = columns.map(
    ({ sql, kind, path }) => `${sql} ${SQL_TYPES[kind]}${path === primary || path === '_deleted' ? ' NOT NULL' : ''}`,
  );
  const all = ['"_seq"', ...columns.map((column) => column.sql), '"_body"'];
  return {
    table,
    attachments,
    primary,
    columns,
    columnByPath,
    indexes: [{ fields: ['_deleted', primary], sql: byId }, ...composite],
    tombstones,
    create: [
      `CREATE TABLE ${table} ("_seq" INTEGER PRIMARY KEY, ${types.join(', ')}, "_body" TEXT NOT NULL)`,
      `CREATE UNIQUE INDEX ${byId} ON ${table} (${sqlOf(primary)})`,
      `CREATE INDEX ${tombstones} ON ${table} ("_meta.lwt") WHERE "_deleted" = 1`,
      ...composite.map((index) => `CREATE INDEX ${index.sql} ON ${table} (${index.fields.map(sqlOf).join(', ')})`),
      ...(schema.attachments
        ? [
            `CREATE TABLE ${attachments} ("document" TEXT NOT NULL, "attachment" TEXT NOT NULL, "digest" TEXT NOT NULL, "type" TEXT NOT NULL, "data" BLOB NOT NULL, PRIMARY KEY ("document", "attachment"))`,
          ]
        : []),
    ],
    insert: `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')}) ON CONFLICT (${sqlOf(primary)}) DO NOTHING`,
    update: `UPDATE ${table} SET ${all.map((column) => `${column} = ?`).join(', ')} WHERE ${sqlOf(primary)} = ?`,
  };
}

/** An SQL identifier that may hold any character. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const SQL_TYPES: Record<ColumnKind, string> = { text: 'TEXT', integer: 'INTEGER', real: 'REAL', flag: 'INTEGER' };

/**
 * RxDB adds `_deleted, id` and `_meta.lwt, id` by itself. The first is served by the unique index of the ids; the
 * second is for finding changes by time, which this storage does by `_seq`. Each would cost a page per insert.
 */
function isCovered(fields: readonly string[], primary: string): boolean {
  return fields.length === 2 && fields[1] === primary && (fields[0] === '_deleted' || fields[0] === '_meta.lwt');
}

function kindOf<T>(schema: RxJsonSchema<RxDocumentData<T>>, path: string): ColumnKind {
  const type: unknown = getSchemaByObjectPath(schema, path)?.type;
  switch (type) {
    case 'string':
      return 'text';
    case 'integer':
      return 'integer';
    case 'number':
      return 'real';
    case 'boolean':
      return 'flag';
    default:
      throw new StorageOpenError(
        `An index is on "${path}", which is not a string, number, integer or boolean of the schema.`,
      );
  }
}

/** SQLite takes `Day` and `day` for the same column, and `_seq` and `_body` are ours. */
function columnNames(paths: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(['_seq', '_body']);
  for (const path of paths) {
    let name = path;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${path} ${n}`;
    taken.add(name.toLowerCase());
    names.set(path, name);
  }
  return names;
}

function reader(path: string): (document: object) => unknown {
  const steps = path.split('.');
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return (document) => Reflect.get(document, only);
  return (document) => {
    let value: unknown = document;
    for (const step of steps) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = Reflect.get(value, step);
    }
    return value;
  };
}
