import { back, change, none, query, vendor, type Done } from '../command.ts';
import type { EvidencePage, EvidenceRecord } from '../evidence.ts';
import { Id, Int, Nullable, Obj, Text, Time } from '../records/field.ts';
import { NamePlate, ScaleId } from '../scale-port.ts';

const MOST_GRAMS = 100_000;

/** Scales beside selling: finding them, which one is sold by, what was weighed and what happened to them. */
export const scaleCommands = {
  /** Looks for scales at all ports, or at one named by hand (`/dev/ttyUSB0`, `COM3`, `host:port`). Topic `scales` tells what answers. */
  'scale.find': change<Done>()(back, Obj({ path: Nullable(Text(200)) })),
  'scale.find_end': change<Done>()(back, none),
  /** A known weight lies on the pan of a scale that was found: the way to read it that agrees is taken. */
  'scale.settle': change<Done>()(back, Obj({ path: Text(200), protocol: Text(32), grams: Int(1, MOST_GRAMS) })),
  /** Uses a scale that was found, from now on and after each start; its plate is the nameplate's. An entry of the journal. */
  'scale.choose': change<Done>()(back, Obj({ id: ScaleId, path: Text(200), protocol: Text(32), plate: NamePlate })),
  /** Sells by this one of two scales. Its pan must show zero first. */
  'scale.sell_by': change<Done>()(vendor, Obj({ id: ScaleId })),

  /** The log of weighings and of what happened to the scale: those behind the row `before` (null: from the newest on), or those of one line within two days before it. */
  'evidence.list': query<EvidencePage>()(
    back,
    Obj({ before: Nullable(Obj({ at: Time, id: Id })), lineId: Nullable(Id), limit: Int(1, 100) }),
  ),
  /** One record of it, with its curve and frames. */
  'evidence.read': query<EvidenceRecord>()(back, Obj({ id: Id })),
} as const;
