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
      onFacts: () => undefined,
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

it('a ruling of what all prices are per is told by itself: a window that shows the old one would offer prices nobody can set', async () => {
  const stall = createStall();
  const store = await openStore(stall.dir, openDisk(stall.dir, databaseOf(stall.dir), quiet), createFlushes());
  const told: string[] = [];
  try {
    const goods = await openGoods({
      store,
      catalogue,
      enrolled: () => true,
      own: () => ({}),
      onChange: () => told.push('change'),
      onFacts: () => told.push(`facts, per ${goods.basisG()} g`),
      log: quiet,
    });
    const none = {
      productId: null,
      weightPrice: null,
      piecePrice: null,
      validFrom: null,
      validUntil: null,
      market: null,
    };
    await store.policy.insert({ ...none, id: 'cap-p0101', kind: 'cap', productId: 'p0101' });
    const market = {
      name: '示范菜场',
      complaintPhone: '12315',
      publicScale: '南门服务台旁',
      priceBasisG: 1000 as const,
      receiptHost: '',
    };
    await store.policy.insert({ ...none, id: 'market', kind: 'market', market });
    expect(told).toEqual(['change', 'facts, per 1000 g']);
    goods.stop();
  } finally {
    await store.close();
    await stall.close();
  }
});
