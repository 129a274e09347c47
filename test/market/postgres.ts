import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { askFor } from '../setup/when-asked.ts';

/** A database of its own in the test run's PostgreSQL. */
export interface TestDatabase {
  readonly url: string;
  /** Rows of a statement. */
  query<Row extends pg.QueryResultRow = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** A copy of the whole database as it is now; nobody may be connected. Answers its name. */
  backUp(): Promise<string>;
  /** Puts the database back to that copy; nobody may be connected. */
  restore(backup: string): Promise<void>;
  drop(): Promise<void>;
}

async function once<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** A fresh, empty database; drop it at the end of the file. */
export async function testDatabase(): Promise<TestDatabase> {
  return databaseIn(await askFor(inject('postgres')));
}

/** The same in a PostgreSQL whose first database is `admin`. */
export async function databaseIn(admin: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await once(admin, (client) => client.query(`create database ${name}`));
  const backups: string[] = [];
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (sql, values) => once(url.href, async (client) => (await client.query<never>(sql, values)).rows),
    backUp: async () => {
      const backup = `${name}_${randomBytes(3).toString('hex')}`;
      backups.push(backup);
      await once(admin, (client) => client.query(`create database ${backup} template ${name}`));
      return backup;
    },
    restore: (backup) =>
      once(admin, async (client) => {
        await client.query(`drop database ${name}`);
        await client.query(`create database ${name} template ${backup}`);
      }),
    drop: () =>
      once(admin, async (client) => {
        for (const backup of backups) await client.query(`drop database ${backup} with (force)`);
        await client.query(`drop database ${name} with (force)`);
      }),
  };
}
