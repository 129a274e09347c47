import { expect, it } from 'vitest';
import { openStore, databaseOf } from '../../electron/core/database.ts';
import { openGoods } from '../../electron/core/goods/goods.ts';
import { openDisk } from '../../electron/core/health/disk.ts';
import { createFlushes } from '../../electron/core/health/flushes.ts';
import { openPrices } from '../../electron/core/goods/prices.ts';
import { createSettings } from '../../electron/core/settings.ts';
import { GENESIS } from '../../shared/chain.ts';
import { catalogue, createStall, quiet } from './stall.ts';

it('a start does not read years of sales only because no price has changed in them', async () => {
  const stall = createStall();
  const store = await openStore(stall.dir, openDisk(stall.dir, databaseOf(stall.dir), quiet), createFlushes());
  try {
    const settings = createSettings(store, () => 0);
    const goods = await openGoods({
      store,
      catalogue,
      enrolled: () => false,
      own: () => ({}),
      onChange: () => undefined,
      log: quiet,
    });
    const head = (seq: number) => ({ terminal: 0, epoch: 0, seq, hash: GENESIS, perpetualFen: 0 });
    const prices = await openPrices({ store, settings, goods, now: () => 0, head: head(0), log: quiet });

    prices.reach(head(100));
    await prices.save();
    expect(await settings.read('prices'), 'not for every few sales').toMatchObject({ seq: 0 });

    prices.reach(head(900_000));
    await prices.save();
    expect(await settings.read('prices')).toMatchObject({ terminal: 0, epoch: 0, seq: 900_000 });

    prices.reach({ ...head(999_999), epoch: 1 });
    await prices.save();
    expect(await settings.read('prices'), 'another chain').toMatchObject({ epoch: 0, seq: 900_000 });
    goods.stop();
  } finally {
    await store.close();
    await stall.close();
  }
});
