// Sells through RxDB as the till does, and says each sale's id once its insert was acknowledged.
// Arguments: file, how many, number of the sale at whose commit to die (0: never).
import { writeSync } from 'node:fs';
import { createRxDatabase } from 'rxdb/plugins/core';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { getRxStorageSQLite } from '../../../electron/core/storage/storage.ts';
import { saleSchema } from './schema.ts';

const [file = '', many = '0', dieAt = '0'] = process.argv.slice(2);
let committed = 0;
const storage = getRxStorageSQLite({
  file,
  onCommit: ({ collection }) => {
    if (collection === 'sales' && ++committed === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
  },
});
const db = await createRxDatabase({
  name: 'stall',
  storage: wrappedValidateAjvStorage({ storage }),
  multiInstance: false,
});
const { sales } = await db.addCollections({ sales: { schema: saleSchema } });
const start = (await sales.find().exec()).length;
for (let i = start; i < start + Number(many); i++) {
  const id = `s${String(i).padStart(6, '0')}`;
  await sales.insert({ id, day: '2026-11-23', fen: i, note: '白菜'.repeat(i % 400) });
  writeSync(1, `${id}\n`);
}
await db.close();
