import type { RxJsonSchema } from 'rxdb/plugins/core';

/** A stall's sale as these tests keep it. */
export interface Sale {
  readonly id: string;
  readonly day: string;
  readonly fen: number;
  readonly note?: string;
}

export const saleSchema: RxJsonSchema<Sale> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 60 },
    day: { type: 'string', maxLength: 10 },
    fen: { type: 'integer', minimum: 0, maximum: 100_000_000, multipleOf: 1 },
    note: { type: 'string' },
  },
  required: ['id', 'day', 'fen'],
  indexes: ['day', ['day', 'fen']],
};

/** The next version of the same sales: with the rounded total beside the exact one. */
export const saleSchemaV1: RxJsonSchema<Sale & { readonly payable: number }> = {
  ...saleSchema,
  version: 1,
  properties: {
    ...saleSchema.properties,
    payable: { type: 'integer', minimum: 0, maximum: 100_000_000, multipleOf: 10 },
  },
  required: ['id', 'day', 'fen', 'payable'],
  indexes: ['day', 'payable'],
};
