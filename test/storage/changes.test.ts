import { describe, expect, it } from 'vitest';
import { insertRow, openInstance, openSales, sale, saleSchema, stored, type Sale } from './stall.ts';

describe('what changed since', () => {
  it('gives each sale once, at its latest state, in the order of the commits', async () => {
    const { sales } = await openSales();
    const [a, b, c] = [sale('z'), sale('m'), sale('a')];
    await sales.bulkWrite([insertRow(a), insertRow(b)], 'test');
    await sales.bulkWrite([insertRow(c)], 'test');
    const changed = { ...a, fen: 7, _rev: '2-a' };
    await sales.bulkWrite([{ previous: a, document: changed }], 'test');
    expect((await sales.getChangedDocumentsSince?.(10))?.documents).toEqual([b, c, changed]);
  });

  it('goes on page by page from the checkpoint of the page before, and stays at the end', async () => {
    const { sales } = await openSales();
    const all = Array.from({ length: 25 }, (_, i) => sale(`s${i}`));
    await sales.bulkWrite(
      all.map((document) => insertRow(document)),
      'test',
    );
    const seen: string[] = [];
    let checkpoint: { readonly seq: number } | undefined;
    for (;;) {
      const page = await sales.getChangedDocumentsSince?.(10, checkpoint);
      checkpoint = page?.checkpoint;
      seen.push(...(page?.documents.map(({ id }) => id) ?? []));
      if ((page?.documents.length ?? 0) < 10) break;
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    expect(await sales.getChangedDocumentsSince?.(10, checkpoint)).toEqual({ documents: [], checkpoint });
    expect(await sales.getChangedDocumentsSince?.(10, undefined)).toMatchObject({ checkpoint: { seq: 10 } });
  });

  it('loses no sale when the clock is set back between two of them', async () => {
    const { sales } = await openSales();
    await sales.bulkWrite([insertRow(stored({ id: 'before', day: '2026-11-23', fen: 1 }, { lwt: 1_000_000 }))], 'test');
    const checkpoint = (await sales.getChangedDocumentsSince?.(10))?.checkpoint;
    const late = stored({ id: 'after', day: '2026-11-23', fen: 2 }, { lwt: 1_000 });
    await sales.bulkWrite([insertRow(late)], 'test');
    expect((await sales.getChangedDocumentsSince?.(10, checkpoint))?.documents).toEqual([late]);
  });

  it('starts over for a checkpoint that another storage made', async () => {
    const { sales } = await openSales();
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    const foreign: object = { id: 's1', lwt: 5_000 };
    expect((await sales.getChangedDocumentsSince?.(10, foreign as { seq: number }))?.documents).toEqual([sale('s1')]);
  });

  it('never gives a number twice, though the newest rows were purged or their table removed', async () => {
    const { file, storage, sales } = await openSales();
    const carts = await openInstance(storage, saleSchema, 'carts');
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    await carts.bulkWrite([insertRow(sale('c1'))], 'test');
    const checkpoint = (await carts.getChangedDocumentsSince?.(10))?.checkpoint;
    const gone = { ...sale('s1'), _deleted: true, _rev: '2-a' };
    await sales.bulkWrite([{ previous: sale('s1'), document: gone }], 'test');
    expect(await sales.cleanup(0)).toBe(true);
    await carts.remove();
    await sales.close();

    const again = await openSales({ file });
    const newCarts = await openInstance(again.storage, saleSchema, 'carts');
    await newCarts.bulkWrite([insertRow(sale('c2'))], 'test');
    expect((await newCarts.getChangedDocumentsSince?.(10, checkpoint))?.documents).toEqual([sale('c2')]);
  });

  it('numbers the sales of two connections on one file in one order', async () => {
    const one = await openSales();
    const two = await openSales({ file: one.file });
    const written: string[] = [];
    for (let i = 0; i < 20; i++) {
      const { sales } = i % 3 === 0 ? one : two;
      written.push(`s${i}`);
      expect(await sales.bulkWrite([insertRow<Sale>(sale(`s${i}`))], 'test')).toEqual({ error: [] });
    }
    expect((await one.sales.getChangedDocumentsSince?.(100))?.documents.map(({ id }) => id)).toEqual(written);
    expect(await two.sales.bulkWrite([insertRow(sale('s0'))], 'test')).toMatchObject({ error: [{ status: 409 }] });
  });
});
