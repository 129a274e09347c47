import { getAjv } from 'rxdb/plugins/validate-ajv';
import { expect, it } from 'vitest';
import '../../electron/core/database.ts';
import { schemas } from '../../electron/core/schemas.ts';

it.each(Object.entries(schemas))(
  'the schema of %s is one by its own standard: no start of a till looks',
  async (_name, schema) => {
    const ajv = getAjv();
    expect(await ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
  },
);

it.each(['1970-01-01T00:00:00.139Z', '2026-11-27T09:00:00Z', '2031-05-01T00:00:00.777Z', '2099-12-31T23:59:59.999Z'])(
  'at %s every time RxDB gives a write is one its own schema takes',
  (moment) => {
    const check = getAjv().compile({ type: 'number', multipleOf: 0.01 });
    const at = Date.parse(moment);
    // A hundred writes of one millisecond, as RxDB tells them apart.
    const times = Array.from({ length: 100 }, (_, hundredth) => Number((at + hundredth / 100).toFixed(2)));
    expect(times.filter((time) => check(time) !== true)).toEqual([]);
    expect(check(at + 0.005)).toBe(false);
  },
);
