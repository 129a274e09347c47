import Type from 'typebox';
import { change, vendor, type Done } from '../command.ts';
import { Fen, Hash, Id, Nullable, Obj } from '../records/field.ts';
import type { SaleAnswer } from './sale.ts';

/** Being paid by channels. What proves a payment comes from the market or is signed by it; no command here says "paid" (S15). */
export const paymentCommands = {
  /** 顾客扫我: an order and its QR for what is due, or a part of it (S14). The cart waits, and another is in front at once (S6). */
  'pay.show': change<{ readonly orderId: string }>()(
    vendor,
    Obj({ cartId: Id, payableFen: Fen, amountFen: Nullable(Fen) }),
  ),
  /** The QR is taken back: the cart is in front again, and the market is told to take no money for it. */
  'pay.drop': change<Done>()(vendor, Obj({ orderId: Hash })),
  /** 先放行 (S16): the sale is committed as 未到账 while the money is still awaited. */
  'pay.release': change<SaleAnswer>()(vendor, Obj({ orderId: Hash })),
  /** The short code of the shopper's page, for this one order: without a line to the market. */
  'pay.code': change<Done>()(vendor, Obj({ orderId: Hash, code: Type.String({ pattern: '^[0-9]{7}(?:[0-9]{2})?$' }) })),
  /** Money nobody waited for was looked at: it leaves the list, not the books. */
  'pay.seen': change<Done>()(vendor, Obj({ orderId: Hash })),
  /** 是哪一单: money on the stall's printed code is for this cart or sale (S15). */
  'pay.claim': change<Done>()(vendor, Obj({ arrivalId: Id, subjectId: Id })),
} as const;
