import type { Evidence, ScaleEvent } from './records/evidence.ts';

/** One line of the log of weighings; all of it comes with `evidence.read`. */
export type EvidenceRow =
  | ({ readonly what: 'weighing' } & Readonly<
      Pick<Evidence, 'id' | 'at' | 'scaleId' | 'lineId' | 'name' | 'grossG' | 'tareG' | 'netG' | 'amountFen' | 'mode'>
    >)
  | ({ readonly what: 'event' } & Readonly<
      Pick<ScaleEvent, 'id' | 'at' | 'scaleId' | 'event' | 'by' | 'fromG' | 'toG' | 'mode'>
    >);

/** Newest first, those of one millisecond by their ids. `more`: there are older ones; ask again with the last row as `before`. */
export interface EvidencePage {
  readonly rows: readonly EvidenceRow[];
  readonly more: boolean;
}

/** A record as it is stored: with its curve (absent before version 0.3) and, for a weighing, its frames. */
export type EvidenceRecord = Evidence | ScaleEvent;
export const isEvent = (record: EvidenceRecord): record is ScaleEvent => 'kind' in record;

export function evidenceRow(record: EvidenceRecord): EvidenceRow {
  const { id, at, scaleId, mode } = record;
  if (isEvent(record)) {
    const { event, by, fromG, toG } = record;
    return { what: 'event', id, at, scaleId, event, by, fromG, toG, mode };
  }
  const { lineId, name, grossG, tareG, netG, amountFen } = record;
  return { what: 'weighing', id, at, scaleId, lineId, name, grossG, tareG, netG, amountFen, mode };
}
