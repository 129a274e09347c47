import { DatabaseSync } from 'node:sqlite';
import { fillWithDefaultSettings, normalizeMangoQuery, prepareQuery, type MangoQuery } from 'rxdb/plugins/core';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../electron/core/storage/layout.ts';
import { planTable } from '../../electron/core/storage/plan.ts';
import { insertRow, openSales, sale, saleSchema, type Sale } from './stall.ts';

const schema = fillWithDefaultSettings(saleSchema);

/** What SQLite says it does for a question. */
async function ways(questions: readonly MangoQuery<Sale>[]): Promise<string[]> {
  const { file } = await openSales();
  const tool = new DatabaseSync(file, { readOnly: true });
  const layout = layOut(schema, 'sales_v0');
  const told = questions.map((question) => {
    const plan = planTable<Sale>(
      layout,
      schema,
      prepareQuery<Sale>(schema, normalizeMangoQuery<Sale>(schema, question)),
    );
    const steps = tool
      .prepare(`EXPLAIN QUERY PLAN SELECT "_body" ${plan.from}${plan.orderBy ?? ''}`)
      .all(...plan.params);
    return `${steps.map((step) => String(step['detail'])).join('; ')}${plan.orderBy === undefined ? '; sorted afterwards' : ''}`;
  });
  tool.close();
  return told;
}

/** RxDB asks for living documents only, always; its types of a question don't know the flag. */
const living: object = { _deleted: false };
const BY_DAY = 'SEARCH sales_v0 USING INDEX sales_v0 by _deleted, day, id';
const BY_DAY_FEN = 'SEARCH sales_v0 USING INDEX sales_v0 by _deleted, day, fen, id';

describe('the way SQLite takes', () => {
  it('goes straight to the rows of a day', async () => {
    expect(await ways([{ selector: { ...living, day: '2026-11-23' }, sort: [{ day: 'asc' }] }])).toEqual([
      `${BY_DAY} (_deleted=? AND day=?)`,
    ]);
  });

  it('walks a range of a composite index behind its equal part', async () => {
    expect(await ways([{ selector: { ...living, day: '2026-11-23', fen: { $gt: 5, $lte: 9 } } }])).toEqual([
      `${BY_DAY_FEN} (_deleted=? AND day=? AND fen>? AND fen<?)`,
    ]);
  });

  it('walks the days backwards for the latest ones, without sorting all of them', async () => {
    expect(
      await ways([
        { selector: living, sort: [{ day: 'desc' }, { id: 'desc' }], limit: 20 },
        { selector: living, sort: [{ day: 'desc' }], limit: 20 },
        { selector: living, sort: [{ day: 'asc' }, { fen: 'asc' }], limit: 20 },
      ]),
    ).toEqual([
      `${BY_DAY} (_deleted=?)`,
      `${BY_DAY} (_deleted=?); USE TEMP B-TREE FOR LAST TERM OF ORDER BY`,
      `${BY_DAY_FEN} (_deleted=?)`,
    ]);
  });

  it('walks the ids for a page of them, whatever indexes there are', async () => {
    expect(await ways([{ selector: { ...living, id: { $gt: 's5' } }, sort: [{ id: 'asc' }], limit: 10 }])).toEqual([
      'SEARCH sales_v0 USING INDEX sales_v0 by id (id>?)',
    ]);
  });

  it.each<[string, object, string]>([
    ['$eq', { day: { $eq: 'd' } }, ' AND day=?'],
    ['$gt', { day: { $gt: 'd' } }, ' AND day>?'],
    ['$gte', { day: { $gte: 'd' } }, ' AND day>?'],
    ['$lt', { day: { $lt: 'd' } }, ' AND day<?'],
    ['$lte', { day: { $lte: 'd' } }, ' AND day<?'],
    ['$in', { day: { $in: ['d', 'e'] } }, ' AND day>? AND day<?'],
    ['$eq beside $or', { day: 'd', $or: [{ fen: 1 }, { fen: 2 }] }, ' AND day=?'],
  ])('goes along the index of the day to what %s asks for', async (_, selector, bounds) => {
    expect(await ways([{ selector: { ...living, ...selector } }])).toEqual([`${BY_DAY} (_deleted=?${bounds})`]);
  });

  it.each<[string, object]>([
    ['$ne', { day: { $ne: 'd' } }],
    ['$nin', { day: { $nin: ['d'] } }],
    ['$not', { day: { $not: { $eq: 'd' } } }],
    ['$exists', { day: { $exists: true } }],
    ['$type', { day: { $type: 'string' } }],
    ['$regex', { day: { $regex: '^d' } }],
    ['$mod', { fen: { $mod: [2, 0] } }],
    ['$size', { note: { $size: 1 } }],
    ['$elemMatch', { note: { $elemMatch: { $eq: 'd' } } }],
    ['$and', { $and: [{ day: 'd' }] }],
    ['$or', { $or: [{ day: 'd' }, { day: 'e' }] }],
    ['$nor', { $nor: [{ day: 'd' }] }],
  ])('walks all living sales for %s, in the order of an index', async (_, selector) => {
    expect(await ways([{ selector: { ...living, ...selector } }])).toEqual([`${BY_DAY} (_deleted=?)`]);
  });

  it('takes an index that the question names', async () => {
    expect(
      await ways([
        { selector: { ...living, day: '2026-11-23' }, sort: [{ note: 'asc' }], index: ['_deleted', 'day', 'fen'] },
      ]),
    ).toEqual([`${BY_DAY_FEN} (_deleted=? AND day=?); sorted afterwards`]);
  });

  it('counts a day without reading a sale, and says when it had to read them', async () => {
    const { sales } = await openSales();
    await sales.bulkWrite(
      ['s1', 's2', 's3'].map((id, i) => insertRow(sale(id, { day: `2026-11-2${i > 1 ? 2 : 3}` }))),
      'test',
    );
    const count = async (question: MangoQuery<Sale>): Promise<unknown> =>
      sales.count(prepareQuery<Sale>(schema, normalizeMangoQuery<Sale>(schema, question)));
    expect(await count({ selector: { ...living, day: '2026-11-23' } })).toEqual({ count: 2, mode: 'fast' });
    expect(await count({ selector: living })).toEqual({ count: 3, mode: 'fast' });
    expect(await count({ selector: living, skip: 1, limit: 5 })).toEqual({ count: 2, mode: 'fast' });
    expect(await count({ selector: { ...living, day: { $gte: '2026-11-22', $lt: '2026-11-23' } } })).toEqual({
      count: 1,
      mode: 'fast',
    });
    expect(await count({ selector: { ...living, note: { $exists: false } } })).toEqual({ count: 3, mode: 'slow' });
  });
});
