import fc from 'fast-check';
import {
  fillWithDefaultSettings,
  getQueryMatcher,
  getSortComparator,
  normalizeMangoQuery,
  prepareQuery,
  type MangoQuery,
  type PreparedQuery,
  type RxDocumentData,
  type RxStorageInstance,
} from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { oddQuestions, questions, wares, wareSchema, type Ware } from './goods.ts';
import { insertRow, newFile, openInstance, openSales, sale, saleSchema, type Sale } from './stall.ts';

const schema = fillWithDefaultSettings(wareSchema);

function prepare(question: MangoQuery<Ware>): PreparedQuery<Ware> {
  return prepareQuery<Ware>(schema, normalizeMangoQuery<Ware>(schema, question));
}

/** The answer by definition: every document through RxDB's matcher, then its comparator, then skip and limit. */
function answer(documents: readonly RxDocumentData<Ware>[], { query }: PreparedQuery<Ware>): RxDocumentData<Ware>[] {
  const matches = getQueryMatcher(schema, query);
  const found = documents.filter((document) => matches(document)).sort(getSortComparator(schema, query));
  return found.slice(query.skip, query.skip + (query.limit ?? Infinity));
}

async function fill<I, O>(
  instance: RxStorageInstance<Ware, I, O>,
  documents: readonly RxDocumentData<Ware>[],
): Promise<void> {
  await instance.bulkWrite(
    documents.map((document) => insertRow(document)),
    'test',
  );
}

let collections = 0;

describe('finding wares', () => {
  it('finds what the memory storage finds, for every operator, sort, skip and limit', async () => {
    const storage = getRxStorageSQLite({ file: newFile() });
    const keepOpen = await openInstance(storage, saleSchema, 'sales');
    await fc.assert(
      fc.asyncProperty(wares, fc.array(questions, { minLength: 5, maxLength: 15 }), async (documents, asked) => {
        const collectionName = `wares${++collections}`;
        const sqlite = await openInstance(storage, wareSchema, collectionName);
        const memory = await getRxStorageMemory().createStorageInstance<Ware>({
          databaseInstanceToken: 't',
          databaseName: 'stall',
          collectionName,
          schema,
          options: {},
          multiInstance: false,
          devMode: false,
        });
        await fill(sqlite, documents);
        await fill(memory, documents);
        for (const question of asked) {
          const prepared = prepare(question);
          const { documents: found } = await sqlite.query(prepared);
          expect(found).toEqual((await memory.query(prepared)).documents);
          expect((await sqlite.count(prepared)).count).toBe(found.length);
        }
        await sqlite.remove();
        await memory.remove();
      }),
      { numRuns: 60 },
    );
    await keepOpen.close();
  });

  it('finds what a look at every ware finds, also for values that no ware can have', async () => {
    const storage = getRxStorageSQLite({ file: newFile() });
    const keepOpen = await openInstance(storage, saleSchema, 'sales');
    await fc.assert(
      fc.asyncProperty(
        wares,
        fc.array(fc.oneof(questions, oddQuestions), { minLength: 5, maxLength: 15 }),
        async (documents, asked) => {
          const sqlite = await openInstance(storage, wareSchema, `wares${++collections}`);
          await fill(sqlite, documents);
          for (const question of asked) {
            const prepared = prepare(question);
            expect((await sqlite.query(prepared)).documents).toEqual(answer(documents, prepared));
            expect((await sqlite.count(prepared)).count).toBe(answer(documents, prepared).length);
          }
          await sqlite.remove();
        },
      ),
      { numRuns: 60 },
    );
    await keepOpen.close();
  });

  it('finds wares that lack an indexed field only where the field does not matter', async () => {
    const storage = getRxStorageSQLite({ file: newFile() });
    const sqlite = await openInstance(storage, { ...wareSchema, required: ['id'] }, 'wares');
    await fc.assert(
      fc.asyncProperty(
        wares,
        fc.array(fc.tuple(fc.constantFrom('name', 'fen', 'open', 'from'), fc.nat(24)), { maxLength: 15 }),
        fc.array(fc.oneof(questions, oddQuestions), { minLength: 5, maxLength: 10 }),
        async (documents, holes, asked) => {
          const lacking = documents.map((document, i) => {
            const gone = new Set<string>(holes.filter(([, at]) => at === i).map(([field]) => field));
            const entries = Object.entries(document).filter(([field]) => !gone.has(field));
            return Object.fromEntries(entries) as unknown as RxDocumentData<Ware>;
          });
          const wares_ = await openInstance(storage, { ...wareSchema, required: ['id'] }, `wares${++collections}`);
          await fill(wares_, lacking);
          for (const question of asked) {
            const prepared = prepare(question);
            expect((await wares_.query(prepared)).documents).toEqual(answer(lacking, prepared));
            expect((await wares_.count(prepared)).count).toBe(answer(lacking, prepared).length);
          }
          await wares_.remove();
        },
      ),
      { numRuns: 40 },
    );
    await sqlite.close();
  });

  it('finds the same for a question that leaves out how many to skip, as the key compression of RxDB asks', async () => {
    const { sales } = await openSales();
    await sales.bulkWrite([insertRow(sale('s2')), insertRow(sale('s1'))], 'test');
    const filled = fillWithDefaultSettings(saleSchema);
    const { query, queryPlan } = prepareQuery(
      filled,
      normalizeMangoQuery(filled, { sort: [{ note: 'asc' }, { id: 'asc' }], limit: 5 }),
    );
    const { skip: _, ...withoutSkip } = query;
    const asked = { query: withoutSkip, queryPlan } as PreparedQuery<Sale>;
    expect((await sales.query(asked)).documents.map(({ id }) => id)).toEqual(['s1', 's2']);
    expect((await sales.count(asked)).count).toBe(2);
  });

  it('takes a limit of none at its word', async () => {
    const { sales } = await openSales();
    await sales.bulkWrite([insertRow(sale('s1'))], 'test');
    const filled = fillWithDefaultSettings(saleSchema);
    const prepared = prepareQuery(filled, normalizeMangoQuery(filled, { selector: {}, limit: 0 }));
    expect(await sales.query(prepared)).toEqual({ documents: [] });
    expect((await sales.count(prepared)).count).toBe(0);
  });
});
