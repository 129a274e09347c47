import Type from 'typebox';
import { change, none, vendor, type Done } from '../command.ts';
import { Fen, Id, Nullable, Obj, OneOf } from '../records/field.ts';

/** A committed sale. `no` is the printed number; `changeFen` is null unless cash was counted. */
export interface SaleAnswer {
  readonly saleId: string;
  readonly no: string;
  readonly payableFen: number;
  readonly changeFen: number | null;
}
/**
 * A tender the vendor vouches for: cash, a card machine of somebody else, other means, credit (S14, S11). Tenders of a payment order
 * are no wish: they come with the order. `tenderedFen` is the cash handed over; null means exact.
 */
export const TenderWish = Obj({
  kind: OneOf(['cash', 'card', 'other', 'credit'] as const),
  amountFen: Fen,
  tenderedFen: Nullable(Fen),
});

/** A part that was received. `dueFen` is still to be paid. */
export interface PartAnswer {
  readonly partId: string;
  readonly dueFen: number;
}

/** Taking money, and what comes after the commit. */
export const saleCommands = {
  /** Commit the sale. The command's id becomes the sale's id. `concedeFen` takes cash below the total in one touch (S7). */
  'sale.complete': change<SaleAnswer>()(
    vendor,
    Obj({
      cartId: Id,
      /** What the window showed; refused if the cart has moved on since. */
      payableFen: Fen,
      /** None only where parts have covered the amount already. */
      tenders: Type.Array(TenderWish, { maxItems: 20 }),
      concedeFen: Fen,
      paper: OneOf(['default', 'none', 'short', 'long'] as const),
    }),
  ),
  /** Receives a part of the amount (S14): an entry of its own, whose id is the command's. `payableFen` is what the window showed. */
  'part.take': change<PartAnswer>()(
    vendor,
    Obj({ cartId: Id, payableFen: Fen, kind: OneOf(['cash', 'card', 'other'] as const), amountFen: Fen }),
  ),
  /** Gives a part back: an entry of its own too. */
  'part.return': change<Done>()(vendor, Obj({ cartId: Id, partId: Id })),

  /** 打小票: paper for a committed sale. The first is the receipt, any later one is marked 重打印. */
  'sale.print': change<Done>()(vendor, Obj({ saleId: Id, layout: OneOf(['short', 'long'] as const) })),
  /** The code of a sale's receipt on the shopper's screen, for who wants no paper (S18). */
  'sale.show_code': change<Done>()(vendor, Obj({ saleId: Id })),
  /** Answer for jobs that may have printed: print again, or let it be. */
  'print.settle': change<Done>()(vendor, Obj({ again: Type.Boolean() })),

  /** Shows a sale of this terminal in the place of the last one; null: the last one again. */
  'sale.look': change<Done>()(vendor, Obj({ saleId: Nullable(Id) })),

  /** Opens the drawer without a sale; the journal says who did. */
  'drawer.open': change<Done>()(vendor, none),
} as const;
