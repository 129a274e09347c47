import { back, query } from '../command.ts';
import type { EvidencePage, EvidenceRecord } from '../evidence.ts';
import { Id, Int, Nullable, Obj, Time } from '../records/field.ts';

/** Scales beside selling: what was weighed and what happened to them. */
export const scaleCommands = {
  /** The log of weighings and of what happened to the scale: those before `before` (null: the newest), or those of one line within two days before it. */
  'evidence.list': query<EvidencePage>()(
    back,
    Obj({ before: Nullable(Time), lineId: Nullable(Id), limit: Int(1, 100) }),
  ),
  /** One record of it, with its curve and frames. */
  'evidence.read': query<EvidenceRecord>()(back, Obj({ id: Id })),
} as const;
