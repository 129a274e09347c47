import fc from 'fast-check';
import type { MangoQuery, RxDocumentData, RxJsonSchema } from 'rxdb/plugins/core';
import { stored } from './stall.ts';

/** A ware with a field of every kind that queries treat differently. */
export interface Ware {
  readonly id: string;
  readonly name: string;
  readonly day: string;
  readonly fen: number;
  readonly kilos: number;
  readonly open: boolean;
  readonly from: { readonly rank: number };
  readonly tags: readonly string[];
  readonly note?: string | undefined;
  readonly stock?: number | undefined;
}

const text = { type: 'string', maxLength: 12 };
const whole = { type: 'integer', minimum: -10, maximum: 10, multipleOf: 1 };

export const wareSchema: RxJsonSchema<Ware> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text,
    name: text,
    day: text,
    fen: whole,
    kilos: { type: 'number', minimum: -10, maximum: 10, multipleOf: 0.25 },
    open: { type: 'boolean' },
    from: { type: 'object', properties: { rank: whole } },
    tags: { type: 'array', items: { type: 'string' } },
    note: { type: 'string' },
    stock: { type: 'integer' },
  },
  required: ['id', 'name', 'day', 'fen', 'kilos', 'open', 'from', 'tags'],
  indexes: ['name', ['day', 'fen'], 'fen', 'kilos', 'open', ['open', 'from.rank'], 'from.rank'],
};

/** Few values, so that ties and hits are common; with characters whose order differs between UTF-8 and UTF-16. */
const names = fc.constantFrom('a', 'b', 'ab', 'B', '白菜', '菜', '😀', '\ue000', '（鲜）', '\ud800');
const days = fc.constantFrom('2026-11-21', '2026-11-22', '2026-11-23');
const wholes = fc.integer({ min: -4, max: 4 });
const kilos = fc.integer({ min: -8, max: 8 }).map((n) => n / 4);

const ware = fc.record({
  name: names,
  day: days,
  fen: wholes,
  kilos,
  open: fc.boolean(),
  from: fc.record({ rank: wholes }),
  tags: fc.array(names, { maxLength: 3 }),
  note: fc.option(names, { nil: undefined }),
  stock: fc.option(wholes, { nil: undefined }),
});

export const wares: fc.Arbitrary<RxDocumentData<Ware>[]> = fc
  .array(fc.tuple(ware, fc.boolean()), { maxLength: 25 })
  .map((all) =>
    all.map(([fields, deleted], i) =>
      stored({ id: `w${(i * 7) % 25}`, ...present(fields) }, { deleted: deleted && i % 4 === 0, lwt: 1_000 + i }),
    ),
  );

/** What was not filled in is not there at all, as in a document that was stored and read. */
function present(fields: Omit<Ware, 'id'>): Omit<Ware, 'id'> {
  const { note, stock, ...rest } = fields;
  return { ...rest, ...(note === undefined ? {} : { note }), ...(stock === undefined ? {} : { stock }) };
}

const FIELDS = {
  id: fc.integer({ min: 0, max: 24 }).map((n) => `w${n}`),
  name: names,
  day: days,
  fen: wholes,
  kilos,
  open: fc.boolean(),
  'from.rank': wholes,
  note: names,
  stock: wholes,
};
const ids = Object.keys(FIELDS);

function conditionOn(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const list = fc.array(values, { maxLength: 3 });
  const one = fc.oneof(
    values,
    fc.record({ $eq: values }),
    fc.record({ $ne: values }),
    fc.record({ $gt: values }),
    fc.record({ $gte: values }),
    fc.record({ $lt: values }),
    fc.record({ $lte: values }),
    fc.record({ $gt: values, $lte: values }),
    fc.record({ $gte: values, $lt: values }),
    fc.record({ $in: list }),
    fc.record({ $nin: list }),
    fc.record({ $exists: fc.boolean() }),
    fc.record({ $type: fc.constantFrom('string', 'number', 'bool') }),
  );
  return fc.oneof(
    one,
    one.filter((condition) => typeof condition === 'object').map((condition) => ({ $not: condition })),
  );
}

const special: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({ name: fc.record({ $regex: fc.constantFrom('^a', 'b$', '菜') }) }),
  fc.record({ fen: fc.record({ $mod: fc.constantFrom([2, 0], [3, 1]) }) }),
  fc.record({ tags: fc.record({ $size: fc.integer({ min: 0, max: 2 }) }) }),
  fc.record({ tags: fc.record({ $elemMatch: fc.record({ $eq: names }) }) }),
  fc.record({ tags: fc.record({ $in: fc.array(names, { maxLength: 2 }) }) }),
);
const single = fc
  .constantFrom(...Object.entries(FIELDS))
  .chain(([field, values]) =>
    conditionOn(values).map((condition): Record<string, unknown> => ({ [field]: condition })),
  );
const part = fc.oneof({ weight: 5, arbitrary: single }, { weight: 1, arbitrary: special });
const flat = fc.array(part, { maxLength: 3 }).map((parts): Record<string, unknown> => Object.assign({}, ...parts));
const selector = fc.oneof(
  { weight: 6, arbitrary: flat },
  {
    weight: 1,
    arbitrary: fc
      .tuple(flat, fc.constantFrom('$and', '$or', '$nor'), fc.array(part, { minLength: 1, maxLength: 3 }))
      .map(([base, operator, parts]): Record<string, unknown> => ({ ...base, [operator]: parts })),
  },
);
const direction = fc.constantFrom('asc' as const, 'desc' as const);
const sort = fc
  .uniqueArray(fc.constantFrom(...ids), { maxLength: 3 })
  .chain((fields) => fc.tuple(...fields.map((field) => direction.map((to) => ({ [field]: to })))));

/** A question as an app asks it: living documents only, mostly. */
export const questions: fc.Arbitrary<MangoQuery<Ware>> = fc
  .record({
    selector,
    sort: fc.option(sort, { nil: undefined }),
    skip: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    limit: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
    living: fc.boolean(),
  })
  .map(({ selector: asked, sort: order, skip, limit, living }) => ({
    selector: living ? { ...asked, _deleted: false } : asked,
    ...(order && order.length > 0 ? { sort: order } : {}),
    ...(skip === undefined ? {} : { skip }),
    ...(limit === undefined ? {} : { limit }),
  })) as fc.Arbitrary<MangoQuery<Ware>>;

/** Values no field holds, or of another type than the field's. */
export const oddQuestions: fc.Arbitrary<MangoQuery<Ware>> = fc
  .tuple(
    fc.constantFrom(...ids),
    fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'),
    fc.constantFrom(null, true, 5, 'a', '', '\uffff', -0, 0.5, Infinity, -Infinity, Number.MIN_SAFE_INTEGER, 2 ** 60),
    sort,
  )
  .map(([field, operator, value, order]) => ({
    selector: { [field]: { [operator]: value }, _deleted: { $eq: false } },
    ...(order.length > 0 ? { sort: order } : {}),
  })) as fc.Arbitrary<MangoQuery<Ware>>;
