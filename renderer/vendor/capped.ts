import type { Price } from '../../shared/records/goods.ts';
import type { CartsView } from '../../shared/view.ts';

/** What a cap of the market took off the carts. */
export interface CapNews {
  readonly goods: readonly { readonly name: string; readonly price: Price; readonly pieceUnit: string }[];
  /** Off all their lines, fen. */
  readonly lessFen: number;
}

/**
 * The lines that a cap of the market (平价) has brought down between two looks at the carts. Null: none, or none that costs less for it. A line
 * that is now of other goods was changed by a hand, and so was one with another weight or number.
 */
export function capNewsOf(before: CartsView | undefined, now: CartsView | undefined): CapNews | null {
  if (before === undefined || now === undefined || before === now) return null;
  const goods = new Map<string, CapNews['goods'][number]>();
  let lessFen = 0;
  const were = new Map(before.carts.flatMap((cart) => cart.lines.map((line) => [line.id, line])));
  for (const line of now.carts.flatMap((cart) => cart.lines)) {
    const was = were.get(line.id);
    const isSame = was?.productId === line.productId && was.netG === line.netG && was.qty === line.qty;
    if (!isSame || !line.capped || was.price.priceFen === line.price.priceFen) continue;
    goods.set(line.productId ?? line.id, { name: line.name, price: line.price, pieceUnit: line.pieceUnit });
    lessFen += was.amountFen - line.amountFen;
  }
  return lessFen === 0 ? null : { goods: [...goods.values()], lessFen };
}
