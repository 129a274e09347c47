import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import { businessDay } from '../../../shared/day.ts';
import type { HealthNote } from '../../../shared/health.ts';
import { UNVERIFIED } from '../../../shared/marks.ts';
import {
  classed,
  verification,
  type ExpiryPolicy,
  type ScaleRecord,
  type Verification,
} from '../../../shared/metrology.ts';
import type { ScalePlate } from '../../../shared/scale.ts';
import type { ScaleId } from '../../../shared/scale-port.ts';
import type { Journal } from '../journal/journal.ts';
import type { Permits } from '../people/permits.ts';
import type { Settings } from '../settings.ts';

/** The verifications of the stall's scales, and what the owner wants once one is over. Scales are told by the id of their plate. */
export interface ScalePapers {
  recordOf(plateId: string): ScaleRecord | null;
  verificationOf(plateId: string): Verification;
  /** The plate with the Min of its class. */
  plateOf(plate: ScalePlate): ScalePlate;
  policy(): ExpiryPolicy;
  /** Nothing is sold by weight over this scale. */
  bars(plateId: string): boolean;
  /** Marks of a line that is weighed on it now. */
  marksOf(plateId: string): readonly string[];
  /** What the status bar says of it; null while all is well or nothing is known. */
  noteOf(plateId: string): HealthNote | null;
  setRecord(plate: ScalePlate, record: ScaleRecord, callId: string): Promise<Reply<Done>>;
  setPolicy(policy: ExpiryPolicy, callId: string): Promise<Reply<Done>>;
}

const nameOf = { 'scale-1': 'scale_record', 'scale-2': 'scale_record_2' } as const satisfies Record<ScaleId, string>;
/** A virtual scale stands in the first place. */
const idOf = (plateId: string): ScaleId => (plateId === 'scale-2' ? 'scale-2' : 'scale-1');

export async function openScalePapers(deps: {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly permits: Pick<Permits, 'use'>;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onChange: () => void;
}): Promise<ScalePapers> {
  const { settings, journal, permits, now, onChange } = deps;
  const records = new Map<ScaleId, ScaleRecord | null>([
    ['scale-1', await settings.read('scale_record')],
    ['scale-2', await settings.read('scale_record_2')],
  ]);
  let policy = (await settings.read('expiry'))?.policy ?? 'warn';

  const recordOf = (plateId: string): ScaleRecord | null => records.get(idOf(plateId)) ?? null;
  const verificationOf = (plateId: string): Verification => verification(recordOf(plateId), businessDay(now(), 0));
  const isOver = (plateId: string): boolean => verificationOf(plateId).state === 'over';
  const write = (what: string, subjectId: string | null, detail: string, callId: string) =>
    journal.append({
      id: callId,
      at: now(),
      seller: deps.seller(),
      body: { kind: 'override', what, subjectId, detail: detail.slice(0, 200) },
    });

  return {
    recordOf,
    verificationOf,
    plateOf: (plate) => classed(plate, recordOf(plate.id)?.accuracy),
    policy: () => policy,
    bars: (plateId) => policy === 'block' && isOver(plateId),
    marksOf: (plateId) => (policy === 'mark' && isOver(plateId) ? [UNVERIFIED] : []),
    noteOf: (plateId) => {
      const { state, daysLeft } = verificationOf(plateId);
      if (daysLeft === null || state === 'good' || state === 'unknown') return null;
      return state === 'over'
        ? { code: 'verification_over', days: -daysLeft, policy }
        : { code: `verification_${state}`, days: daysLeft };
    },
    setRecord: async (plate, record, callId) => {
      const { certificate, verifiedOn, dueOn, accuracy } = record;
      const said = [
        plate.serial,
        certificate,
        verifiedOn ?? '-',
        dueOn ?? '-',
        ...(accuracy === undefined ? [] : [accuracy]),
      ];
      const appended = await write('scale_record', plate.id, said.join(' '), callId);
      if (!appended.ok) return refuse(appended.refusal);
      const id = idOf(plate.id);
      await settings.write(nameOf[id], record);
      records.set(id, record);
      onChange();
      return ok({});
    },
    setPolicy: async (next, callId) => {
      if (next === policy) return ok({});
      const refusal = permits.use('settings');
      if (refusal !== null) return refuse(refusal);
      const appended = await write('expiry_policy', null, next, callId);
      if (!appended.ok) return refuse(appended.refusal);
      await settings.write('expiry', { policy: next });
      policy = next;
      onChange();
      return ok({});
    },
  };
}
