import { createRxDatabase } from 'rxdb/plugins/core';
import { afterEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { schemas } from '../../electron/core/schemas.ts';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import type { Product } from '../../shared/records/market.ts';
import { createStall, storedIn, type Stall } from './stall.ts';

let stall: Stall | null = null;
afterEach(async () => {
  await stall?.close();
  stall = null;
});

describe('the products of an earlier version', () => {
  it('are all there, without barcodes until the market names some', async () => {
    stall = createStall();
    const { barcodes: _barcodes, ...properties } = schemas.products.properties;
    const { required = [] } = schemas.products;
    const schema = {
      ...schemas.products,
      version: 0,
      properties,
      required: required.filter((name) => name !== 'barcodes'),
    };
    const storage = getRxStorageSQLite({ file: join(stall.dir, 'terminal.sqlite') });
    const db = await createRxDatabase({ name: 'terminal', storage, multiInstance: false });
    const old = {
      id: 'p1',
      plu: 101,
      name: '青菜',
      aliases: [],
      category: '01',
      glyph: '青',
      field: 'leaf',
      initials: 'qc',
      pinyin: 'qingcai',
      aliasInitials: [],
      aliasPinyin: [],
      sellBy: 'weight',
      pieceUnit: '',
      tareClass: 'A',
      tareG: 5,
      guardMinFen: 500,
      guardMaxFen: 800,
      pieceGuardMinFen: 0,
      pieceGuardMaxFen: 0,
      band: 'low',
      withdrawn: false,
    };
    const { products } = await db.addCollections({ products: { schema } });
    await products.insert(old);
    await db.close();
    await stall.open();
    expect(storedIn<Product>(stall.dir, 'products')).toMatchObject([{ ...old, barcodes: [] }]);
  });
});
