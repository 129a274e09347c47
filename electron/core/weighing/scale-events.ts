import type { Log } from '../../../shared/log.ts';
import { withPoint } from '../../../shared/curve.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { Curve, ScaleEvent } from '../../../shared/records/evidence.ts';
import { happenedBetween, type Happened, type Still } from '../../../shared/scale-watch.ts';
import type { Reply } from '../../../shared/contract.ts';
import type { Store } from '../database.ts';
import { DiskFullError } from '../health/disk.ts';
import type { Scales } from './scales.ts';
import type { Weighing } from './weighing.ts';

export interface ScaleEvents {
  /** Carries out a key of the till, and records it when it was obeyed. */
  key<V>(event: 'zero' | 'tare' | 'clear_tare', press: () => Promise<Reply<V>>): Promise<Reply<V>>;
  stop(): Promise<void>;
}

/** The scale obeys a key of the till in the frames after its answer. */
const OBEYS_MS = 1000;
/** A broken scale may leap with every frame; one of its leaps a second is enough to see it. */
const JUMP_EVERY_MS = 1000;

/** Records zeroing, tares and jumps of the scale that is sold by, beside the evidence. Selling never waits for it. */
export function watchScaleEvents(deps: {
  readonly scales: Pick<Scales, 'current' | 'onReading' | 'onState'>;
  readonly weighing: Weighing;
  readonly store: Store;
  readonly mode: () => Mode;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}): ScaleEvents {
  const { scales, weighing, store, now, log } = deps;
  let still: Still = null;
  let curve: Curve = [];
  let ownUntil = 0;
  let jumpedAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();

  const record = ({ event, fromG, toG }: Happened, by: ScaleEvent['by']): void => {
    const { id: scaleId, serial: scaleSerial } = weighing.plate;
    const entry: ScaleEvent = {
      kind: 'event',
      id: deps.newId(),
      at: now(),
      event,
      by,
      scaleId,
      scaleSerial,
      fromG,
      toG,
      curve: curve.map((point) => ({ ...point })),
      mode: deps.mode(),
    };
    const write = async (): Promise<void> => {
      try {
        await store.put(store.evidence, entry, 'proof');
      } catch (error) {
        if (!(error instanceof DiskFullError)) log.error({ err: error, event }, 'a happening could not be recorded');
      }
    };
    writing = writing.then(write);
  };
  const offs = [
    scales.onReading((reading) => {
      const gross = reading.weightG === null ? null : reading.weightG + (reading.tareG ?? 0);
      curve = withPoint(curve, { at: reading.at, grossG: gross, stable: reading.stable === true });
      const step = happenedBetween(still, reading, weighing.plate);
      ({ still } = step);
      const { happened } = step;
      if (happened === null) return;
      if (happened.event === 'jump') {
        if (Math.abs(reading.at - jumpedAt) < JUMP_EVERY_MS) return;
        jumpedAt = reading.at;
      } else if (now() < ownUntil) return;
      record(happened, 'scale');
    }),
    scales.onState((state) => {
      if (state === 'online') return;
      still = null;
      curve = [];
    }),
  ];
  return {
    key: async (event, press) => {
      const before = weighing.weigh(0);
      ownUntil = now() + OBEYS_MS;
      const reply = await press();
      ownUntil = now() + OBEYS_MS;
      if (!reply.ok) return reply;
      const after = weighing.weigh(0);
      if (event === 'zero') record({ event, fromG: before.grossG, toG: 0 }, 'till');
      else if (before.tareG !== after.tareG) record({ event, fromG: before.tareG, toG: after.tareG }, 'till');
      return reply;
    },
    stop: async () => {
      for (const off of offs) off();
      await writing;
    },
  };
}
