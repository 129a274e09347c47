import { change, vendor, type Done } from '../command.ts';
import { Pin, Right } from '../people.ts';
import { Id, Nullable, Obj } from '../records/field.ts';

/** Who sells, and who may do more. */
export const peopleCommands = {
  /** A PIN opens a right: once within a minute, or for a sitting of looking after people or settings (S23). */
  'people.permit': change<Done>()(vendor, Obj({ right: Right, personId: Id, pin: Pin })),
  /** Gives a person a PIN, or takes it away (null). Needs the right `people`; the owner's first one needs nothing. */
  'people.set_pin': change<Done>()(vendor, Obj({ personId: Id, pin: Nullable(Pin) })),
} as const;
