import type { Ledger } from '../accounts.ts';
import { back, change, query, vendor, type Done } from '../command.ts';
import { Account } from '../records/account.ts';
import { Price } from '../records/goods.ts';
import { Fen, Id, Nullable, Obj, OneOf, Text } from '../records/field.ts';

/** A repayment that was received, and what is still owed. */
export interface RepaymentAnswer {
  readonly repaymentId: string;
  readonly owedFen: number;
}

const { prices, limitFen, blocks, closed } = Account.properties;

/** Restaurants that buy on credit (S11). */
export const accountCommands = {
  /** Opens an account (`accountId` null) or changes one. Needs the right `settings`. */
  'account.save': change<{ readonly accountId: string }>()(
    back,
    Obj({ accountId: Nullable(Id), name: Text(40), prices, limitFen, blocks, closed }),
  ),
  /** Who this cart is for: own prices, and the last order again; null: anybody. */
  'account.choose': change<Done>()(vendor, Obj({ cartId: Id, accountId: Nullable(Id) })),
  /** A product costs this account another price from now on; null: the stall's again. */
  'account.price': change<Done>()(
    vendor,
    Obj({ accountId: Id, productId: Id, unit: OneOf(['weight', 'piece'] as const), price: Nullable(Price) }),
  ),
  /** A product of the last order is not wanted today. */
  'account.strike': change<Done>()(vendor, Obj({ cartId: Id, productId: Id })),
  /** Money for what was sold on credit, whole or in part: an entry of its own, never turnover. */
  'account.repay': change<RepaymentAnswer>()(
    vendor,
    Obj({ accountId: Id, kind: OneOf(['cash', 'card', 'other'] as const), amountFen: Fen }),
  ),
  /** What it owed, what came and went, what it owes now; null: nothing was ever sold to it. */
  'account.statement': query<Ledger | null>()(back, Obj({ accountId: Id })),
  'account.print_statement': change<Done>()(back, Obj({ accountId: Id })),
} as const;
