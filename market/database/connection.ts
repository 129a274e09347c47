import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../../shared/log.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

const INT8 = 20;
const NUMERIC = 1700;

/** Whole numbers of the database as numbers: all of ours are safe integers, and a larger one is a fault. */
function readInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`not a safe integer from the database: ${text}`);
  return value;
}

/** Connections to a market's database. `stop` waits for queries under way. */
export function openDatabase(options: { readonly databaseUrl: string; readonly log: Log }): {
  readonly db: Database;
  readonly stop: () => Promise<void>;
} {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'stall-pos market',
    // An answer to a terminal means "on the disk", whatever the role's default is.
    options: '-c synchronous_commit=on -c idle_in_transaction_session_timeout=30000 -c lock_timeout=30000',
    types: {
      getTypeParser: (oid, format) =>
        (oid === INT8 || oid === NUMERIC) && format !== 'binary' ? readInteger : pg.types.getTypeParser(oid, format),
    },
  });
  const note = (error: Error) => {
    options.log.warn({ error: error.message }, 'a database connection was lost');
  };
  pool.on('error', note);
  // A connection in use that is cut between two statements tells nobody but itself; unheard, that would end the process.
  pool.on('connect', (client) => {
    client.on('error', note);
  });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { db, stop: () => db.destroy() };
}

/** Refuses a server that would answer before the data is on the disk, or that can't hold Chinese. */
export async function checkDurability(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const setting = async (name: string) =>
      (await client.query<{ value: string }>('select current_setting($1) as value', [name])).rows[0]?.value;
    if ((await setting('fsync')) !== 'on')
      throw new Error(
        'this PostgreSQL runs with fsync off: sales could be lost at a power cut, so the market does not start on it',
      );
    if ((await setting('server_encoding')) !== 'UTF8') throw new Error('the database must have the encoding UTF8');
    const version = Number(await setting('server_version_num'));
    if (!(version >= 140_000)) throw new Error('PostgreSQL 14 or newer is needed');
  } finally {
    await client.end();
  }
}
