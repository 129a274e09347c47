import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRxDatabase, type RxJsonSchema } from 'rxdb/plugins/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { databaseOf } from '../../electron/core/database.ts';
import { sha256Hex } from '../../electron/core/identity.ts';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { canonicalText } from '../../shared/canonical.ts';
import type { EvidencePage } from '../../shared/evidence.ts';
import type { Evidence } from '../../shared/records/evidence.ts';
import { chicory, createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.close());

async function openStall(dir?: string): Promise<void> {
  stall = createStall(dir === undefined ? {} : { dir });
  await stall.open();
  for (const productId of [greens, chicory])
    await stall.must('goods.price', { productId, price: price(300), scope: 'from_now', sure: true });
  stall.put(0);
}

/** Where the next page goes on. */
const last = ({ rows }: EvidencePage): { at: number; id: string } | null => {
  const row = rows.at(-1);
  return row === undefined ? null : { at: row.at, id: row.id };
};

describe('the log of weighings', () => {
  it('lists what was weighed, newest first, a page at a time', async () => {
    await openStall();
    for (const grams of [505, 305]) {
      stall.put(grams);
      await stall.must('goods.tap', { productId: greens });
      stall.pass(1000);
      stall.put(0);
    }
    const first = await stall.must('evidence.list', { before: null, lineId: null, limit: 1 });
    expect(first).toMatchObject({
      more: true,
      rows: [{ what: 'weighing', name: '青菜', netG: 300, scaleId: 'scale-1' }],
    });
    const next = await stall.must('evidence.list', { before: last(first), lineId: null, limit: 1 });
    expect(next).toMatchObject({ more: false, rows: [{ netG: 500 }] });
  });

  it('skips none of several that are of one millisecond, however the pages are cut', async () => {
    await openStall();
    // The clock stands still over four weighings, then goes on over one more.
    const grams = [505, 605, 705, 805];
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const gram of grams) {
      stall.put(gram);
      await stall.must('goods.tap', { productId: greens });
      stall.put(0);
    }
    vi.useRealTimers();
    stall.pass(5000);
    stall.put(0);
    stall.put(905);
    await stall.must('goods.tap', { productId: greens });
    for (const limit of [1, 2, 3]) {
      const seen: number[] = [];
      for (let before: ReturnType<typeof last> = null; ;) {
        const page = await stall.must('evidence.list', { before, lineId: null, limit });
        seen.push(...page.rows.flatMap((row) => (row.what === 'weighing' ? [row.grossG] : [])));
        if (!page.more) break;
        before = last(page);
      }
      expect(seen[0], String(limit)).toBe(905);
      expect(
        seen.toSorted((a, b) => a - b),
        String(limit),
      ).toEqual([...grams, 905]);
    }
  });

  it('finds all weighings of one line: with other goods, and after 更新', async () => {
    await openStall();
    stall.put(505);
    const taken = await stall.must('goods.tap', { productId: greens });
    stall.pass(1000);
    await stall.must('goods.tap', { productId: chicory });
    stall.pass(1000);
    stall.put(0);
    stall.put(205);
    await stall.must('goods.tap', { productId: greens });
    const lineId = 'lineId' in taken ? taken.lineId : '';
    const page = await stall.must('evidence.list', { before: null, lineId, limit: 10 });
    expect(page.rows.map((row) => 'name' in row && row.name)).toEqual(['鸡毛菜', '青菜']);
  });

  it('reads a weighing with its curve: how the load came to rest', async () => {
    await openStall();
    stall.pass(50);
    stall.scale.frame(480, false);
    stall.pass(50);
    stall.scale.frame(505, true);
    await stall.must('goods.tap', { productId: greens });
    const [row] = (await stall.must('evidence.list', { before: null, lineId: null, limit: 1 })).rows;
    const record = await stall.must('evidence.read', { id: row?.id ?? '' });
    expect(record.curve?.slice(-3).map(({ grossG, stable }) => [grossG, stable])).toEqual([
      [0, true],
      [480, false],
      [505, true],
    ]);
  });

  it('has what happened to the scale between the weighings: keys of the till and of the scale, and jumps', async () => {
    await openStall();
    stall.put(200);
    await stall.must('scale.tare', {});
    stall.pass(2000);
    stall.put(0);
    stall.scale.frame(40, false);
    stall.scale.frame(40, true);
    stall.scale.frame(0, true);
    stall.put(500);
    stall.scale.frame(900, true);
    await stall.must('scale.zero', {});
    const log = () => stall.must('evidence.list', { before: null, lineId: null, limit: 10 });
    const { rows } = await until(log, (page) => page.rows.length === 4);
    expect(
      rows
        .map((row) => (row.what === 'event' ? `${row.event} ${row.by} ${row.fromG} ${row.toG}` : row.name))
        .toSorted(),
    ).toEqual(['jump scale 500 900', 'tare till 0 200', 'zero scale 40 0', 'zero till 900 0']);
    const jump = rows.find((row) => row.what === 'event' && row.event === 'jump');
    const record = await stall.must('evidence.read', { id: jump?.id ?? '' });
    expect(record.curve?.slice(-2).map(({ grossG }) => grossG)).toEqual([500, 900]);
  });

  it('says that there is no such weighing', async () => {
    await openStall();
    expect(await stall.call('evidence.read', { id: 'none' })).toEqual({
      ok: false,
      refusal: { code: 'no_such_evidence' },
    });
  });

  it('is not for the shopper’s eyes', async () => {
    await openStall();
    const asked = await stall.call('evidence.list', { before: null, lineId: null, limit: 1 }, undefined, 'customer');
    expect(asked.ok).toBe(false);
  });
});

