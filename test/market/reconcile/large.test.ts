import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importBill } from '../../bench/importing.ts';
import { testDatabase } from '../postgres.ts';

const ROWS = 100_000;
/** The server by itself takes some 50 MB of it; the rows as objects would be more than twice what is left. */
const HEAP_MB = 64;

test('a bill of 10⁵ rows handed over in the console is taken whole by a server that may keep none of its rows', async () => {
  const database = await testDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'stall-pos-large-'));
  try {
    const imported = await importBill({ dir, databaseUrl: database.url }, ROWS, HEAP_MB);
    expect(imported).toMatchObject({ text: `收到 ${ROWS} 行` });
    const kept = await database.query(
      'select count(*)::integer as rows, sum(amount_fen)::bigint as fen from recon_entries',
    );
    expect(kept).toEqual([{ rows: ROWS, fen: expect.toSatisfy((fen) => Number(fen) > 0) }]);
  } finally {
    await database.drop();
    await rm(dir, { recursive: true, force: true });
  }
});
