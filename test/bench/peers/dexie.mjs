// In a page: `measure({ durability, document })` times RxDB on IndexedDB through Dexie.
import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { measure, schema } from './measure.mjs';

const BUDGET_MS = 60_000;

globalThis.measure = async ({ durability, document }) => {
  const storage = getRxStorageDexie({ chromeTransactionDurability: durability });
  const database = await createRxDatabase({ name: 'peer', storage, multiInstance: false });
  const { journal } = await database.addCollections({ journal: { schema } });
  const store = {
    most: 100_000,
    timed: 500,
    bulk: (documents) => journal.bulkInsert(documents),
    insert: (one) => journal.insert(one),
  };
  const { size, p50_ms, p99_ms } = await measure(document, store, () => performance.now(), BUDGET_MS);
  return { size, p50_ms, p99_ms };
};
