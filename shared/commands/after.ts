import Type from 'typebox';
import { correctable } from '../after/change.ts';
import { change, query, vendor, type Done } from '../command.ts';
import { Grams, Id, Int, Nullable, Obj, OneOf, Text } from '../records/field.ts';

/** What was given back. `refundId` names the entry, `no` is its printed number. */
export interface RefundAnswer {
  readonly refundId: string;
  readonly no: string;
  readonly amountFen: number;
}
/** What a re-weighing found. `backFen`: what the missing weight was paid with, 0 when there is nothing to give back. */
export interface ReweighAnswer {
  readonly reweighId: string;
  readonly verdict: 'good' | 'within' | 'short' | 'exempt';
  readonly shortG: number;
  readonly limitG: number | null;
  readonly backFen: number;
  /** By their price the goods would be short, by their kind they are not. */
  readonly stricter: boolean;
}
const RefundLine = Obj({ no: Int(1, 500), qty: Int(0, 9999), netG: Nullable(Grams) });

/** After the commit: the sale stays as it is, and an entry of its own says what holds now (S19). Each id is the entry's. */
export const afterCommands = {
  /** 改收款方式: one tender of a sale of the last ten minutes was keyed wrong. */
  'sale.correct': change<Done>()(vendor, Obj({ saleId: Id, tenderNo: Int(1, 20), kind: OneOf(correctable) })),
  /** 作废. Any but the last sale of the last ten minutes needs the right `void_old`. */
  'sale.void': change<Done>()(vendor, Obj({ saleId: Id })),
  /** 退款: pieces, or grams of weighed lines; no lines: all that is left. `inCash` pays a channel's money over the counter. */
  'sale.refund': change<RefundAnswer>()(
    vendor,
    Obj({
      saleId: Id,
      lines: Type.Array(RefundLine, { maxItems: 500 }),
      inCash: Type.Boolean(),
      reweighId: Nullable(Id),
    }),
  ),
  /** 复秤: a line against another scale. `foundG` null: what lies now on the stall's second scale, or on the one it sells by. */
  'sale.reweigh': change<ReweighAnswer>()(
    vendor,
    Obj({
      saleId: Id,
      lineNo: Int(1, 500),
      foundG: Nullable(Grams),
      scaleName: Text(40),
      scaleEG: Nullable(Int(1, 10_000)),
      accuracy: OneOf(['better', 'equal'] as const),
    }),
  ),
  /** What a refund of these lines would come to; nothing is written. */
  'sale.refund_quote': query<{ readonly amountFen: number; readonly crosses: boolean }>()(
    vendor,
    Obj({ saleId: Id, lines: Type.Array(RefundLine, { maxItems: 500 }) }),
  ),
  /** A slip for a refund, a void or a re-weighing, by its entry. */
  'after.print': change<Done>()(vendor, Obj({ id: Id })),
} as const;
