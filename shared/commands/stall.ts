import Type from 'typebox';
import { back, change, type Done } from '../command.ts';
import { Id, Nullable, Obj, OneOf, Text } from '../records/field.ts';
import { Bags, PriceBasis, Rounding } from '../records/goods.ts';

/** How the stall wants its till, and its place in the market. */
export const stallCommands = {
  /** Needs the right `settings`; the order of the tiles is anybody's. */
  'settings.set': change<Done>()(
    back,
    Obj({
      rounding: Type.Optional(Rounding),
      paper: Type.Optional(OneOf(['asked', 'each', 'never'] as const)),
      grid: Type.Optional(Type.Array(Id, { maxItems: 400 })),
      /** Prices per kilogram or per 500 g, everywhere at the stall. Those of the other basis are asked for anew, nothing is converted (S10). */
      basisG: Type.Optional(PriceBasis),
      /** What bags and boxes weigh: taken off with their goods, without a touch (S2). */
      bags: Type.Optional(Bags),
      /** 活鲜: what moves by itself is weighed by its mean over two seconds (S5). */
      live: Type.Optional(Type.Boolean()),
    }),
  ),
  /** Where a copy of the journal is kept: a folder on another disk, by its full path, that is there now; null: nowhere. Needs the right `settings`. */
  'mirror.set': change<Done>()(back, Obj({ dir: Nullable(Text(300)) })),
  /** Join the market with a one-time code; needs the server. */
  'terminal.enrol': change<{ readonly terminal: number; readonly stallNo: string }>()(back, Obj({ code: Text(40) })),
} as const;
