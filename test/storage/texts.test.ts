import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import {
  fillWithDefaultSettings,
  normalizeMangoQuery,
  prepareQuery,
  type MangoQuerySelector,
  type RxJsonSchema,
} from 'rxdb/plugins/core';
import { describe, expect, it } from 'vitest';
import { toSortableText } from '../../electron/core/storage/text.ts';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { insertRow, newFile, openInstance, openSales, sale, stored, type Sale } from './stall.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('a', '白', '\u0000', '\ud800', '\udfff', '\ud83d\ude00', '\ue000', '\uffff', '，', ' '),
    fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)),
  ),
  maxLength: 6,
});

describe('texts of any kind', () => {
  it('are ordered and told apart in the file as JavaScript does it', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(toSortableText(a)), Buffer.from(toSortableText(b)));
        expect(bytes).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });

  it('are left readable where the two orders agree', () => {
    expect(toSortableText('白菜 500克 ¥3.50 01JD8Z')).toBe('白菜 500克 ¥3.50 01JD8Z');
  });

  it('can be ids: with NUL, half characters, quotes, and nearly the same', async () => {
    const ids = ['a', 'a\u0000', 'a\u0000b', '\ud800', '\ud801', '\ufffd', 'x\'y"z', '%', '😀', 'A'];
    const { file, sales } = await openSales();
    expect(
      await sales.bulkWrite(
        ids.map((id) => insertRow(sale(id, { note: id }))),
        'test',
      ),
    ).toEqual({ error: [] });
    await sales.close();
    const again = await openSales({ file });
    expect((await again.sales.findDocumentsById(ids, false)).map(({ id, note }) => [id, note])).toEqual(
      ids.map((id) => [id, id]),
    );
    const schema = again.sales.schema;
    const byId = await again.sales.query(prepareQuery(schema, normalizeMangoQuery(schema, { sort: [{ id: 'asc' }] })));
    expect(byId.documents.map(({ id }) => id)).toEqual(ids.toSorted());
  });

  it('are found and sorted by a field that has an index, and none is taken for another', async () => {
    const days = [
      '',
      'a',
      'a\u0000',
      'a\u0000b',
      '\ud800',
      '\ud83d',
      '\udfff',
      '\ufffd',
      '\uffff',
      '\ue000',
      '😀',
      '白',
    ];
    const { sales } = await openSales();
    const all = days.map((day, i) => sale(`s${i}`, { day, note: day }));
    expect(
      await sales.bulkWrite(
        all.map((document) => insertRow(document)),
        'test',
      ),
    ).toEqual({ error: [] });
    const { schema } = sales;
    /** As RxDB always asks; its types of a question don't know the flag. */
    const living: object = { _deleted: false };
    const find = async (selector: MangoQuerySelector<Sale>): Promise<string[]> =>
      (
        await sales.query(
          prepareQuery(
            schema,
            normalizeMangoQuery(schema, {
              selector: { ...living, ...selector },
              sort: [{ day: 'asc' }],
            }),
          ),
        )
      ).documents.map(({ day }) => day);
    expect(await find({})).toEqual(days.toSorted());
    for (const day of days) {
      expect(await find({ day })).toEqual([day]);
      expect(await find({ day: { $gt: day } })).toEqual(days.filter((other) => other > day).toSorted());
      expect(await find({ day: { $in: [day, 'none'] } })).toEqual([day]);
    }
  });
});

interface Scale {
  readonly id: string;
  readonly counter: number;
  readonly ratio: number;
  readonly at: { readonly zero: boolean; readonly grams?: number };
  readonly Id: string;
  readonly seq: number;
  readonly body: string;
}

const scaleSchema: RxJsonSchema<Scale> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 10 },
    Id: { type: 'string', maxLength: 10 },
    body: { type: 'string', maxLength: 10 },
    seq: { type: 'integer', minimum: 0, maximum: 100, multipleOf: 1 },
    counter: { type: 'integer', minimum: 0, maximum: Number.MAX_VALUE, multipleOf: 1 },
    ratio: { type: 'number', minimum: -1e300, maximum: 1e300, multipleOf: 0.01 },
    at: {
      type: 'object',
      properties: { zero: { type: 'boolean' }, grams: { type: 'integer', minimum: 0, maximum: 30_000, multipleOf: 1 } },
    },
  },
  required: ['id', 'counter', 'ratio', 'at', 'Id', 'seq', 'body'],
  indexes: ['counter', 'ratio', ['at.zero', 'at.grams'], 'Id', 'seq', 'body'],
};

describe('fields of any kind', () => {
  it('come back as they were: huge numbers, nested and missing fields, names that SQL has', async () => {
    const scales = await openInstance(getRxStorageSQLite({ file: newFile() }), scaleSchema, 'scales');
    const documents = [
      stored<Scale>({
        id: 'a',
        Id: 'A',
        body: 'x',
        seq: 1,
        counter: 2 ** 53 + 2,
        ratio: 1e300,
        at: { zero: true, grams: 5 },
      }),
      stored<Scale>({ id: 'b', Id: 'B', body: 'y', seq: 2, counter: 2 ** 63, ratio: -0.25, at: { zero: false } }),
      stored<Scale>({ id: 'c', Id: 'a', body: 'z', seq: 3, counter: 2 ** 53, ratio: 0.1, at: { zero: true } }),
    ];
    await scales.bulkWrite(
      documents.map((document) => insertRow(document)),
      'test',
    );
    expect(await scales.findDocumentsById(['a', 'b', 'c'], false)).toEqual(documents);
    const schema = fillWithDefaultSettings(scaleSchema);
    const ids = async (
      selector: object,
      sort: 'counter' | 'ratio' | 'at.grams' | 'Id' = 'counter',
    ): Promise<string[]> =>
      (
        await scales.query(
          prepareQuery<Scale>(
            schema,
            normalizeMangoQuery<Scale>(schema, { selector, sort: [{ [sort]: 'asc' }] } as object),
          ),
        )
      ).documents.map(({ id }) => id);
    expect(await ids({ _deleted: false, counter: { $gt: 2 ** 53 } })).toEqual(['a', 'b']);
    expect(await ids({ _deleted: false, counter: 2 ** 63 })).toEqual(['b']);
    expect(await ids({ _deleted: false }, 'ratio')).toEqual(['b', 'c', 'a']);
    expect(await ids({ _deleted: false, 'at.zero': true }, 'at.grams')).toEqual(['c', 'a']);
    expect(await ids({ _deleted: false, 'at.zero': true, 'at.grams': { $lt: 6 } }, 'at.grams')).toEqual(['a']);
    expect(await ids({ _deleted: false }, 'Id')).toEqual(['a', 'b', 'c']);
    expect(await ids({ _deleted: false, seq: { $gte: 2 }, body: 'z' })).toEqual(['c']);
  });

  it('may be undefined: then they are not stored', async () => {
    const { file, sales } = await openSales();
    await sales.bulkWrite([insertRow({ ...sale('s1'), note: undefined } as never)], 'test');
    expect(await sales.findDocumentsById(['s1'], false)).toEqual([sale('s1')]);
    const tool = new DatabaseSync(file, { readOnly: true });
    expect(String(tool.prepare('SELECT "_body" AS body FROM "sales_v0"').get()?.['body'])).not.toContain('note');
    tool.close();
  });
});
