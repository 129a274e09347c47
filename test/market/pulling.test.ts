import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Compile } from 'typebox/compile';
import { openDatabase } from '../../market/database/connection.ts';
import { putDocuments } from '../../market/feed.ts';
import type { DownDocument } from '../../market/feed.ts';
import { Person, Policy, Product, ServerMark } from '../../shared/records/market.ts';
import type { Checkpoint } from '../../shared/wire.ts';
import { joinedTerminal } from './client.ts';
import type { TestTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const notice = (id: string, title = id): DownDocument => ({
  collection: 'notices',
  scope: 'market',
  doc: { id, kind: 'alert', title, text: '', at: 0, validUntil: null } as { id: string },
});

describe('a terminal pulls what the market says', () => {
  let market: TestMarket;
  let terminal: TestTerminal;
  let opened: ReturnType<typeof openDatabase>;
  beforeAll(async () => {
    market = await testMarket();
    terminal = await joinedTerminal(market);
    opened = openDatabase({ databaseUrl: market.database.url, log });
  });
  afterAll(async () => {
    await opened.stop();
    await market.stop();
  });
  const put = (...documents: DownDocument[]) =>
    opened.db.transaction().execute((trx) => putDocuments(trx, 1, documents, 'replace'));

  test('the demonstration market has the whole catalogue, its prices and its caps, in the shape terminals expect', async () => {
    const { documents: products } = await terminal.pullAll('products');
    const { documents: policy } = await terminal.pullAll('policy');
    const own = (document: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(document).filter(([key]) => key !== '_deleted'));
    for (const [shape, documents] of [
      [Product, products],
      [Policy, policy],
    ] as const) {
      const check = Compile(shape);
      for (const document of documents) expect(check.Errors(own(document))).toEqual([]);
    }
    expect(products.length).toBeGreaterThan(150);
    const idOf = (name: string) => products.find((product) => product['name'] === name)?.id;
    const price = (name: string) => policy.find((one) => one['kind'] === 'price' && one['productId'] === idOf(name));
    expect(price('青菜')).toMatchObject({ weightPrice: { priceFen: 600, basisG: 1000 }, piecePrice: null });
    expect(price('甜玉米')).toMatchObject({ weightPrice: null, piecePrice: { priceFen: 300, basisG: null } });
    expect(price('老豆腐')).toMatchObject({ piecePrice: { priceFen: 300, basisG: null } });
    expect(price('莲藕')).toBeUndefined();
    expect(new Set(policy.filter(({ kind }) => kind === 'cap').map(({ productId }) => productId))).toEqual(
      new Set([idOf('大白菜'), idOf('土豆'), idOf('白萝卜')]),
    );
    expect(policy.find(({ id }) => id === 'market')).toMatchObject({ market: { name: '示范菜场', priceBasisG: 1000 } });
  });

  test('a stall sees its own people and marks, and nobody else does', async () => {
    const { documents } = await terminal.pullAll('people');
    expect(documents).toMatchObject([{ stall: '12', name: '王', role: 'owner' }]);
    expect(
      Compile(Person).Check(
        Object.fromEntries(Object.entries(documents[0] ?? {}).filter(([key]) => key !== '_deleted')),
      ),
    ).toBe(true);
    const pork = await joinedTerminal(market, '8');
    expect((await pork.pullAll('people')).documents).toMatchObject([{ stall: '8', name: '李' }]);
    await terminal.push(['nonsense']);
    const mine = (await terminal.pullAll('server_marks')).documents;
    expect(mine.length).toBe(1);
    expect(
      Compile(ServerMark).Check(
        Object.fromEntries(Object.entries(mine[0] ?? {}).filter(([key]) => key !== '_deleted')),
      ),
    ).toBe(true);
    expect((await pork.pullAll('server_marks')).documents).toEqual([]);
  });

  test('pages are full until the last one, whatever lies between that others see', async () => {
    const stalls = ['8', '12', '15'];
    for (let i = 0; i < 60; i++) {
      const stall = stalls[i % 3] ?? '12';
      await put({
        collection: 'people',
        scope: `stall:${stall}`,
        doc: { id: `p${i}`, stall, name: `人${i}`, role: 'seller', active: true, validUntil: null } as { id: string },
      });
    }
    const all = (await terminal.pullAll('people', 1000)).documents;
    expect(all.length).toBe(21);
    for (const limit of [1, 2, 5, 7, 20, 21, 22]) {
      const sizes: number[] = [];
      let checkpoint: Checkpoint | null = null;
      for (;;) {
        const page = await terminal.pull('people', checkpoint, limit);
        sizes.push(page.documents.length);
        checkpoint = page.checkpoint;
        if (page.documents.length < limit) break;
      }
      expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(21);
    }
  });

  test('an empty page keeps the checkpoint where it was', async () => {
    const { checkpoint } = await terminal.pullAll('products');
    expect(await terminal.pull('products', checkpoint, 10)).toEqual({ documents: [], checkpoint });
    expect(await terminal.pull('notices', null, 10)).toEqual({ documents: [], checkpoint: null });
  });

  test('a changed document comes again at its new place, a deleted one comes as deleted, an unchanged one not at all', async () => {
    await put(notice('n1'), notice('n2'), notice('n3'));
    const { checkpoint } = await terminal.pullAll('notices');
    expect(await put(notice('n1', '改了'), notice('n2'), { ...notice('n3'), deleted: true })).toBe(2);
    const { documents } = await terminal.pullAll('notices', 100, checkpoint);
    expect(documents).toMatchObject([
      { id: 'n1', title: '改了', _deleted: false },
      { id: 'n3', _deleted: true },
    ]);
    expect((await terminal.pullAll('notices')).documents.map(({ id }) => id)).toEqual(['n2', 'n1', 'n3']);
  });

  test('a writer that commits late is not missed by a terminal that has read past it', async () => {
    // Two writers: the first holds its number open, the second comes after and must wait for it.
    const { checkpoint } = await terminal.pullAll('notices');
    let release = () => undefined as void;
    const held = new Promise<void>((done) => {
      release = done;
    });
    const first = opened.db.transaction().execute(async (trx) => {
      await putDocuments(trx, 1, [notice('late')], 'replace');
      await held;
    });
    await pause(100);
    let secondDone = false;
    const second = put(notice('quick')).then(() => {
      secondDone = true;
    });
    await pause(200);
    const before = await terminal.pullAll('notices', 100, checkpoint);
    const waited = !secondDone;
    release();
    await Promise.all([first, second]);
    expect(waited).toBe(true);
    expect(before.documents).toEqual([]);
    expect((await terminal.pullAll('notices', 100, before.checkpoint)).documents.map(({ id }) => id)).toEqual([
      'late',
      'quick',
    ]);
  });

  test('under eight writers at once a terminal that follows along sees every document and no number twice', async () => {
    const writers = 8;
    const each = 30;
    const start = (await terminal.pullAll('notices')).checkpoint;
    let writing = true;
    const written = Promise.all(
      Array.from({ length: writers }, async (_writer, w) => {
        for (let i = 0; i < each; i++) {
          await opened.db.transaction().execute(async (trx) => {
            // The transaction does other things first, for different times, as an intake does.
            await trx.selectFrom('journal').select('seq').limit(1).execute();
            if ((w + i) % 3 === 0) await pause(3);
            await putDocuments(trx, 1, [notice(`w${w}-${i}`)], 'replace');
          });
        }
      }),
    ).then(() => {
      writing = false;
    });
    const seen: string[] = [];
    let checkpoint = start;
    const follow = async () => {
      const page = await terminal.pull('notices', checkpoint, 7);
      seen.push(...page.documents.map(({ id }) => id));
      checkpoint = page.checkpoint;
      return page.documents.length;
    };
    while (writing) await follow();
    await written;
    while ((await follow()) === 7);
    expect(seen.length).toBe(writers * each);
    expect(new Set(seen).size).toBe(writers * each);
  });

  test('the stream tells at once what changed, and only to those who may see it', async () => {
    const pork = await joinedTerminal(market, '8');
    const told: string[] = [];
    const toldPork: string[] = [];
    const streams = [
      await terminal.stream((collections) => {
        told.push(...collections);
      }),
      await pork.stream((collections) => {
        toldPork.push(...collections);
      }),
    ];
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    await put(notice('heard'));
    await expect.poll(() => [told, toldPork]).toEqual([['notices'], ['notices']]);
    await terminal.push(['more nonsense']);
    await expect.poll(() => told).toEqual(['notices', 'server_marks']);
    expect(toldPork).toEqual(['notices']);
    for (const stream of streams) stream.stop();
  });

  test('a stream whose server lost the database for a moment says: look everywhere', async () => {
    const told = new Set<string>();
    const stream = await terminal.stream((collections) => {
      for (const one of collections) told.add(one);
    });
    await market.database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stall-pos changes' and datname = current_database()",
    );
    await expect.poll(() => [...told].toSorted()).toEqual(['notices', 'people', 'policy', 'products', 'server_marks']);
    stream.stop();
    await put(notice('heard-again'));
    expect((await terminal.pullAll('notices')).documents.at(-1)?.id).toBe('heard-again');
  });

  test('after a restore the server epoch rises and every terminal starts from the beginning', async () => {
    const before = await terminal.pullAll('notices');
    expect(before.checkpoint?.epoch).toBe(1);
    expect(await market.raiseEpoch()).toBe(2);
    expect((await terminal.openSession()).serverEpoch).toBe(2);
    const after = await terminal.pullAll('notices', 100, before.checkpoint);
    expect(after.documents).toEqual(before.documents);
    expect(after.checkpoint).toEqual({ epoch: 2, seq: before.checkpoint?.seq });
  });
});
