import { createRxDatabase, type RxCollection, type WithDeleted } from 'rxdb/plugins/core';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { describe, expect, it, onTestFinished } from 'vitest';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { newFile, saleSchema, type Sale } from './stall.ts';

async function openTill(
  file: string,
): Promise<{ readonly sales: RxCollection<Sale>; readonly close: () => Promise<unknown> }> {
  const db = await createRxDatabase({
    name: 'stall',
    storage: wrappedValidateAjvStorage({ storage: getRxStorageSQLite({ file }) }),
    multiInstance: false,
  });
  onTestFinished(() => (db.closed ? undefined : db.close().then(() => undefined)));
  const { sales } = await db.addCollections<{ sales: RxCollection<Sale> }>({ sales: { schema: saleSchema } });
  return { sales, close: () => db.close() };
}

/** A server that keeps what it is sent, and counts how often it is sent something. */
function createServer(): { readonly kept: Map<string, WithDeleted<Sale>>; readonly sent: string[] } {
  return { kept: new Map(), sent: [] };
}

async function pushAll(sales: RxCollection<Sale>, server: ReturnType<typeof createServer>): Promise<void> {
  const state = replicateRxCollection<Sale, unknown>({
    collection: sales,
    replicationIdentifier: 'market',
    live: false,
    push: {
      batchSize: 10,
      handler: (rows) => {
        for (const { newDocumentState } of rows) {
          server.sent.push(newDocumentState.id);
          server.kept.set(newDocumentState.id, newDocumentState);
        }
        return Promise.resolve([]);
      },
    },
  });
  await state.awaitInitialReplication();
  await state.cancel();
}

const aSale = (i: number): Sale => ({ id: `s${i}`, day: '2026-11-23', fen: i });

describe('sales sent to the market', () => {
  it('arrive once each, over closing and opening, with changes and deletions', async () => {
    const file = newFile();
    const server = createServer();
    const first = await openTill(file);
    await first.sales.bulkInsert(Array.from({ length: 25 }, (_, i) => aSale(i)));
    await pushAll(first.sales, server);
    expect(server.sent.toSorted()).toEqual(Array.from({ length: 25 }, (_, i) => `s${i}`).toSorted());
    await first.close();

    const second = await openTill(file);
    server.sent.length = 0;
    await second.sales.insert(aSale(100));
    await (await second.sales.findOne('s3').exec(true)).incrementalPatch({ fen: 77 });
    await (await second.sales.findOne('s4').exec(true)).remove();
    await pushAll(second.sales, server);
    expect(server.sent.toSorted()).toEqual(['s100', 's3', 's4']);
    expect(server.kept.get('s3')).toMatchObject({ fen: 77, _deleted: false });
    expect(server.kept.get('s4')).toMatchObject({ _deleted: true });
    await pushAll(second.sales, server);
    expect(server.sent).toHaveLength(3);
  });

  it('come down page by page and are told to whoever watches', async () => {
    const till = await openTill(newFile());
    const watched: number[] = [];
    till.sales.find({ selector: { day: '2026-11-23' } }).$.subscribe((found) => watched.push(found.length));
    const state = replicateRxCollection<Sale, { readonly after: number }>({
      collection: till.sales,
      replicationIdentifier: 'market-down',
      live: false,
      pull: {
        batchSize: 10,
        handler: (checkpoint, batchSize) => {
          const after = checkpoint?.after ?? 0;
          const documents = Array.from({ length: Math.min(batchSize, 35 - after) }, (_, i) => ({
            ...aSale(after + i),
            _deleted: false,
          }));
          return Promise.resolve({ documents, checkpoint: { after: after + documents.length } });
        },
      },
    });
    await state.awaitInitialReplication();
    await state.cancel();
    expect(await till.sales.count({ selector: { day: '2026-11-23' } }).exec()).toBe(35);
    await expect.poll(() => watched.at(-1)).toBe(35);
  });
});
