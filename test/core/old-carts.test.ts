import { createRxDatabase } from 'rxdb/plugins/core';
import { afterEach, expect, it } from 'vitest';
import { join } from 'node:path';
import { schemas } from '../../electron/core/schemas.ts';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { cartOf, pieceLine } from '../shared/samples.ts';
import { createStall, type Stall } from './stall.ts';

let stall: Stall | null = null;
afterEach(async () => {
  await stall?.close();
  stall = null;
});

it('an open cart of an earlier version is there with its lines, and can be paid in parts', async () => {
  stall = createStall();
  const { parts, account, ordered, pickup, ...properties } = schemas.carts.properties;
  const added = Object.keys({ parts, account, ordered, pickup });
  const required = (schemas.carts.required ?? []).filter((name) => !added.includes(String(name)));
  const storage = getRxStorageSQLite({ file: join(stall.dir, 'terminal.sqlite') });
  const db = await createRxDatabase({ name: 'terminal', storage, multiInstance: false });
  const { carts } = await db.addCollections({
    carts: { schema: { ...schemas.carts, version: 0, properties, required } },
  });
  const whole = { ...cartOf([pieceLine()]), updatedAt: stall.now() };
  await carts.insert(Object.fromEntries(Object.entries(whole).filter(([name]) => !added.includes(name))));
  await db.close();

  await stall.open();
  const [cart] = (await stall.see('carts')).carts;
  expect(cart).toMatchObject({ id: 'cart-1', payableFen: 600, dueFen: 600, parts: [], accountId: null });
  expect(
    await stall.must('part.take', { cartId: 'cart-1', payableFen: 600, kind: 'cash', amountFen: 100 }),
  ).toMatchObject({ dueFen: 500 });
});