const old: Evidence = {
  id: 'e1',
  at: 1_795_394_822_000,
  cartId: 'c1',
  lineId: 'l1',
  productId: greens,
  name: '青菜',
  scaleId: 'scale-1',
  scaleSerial: 'T-4711',
  protocol: 'os2',
  grossG: 505,
  tareG: 5,
  tareKind: 'preset',
  netG: 500,
  eG: 5,
  minG: 100,
  maxG: 15_000,
  stableBy: 'scale',
  zeroBefore: true,
  settleMs: 300,
  priceFen: 300,
  basisG: 500,
  amountFen: 300,
  frames: [{ at: 1_795_394_821_900, hex: '0102' }],
  mode: 'live',
};
/** The collection as version 0.2 had it; the fields themselves were checked as they are now. */
const oldSchema: RxJsonSchema<Evidence> = {
  title: 'evidence',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    ...(Object.fromEntries(Object.keys(old).map((name) => [name, {}])) as RxJsonSchema<Evidence>['properties']),
    id: { type: 'string', maxLength: 64 },
    at: { type: 'integer', minimum: 0, maximum: 4_102_444_800_000, multipleOf: 1 },
  },
  required: ['id', 'at'],
  indexes: [['at']],
};

describe('evidence of an earlier version of the till', () => {
  it('is read as it was, and the hash its line carries still fits', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'stall-core-'));
    const database = await createRxDatabase<{ evidence: never }>({
      name: 'terminal',
      storage: getRxStorageSQLite({ file: databaseOf(dir) }),
      multiInstance: false,
    });
    const { evidence } = await database.addCollections({ evidence: { schema: oldSchema } });
    await evidence.bulkInsert([old]);
    await database.close();
    await openStall(dir);
    expect(await stall.must('evidence.read', { id: 'e1' })).toEqual(old);
    const [stored] = storedIn<Record<string, unknown>>(dir, 'evidence');
    const document = Object.fromEntries(Object.entries(stored ?? {}).filter(([name]) => !name.startsWith('_')));
    expect(sha256Hex(canonicalText(document))).toBe(sha256Hex(canonicalText(old)));
  });
});
