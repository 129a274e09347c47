import { expect, it } from 'vitest';
import { journalKinds } from '../../shared/records/journal.ts';
import type { JournalBody } from '../../shared/records/journal.ts';
import { isPractised } from '../../shared/training.ts';

it('practises everything that is trade; what is done to the till, and money from outside, stays in the books', () => {
  // Only the kind decides.
  const practised = journalKinds.filter((kind) => isPractised({ kind } as JournalBody));
  expect(journalKinds.filter((kind) => !practised.includes(kind))).toEqual([
    'confirmation',
    'override',
    'day_close',
    'epoch_start',
  ]);
});
