import type { Plant } from '../harness/plant.ts';
import type { Recording } from './record.ts';

/** A planted bug that the campaign must find. */
export interface Mutant extends Pick<Recording, 'plants' | 'shifts'> {
  readonly name: string;
}

const STORE = 'electron/core/database.ts';
const STORAGE = 'electron/core/storage/database.ts';

/** The log is copied into the database every few commits, so that a short trace has copies and restarted logs. */
export const oftenCopied: Plant = {
  file: STORE,
  find: 'const COMMITS_PER_CHECKPOINT = 300;',
  replace: 'const COMMITS_PER_CHECKPOINT = 24;',
};
/** SQLite copies the log by itself, within a commit. */
export const copiedInCommit: Plant = {
  file: STORE,
  find: 'const WAL_PAGES = 16_000;',
  replace: 'const WAL_PAGES = 60;',
};

export const mutants: readonly Mutant[] = [
  {
    name: 'synchronous=NORMAL, also where it is read back',
    shifts: [{ sales: 3, ending: 'stop' }],
    plants: [{ file: STORAGE, find: `'synchronous', 'FULL', 2)`, replace: `'synchronous', 'NORMAL', 1)` }],
  },
  {
    name: 'answers before the commit',
    shifts: [{ sales: 3, ending: 'stop' }],
    plants: [
      {
        file: 'electron/core/journal/journal.ts',
        find: 'const { error } = await store.journal.bulkInsert([entry]);',
        replace:
          'const error: { readonly status: number }[] = []; setImmediate(() => { void store.journal.bulkInsert([entry]); });',
      },
    ],
  },
  {
    name: 'copies the log into the database without a sync',
    shifts: [{ sales: 6, ending: 'stop' }],
    plants: [
      oftenCopied,
      {
        file: STORE,
        find: 'PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(PASSIVE)',
        replace: 'PRAGMA synchronous = OFF; PRAGMA wal_checkpoint(PASSIVE)',
      },
    ],
  },
  {
    name: 'tidies a left-over log away at start',
    shifts: [
      { sales: 2, ending: 'kill' },
      { sales: 1, ending: 'stop' },
    ],
    plants: [
      {
        file: STORAGE,
        find: 'const db = new DatabaseSync(file);',
        replace: `rmSync(file + '-wal', { force: true }); const db = new DatabaseSync(file);`,
      },
      {
        file: STORAGE,
        find: `import { StorageOpenError } from './errors.ts';`,
        replace: `import { StorageOpenError } from './errors.ts'; import { rmSync } from 'node:fs';`,
      },
    ],
  },
];
