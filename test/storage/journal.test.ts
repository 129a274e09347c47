import { createRxDatabase, type MangoQuery, type RxCollection } from 'rxdb/plugins/core';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { describe, expect, it, vi } from 'vitest';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { newFile, saleSchema, type Sale } from './stall.ts';

const MANY = 100_000;
const idOf = (i: number): string => `s${String(i).padStart(6, '0')}`;
const dayOf = (i: number): string => `2026-${String(1 + Math.floor(i / 2_500)).padStart(2, '0')}-15`;

describe('a till with a hundred thousand sales', () => {
  it('finds a day, the latest ones, one sale, and every change since a moment', async () => {
    const storage = wrappedValidateAjvStorage({ storage: getRxStorageSQLite({ file: newFile() }) });
    const db = await createRxDatabase({ name: 'stall', storage, multiInstance: false });
    const { sales } = await db.addCollections<{ sales: RxCollection<Sale> }>({ sales: { schema: saleSchema } });
    for (let start = 0; start < MANY; start += 1_000) {
      const { error } = await sales.bulkInsert(
        Array.from({ length: 1_000 }, (_, i) => ({
          id: idOf(start + i),
          day: dayOf(start + i),
          fen: start + i,
          note: '番茄 '.repeat(50),
        })),
      );
      expect(error).toEqual([]);
    }
    expect(await sales.count().exec()).toBe(MANY);
    expect(await sales.count({ selector: { day: dayOf(5_000) } }).exec()).toBe(2_500);
    /** The ids a question gives, and how many sales were read from the file for it. */
    const ask = async (question: MangoQuery<Sale>): Promise<{ readonly ids: string[]; readonly read: number }> => {
      const parse = vi.spyOn(JSON, 'parse');
      const found = await sales.find(question).exec();
      const read = parse.mock.calls.length;
      parse.mockRestore();
      return { ids: found.map(({ id }) => id), read };
    };
    expect(await ask({ selector: { day: dayOf(5_000) }, sort: [{ id: 'asc' }] })).toEqual({
      ids: Array.from({ length: 2_500 }, (_, i) => idOf(5_000 + i)),
      read: 2_500,
    });
    expect(await ask({ sort: [{ day: 'desc' }, { id: 'desc' }], limit: 3 })).toEqual({
      ids: [idOf(MANY - 1), idOf(MANY - 2), idOf(MANY - 3)],
      read: 3,
    });
    expect(await ask({ selector: { day: dayOf(5_000), fen: { $gte: 7_490 } } })).toEqual({
      ids: Array.from({ length: 10 }, (_, i) => idOf(7_490 + i)),
      read: 10,
    });
    expect((await sales.findOne(idOf(12_345)).exec(true)).fen).toBe(12_345);

    let checkpoint: unknown;
    let seen = 0;
    for (;;) {
      const page = await sales.storageInstance.getChangedDocumentsSince?.(3_000, checkpoint);
      if (!page || page.documents.length === 0) break;
      expect(page.documents[0]?.id).toBe(idOf(seen));
      seen += page.documents.length;
      checkpoint = page.checkpoint;
    }
    expect(seen).toBe(MANY);

    const gone = await sales.findOne(idOf(7)).exec(true);
    await gone.remove();
    await sales.insert({ id: idOf(7), day: '2026-12-31', fen: 1 });
    expect((await sales.find({ selector: { day: '2026-12-31' } }).exec()).map(({ id }) => id)).toEqual([idOf(7)]);
    await db.close();
  });
});
