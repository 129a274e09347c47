import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Type from 'typebox';
import { Compile } from 'typebox/compile';
import { Int, Obj } from '../../../shared/records/field.ts';
import type { JournalFault } from '../../../shared/health.ts';

const Noted = Obj({ terminal: Int(0, 4_294_967_295), epoch: Int(0, 2_147_483_647), seq: Int(0, 2_147_483_647) });
type Noted = Type.Static<typeof Noted>;
const check = Compile(Noted);

export interface LastHead {
  /** Entries that were there once and are gone: an old copy of the database, or one without its log. */
  readonly fault: JournalFault | null;
  /** Notes how far the journal is. It may be late and may fail: an old note says less, never anything wrong. */
  keep(head: Noted): void;
}

/**
 * A note beside the database of how far the journal was. It is written after entries are on the disk, so it is never ahead of
 * them unless they were lost since. Not synced: it tells of lost files, not of power cuts.
 */
export function openLastHead(dir: string, head: Noted): LastHead {
  const file = join(dir, 'last-head.json');
  let noted: Noted | null = null;
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    noted = check.Check(found) ? found : null;
  } catch {
    // None yet, or cut off by a power cut.
  }
  const isSame = (other: Noted): boolean =>
    noted !== null && noted.terminal === other.terminal && noted.epoch === other.epoch;
  const missing = noted !== null && isSame(head) ? noted.seq - head.seq : 0;
  return {
    fault: missing > 0 ? { what: 'behind', missing } : null,
    keep: ({ terminal, epoch, seq }) => {
      const next = { terminal, epoch, seq };
      // What is missing stays told until the journal has passed it.
      if (noted !== null && isSame(next) && noted.seq >= seq) return;
      try {
        writeFileSync(`${file}.new`, JSON.stringify(next));
        renameSync(`${file}.new`, file);
        noted = next;
      } catch {
        // A full disk; the older note stays.
      }
    },
  };
}
