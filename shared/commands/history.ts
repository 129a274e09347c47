import Type from 'typebox';
import type { Earnings } from '../after/earnings.ts';
import type { HistoryPage, SaleLife } from '../after/history.ts';
import { change, query, vendor, type Done } from '../command.ts';
import { Day, Fen, Id, Int, Nullable, Obj, Text, Time } from '../records/field.ts';
import { Price } from '../records/goods.ts';

/** Looking back: nothing is written but purchase prices. */
export const historyCommands = {
  /** Sales, newest first, from a day or where the last page ended; by amount, a part of a product's name, or a number. */
  'history.list': query<HistoryPage>()(
    vendor,
    Obj({
      from: Nullable(Obj({ day: Day, seq: Int(0, 2_147_483_647) })),
      until: Nullable(Time),
      amountFen: Nullable(Fen),
      product: Nullable(Text(30)),
      no: Nullable(Text(30)),
    }),
  ),
  /** The life of one sale. */
  'history.read': query<SaleLife>()(vendor, Obj({ saleId: Id })),
  /** 我的收入: at most 31 days, both ends in it. */
  'earnings.read': query<Earnings>()(vendor, Obj({ from: Day, to: Day })),
  /** A month `2026-11` on paper, by day and by product. */
  'month.print': change<Done>()(vendor, Obj({ month: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' }) })),
  /** What a product is bought for from today on; null: not known any more. */
  'cost.set': change<Done>()(vendor, Obj({ productId: Id, price: Nullable(Price) })),
} as const;
export type HistoryWish = Type.Static<(typeof historyCommands)['history.list']['args']>;
