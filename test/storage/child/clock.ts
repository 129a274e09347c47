// A till whose clock shows another time: sells, changes and deletes, then sends what is new to the market; or purges.
// Arguments: file, clock (ms since 1970), what to do in turn ("sell s1", "change s1", "delete s1"; or "purge").
// Says one JSON line: what was sent, and whether the purge was done.
import { writeSync } from 'node:fs';
import type { RxCollection } from 'rxdb/plugins/core';
import type { Sale } from './schema.ts';

const [file = '', clock = '0', ...acts] = process.argv.slice(2);
const started = performance.now();
// Before RxDB is loaded: it keeps the last time it gave, to never go back within a process.
Date.now = () => Number(clock) + Math.floor(performance.now() - started);

const { addRxPlugin, createRxDatabase } = await import('rxdb/plugins/core');
const { RxDBCleanupPlugin } = await import('rxdb/plugins/cleanup');
const { replicateRxCollection } = await import('rxdb/plugins/replication');
const { getRxStorageSQLite } = await import('../../../electron/core/storage/storage.ts');
const { saleSchema } = await import('./schema.ts');

addRxPlugin(RxDBCleanupPlugin);
const WEEK = 7 * 86_400_000;
const db = await createRxDatabase({
  name: 'stall',
  storage: getRxStorageSQLite({ file }),
  multiInstance: false,
  cleanupPolicy: { minimumCollectionAge: WEEK * 5_000 },
});
const { sales } = await db.addCollections<{ sales: RxCollection<Sale> }>({ sales: { schema: saleSchema } });
const sent: string[] = [];
if (acts[0] === 'purge') {
  writeSync(1, `${JSON.stringify({ done: await sales.cleanup(WEEK) })}\n`);
} else {
  for (const act of acts) {
    const [verb, id = ''] = act.split(' ');
    if (verb === 'sell') await sales.insert({ id, day: '2026-11-23', fen: 1 });
    if (verb === 'change') await (await sales.findOne(id).exec(true)).incrementalPatch({ fen: 2 });
    if (verb === 'delete') await (await sales.findOne(id).exec(true)).remove();
  }
  const state = replicateRxCollection<Sale, unknown>({
    collection: sales,
    replicationIdentifier: 'market',
    live: false,
    push: {
      handler: (rows) => {
        sent.push(
          ...rows.map(({ newDocumentState: { id: of, fen, _deleted } }) => `${of} ${_deleted ? 'deleted' : fen}`),
        );
        return Promise.resolve([]);
      },
    },
  });
  await state.awaitInitialReplication();
  writeSync(1, `${JSON.stringify({ sent: sent.toSorted() })}\n`);
}
await db.close();
