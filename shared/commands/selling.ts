import Type from 'typebox';
import { change, none, vendor, type Done } from '../command.ts';
import { Fen, Id, Int, Nullable, Obj, OneOf, Text } from '../records/field.ts';
import { Price } from '../records/goods.ts';

/** What a touch on a tile did (S1, S4). */
export type TapAnswer =
  | { readonly did: 'armed' | 'disarmed' }
  | { readonly did: 'taken' | 'changed' | 'retaken' | 'piece'; readonly cartId: string; readonly lineId: string };
export interface LineAnswer {
  readonly cartId: string;
  readonly lineId: string;
}
/** Weighing goods into carts. */
export const sellingCommands = {
  /** Touch a tile: arm, take, change the product of the line on the pan, take its new weight, or one piece (S1, S4). */
  'goods.tap': change<TapAnswer>()(vendor, Obj({ productId: Id })),
  /** A pinned tile adds one weighing per load, ten cuts of one product (S1); `on` false lets it go. */
  'goods.pin': change<Done>()(vendor, Obj({ productId: Id, on: Type.Boolean() })),
  /** The piece key: one piece, or one more of it, also of a product that is sold by weight too; with `onPan` goods it is not refused (S4). */
  'goods.piece': change<LineAnswer>()(vendor, Obj({ productId: Id })),
  /** 按份/一堆: a product or only a category, and an amount; works without a scale (S3). */
  'goods.portion': change<LineAnswer>()(
    vendor,
    Obj({ productId: Nullable(Id), category: Nullable(Text(8)), amountFen: Fen }),
  ),
  /** Set the stall's price: for this sale's next line (`once`) or from now on (a journal entry), S10. Asked again only outside the guard band (`sure`). */
  'goods.price': change<Done>()(
    vendor,
    Obj({ productId: Id, price: Price, scope: OneOf(['once', 'from_now'] as const), sure: Type.Boolean() }),
  ),
  /** 更新: take the changed weight of the load whose line is taken (S1). */
  'line.update': change<LineAnswer>()(vendor, none),
  /** Take a line out; it can come back for 5 s. */
  'line.remove': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id })),
  'line.restore': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id })),
  /** Set the pieces of a piece line; 0 removes it. */
  'line.quantity': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id, qty: Int(0, 9999) })),
  /** Agree a lower amount for one line (S7). */
  'line.agree': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id, amountFen: Fen })),
  /** 赠: a line that costs nothing and says so (S4); false sells it again at its price. */
  'line.gift': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id, gift: Type.Boolean() })),
  /** Agree a lower total (S7); null takes the agreement back. */
  'cart.agree': change<Done>()(vendor, Obj({ cartId: Id, totalFen: Nullable(Fen) })),
  /** 下一位: park this cart and open another in one touch (S6). */
  'cart.next': change<{ readonly cartId: string }>()(vendor, none),
  /** The goods of this cart are picked up after they are paid: its tab stays (S6). */
  'cart.pickup': change<Done>()(vendor, Obj({ cartId: Id, pickup: Type.Boolean() })),
  /** 取走: the goods of a paid cart were picked up. */
  'cart.collect': change<Done>()(vendor, Obj({ cartId: Id })),
  'cart.select': change<Done>()(vendor, Obj({ cartId: Id })),
} as const;
