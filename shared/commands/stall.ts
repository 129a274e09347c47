import Type from 'typebox';
import { back, change, type Done } from '../command.ts';
import { Id, Nullable, Obj, OneOf, Text } from '../records/field.ts';
import { Rounding } from '../records/goods.ts';

/** How the stall wants its till, and its place in the market. */
export const stallCommands = {
  'settings.set': change<Done>()(
    back,
    Obj({
      rounding: Type.Optional(Rounding),
      paper: Type.Optional(OneOf(['asked', 'each', 'never'] as const)),
      grid: Type.Optional(Type.Array(Id, { maxItems: 400 })),
    }),
  ),
  /** Where a copy of the journal is kept: a folder on another disk, by its full path, that is there now; null: nowhere. */
  'mirror.set': change<Done>()(back, Obj({ dir: Nullable(Text(300)) })),
  /** Join the market with a one-time code; needs the server. */
  'terminal.enrol': change<{ readonly terminal: number; readonly stallNo: string }>()(back, Obj({ code: Text(40) })),
} as const;
