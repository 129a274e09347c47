import { change, none, query, vendor } from '../command.ts';
import { Day, Obj, OneOf, Text } from '../records/field.ts';

/** A folder that books can be written to. */
export interface TakeawayPlace {
  readonly dir: string;
  /** A stick's name, or the folder's own. */
  readonly name: string;
  readonly isStick: boolean;
}

/** 带走: the stall's books as tables on a stick or in a folder. Needs no line. */
export const takeawayCommands = {
  'takeaway.places': query<readonly TakeawayPlace[]>()(vendor, none),
  /** Sales, lines, payments, day books and earnings of at most 31 days, each a file; those of the same days are replaced. `dir` is one of the places. */
  'takeaway.write': change<{ readonly files: readonly string[] }>()(
    vendor,
    Obj({ from: Day, to: Day, form: OneOf(['csv', 'xlsx'] as const), dir: Text(300) }),
  ),
} as const;
export type TakeawayCommand = keyof typeof takeawayCommands;
