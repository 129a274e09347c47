import { change, none, vendor, type Done } from '../command.ts';
import { Obj, Text } from '../records/field.ts';

/** The first run (S9). */
export const setupCommands = {
  /** What the stall sells: its tiles start with that trade's goods. */
  'setup.trade': change<Done>()(vendor, Obj({ trade: Text(20) })),
  /** The first run is over, gone through or left. */
  'setup.finish': change<Done>()(vendor, none),
} as const;
