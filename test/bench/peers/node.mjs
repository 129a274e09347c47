// `node node.mjs NAME DIR DOCUMENT [count]`: times one peer; with `count` it inserts a few between marks, for strace.
import { mkdirSync, readFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import PouchDB from 'pouchdb';
import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { getRxStorageSQLiteTrial, getSQLiteBasicsNodeNative } from 'rxdb/plugins/storage-sqlite';
import { measure, schema } from './measure.mjs';

const BUDGET_MS = 120_000;
const COUNTED = 50;
const [name, dir, file, mode] = process.argv.slice(2);
const counting = mode === 'count';
const place = counting ? `${dir}-counted` : dir;
mkdirSync(place, { recursive: true });
// The trial storage takes no path, only a name.
process.chdir(place);

async function rxdb(storage, most, timed) {
  const database = await createRxDatabase({ name: 'peer', storage, multiInstance: false });
  const { journal } = await database.addCollections({ journal: { schema } });
  return {
    most,
    timed,
    bulk: async (documents) => {
      const { error } = await journal.bulkInsert(documents);
      if (error.length > 0) throw new Error(`refused: ${error[0].status}`);
    },
    insert: (document) => journal.insert(document),
  };
}

const stores = {
  'rxdb-memory': () => rxdb(getRxStorageMemory(), 200_000, 1_000),
  'rxdb-sqlite-trial': () =>
    rxdb(getRxStorageSQLiteTrial({ sqliteBasics: getSQLiteBasicsNodeNative(DatabaseSync) }), 100, 100),
  'pouchdb-leveldb': async () => {
    const pouch = new PouchDB('pouch');
    const named = ({ id, ...rest }) => ({ _id: id, ...rest });
    return {
      most: 1_000_000,
      timed: 1_000,
      bulk: (documents) => pouch.bulkDocs(documents.map(named)),
      insert: (document) => pouch.put(named(document)),
    };
  },
};

console.warn = () => {};
const store = await stores[name]();
const document = readFileSync(file, 'utf8');
if (counting) {
  const marks = 2;
  await store.insert({
    ...JSON.parse(document),
    id: 'first',
    _rev: undefined,
    _meta: undefined,
    _deleted: undefined,
    _attachments: undefined,
  });
  writeSync(marks, 'BEGIN-INSERTS\n');
  const { inserts } = await measure(
    document,
    { ...store, most: 0, timed: COUNTED },
    () => performance.now(),
    BUDGET_MS,
  );
  writeSync(marks, 'END-INSERTS\n');
  writeSync(1, `${JSON.stringify({ inserts })}\n`);
} else {
  const { size, p50_ms, p99_ms } = await measure(document, store, () => performance.now(), BUDGET_MS);
  writeSync(1, `${JSON.stringify({ size, p50_ms, p99_ms })}\n`);
}
process.exit(0);
