import Type from 'typebox';
import { change, vendor, none, type Done } from '../command.ts';
import { HelperName, Pin, RecoveryCode, Right } from '../people.ts';
import { Id, Nullable, Obj } from '../records/field.ts';

/** Who sells, and who may do more. What changes people, PINs or rights needs the right `people`. */
export const peopleCommands = {
  /** Another sells from now on; every cart stays (S23). Needs that person's PIN only where the owner guards `switch`. */
  'people.switch': change<Done>()(vendor, Obj({ personId: Id })),
  /** 训练: what is sold until it ends is no trade and is in no figure. Begins with empty carts, ends at once. */
  'training.set': change<Done>()(vendor, Obj({ on: Type.Boolean() })),
  /** A PIN opens a right: once within a minute, or for a sitting of looking after people or settings (S23). */
  'people.permit': change<Done>()(vendor, Obj({ right: Right, personId: Id, pin: Pin })),
  /** Gives a person a PIN, or takes it away (null). The owner's first one needs nothing. */
  'people.set_pin': change<Done>()(vendor, Obj({ personId: Id, pin: Nullable(Pin) })),
  /** A helper of the family may sell too; listed people come from the market. */
  'people.add': change<{ readonly personId: string }>()(vendor, Obj({ name: HelperName })),
  'people.remove': change<Done>()(vendor, Obj({ personId: Id })),
  /** What a person may open with a PIN, besides selling. */
  'people.allow': change<Done>()(vendor, Obj({ personId: Id, rights: Type.Array(Right, { maxItems: 16 }) })),
  /** What asks for a PIN at this stall. */
  'people.guard': change<Done>()(vendor, Obj({ rights: Type.Array(Right, { maxItems: 16 }) })),
  /** Prints a recovery code for the owner, in the place of any earlier one. It is shown nowhere else. */
  'people.print_recovery': change<Done>()(vendor, none),
  /** The printed code gives an owner a new PIN, without the market and without a line; it is used up. */
  'people.recover': change<Done>()(vendor, Obj({ code: RecoveryCode, personId: Id, pin: Pin })),
} as const;
