import Type from 'typebox';
import { Fen, Id, Nullable, Obj, Text } from './field.ts';
import { Price } from './goods.ts';

/** A credit account (赊账) as entries of the journal name it: with its name, so that a statement can be made from the journal alone. */
export const AccountRef = Obj({ id: Id, name: Text(40) });
export type AccountRef = Type.Static<typeof AccountRef>;

/**
 * A restaurant that buys on credit (S11). Owned by the stall and kept on its terminal, not in the journal: what it owes is the fold of
 * entries that name it, and each line carries the price it was sold at, so nothing that counts hangs on this document.
 */
export const Account = Obj({
  ...AccountRef.properties,
  /** Its own prices, at most one for each product and unit. */
  prices: Type.Array(Obj({ productId: Id, price: Price }), { maxItems: 200 }),
  /** Warned above it; null: no limit. */
  limitFen: Nullable(Fen),
  /** The owner's wish: above the limit nothing is sold on credit. */
  blocks: Type.Boolean(),
  /** Not offered any more; what it owes stays. */
  closed: Type.Boolean(),
});
export type Account = Type.Static<typeof Account>;
