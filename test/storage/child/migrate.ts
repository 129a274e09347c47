// Opens the sales of an earlier schema version with a newer one and moves them over.
// Arguments: file, after how many migrated commits to die (0: never). Says the ids and totals it then has.
import { writeSync } from 'node:fs';
import { addRxPlugin, createRxDatabase } from 'rxdb/plugins/core';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { getRxStorageSQLite } from '../../../electron/core/storage/storage.ts';
import { saleSchemaV1 } from './schema.ts';

addRxPlugin(RxDBMigrationSchemaPlugin);
const [file = '', dieAt = '0'] = process.argv.slice(2);
let commits = 0;
const storage = getRxStorageSQLite({
  file,
  onCommit: ({ collection }) => {
    if (collection.includes('sales') && ++commits === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
  },
});
const db = await createRxDatabase({ name: 'stall', storage, multiInstance: false });
const { sales } = await db.addCollections({
  sales: {
    schema: saleSchemaV1,
    migrationStrategies: {
      1: ({ fen, ...rest }: { readonly fen: number }) => ({ ...rest, fen, payable: fen - (fen % 10) }),
    },
    autoMigrate: false,
  },
});
await sales.migratePromise(20);
const all = await sales.find({ sort: [{ id: 'asc' }] }).exec();
writeSync(1, `${JSON.stringify(all.map((sale) => sale.toJSON()))}\n`);
await db.close();
