import { join } from 'node:path';
import { createRxDatabase } from 'rxdb/plugins/core';
import { afterEach, expect, it } from 'vitest';
import { schemas } from '../../electron/core/schemas.ts';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { createStall, type Stall, storedIn } from './stall.ts';

let stall: Stall | null = null;
afterEach(async () => {
  await stall?.close();
  stall = null;
});

it('what the market ruled under an earlier version still holds', async () => {
  stall = createStall();
  const { averages: _new, ...properties } = schemas.policy.properties;
  const storage = getRxStorageSQLite({ file: join(stall.dir, 'terminal.sqlite') });
  const db = await createRxDatabase({ name: 'terminal', storage, multiInstance: false });
  const { policy } = await db.addCollections({
    policy: { schema: { ...schemas.policy, version: 0, properties } as never },
  });
  const cap = {
    id: 'cap-p0101',
    kind: 'cap',
    productId: 'p0101',
    weightPrice: { priceFen: 360, basisG: 1000 },
    piecePrice: null,
    validFrom: null,
    validUntil: null,
    market: null,
  };
  await policy?.insert(cap);
  await db.close();
  await stall.open();
  expect(storedIn(stall.dir, 'policy')).toMatchObject([cap]);
});
