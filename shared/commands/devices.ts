import { back, change, none, query, vendor, type Done } from '../command.ts';
import { ExpiryPolicy, ScaleRecord } from '../metrology.ts';
import { Obj } from '../records/field.ts';

/** The devices of the stall. */
export const deviceCommands = {
  'scale.zero': change<Done>()(vendor, none),
  /** Key tare of the stable load (a basin, a box). Never automatic. */
  'scale.tare': change<Done>()(vendor, none),
  'scale.clear_tare': change<Done>()(vendor, none),

  /** Somebody looks at the devices: their frames move for the next ten seconds. */
  'devices.watch': query<Done>()(back, none),
  /** A test page; how it ended is in the view. */
  'printer.test': change<Done>()(back, none),
  /** A test label; how it ended is in the view. */
  'labeler.test': change<Done>()(back, none),
  /** Opens the drawer and watches its switch; an entry of the journal like every opening without a sale. */
  'drawer.test': change<Done>()(vendor, none),
  /** Test figures on the pole display for some seconds. */
  'display.test': change<Done>()(back, none),
  /** What stands on the paper of the scale's verification. A change is an entry of the journal. */
  'scale.record': change<Done>()(back, ScaleRecord),
  /** What is done once the verification is over. A change is an entry of the journal. */
  'scale.expiry': change<Done>()(back, Obj({ policy: ExpiryPolicy })),
} as const;
