import Type from 'typebox';
import { bench, change, none, type Done } from '../command.ts';
import { Grams, Obj, OneOf, Text } from '../records/field.ts';

/** The virtual bench. */
export const benchCommands = {
  /** The virtual bench: hands on the pan, the paper and the cable. Only when the core was started with virtual devices. */
  'bench.load': change<Done>()(bench, Obj({ grams: Grams })),
  'bench.tare_key': change<Done>()(bench, none),
  'bench.shake': change<Done>()(bench, none),
  'bench.printer': change<Done>()(bench, Obj({ fault: OneOf(['none', 'paper_out', 'cover_open', 'off'] as const) })),
  'bench.labeler': change<Done>()(
    bench,
    Obj({ fault: OneOf(['none', 'paper_out', 'cover_open', 'no_ribbon', 'paused'] as const) }),
  ),
  /** Tears off the paper and takes the labels. */
  'bench.tear': change<Done>()(bench, none),
  /** Pulls a device's cable, or puts it back. */
  'bench.plug': change<Done>()(bench, Obj({ device: OneOf(['scale', 'scanner'] as const), plugged: Type.Boolean() })),
  /** Held before the virtual scanner: it goes over the scanner's line. */
  'bench.scan': change<Done>()(bench, Obj({ text: Text(400) })),
  'bench.drawer': change<Done>()(bench, none),
  'bench.network': change<Done>()(bench, Obj({ mode: OneOf(['online', 'slow', 'offline'] as const) })),
} as const;
