import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import { startOfDay } from '../../../shared/day.ts';
import { evidenceRow, type EvidencePage, type EvidenceRecord } from '../../../shared/evidence.ts';
import type { Store } from '../database.ts';

/** The log of weighings, for reading. */
export interface EvidenceLog {
  list(wish: {
    readonly before: { readonly at: number; readonly id: string } | null;
    readonly lineId: string | null;
    readonly limit: number;
  }): Promise<Reply<EvidencePage>>;
  read(id: string): Promise<Reply<EvidenceRecord>>;
  /** How often something happened to the scale on a business day: zeroing, tares, jumps. */
  events(day: string): Promise<number>;
}

/** A cart is closed within a day; so far back from `before` a line's weighings are looked for, over the index of times. */
const LINE_MS = 86_400_000;

export function createEvidenceLog(store: Store, now: () => number): EvidenceLog {
  return {
    list: async ({ before, lineId, limit }) => {
      const until = before?.at ?? now() + LINE_MS;
      const of = lineId === null ? {} : { lineId };
      const at = lineId === null ? { $lt: until } : { $lt: until, $gte: until - 2 * LINE_MS };
      // Several may be of one millisecond: those of the last row's are asked for by their ids.
      const [same, older] = await Promise.all([
        before === null
          ? []
          : store.evidence
              .find({
                selector: { at: before.at, id: { $gt: before.id }, ...of },
                sort: [{ at: 'desc' }, { id: 'asc' }],
                limit: limit + 1,
              })
              .exec(),
        store.evidence
          .find({ selector: { at, ...of }, sort: [{ at: 'desc' }, { id: 'asc' }], limit: limit + 1 })
          .exec(),
      ]);
      const found = [...same, ...older];
      const rows = found.slice(0, limit).map((record) => evidenceRow(record.toMutableJSON()));
      return ok({ rows, more: found.length > limit });
    },
    events: async (day) => {
      const from = startOfDay(day);
      const found = await store.evidence
        .find({ selector: { at: { $gte: from, $lt: from + LINE_MS }, kind: 'event' } })
        .exec();
      return found.length;
    },
    read: async (id) => {
      const found = await store.evidence.findOne(id).exec();
      return found === null ? refuse({ code: 'no_such_evidence' }) : ok(found.toMutableJSON());
    },
  };
}
