// Writes until a COMMIT fails, then does what the test asks: "reopen" the storage and go on, or "die" on the spot.
// Arguments: file, what to do. Says each acknowledged id, then one JSON line per finding.
import { writeSync } from 'node:fs';
import { fillWithDefaultSettings } from 'rxdb/plugins/core';
import { getRxStorageSQLite } from '../../../electron/core/storage/storage.ts';
import { saleSchema, type Sale } from './schema.ts';

const [file = '', then = 'die'] = process.argv.slice(2);
const say = (finding: unknown): void => void writeSync(1, `${JSON.stringify(finding)}\n`);
/** So that it ends by itself if nothing ever fails. */
const MOST_WRITES = 5_000;
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

const storage = getRxStorageSQLite({ file, walAutocheckpointPages: 100_000 });
const sales = await storage.createStorageInstance<Sale>({
  databaseInstanceToken: 't',
  databaseName: 'stall',
  collectionName: 'sales',
  schema: fillWithDefaultSettings(saleSchema),
  options: {},
  multiInstance: false,
  devMode: false,
});
let events = 0;
sales.changeStream().subscribe(() => (events += 1));

const write = (id: string): Promise<unknown> =>
  sales.bulkWrite(
    [
      {
        document: {
          id,
          day: '2026-11-23',
          fen: 1,
          note: 'x'.repeat(3_000),
          _deleted: false,
          _attachments: {},
          _rev: '1-a',
          _meta: { lwt: 1 },
        },
      },
    ],
    'test',
  );

for (let i = 0; i < MOST_WRITES; i++) {
  const id = `s${i}`;
  try {
    await write(id);
    say({ acknowledged: id });
  } catch (error) {
    say({ doubtful: id, error: nameOf(error), events });
    if (then === 'die') process.kill(process.pid, 'SIGKILL');
    const refusals = await Promise.allSettled([write('later'), sales.findDocumentsById([id], true)]);
    say({ refusals: refusals.map((result) => (result.status === 'rejected' ? nameOf(result.reason) : 'done')) });
    say({ reopened: storage.reopen(), found: (await sales.findDocumentsById([id], true)).length, events });
    await write('next');
    say({ acknowledged: 'next' });
    await sales.close();
    break;
  }
}
