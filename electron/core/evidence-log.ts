import { ok, refuse, type Reply } from '../../shared/contract.ts';
import { evidenceRow, type EvidencePage, type EvidenceRecord } from '../../shared/evidence.ts';
import type { Store } from './database.ts';

/** The log of weighings, for reading. */
export interface EvidenceLog {
  list(wish: {
    readonly before: number | null;
    readonly lineId: string | null;
    readonly limit: number;
  }): Promise<Reply<EvidencePage>>;
  read(id: string): Promise<Reply<EvidenceRecord>>;
}

/** A cart is closed within a day; so far back from `before` a line's weighings are looked for, over the index of times. */
const LINE_MS = 86_400_000;

export function createEvidenceLog(store: Store, now: () => number): EvidenceLog {
  return {
    list: async ({ before, lineId, limit }) => {
      const until = before ?? now() + LINE_MS;
      const at = lineId === null ? { $lt: until } : { $lt: until, $gte: until - 2 * LINE_MS };
      const found = await store.evidence
        .find({
          selector: { at, ...(lineId === null ? {} : { lineId }) },
          sort: [{ at: 'desc' }],
          limit: limit + 1,
        })
        .exec();
      const rows = found.slice(0, limit).map((record) => evidenceRow(record.toMutableJSON()));
      return ok({ rows, more: found.length > limit });
    },
    read: async (id) => {
      const found = await store.evidence.findOne(id).exec();
      return found === null ? refuse({ code: 'no_such_evidence' }) : ok(found.toMutableJSON());
    },
  };
}
